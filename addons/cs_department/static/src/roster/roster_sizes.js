/** Sizes in pixels; the style sheet has the same. */
export const LINE = 30;
export const NAME = 156;
export const SUMS = 192;
/** The narrowest day that can be read, and the widest that is of use. */
export const NARROW = 31;
export const WIDE = 150;
