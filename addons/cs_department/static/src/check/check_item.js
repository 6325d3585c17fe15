import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { loadPhoto } from "./photo";

/** One item of the list: how it is answered, the word about what was wrong, its photos. */
export class CheckItem extends Component {
    static template = "cs_department.CheckItem";
    static props = {
        item: Object,
        current: Boolean,
        failed: Boolean,
        readonly: Boolean,
        onFocus: Function,
        onGive: Function,
        onSkip: Function,
        onKeep: Function,
        onPhoto: Function,
        onDropPhoto: Function,
    };

    get steps() {
        return Array.from({ length: this.props.item.top }, (_, index) => index + 1);
    }

    get placeholder() {
        const { failed, item } = this.props;
        return failed && item.needs_note ? _t("What was wrong? It must be said.") : _t("Remark");
    }

    get showsNote() {
        return this.props.failed || this.props.current || Boolean(this.props.item.note);
    }

    is(value) {
        return !this.props.item.skipped && this.props.item.value === value;
    }

    onNumber(ev) {
        const { item } = this.props;
        const number = ev.target.value === "" ? null : Number(ev.target.value);
        const most = item.kind === "points" ? item.points : Infinity;
        if (number !== null && (!Number.isFinite(number) || number < 0 || number > most)) {
            ev.target.value = item.value ?? "";
            return;
        }
        if (number === null) {
            this.props.onKeep({ value: null });
        } else {
            this.props.onGive(item.kind === "count" ? Math.round(number) : number);
        }
    }

    step(by) {
        this.props.onKeep({ value: Math.max(0, (this.props.item.value || 0) + by), skipped: false });
    }

    async onFiles(ev) {
        for (const file of ev.target.files) {
            this.props.onPhoto(await loadPhoto(file));
        }
        ev.target.value = "";
    }
}
