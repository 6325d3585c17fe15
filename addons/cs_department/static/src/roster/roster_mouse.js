import { browser } from "@web/core/browser/browser";
import { box } from "./roster_selection";

/** Pixels that a pointer may tremble before it drags. */
const TREMBLE = 4;
/** Pixels from the edge in which the table rolls along. */
const EDGE = 40;

/**
 * The pointer on the grid: it selects, it moves what is selected (with Ctrl it copies),
 * it fills by the handle. Places are worked out from where the pointer is: cells carry
 * no listeners.
 */
export class RosterMouse {
    /** @param {object} grid the roster grid */
    constructor(grid) {
        this.grid = grid;
        this.mode = null;
        this.onMove = (ev) => this.move(ev);
        this.onUp = (ev) => this.up(ev);
        this.onKey = (ev) => ev.key === "Escape" && this.stop();
    }

    /** The cell under the pointer; `null` beside the cells unless the nearest is asked for. */
    cellAt(ev, nearest = false) {
        const { grid } = this;
        const area = grid.bodyRef.el.getBoundingClientRect();
        const { cell, line, name } = grid.size;
        const row = Math.floor((ev.clientY - area.top) / line);
        const day = grid.state.first + Math.floor((ev.clientX - area.left - name) / cell);
        const lastRow = grid.state.rows.length - 1;
        if (nearest) {
            return {
                row: Math.max(0, Math.min(lastRow, row)),
                day: Math.max(grid.state.first, Math.min(grid.last, day)),
            };
        }
        const inside = row >= 0 && row <= lastRow && day >= grid.state.first && day <= grid.last;
        return inside && !ev.target.closest(".o_cs_name, .o_cs_sums") ? { row, day } : null;
    }

    down(ev) {
        const { grid } = this;
        const place = this.cellAt(ev);
        if (!place) {
            return;
        }
        if (ev.button === 2) {
            this.inSelection(place) || grid.cursor.goTo(place.row, place.day);
            return;
        }
        if (ev.button !== 0) {
            return;
        }
        ev.preventDefault();
        grid.focus();
        this.from = place;
        this.at = { x: ev.clientX, y: ev.clientY };
        if (ev.target.closest(".o_cs_fill")) {
            this.mode = "fill";
        } else if (ev.shiftKey) {
            grid.cursor.extendTo(place.row, place.day);
            return;
        } else if (grid.canEdit && this.inSelection(place) && ev.pointerType !== "touch") {
            this.mode = "press";
        } else {
            grid.cursor.goTo(place.row, place.day);
            this.mode = ev.pointerType === "touch" ? null : "select";
        }
        if (this.mode) {
            browser.addEventListener("pointermove", this.onMove);
            browser.addEventListener("pointerup", this.onUp);
            browser.addEventListener("keydown", this.onKey, { capture: true });
        }
    }

    inSelection({ row, day }) {
        const { top, bottom, left, right } = box(this.grid.selection);
        return row >= top && row <= bottom && day >= left && day <= right;
    }

    move(ev) {
        const { grid } = this;
        const place = this.cellAt(ev, true);
        if (this.mode === "press") {
            const moved = Math.abs(ev.clientX - this.at.x) + Math.abs(ev.clientY - this.at.y) > TREMBLE;
            this.mode = moved ? "drag" : "press";
        }
        if (this.mode === "select") {
            grid.cursor.extendTo(place.row, place.day);
        } else if (this.mode === "drag") {
            grid.selection.drag = { box: this.dropBox(place), copy: ev.ctrlKey || ev.metaKey, mode: "move" };
        } else if (this.mode === "fill") {
            grid.selection.drag = { box: this.fillBox(place), mode: "fill" };
        }
        this.roll(ev);
    }

    /** Where the selection would come to lie; it stays inside the table. */
    dropBox(place) {
        const { grid } = this;
        const { top, bottom, left, right } = box(grid.selection);
        const clamp = (by, low, high) => Math.max(low, Math.min(high, by));
        const rows = clamp(place.row - this.from.row, -top, grid.state.rows.length - 1 - bottom);
        const days = clamp(place.day - this.from.day, grid.state.first - left, grid.last - right);
        return { top: top + rows, bottom: bottom + rows, left: left + days, right: right + days };
    }

    /** The selection drawn out downwards or to the right, whichever is further. */
    fillBox(place) {
        const { top, bottom, left, right } = box(this.grid.selection);
        const down = place.row - bottom;
        const along = place.day - right;
        if (down >= along) {
            return { top, bottom: Math.max(bottom, place.row), left, right };
        }
        return { top, bottom, left, right: Math.max(right, place.day) };
    }

    up(ev) {
        const { grid } = this;
        const { drag } = grid.selection;
        if (this.mode === "press") {
            grid.cursor.goTo(this.from.row, this.from.day);
        } else if (drag && this.mode === "drag") {
            grid.editor.drop(drag.box, ev.ctrlKey || ev.metaKey);
        } else if (drag && this.mode === "fill") {
            grid.editor.fillTo(drag.box);
        }
        this.stop();
    }

    stop() {
        this.mode = null;
        this.grid.selection.drag = null;
        browser.removeEventListener("pointermove", this.onMove);
        browser.removeEventListener("pointerup", this.onUp);
        browser.removeEventListener("keydown", this.onKey, { capture: true });
    }

    roll(ev) {
        const scroller = this.grid.scrollerRef.el;
        const area = scroller.getBoundingClientRect();
        const towards = (at, low, high) => (at < low + EDGE ? -1 : at > high - EDGE ? 1 : 0);
        scroller.scrollBy(
            towards(ev.clientX, area.left + this.grid.size.name, area.right) * this.grid.size.cell,
            towards(ev.clientY, area.top, area.bottom) * this.grid.size.line
        );
    }
}
