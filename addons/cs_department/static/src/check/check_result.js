/**
 * What the answers so far come to, as the server will say it when the check is finished
 * (core/check_score.py): only for the eye while one goes through the list.
 *
 * @param {object[]} items
 * @param {number} passPercent
 * @returns {{score: number|null, failed: Set<number>, fatal: boolean}}
 */
export function resultOf(items, passPercent) {
    let points = 0;
    let most = 0;
    let fatal = false;
    const failed = new Set();
    for (const item of items) {
        if (item.skipped || item.kind === "text" || item.value === null) {
            continue;
        }
        const reached = pointsOf(item);
        points += reached;
        most += item.points;
        const best = { count: 0, yes_no: 1, scale: item.top }[item.kind];
        if (item.points ? reached * 100 < passPercent * item.points : item.value !== best) {
            failed.add(item.id);
            fatal = fatal || item.is_fatal;
        }
    }
    return { score: most ? Math.round((points * 10000) / most) / 100 : null, failed, fatal };
}

function pointsOf(item) {
    switch (item.kind) {
        case "yes_no":
            return item.points * item.value;
        case "scale":
            return (item.points * (item.value - 1)) / (item.top - 1);
        case "count":
            return Math.max(0, item.points - item.per_unit * item.value);
        default:
            return item.value;
    }
}
