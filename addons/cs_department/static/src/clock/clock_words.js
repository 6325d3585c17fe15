import { _t } from "@web/core/l10n/translation";

const HOUR = 60;
const DAY = 24 * HOUR;

/**
 * @param {number} minutes a length of time, not negative
 * @returns {string} in the largest unit that fits, rounded down
 */
export function lengthInWords(minutes) {
    if (minutes < 1) {
        return _t("under 1 min");
    }
    if (minutes < HOUR) {
        return _t("%(count)s min", { count: Math.floor(minutes) });
    }
    if (minutes < DAY) {
        return _t("%(count)s h", { count: Math.floor(minutes / HOUR) });
    }
    return _t("%(count)s d", { count: Math.floor(minutes / DAY) });
}

/**
 * @param {number} minutes how long a target is, often in working time
 * @returns {string} in hours, never in days: a day of work has not 24 of them
 */
export function targetInWords(minutes) {
    if (minutes < HOUR) {
        return lengthInWords(minutes);
    }
    return _t("%(count)s h", { count: Math.round((10 * minutes) / HOUR) / 10 });
}

/**
 * How a deadline stands.
 *
 * @param {luxon.DateTime | false} due
 * @param {luxon.DateTime | false} riskFrom from when on the case is at risk; without it
 *  the last hour is
 * @param {luxon.DateTime} now
 * @returns {{ level: "none" | "fine" | "risk" | "late", text: string }}
 */
export function readDeadline(due, riskFrom, now) {
    if (!due) {
        return { level: "none", text: "" };
    }
    const left = due.diff(now).as("minutes");
    if (left < 0) {
        return { level: "late", text: _t("%(time)s late", { time: lengthInWords(-left) }) };
    }
    const risky = riskFrom ? riskFrom <= now : left < HOUR;
    return { level: risky ? "risk" : "fine", text: lengthInWords(left) };
}

/**
 * Share of a target that is used up.
 *
 * The time of a running clock is counted by the server; between two readings it is
 * taken in proportion of the way from its last start to its deadline.
 *
 * @param {Object} clock values of a cs.clock
 * @param {luxon.DateTime} now
 * @returns {number} 0 to 1
 */
export function shareUsed(clock, now) {
    const target = clock.target_minutes || 1;
    const before = Math.min(clock.spent_minutes / target, 1);
    if (clock.state !== "running" || !clock.running_since || !clock.due_at) {
        return before;
    }
    const run = clock.due_at.diff(clock.running_since).as("minutes");
    if (run <= 0) {
        return 1;
    }
    const gone = now.diff(clock.running_since).as("minutes") / run;
    return Math.min(before + (1 - before) * Math.max(gone, 0), 1);
}
