import { _t } from "@web/core/l10n/translation";
import { blockOf, moved, pasteArea, places, tile } from "./roster_edits";
import { RosterHistory } from "./roster_history";
import { RosterSaver } from "./roster_saver";
import { box } from "./roster_selection";
import { cellTitle } from "./roster_words";

/** Edits of one loaded roster: put into the book at once, remembered, and brought to the server. */
export class RosterEditor {
    /** @param {object} grid the roster grid, loaded */
    constructor(grid) {
        this.grid = grid;
        this.version = grid.data.version;
        this.history = new RosterHistory();
        this.saver = new RosterSaver((batch) => this.send(batch), {
            absorb: (answer, batch) => this.absorb(answer, batch),
            refused: (message) => this.refused(message),
            said: (save) => (grid.state.save = save),
        });
    }

    flush() {
        return this.saver.flush();
    }

    /** Whoever comes back to the window sees what others have done meanwhile. */
    async catchUp() {
        if (this.grid.canEdit && this.saver.isClean) {
            this.absorb(await this.send([]), []);
        }
    }

    get area() {
        return box(this.grid.selection);
    }

    block() {
        return blockOf(this.grid.state.rows, this.area);
    }

    edit(wanted) {
        if (!this.grid.canEdit || !wanted.length) {
            return;
        }
        const done = this.grid.book.put(
            wanted.map(({ row, day, cell }) => ({ row, day, cell: this.grid.book.cellOf(cell.shift, cell.pinned) }))
        );
        this.history.add(done);
        this.save(done);
    }

    save(done) {
        this.countSteps();
        this.grid.describe();
        if (done.length) {
            this.saver.add(done);
        }
    }

    /** Shifts as they were written: one goes into all cells chosen, several one after the other. */
    write(shifts) {
        const { top, bottom, left, right } = this.area;
        const several = top !== bottom || left !== right;
        if (several) {
            this.fillWith(shifts.at(-1));
            return;
        }
        const row = this.grid.state.rows[top];
        if (!row) {
            return;
        }
        const fitting = shifts.slice(0, this.grid.last - left + 1);
        this.edit(fitting.map((shift, place) => ({ row, day: left + place, cell: this.grid.book.cellOf(shift) })));
        this.grid.cursor.goTo(top, Math.min(this.grid.last, left + fitting.length));
    }

    fillWith(shift) {
        const cell = this.grid.book.cellOf(shift);
        this.edit(places(this.grid.state.rows, this.area).map((place) => ({ ...place, cell })));
    }

    clear() {
        this.fillWith(0);
    }

    paste(lines) {
        const block = lines.map((line) => line.map((shift) => this.grid.book.cellOf(shift)));
        const area = pasteArea(this.grid.selection, block, this.grid.state.rows.length - 1, this.grid.last);
        this.edit(tile(this.grid.state.rows, area, block));
    }

    /** The first line of the selection into those below, or its first day into those after. */
    fill(direction) {
        const area = this.area;
        const from = direction === "down" ? { ...area, bottom: area.top } : { ...area, right: area.left };
        this.edit(tile(this.grid.state.rows, area, this.unpinned(blockOf(this.grid.state.rows, from))));
    }

    fillTo(area) {
        this.edit(tile(this.grid.state.rows, area, this.unpinned(this.block())));
        Object.assign(this.grid.selection, { row: area.top, day: area.left, endRow: area.bottom, endDay: area.right });
    }

    drop(area, isCopy) {
        const { rows } = this.grid.state;
        const from = this.area;
        if (area.top === from.top && area.left === from.left) {
            return;
        }
        this.edit(isCopy ? tile(rows, area, this.unpinned(this.block())) : moved(rows, from, area));
        Object.assign(this.grid.selection, { row: area.top, day: area.left, endRow: area.bottom, endDay: area.right });
        this.grid.describe();
    }

    /** A copy is not fixed because the original is. */
    unpinned(block) {
        return block.map((line) => line.map((cell) => ({ ...cell, pinned: false })));
    }

    togglePin() {
        const filled = places(this.grid.state.rows, this.area)
            .map(({ row, day }) => ({ row, day, cell: row.data.cells[day] }))
            .filter(({ cell }) => cell.shift);
        const pinned = !filled.every(({ cell }) => cell.pinned);
        this.edit(filled.map((place) => ({ ...place, cell: { ...place.cell, pinned } })));
    }

    undo() {
        this.again(this.history.undo());
    }

    redo() {
        this.again(this.history.redo());
    }

    again(changes) {
        if (!changes) {
            return;
        }
        const wanted = changes.map(({ id, day, cell }) => ({ row: this.grid.book.rowById.get(id), day, cell }));
        this.save(this.grid.book.put(wanted));
        const place = this.grid.state.rows.indexOf(wanted[0].row);
        const { day } = wanted[0];
        if (place >= 0 && day >= this.grid.state.first && day <= this.grid.last) {
            this.grid.cursor.goTo(place, day);
        }
    }

    countSteps() {
        this.grid.state.steps = { done: this.history.done.length, undone: this.history.undone.length };
    }

    // -- the server ------------------------------------------------------------

    send(batch) {
        const cells = batch.map(({ id, day, before, after }) => [
            id,
            day,
            before.shift,
            before.pinned,
            after.shift,
            after.pinned,
        ]);
        const { id, token } = this.grid.data;
        return this.grid.orm.silent.call("cs.roster", "grid_apply", [[id], cells, this.version, token]);
    }

    absorb(answer, batch) {
        this.version = answer.version;
        const people = [...new Set(batch.map((change) => change.id))];
        const others = this.grid.book.absorb(answer, (id, day) => this.saver.isWaiting(id, day), people);
        if (answer.conflicts.length) {
            this.tellConflicts(answer.conflicts);
        } else if (others) {
            this.grid.notification.add(_t("Somebody else is working on this roster: %s days are shown anew.", others), {
                type: "info",
            });
        }
        this.grid.countBreaches();
        this.grid.describe();
    }

    /** Who was quicker keeps his cell. */
    tellConflicts(conflicts) {
        const { employee, day, who } = conflicts[0];
        const where = cellTitle(this.grid.book, this.grid.book.rowById.get(employee), day);
        const words = who
            ? _t("%(who)s was quicker: %(where)s stays as he left it.", { who, where })
            : _t("Somebody was quicker: %s stays as he left it.", where);
        const more = conflicts.length > 1 ? ` ${_t("And %s other cells.", conflicts.length - 1)}` : "";
        this.grid.notification.add(words + more, { type: "warning", sticky: true });
        this.history.forget();
        this.countSteps();
    }

    async refused(message) {
        this.grid.notification.add(message, { type: "danger", sticky: true });
        await this.grid.reload();
    }
}
