import { NAME, NARROW, SUMS, WIDE } from "./roster_sizes";

/** Which part of the roster is shown: the people that are looked for, a week or all of it. */
export class RosterWindow {
    /** @param {object} grid the roster grid */
    constructor(grid) {
        this.grid = grid;
    }

    filter() {
        const { words, skill, post } = this.grid.state;
        const wanted = words.trim().toLowerCase();
        const ofPost = new Set(this.grid.book.shifts.filter((shift) => shift.post === post).map((shift) => shift.id));
        this.grid.state.rows = this.grid.book.people.filter(
            ({ data }) =>
                (!wanted || `${data.name} ${data.job}`.toLowerCase().includes(wanted)) &&
                (!skill || data.skills.includes(skill)) &&
                (!post || data.cells.some((cell) => ofPost.has(cell.shift)))
        );
        const { row, day } = this.grid.selection;
        this.grid.cursor.goTo(Math.min(row, Math.max(0, this.grid.state.rows.length - 1)), day);
    }

    setFilter(values) {
        Object.assign(this.grid.state, values);
        this.filter();
    }

    weekOf(day) {
        let first = day;
        while (first > 0 && !this.grid.book.days[first].monday) {
            first--;
        }
        return first;
    }

    /** The day after the week that begins with a day. */
    weekEnd(first) {
        let end = first + 1;
        while (end < this.grid.book.days.length && !this.grid.book.days[end].monday) {
            end++;
        }
        return end;
    }

    showWeek() {
        const first = this.weekOf(this.grid.selection.day);
        this.show(first, this.weekEnd(first) - first);
    }

    showAll() {
        this.show(0, this.grid.book.days.length);
    }

    show(first, shown) {
        Object.assign(this.grid.state, { first, shown });
        this.fit();
        this.grid.cursor.goTo(this.grid.selection.row, Math.max(first, Math.min(this.grid.last, this.grid.selection.day)));
    }

    /** One week, or one roster, back or forth. */
    step(by) {
        const { first, shown } = this.grid.state;
        if (this.grid.wide && shown < this.grid.book.days.length) {
            const next = by < 0 ? this.weekOf(first - 1) : first + shown;
            if (first + by >= 0 && next < this.grid.book.days.length) {
                this.show(next, this.weekEnd(next) - next);
                return;
            }
        }
        const id = by < 0 ? this.grid.data.previous : this.grid.data.next;
        return id && this.grid.load(id);
    }

    get canStep() {
        const inside = this.grid.wide && this.grid.state.shown < this.grid.book.days.length;
        return {
            back: (inside && this.grid.state.first > 0) || this.grid.data.previous,
            forth: (inside && this.grid.last < this.grid.book.days.length - 1) || this.grid.data.next,
        };
    }

    /** As wide as there is room, as narrow as can be read. */
    fit() {
        const scroller = this.grid.scrollerRef.el;
        if (scroller) {
            const room = Math.floor((scroller.clientWidth - NAME - SUMS) / this.grid.state.shown);
            this.grid.size.cell = Math.max(NARROW, Math.min(WIDE, room));
            scroller.style.setProperty("--cs-cell", `${this.grid.size.cell}px`);
        }
    }
}
