import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";

const WIDTH = 120;
const HEIGHT = 32;

/** One headline figure: value, target, change against the period before, and its course. */
export class FigureCard extends Component {
    static template = "cs_department.FigureCard";
    static props = { card: Object, chosen: Boolean, choose: Function, open: Function };

    get tone() {
        const { on_target: onTarget } = this.props.card;
        return onTarget === null ? "" : onTarget ? "o_cs_on_target" : "o_cs_off_target";
    }

    get arrow() {
        const { verdict, rises } = this.props.card;
        const icon = verdict === "same" ? "fa-minus" : rises ? "fa-long-arrow-up" : "fa-long-arrow-down";
        return `fa ${icon} ${{ better: "text-success", worse: "text-danger" }[verdict] || "text-muted"}`;
    }

    /** What it was in the days that it is compared with. */
    get before() {
        return _t("%(figure)s before", { figure: this.props.card.before });
    }

    /** The course of the last months as a line without axes. */
    get points() {
        const { trend } = this.props.card;
        const known = trend.filter((value) => value !== null);
        const low = Math.min(...known);
        const span = Math.max(...known) - low || 1;
        const step = WIDTH / Math.max(trend.length - 1, 1);
        return trend
            .map((value, place) => ({ value, x: place * step }))
            .filter((point) => point.value !== null)
            .map(({ value, x }) => ({ x, y: HEIGHT - 3 - ((value - low) / span) * (HEIGHT - 6) }));
    }

    get path() {
        return this.points.map(({ x, y }) => `${x.toFixed(1)},${y.toFixed(1)}`).join(" ");
    }
}
