import { Component, onWillStart, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { formatFloat } from "@web/core/utils/numbers";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";
import { useNews } from "../follow/follow";
import { oneAtATime } from "../utils/busy";

const CHART = { width: 320, height: 72, side: 14, top: 8 };
const PERCENT = 100;

/**
 * The own appraisals, for the telephone too: score and grade, what each criterion came to
 * and from which records, confirm or appeal, the past year, and the ratings one is asked for.
 */
export class MyAppraisals extends Component {
    static template = "cs_department.MyAppraisals";
    static props = { ...standardActionServiceProps };
    static path = "cs-my-appraisals";

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.notification = useService("notification");
        const wanted = this.props.action?.context?.active_id || this.props.resId || false;
        this.state = useState({ facts: false, chosen: wanted, busy: false, open: {} });
        onWillStart(() => this.load());
        useNews(() => this.load());
    }

    async load() {
        this.state.facts = await this.orm.call("cs.appraisal", "my_appraisals", [this.state.chosen]);
    }

    get one() {
        return this.state.facts.one;
    }

    choose(id) {
        this.state.chosen = id;
        this.state.open = {};
        return this.load();
    }

    number(value) {
        return formatFloat(value, { digits: [16, 2], trailingZeros: false });
    }

    share(row) {
        return row.weight > 0 ? Math.max(0, Math.min(PERCENT, (PERCENT * row.points) / row.weight)) : 0;
    }

    toggle(row) {
        this.state.open[row.id] = !this.state.open[row.id];
    }

    // -- the past ------------------------------------------------------------------

    /** Scores of the past, oldest first, as points of a line. */
    get trend() {
        const past = [...this.state.facts.list].reverse().filter((row) => row.has_score);
        const top = Math.max(PERCENT, ...past.map((row) => row.score));
        const { width, height, side, top: above } = CHART;
        const step = past.length > 1 ? (width - 2 * side) / (past.length - 1) : 0;
        return past.map((row, place) => ({
            ...row,
            x: side + place * step,
            y: above + (height - 2 * above) * (1 - row.score / top),
        }));
    }

    get line() {
        return this.trend.map(({ x, y }) => `${x},${y}`).join(" ");
    }

    get box() {
        return `0 0 ${CHART.width} ${CHART.height}`;
    }

    // -- verbs -----------------------------------------------------------------------

    confirm() {
        return this.does("action_confirm", _t("Confirmed"));
    }

    appeal() {
        return this.opens("cs.appraisal", "action_appeal", this.one.id);
    }

    openEvidence(row) {
        return this.opens("cs.appraisal.score", "action_open_evidence", row.id);
    }

    openBad(row) {
        return this.opens("cs.appraisal.score", "action_open_bad", row.id);
    }

    openForm(form) {
        return this.action.doAction({
            type: "ir.actions.act_window",
            res_model: "cs.appraisal.sheet",
            res_id: form.id,
            views: [[false, "form"]],
        });
    }

    print() {
        return this.opens("cs.appraisal", "action_print", this.one.id);
    }

    does(verb, words) {
        return oneAtATime(this.state, async () => {
            try {
                await this.orm.call("cs.appraisal", verb, [[this.one.id]]);
                this.notification.add(words, { type: "success" });
            } finally {
                await this.load();
            }
        });
    }

    async opens(model, verb, id) {
        const action = await this.orm.call(model, verb, [[id]]);
        await this.action.doAction(action, { onClose: () => this.load() });
    }
}

registry.category("actions").add("cs_department.my_appraisals", MyAppraisals);
