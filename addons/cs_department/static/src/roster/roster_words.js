import { _t } from "@web/core/l10n/translation";

const HOUR = 60;

/** 9000 minutes → 150, 8520 → 142, 450 → 7.5 */
export function hours(minutes) {
    return String(Math.round((minutes / HOUR) * 10) / 10);
}

/** What can be said of one cell, line by line: for the status line, the card and readers of the screen. */
export function cellLines(book, row, day, published) {
    const { cells, leave, wishes, cannot, marks } = row.data;
    const cell = cells[day];
    const shift = book.shiftById.get(cell.shift);
    const lines = [];
    if (shift) {
        const parts = [shift.name, shift.hours, cell.pinned && _t("fixed")];
        if (published) {
            parts.push(cell.acknowledged ? _t("acknowledged") : _t("not acknowledged yet"));
        }
        lines.push({ text: parts.filter(Boolean).join(" · ") });
    } else {
        lines.push({ text: _t("Off") });
    }
    if (leave.has(day)) {
        lines.push({ icon: "fa-suitcase", text: _t("On leave") });
    }
    const wish = wishes.get(day);
    if (wish) {
        lines.push({ icon: wish.wanted ? "fa-heart" : "fa-ban", text: wishWords(book, wish) });
    }
    if (cannot.has(day) && !leave.has(day)) {
        lines.push({ icon: "fa-lock", text: cannotWords(book, cannot.get(day)) });
    }
    for (const breach of marks.get(day)?.breaches || []) {
        lines.push({ icon: "fa-exclamation-triangle", hard: breach.hard, text: breachWords(breach) });
    }
    return lines;
}

export function breachWords(breach) {
    return breach.words ? `${breach.label}: ${breach.words}` : breach.label;
}

function wishWords(book, wish) {
    const shift = book.shiftById.get(wish.shift)?.name;
    if (!shift) {
        return wish.wanted ? _t("Would like to work") : _t("Would like to be off");
    }
    return wish.wanted ? _t("Would like: %s", shift) : _t("Would rather not: %s", shift);
}

function cannotWords(book, shifts) {
    if (book.shifts.every((shift) => shifts.has(shift.id))) {
        return _t("Not available");
    }
    const names = book.shifts.filter((shift) => shifts.has(shift.id)).map((shift) => shift.name);
    return _t("Not possible: %s", names.join(", "));
}

/** The person and the day of a cell. */
export function cellTitle(book, row, day) {
    const { words, name } = book.days[day];
    return [row.data.name, words, name].filter(Boolean).join(" · ");
}

/** What a day is, for the head of its column. */
export function dayWords(day) {
    const kinds = {
        holiday: _t("Public holiday"),
        makeup: _t("Make-up working day"),
        weekend: _t("Weekend"),
        workday: "",
    };
    return [day.words, kinds[day.kind], day.name].filter(Boolean).join(" · ");
}
