import { Component, useState } from "@odoo/owl";
import { deserializeDateTime, formatDateTime } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";

/** One thing that is handed over: what it is, how it stood and stands, and what one does about it. */
export class HandoverItem extends Component {
    static template = "cs_department.HandoverItem";
    static props = {
        item: Object,
        /** "give" while who goes prepares it, "take" while who comes answers, else "read" */
        mode: String,
        busy: Boolean,
        /** whether the reader may answer a question: he is not the one who asks */
        replying: Boolean,
        act: Function,
        open: Function,
    };

    setup() {
        this.state = useState({ asking: false, words: "" });
    }

    get item() {
        return this.props.item;
    }

    get giving() {
        return this.props.mode === "give";
    }

    get taking() {
        return this.props.mode === "take";
    }

    /** Duties before a shift are done by who comes, the others by who goes. */
    get ticking() {
        return this.item.kind === "duty" && (this.item.moment === "before" ? this.taking : this.giving);
    }

    /** What is to be recorded is recorded by who goes, but for the duties before a shift. */
    get recording() {
        return this.item.kind === "duty" ? this.ticking : this.giving;
    }

    get placeholder() {
        return {
            note: _t("In a few words"),
            reply: _t("In a few words"),
            close: _t("What became of it?"),
            question: _t("What is not right about it?"),
        }[this.state.asking];
    }

    get hasChanged() {
        return this.item.now && this.item.now !== this.item.words && !this.item.words.includes(this.item.now);
    }

    say(moment) {
        return moment ? formatDateTime(deserializeDateTime(moment), { format: "MM-dd HH:mm" }) : "";
    }

    record(values) {
        return this.props.act("record_item", [this.item.id, values]);
    }

    fault() {
        this.ask("note");
        return this.record({ condition: "fault" });
    }

    /** Ask for words: a note, what became of it, a question or the answer to one. */
    ask(what) {
        this.state.asking = this.state.asking === what ? false : what;
        this.state.words = what === "note" ? this.item.note : "";
    }

    async confirm() {
        const { asking, words } = this.state;
        const { id } = this.item;
        const verbs = {
            note: () => this.record({ note: words }),
            close: () => this.props.act("close_item", [id, words]),
            question: () => this.props.act("question_item", [id, words]),
            reply: () => this.props.act("reply_item", [id, words]),
        };
        if (await verbs[asking]()) {
            this.state.asking = false;
        }
    }
}
