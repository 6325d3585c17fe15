import { _t } from "@web/core/l10n/translation";
import { loadBundle } from "@web/core/assets";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardFieldProps } from "@web/views/fields/standard_field_props";
import { Component, onMounted, onWillStart, onWillUnmount, useEffect, useRef, useState } from "@odoo/owl";

import { stageLabel } from "./stage_words";

const EVERY = 2000;
const LIVE = ["queued", "running"];

/** Value and bound over time, stage by stage, while the computation goes on and after. */
export class RosterCurve extends Component {
    static template = "cs_department.RosterCurve";
    static props = { ...standardFieldProps };

    setup() {
        this.orm = useService("orm");
        this.canvas = useRef("canvas");
        this.state = useState({ chosen: null });
        this.stageLabel = stageLabel;
        this.loading = false;
        onWillStart(() => loadBundle("web.chartjs_lib"));
        onMounted(() => {
            this.timer = setInterval(() => this.follow(), EVERY);
        });
        onWillUnmount(() => {
            clearInterval(this.timer);
            this.chart?.destroy();
        });
        useEffect(
            () => this.draw(),
            () => [this.props.record.data[this.props.name], this.stage, this.canvas.el]
        );
    }

    get points() {
        return this.props.record.data[this.props.name] || [];
    }

    get isLive() {
        return LIVE.includes(this.props.record.data.state);
    }

    /** The stages so far, in the order in which they came. */
    get stages() {
        return [...new Set(this.points.filter((point) => point.value !== null).map((point) => point.stage))];
    }

    /** The stage that is looked at: the one at work, unless another was chosen. */
    get stage() {
        return this.stages.includes(this.state.chosen) ? this.state.chosen : this.stages.at(-1);
    }

    /** Have the server take in what has come, then look at it; not while somebody edits. */
    async follow() {
        const { record } = this.props;
        if (this.loading || record.isNew || !this.isLive || (await record.isDirty())) {
            return;
        }
        this.loading = true;
        try {
            await this.orm.silent.call(record.resModel, "poll", [[record.resId]]);
            await record.load();
        } finally {
            this.loading = false;
        }
    }

    lines() {
        const points = this.points.filter((point) => point.stage === this.stage);
        const series = (key) =>
            points.filter((point) => point[key] !== null).map((point) => ({ x: point.at, y: point[key] }));
        return { value: series("value"), bound: series("bound") };
    }

    draw() {
        if (!this.canvas.el) {
            this.chart?.destroy();
            this.chart = null;
            return;
        }
        if (this.chart && this.chart.canvas !== this.canvas.el) {
            this.chart.destroy();
            this.chart = null;
        }
        const { value, bound } = this.lines();
        if (!this.chart) {
            this.chart = new Chart(this.canvas.el, this.config());
        }
        this.chart.data.datasets[0].data = value;
        this.chart.data.datasets[1].data = bound;
        this.chart.update("none");
    }

    config() {
        const dataset = (label, color, more) => ({
            label,
            borderColor: color,
            backgroundColor: color,
            data: [],
            stepped: true,
            pointRadius: 1.5,
            borderWidth: 2,
            ...more,
        });
        return {
            type: "line",
            data: {
                datasets: [
                    dataset(_t("Best roster so far"), "#714B67"),
                    dataset(_t("Cannot be better than"), "#1f9d8b", { borderDash: [6, 4] }),
                ],
            },
            options: {
                animation: false,
                maintainAspectRatio: false,
                scales: {
                    x: { type: "linear", title: { display: true, text: _t("seconds") } },
                    y: { beginAtZero: true, title: { display: true, text: _t("price of what is not met") } },
                },
                plugins: { legend: { position: "bottom" } },
            },
        };
    }
}

registry.category("fields").add("cs_roster_curve", {
    component: RosterCurve,
    supportedTypes: ["json"],
    fieldDependencies: [{ name: "state", type: "selection" }],
});
