import { markRaw, reactive } from "@odoo/owl";
import { groupBy } from "@web/core/utils/arrays";

/** Nothing stands in the cell: a day off. */
export const FREE = Object.freeze({ shift: 0, pinned: false, minutes: 0, acknowledged: false });

const sameCell = (one, other) => one.shift === other.shift && one.pinned === other.pinned;

/**
 * The roster as data: who works what when, what is needed, what it adds up to.
 *
 * Each row and each line of demand is a small signal (`stamp`) around plain data: one
 * edit draws one row and the lines of demand that it touches, nothing else.
 */
export class RosterBook {
    constructor(data) {
        this.id = data.id;
        this.days = data.days;
        this.shifts = data.templates;
        this.shiftById = new Map(data.templates.map((shift) => [shift.id, shift]));
        this.posts = data.posts;
        this.people = data.people.map((person) => this.makeRow(person));
        this.rowById = new Map(this.people.map((row) => [row.data.id, row]));
        this.needs = data.needs.map((need) => this.makeNeed(need));
        this.open = reactive({ stamp: 0 });
        // what this roster has to do with, before what the company has besides
        this.ownShifts = new Set(this.needs.map((need) => need.data.template));
        this.people.forEach((row) => row.data.cells.forEach((cell) => cell.shift && this.ownShifts.add(cell.shift)));
    }

    makeRow(person) {
        const cells = this.days.map(() => FREE);
        const data = markRaw({
            ...person,
            cells,
            leave: new Set(person.leave),
            wishes: new Map(person.wishes.map(([day, wanted, shift]) => [day, { wanted, shift }])),
            cannot: new Map(person.cannot.map(([day, shifts]) => [day, new Set(shifts)])),
            flash: new Set(),
        });
        this.putCells(data, person.cells);
        this.putBreaches(data, person.breaches);
        this.addUp(data);
        return reactive({ stamp: 0, data });
    }

    putCells(data, cells) {
        for (const [day, shift, pinned, minutes, acknowledged] of cells) {
            data.cells[day] = { shift, pinned, minutes, acknowledged };
        }
    }

    putBreaches(data, breaches) {
        data.breaches = breaches;
        data.marks = new Map();
        for (const breach of breaches) {
            // a share is no matter of single days: it stands beside the row
            for (const day of breach.rule.startsWith("fair_") ? [] : breach.days) {
                const mark = data.marks.get(day) || { hard: false, breaches: [] };
                mark.hard ||= breach.hard;
                mark.breaches.push(breach);
                data.marks.set(day, mark);
            }
        }
        data.hard = breaches.filter((breach) => breach.hard).length;
    }

    /** Hours, nights, weekend days and public holidays of a row. */
    addUp(data) {
        const sums = { minutes: data.elsewhere || 0, night: 0, weekend: 0, holiday: 0, days: 0 };
        data.cells.forEach((cell, day) => {
            if (cell.shift) {
                sums.days += 1;
                sums.minutes += cell.minutes;
                sums.night += this.shiftById.get(cell.shift)?.night ? 1 : 0;
                sums.weekend += this.days[day].is_weekend ? 1 : 0;
                sums.holiday += this.days[day].is_holiday ? 1 : 0;
            }
        });
        data.sums = sums;
    }

    // -- demand -----------------------------------------------------------------

    makeNeed(need) {
        const data = markRaw({ ...need, able: need.able && new Set(need.able) });
        data.there = this.days.map((_day, day) => this.people.filter((row) => this.counts(data, row, day)).length);
        return reactive({ stamp: 0, data });
    }

    counts(need, row, day) {
        return row.data.cells[day].shift === need.template && (!need.able || need.able.has(row.data.id));
    }

    missing(need, day) {
        return Math.max(0, need.data.needed[day] - need.data.there[day]);
    }

    /** People missing on a day, whatever they should be able to do. */
    missingOn(day) {
        // who lacks for a skill often lacks for the shift as well: the larger number of each shift counts
        const most = new Map();
        for (const need of this.needs) {
            const { template } = need.data;
            most.set(template, Math.max(most.get(template) || 0, this.missing(need, day)));
        }
        return [...most.values()].reduce((sum, number) => sum + number, 0);
    }

    get uncovered() {
        return this.days.reduce((sum, _day, day) => sum + this.missingOn(day), 0);
    }

    /** What lacks on a day, line by line. */
    gapsOn(day) {
        return this.needs
            .map((need) => ({ need, missing: this.missing(need, day) }))
            .filter(({ missing }) => missing);
    }

    // -- edits --------------------------------------------------------------------

    /** The cell of a shift, fixed or not; without one a day off. */
    cellOf(shift, pinned = false) {
        return shift ? { shift, pinned, minutes: this.shiftById.get(shift)?.minutes || 0, acknowledged: false } : FREE;
    }

    /**
     * Write cells.
     *
     * @param {{row: object, day: number, cell: object}[]} wanted
     * @returns {{id: number, day: number, before: object, after: object}[]} what has really changed
     */
    put(wanted) {
        const done = [];
        const rows = new Set();
        for (const { row, day, cell } of wanted) {
            const before = row.data.cells[day];
            row.data.cells[day] = cell;
            if (sameCell(before, cell)) {
                continue;
            }
            row.data.flash.delete(day);
            this.recount(row, day, before, cell);
            rows.add(row);
            done.push({ id: row.data.id, day, before, after: cell });
        }
        for (const row of rows) {
            this.addUp(row.data);
            row.stamp++;
        }
        return done;
    }

    recount(row, day, before, after) {
        for (const need of this.needs) {
            const { template, able, there } = need.data;
            const change = (after.shift === template) - (before.shift === template);
            if (change && (!able || able.has(row.data.id))) {
                there[day] += change;
                need.stamp++;
                this.open.stamp++;
            }
        }
    }

    /**
     * Take over what the server has: cells of rows, and what they break.
     *
     * @param {object} answer of grid_apply
     * @param {(id: number, day: number) => boolean} isWaiting cells that are on their way to the server
     * @param {number[]} changedIds people of the edit
     * @returns {number} how many cells were not as they stood here
     */
    absorb(answer, isWaiting, changedIds) {
        const rows = answer.all ? this.people : changedIds.map((id) => this.rowById.get(id));
        const breaches = groupBy(answer.breaches, (breach) => breach.employee);
        let others = 0;
        for (const row of rows) {
            const fresh = { cells: this.days.map(() => FREE) };
            this.putCells(fresh, answer.cells[row.data.id] || []);
            const wanted = fresh.cells
                .map((cell, day) => ({ row, day, cell }))
                .filter(({ day }) => !isWaiting(row.data.id, day));
            const changed = this.put(wanted);
            others += changed.length;
            changed.forEach(({ day }) => row.data.flash.add(day));
            this.putBreaches(row.data, breaches[row.data.id] || []);
            row.stamp++;
        }
        return others;
    }
}
