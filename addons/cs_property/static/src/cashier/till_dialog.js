import { Component, useState } from "@odoo/owl";
import { Dialog } from "@web/core/dialog/dialog";
import { useService } from "@web/core/utils/hooks";
import { oneAtATime } from "@cs_department/utils/busy";

/** Notes and coins of the renminbi that a till holds. */
const NOTES = ["100", "50", "20", "10", "5", "1", "0.5", "0.1", "0.01"];

/** Counting the till, explaining what differs, signing. */
export class TillDialog extends Component {
    static template = "cs_property.TillDialog";
    static components = { Dialog };
    static props = { shiftId: Number, close: Function };

    setup() {
        this.orm = useService("orm");
        this.notes = NOTES;
        this.state = useState({ busy: false, counts: {}, answer: null, reason: "" });
    }

    get counted() {
        return NOTES.reduce((sum, note) => sum + Number(note) * (parseInt(this.state.counts[note]) || 0), 0);
    }

    call(method, ...args) {
        return this.orm.call("cs.cashier.shift", method, [[this.props.shiftId], ...args]);
    }

    async count() {
        await oneAtATime(this.state, async () => {
            const counts = {};
            for (const note of NOTES) {
                counts[note] = parseInt(this.state.counts[note]) || 0;
            }
            this.state.answer = await this.call("count_cash", counts);
        });
    }

    async explain() {
        await oneAtATime(this.state, async () => {
            this.state.answer = await this.call("explain_difference", this.state.reason);
        });
    }

    async sign() {
        await oneAtATime(this.state, async () => {
            await this.call("sign");
            this.props.close();
        });
    }

    async goOn() {
        await oneAtATime(this.state, async () => {
            await this.call("reopen");
            this.props.close();
        });
    }

    shown(amount) {
        return amount.toLocaleString(undefined, { minimumFractionDigits: 2, maximumFractionDigits: 2 });
    }
}
