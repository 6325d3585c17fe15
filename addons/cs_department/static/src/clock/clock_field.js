import { Component } from "@odoo/owl";
import { toLocaleDateTimeString } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { standardFieldProps } from "@web/views/fields/standard_field_props";
import { readDeadline } from "./clock_words";
import { useTicker } from "./ticker_service";

const LOOK = {
    fine: { icon: "fa-clock-o", className: "o_cs_clock_fine" },
    risk: { icon: "fa-hourglass-half", className: "o_cs_clock_risk" },
    late: { icon: "fa-exclamation-circle", className: "o_cs_clock_late" },
};

/** A deadline as the time that is left, ticking. */
export class ClockField extends Component {
    static template = "cs_department.ClockField";
    static props = { ...standardFieldProps };

    setup() {
        this.ticker = useTicker();
    }

    get paused() {
        return Boolean(this.props.record.data.clock_paused) && !this.due;
    }

    get due() {
        return this.props.record.data[this.props.name];
    }

    get reading() {
        const { record, name } = this.props;
        const riskFrom = name === "next_due_at" && record.data.next_warn_at;
        return readDeadline(this.due, riskFrom, this.ticker.now);
    }

    get look() {
        return LOOK[this.reading.level];
    }

    /** Which clock it is, in words. */
    get label() {
        const { record, name } = this.props;
        if (name !== "next_due_at") {
            return record.fields[name].string;
        }
        const labels = Object.fromEntries(record.fields.next_clock?.selection || []);
        return labels[record.data.next_clock] || record.fields[name].string;
    }

    get tooltip() {
        return _t("%(clock)s: due %(moment)s", {
            clock: this.label,
            moment: toLocaleDateTimeString(this.due),
        });
    }

    get pausedTooltip() {
        return _t("Clocks stand still while the customer is waited for");
    }
}

export const clockField = {
    component: ClockField,
    displayName: _t("Time left"),
    supportedTypes: ["datetime"],
    isEmpty: () => false,
    fieldDependencies: ({ name }) =>
        name === "next_due_at"
            ? [
                  { name: "next_clock", type: "selection" },
                  { name: "next_warn_at", type: "datetime" },
                  { name: "clock_paused", type: "boolean" },
              ]
            : [],
    listViewWidth: [90, 130],
};

registry.category("fields").add("cs_clock", clockField);
