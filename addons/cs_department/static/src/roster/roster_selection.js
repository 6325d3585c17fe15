import { Component, reactive, useState } from "@odoo/owl";

/**
 * Where the cursor stands and what is chosen, in places of the table: rows as they are
 * shown, days of the roster. Moving it draws a frame, no cell.
 */
export function makeSelection() {
    return reactive({ row: 0, day: 0, endRow: 0, endDay: 0, drag: null });
}

export function box(selection) {
    const { row, day, endRow, endDay } = selection;
    return {
        top: Math.min(row, endRow),
        bottom: Math.max(row, endRow),
        left: Math.min(day, endDay),
        right: Math.max(day, endDay),
    };
}

export class RosterFrame extends Component {
    static template = "cs_department.RosterFrame";
    static props = { selection: Object, size: Object, first: Number, canEdit: Boolean };

    setup() {
        this.selection = useState(this.props.selection);
        this.size = useState(this.props.size);
    }

    style({ top, bottom, left, right }) {
        const { cell, line, name } = this.size;
        const { first } = this.props;
        return (
            `transform: translate(${name + (left - first) * cell}px, ${top * line}px);` +
            `width: ${(right - left + 1) * cell}px; height: ${(bottom - top + 1) * line}px;`
        );
    }

    get chosen() {
        return this.style(box(this.selection));
    }

    get cursor() {
        const { row, day } = this.selection;
        return this.style({ top: row, bottom: row, left: day, right: day });
    }

    get target() {
        return this.selection.drag && this.style(this.selection.drag.box);
    }
}

/** The line at the bottom: what stands at the cursor, also for those who hear the screen. */
export class RosterStatus extends Component {
    static template = "cs_department.RosterStatus";
    static props = { status: Object };

    setup() {
        this.status = useState(this.props.status);
    }
}
