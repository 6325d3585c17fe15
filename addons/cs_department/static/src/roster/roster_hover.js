import { browser } from "@web/core/browser/browser";
import { cellLines, cellTitle } from "./roster_words";

/** How long the pointer rests on a cell until its card is shown (ms). */
const REST = 350;
/** Room that a card needs, to the right and below (pixels). */
const ROOM = { right: 340, below: 220 };

/** A card beside the pointer says what stands in the cell and what is wrong with it. */
export class RosterHover {
    /** @param {object} grid the roster grid */
    constructor(grid) {
        this.grid = grid;
    }

    move(ev) {
        browser.clearTimeout(this.resting);
        const place = !this.grid.mouse.mode && ev.pointerType !== "touch" && this.grid.mouse.cellAt(ev);
        const { card } = this.grid.state;
        if (card && (!place || place.row !== card.row || place.day !== card.day)) {
            this.grid.state.card = null;
        }
        if (place) {
            this.resting = browser.setTimeout(() => this.show(place, ev), REST);
        }
    }

    leave() {
        browser.clearTimeout(this.resting);
        this.grid.state.card = null;
    }

    show({ row, day }, ev) {
        const chosen = this.grid.state.rows[row];
        const lines = chosen ? cellLines(this.grid.book, chosen, day, this.grid.published) : [];
        if (!chosen || this.grid.menu.isOpen || (lines.length === 1 && !chosen.data.cells[day].shift)) {
            return;
        }
        const right = ev.clientX > window.innerWidth - ROOM.right;
        const low = ev.clientY > window.innerHeight - ROOM.below;
        this.grid.state.card = {
            row,
            day,
            title: cellTitle(this.grid.book, chosen, day),
            lines,
            style:
                (right ? `right: ${window.innerWidth - ev.clientX + 12}px;` : `left: ${ev.clientX + 12}px;`) +
                (low ? `bottom: ${window.innerHeight - ev.clientY + 12}px;` : `top: ${ev.clientY + 16}px;`),
        };
    }

    stop() {
        browser.clearTimeout(this.resting);
    }
}
