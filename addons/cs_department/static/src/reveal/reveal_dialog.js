import { Component, onWillStart, useRef, useState } from "@odoo/owl";
import { Dialog } from "@web/core/dialog/dialog";
import { useAutofocus, useService } from "@web/core/utils/hooks";

/** Asks why a value is needed: a reason from the list, or some words. */
export class RevealDialog extends Component {
    static template = "cs_department.RevealDialog";
    static components = { Dialog };
    static props = {
        close: Function,
        title: String,
        confirmLabel: String,
        confirm: Function,
    };

    setup() {
        this.orm = useService("orm");
        this.state = useState({ reasons: [], reasonId: false, note: "", error: "" });
        this.shortest = 4;
        this.note = useRef("note");
        onWillStart(async () => {
            const offered = await this.orm.call("res.partner", "cs_reveal_reasons", []);
            this.state.reasons = offered.reasons;
            this.shortest = offered.shortest_note;
        });
        useAutofocus({ refName: "first" });
    }

    get reason() {
        return this.state.reasons.find((reason) => reason.id === this.state.reasonId);
    }

    get isEnough() {
        const words = this.state.note.trim().length >= this.shortest;
        return words || Boolean(this.reason && !this.reason.needs_note);
    }

    pick(reason) {
        this.state.reasonId = this.state.reasonId === reason.id ? false : reason.id;
        if (reason.needs_note) {
            this.note.el?.focus();
        }
    }

    onKeydown(ev) {
        if (ev.key === "Enter" && !ev.isComposing) {
            ev.preventDefault();
            this.confirm();
        }
    }

    async confirm() {
        if (!this.isEnough) {
            return;
        }
        await this.props.confirm({ reasonId: this.state.reasonId, note: this.state.note });
        this.props.close();
    }
}
