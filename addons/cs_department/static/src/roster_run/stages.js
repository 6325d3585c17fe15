import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { formatInteger } from "@web/views/fields/formatters";
import { standardFieldProps } from "@web/views/fields/standard_field_props";
import { Component } from "@odoo/owl";

import { stageLabel } from "./stage_words";

/** How good the roster is in each stage, and how much of that is proven. */
export class RosterStages extends Component {
    static template = "cs_department.RosterStages";
    static props = { ...standardFieldProps };

    /** The result of the stages; before there is one, the last points of the curve. */
    get rows() {
        const { data } = this.props.record;
        const final = data[this.props.name] || [];
        const rows = final.length ? final : this.lastPoints(data.curve || []);
        return rows.map((row) => ({ ...row, label: stageLabel(row.name), ...this.words(row) }));
    }

    lastPoints(points) {
        const rows = new Map();
        for (const { stage, value, bound } of points) {
            const row = rows.get(stage) || { name: stage, value: null, bound: null };
            rows.set(stage, { ...row, value: value ?? row.value, bound: bound ?? row.bound });
        }
        return [...rows.values()].filter((row) => row.value !== null);
    }

    words({ value, bound, proven }) {
        const best = value === null || value === undefined ? "" : formatInteger(Math.round(value));
        if (proven || (bound !== null && bound !== undefined && value === bound)) {
            return { best, gap: _t("proven: cannot be better"), tone: "text-success" };
        }
        // a bound of nothing at all proves nothing
        if (bound === null || bound === undefined || bound <= 0 || !value) {
            return { best, gap: _t("not proven"), tone: "text-muted" };
        }
        const percent = Math.max(0, (100 * (value - bound)) / value).toFixed(1);
        return { best, gap: _t("at most %(percent)s % better", { percent }), tone: "" };
    }
}

registry.category("fields").add("cs_roster_stages", {
    component: RosterStages,
    supportedTypes: ["json"],
    fieldDependencies: [
        { name: "curve", type: "json" },
        { name: "state", type: "selection" },
    ],
});

/** What gives way, or who is away, for this roster only. */
export class RosterChanges extends Component {
    static template = "cs_department.RosterChanges";
    static props = { ...standardFieldProps };

    get words() {
        return this.props.record.data[this.props.name] || [];
    }
}

registry.category("fields").add("cs_roster_changes", { component: RosterChanges, supportedTypes: ["json"] });

/** The answers of a repair, the best first; one is chosen. */
export class RosterChoices extends Component {
    static template = "cs_department.RosterChoices";
    static props = { ...standardFieldProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
    }

    get choices() {
        return this.props.record.data[this.props.name] || [];
    }

    async choose({ position }) {
        const { record } = this.props;
        const next = await this.orm.call(record.resModel, "action_choose", [[record.resId], position]);
        if (next && next.type) {
            await this.action.doAction(next);
        }
        await record.load();
    }
}

registry.category("fields").add("cs_roster_choices", {
    component: RosterChoices,
    supportedTypes: ["json"],
    fieldDependencies: [{ name: "applied_at", type: "datetime" }],
});
