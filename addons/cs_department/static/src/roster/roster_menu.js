import { Component, useState } from "@odoo/owl";
import { Dialog } from "@web/core/dialog/dialog";
import { _t } from "@web/core/l10n/translation";
import { useAutofocus } from "@web/core/utils/hooks";

/** What may stand in a cell, to be picked by a click or by some letters. */
export class RosterMenu extends Component {
    static template = "cs_department.RosterMenu";
    static props = {
        title: String,
        shifts: Array,
        current: Number,
        pinned: Boolean,
        barred: Set,
        onPick: Function,
        onPin: Function,
        close: Function,
    };

    setup() {
        useAutofocus();
        this.state = useState({ words: "", place: 0 });
    }

    get choices() {
        const words = this.state.words.trim().toLowerCase();
        return this.props.shifts.filter((shift) => !words || `${shift.code} ${shift.name}`.toLowerCase().includes(words));
    }

    pick(shift) {
        this.props.close();
        this.props.onPick(shift);
    }

    pin() {
        this.props.close();
        this.props.onPin();
    }

    onKeydown(ev) {
        if (ev.isComposing) {
            return;
        }
        const { choices, state } = this;
        if (ev.key === "ArrowDown" || ev.key === "ArrowUp") {
            ev.preventDefault();
            const by = ev.key === "ArrowDown" ? 1 : -1;
            state.place = (state.place + by + choices.length) % Math.max(1, choices.length);
        } else if (ev.key === "Enter" && choices.length) {
            ev.preventDefault();
            this.pick(choices[Math.min(state.place, choices.length - 1)].id);
        } else if (ev.key === "Delete") {
            ev.preventDefault();
            this.pick(0);
        }
    }
}

/** All keys of the grid. */
export class RosterKeysDialog extends Component {
    static template = "cs_department.RosterKeysDialog";
    static components = { Dialog };
    static props = { close: Function };

    get keys() {
        return [
            { keys: ["早", "N", "1"], label: _t("Write the code of a shift, or its number in the legend; several in a row go to the next days") },
            { keys: ["0", "Delete"], label: _t("Off") },
            { keys: ["↑", "↓", "←", "→"], label: _t("Go from cell to cell; with Ctrl to the edge") },
            { keys: ["Shift", "↑↓←→"], label: _t("Select") },
            { keys: ["Enter"], label: _t("Choose from the shifts") },
            { keys: ["P"], label: _t("Fix, or free again: what is fixed stays when the roster is made or mended") },
            { keys: ["Ctrl", "C / X / V"], label: _t("Copy, cut, paste, also from and to a spreadsheet") },
            { keys: ["Ctrl", "D / R"], label: _t("Fill down, fill to the right") },
            { keys: ["Ctrl", "Z / Y"], label: _t("Undo, redo") },
            { keys: ["Ctrl", "A"], label: _t("Select everything") },
            { keys: [_t("Drag")], label: _t("Drag what is selected to move or exchange it; with Ctrl to copy it") },
        ];
    }
}
