import { LINE, NAME, SUMS } from "./roster_sizes";

/** Where the cursor stands, what is selected, and that it is in sight. */
export class RosterCursor {
    /** @param {object} grid the roster grid */
    constructor(grid) {
        this.grid = grid;
    }

    goTo(row, day) {
        Object.assign(this.grid.selection, { row, day, endRow: row, endDay: day });
        this.look();
    }

    extendTo(row, day) {
        Object.assign(this.grid.selection, { endRow: row, endDay: day });
        this.look(row, day);
    }

    move(rows, days, extend) {
        const { row, day, endRow, endDay } = this.grid.selection;
        const to = {
            row: Math.max(0, Math.min(this.grid.state.rows.length - 1, (extend ? endRow : row) + rows)),
            day: Math.max(this.grid.state.first, Math.min(this.grid.last, (extend ? endDay : day) + days)),
        };
        extend ? this.extendTo(to.row, to.day) : this.goTo(to.row, to.day);
    }

    selectAll() {
        Object.assign(this.grid.selection, {
            row: 0,
            day: this.grid.state.first,
            endRow: this.grid.state.rows.length - 1,
            endDay: this.grid.last,
        });
    }

    /** Bring a place into sight, beside what sticks to the edges, and say what stands there. */
    look(row = this.grid.selection.row, day = this.grid.selection.day) {
        this.grid.describe();
        const scroller = this.grid.scrollerRef.el;
        if (!scroller) {
            return;
        }
        const { cell } = this.grid.size;
        const head = scroller.querySelector(".o_cs_head_line").offsetHeight;
        const foot = scroller.querySelector(".o_cs_foot")?.offsetHeight || 0;
        const x = (day - this.grid.state.first) * cell;
        const y = row * LINE;
        const width = scroller.clientWidth - NAME - SUMS;
        const height = scroller.clientHeight - head - foot;
        const near = (at, from, size, room) => (at < from ? at : at + size > from + room ? at + size - room : from);
        const left = near(x, scroller.scrollLeft, cell, width);
        const top = near(y, scroller.scrollTop, LINE, height);
        if (left !== scroller.scrollLeft || top !== scroller.scrollTop) {
            scroller.scrollTo(left, top);
        }
    }
}
