import { box } from "./roster_selection";

/**
 * What edits ask for, as cells: rows are those shown, a block is a list of lines.
 * Nothing is written here.
 */

/** The cells of a block, each with its row and day. */
export function places(rows, { top, bottom, left, right }) {
    const found = [];
    for (let row = top; row <= bottom; row++) {
        for (let day = left; day <= right; day++) {
            found.push({ row: rows[row], day });
        }
    }
    return found;
}

export function blockOf(rows, area) {
    const lines = [];
    for (let row = area.top; row <= area.bottom; row++) {
        lines.push(rows[row].data.cells.slice(area.left, area.right + 1));
    }
    return lines;
}

/** A block laid over an area from its corner on, again and again until the area is full. */
export function tile(rows, area, block) {
    return places(rows, area).map(({ row, day }, place) => {
        const line = Math.floor(place / (area.right - area.left + 1)) % block.length;
        const across = (day - area.left) % block[line].length;
        return { row, day, cell: block[line][across] };
    });
}

/** The area that a pasted block takes: the selection where it is larger, else the block. */
export function pasteArea(selection, block, lastRow, lastDay) {
    const { top, bottom, left, right } = box(selection);
    const height = Math.max(bottom - top + 1, block.length);
    const width = Math.max(right - left + 1, ...block.map((line) => line.length));
    return {
        top,
        left,
        bottom: Math.min(lastRow, top + height - 1),
        right: Math.min(lastDay, left + width - 1),
    };
}

/** A block put elsewhere: what lies there comes back in exchange, or is overwritten by a copy. */
export function moved(rows, from, to, isCopy) {
    const going = blockOf(rows, from);
    if (isCopy) {
        return tile(rows, to, going);
    }
    const apart = to.top > from.bottom || to.bottom < from.top || to.left > from.right || to.right < from.left;
    const coming = blockOf(rows, to);
    const wanted = new Map();
    const key = ({ row, day }) => `${row.data.id}:${day}`;
    const free = { shift: 0, pinned: false, minutes: 0, acknowledged: false };
    const leaving = apart ? tile(rows, from, coming) : places(rows, from).map((place) => ({ ...place, cell: free }));
    [...leaving, ...tile(rows, to, going)].forEach((one) => wanted.set(key(one), one));
    return [...wanted.values()];
}
