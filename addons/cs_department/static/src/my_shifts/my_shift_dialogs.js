import { Component, onWillStart, useState } from "@odoo/owl";
import { browser } from "@web/core/browser/browser";
import { Dialog } from "@web/core/dialog/dialog";
import { _t } from "@web/core/l10n/translation";
import { useService } from "@web/core/utils/hooks";
import { oneAtATime } from "../utils/busy";
import { dayInWords, hoursInWords } from "./moments";

/** What the dialogs share: one deed at a time, then they close. */
class DeedDialog extends Component {
    static components = { Dialog };

    setup() {
        this.orm = useService("orm");
        this.notification = useService("notification");
        this.state = useState({ busy: false, ...this.start() });
    }

    start() {
        return {};
    }

    day(iso) {
        return dayInWords(iso);
    }

    guarded(work, words = "") {
        return oneAtATime(this.state, async () => {
            try {
                await work();
                if (words) {
                    this.notification.add(words, { type: "success" });
                }
                this.props.close();
            } finally {
                this.props.done();
            }
        });
    }
}

/** One shift: who else is there, and the ways to be rid of it. */
export class ShiftDialog extends DeedDialog {
    static template = "cs_department.MyShiftDialog";
    static props = { close: Function, shift: Object, done: Function };

    start() {
        return { step: "look", rows: [], find: "", reason: "", chosen: false };
    }

    get hours() {
        return this.props.shift.spans.map(([from, to]) => hoursInWords(from, to)).join(" / ");
    }

    get before() {
        return this.props.shift.duties.filter((duty) => duty.moment === "before");
    }

    get after() {
        return this.props.shift.duties.filter((duty) => duty.moment === "after");
    }

    get shown() {
        const find = this.state.find.trim().toLowerCase();
        return this.state.rows.filter((row) => !find || (row.who || row.name).toLowerCase().includes(find));
    }

    rowHours(row) {
        return hoursInWords(row.start, row.end);
    }

    async choose(step) {
        const method = step === "swap" ? "my_partners" : "my_colleagues";
        const rows = await this.orm.call("cs.shift", method, step === "swap" ? [this.props.shift.id] : []);
        Object.assign(this.state, { step, rows, find: "", chosen: false });
    }

    ask() {
        const { step, chosen, reason } = this.state;
        const values = { kind: step, shift_id: this.props.shift.id, reason };
        if (step === "swap") {
            Object.assign(values, { colleague_id: chosen.employee_id, other_shift_id: chosen.id });
        } else if (chosen) {
            values.colleague_id = chosen.id;
        }
        return this.guarded(
            () => this.orm.create("cs.shift.request", [values]),
            _t("Asked. You are told what becomes of it.")
        );
    }
}

/** A wish for one day or some days. */
export class WishDialog extends DeedDialog {
    static template = "cs_department.MyWishDialog";
    static props = { close: Function, iso: String, wishes: Array, done: Function };

    setup() {
        super.setup();
        onWillStart(async () => {
            this.state.templates = await this.orm.searchRead("cs.shift.template", [], ["name"]);
        });
    }

    start() {
        const { iso } = this.props;
        return { wish: "off", from: iso, to: iso, templateId: false, important: false, note: "", templates: [] };
    }

    get choices() {
        return [
            { wish: "off", label: _t("Be off") },
            { wish: "work", label: _t("Work") },
            { wish: "on", label: _t("Have this shift") },
            { wish: "not", label: _t("Not have this shift") },
        ];
    }

    get needsShift() {
        return ["on", "not"].includes(this.state.wish);
    }

    get isReady() {
        const { from, to, templateId } = this.state;
        return Boolean(from && to && to >= from && (!this.needsShift || templateId));
    }

    save() {
        const { wish, from, to, templateId, important, note } = this.state;
        const values = { wish, date_from: from, date_to: to, is_important: important, note };
        if (this.needsShift) {
            values.template_id = Number(templateId);
        }
        return this.guarded(() => this.orm.create("cs.shift.wish", [values]), _t("Noted"));
    }

    drop(wish) {
        return this.guarded(() => this.orm.unlink("cs.shift.wish", [wish.id]));
    }
}

/** Leaving the post for a while: why, how long, who stands in. */
export class AwayDialog extends DeedDialog {
    static template = "cs_department.MyAwayDialog";
    static props = { close: Function, done: Function };

    setup() {
        super.setup();
        onWillStart(async () => {
            this.state.colleagues = await this.orm.call("cs.shift", "my_colleagues", []);
        });
    }

    start() {
        return { minutes: 15, standIn: "", reason: "", colleagues: [] };
    }

    get isReady() {
        return this.state.minutes > 0 && this.state.standIn && this.state.reason.trim();
    }

    save() {
        const { minutes, standIn, reason } = this.state;
        return this.guarded(
            () =>
                this.orm.create("cs.post.absence", [
                    { minutes: Number(minutes), stand_in_id: Number(standIn), reason: reason.trim() },
                ]),
            _t("Asked. Stay at your post until it is approved.")
        );
    }
}

/** The address for the calendar of the telephone. */
export class FeedDialog extends DeedDialog {
    static template = "cs_department.MyFeedDialog";
    static props = { close: Function, address: String, done: Function };

    start() {
        return { address: this.props.address };
    }

    get subscribe() {
        return this.state.address.replace(/^https?:/, "webcal:");
    }

    async make() {
        this.state.address = await this.orm.call("cs.shift.feed", "make_address", []);
        this.props.done();
    }

    async copy() {
        await browser.navigator.clipboard.writeText(this.state.address);
        this.notification.add(_t("Copied"), { type: "success" });
    }

    revoke() {
        return this.guarded(() => this.orm.call("cs.shift.feed", "revoke_address", []));
    }
}
