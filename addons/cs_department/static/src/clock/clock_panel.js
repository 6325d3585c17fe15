import { Component, onWillStart } from "@odoo/owl";
import { toLocaleDateTimeString } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardFieldProps } from "@web/views/fields/standard_field_props";
import { lengthInWords, readDeadline, shareUsed, targetInWords } from "./clock_words";
import { useTicker } from "./ticker_service";

/** What counts first: running, then standing still, then what has ended. */
const ORDER = ["running", "paused", "missed", "met", "cancelled"];

/** The clocks of a case: target, deadline, what is used up, and why they run. */
export class ClockPanel extends Component {
    static template = "cs_department.ClockPanel";
    static props = { ...standardFieldProps };

    setup() {
        this.ticker = useTicker();
        const fieldService = useService("field");
        onWillStart(async () => {
            const fields = await fieldService.loadFields("cs.clock", {
                fieldNames: ["clock_type", "state"],
                attributes: ["selection"],
            });
            this.typeLabels = Object.fromEntries(fields.clock_type.selection);
            this.stateLabels = Object.fromEntries(fields.state.selection);
        });
    }

    get rows() {
        const rows = this.props.record.data[this.props.name].records.map((record) =>
            this.row(record)
        );
        return rows.sort((a, b) => a.rank - b.rank || a.dueAt - b.dueAt);
    }

    row(record) {
        const clock = record.data;
        const now = this.ticker.now;
        const running = clock.state === "running";
        const reading = running
            ? readDeadline(clock.due_at, clock.warn_at, now)
            : { level: clock.state, text: this.stateLabels[clock.state] };
        return {
            id: record.id,
            rank: ORDER.indexOf(clock.state),
            dueAt: clock.due_at ? clock.due_at.toMillis() : 0,
            type: this.typeLabels[clock.clock_type],
            task: clock.task_id && clock.task_id.display_name,
            level: reading.level,
            text: reading.text,
            percent: Math.round(100 * shareUsed(clock, now)),
            target: _t("%(time)s allowed", { time: targetInWords(clock.target_minutes) }),
            due: running && clock.due_at ? this.say(clock.due_at) : "",
            stopped: clock.stopped_at ? this.say(clock.stopped_at) : "",
            late: clock.overrun_minutes
                ? _t("%(time)s late", { time: lengthInWords(clock.overrun_minutes) })
                : "",
            rule: clock.rule_id
                ? _t("because of the rule “%(rule)s”", { rule: clock.rule_id.display_name })
                : "",
        };
    }

    say(moment) {
        return toLocaleDateTimeString(moment);
    }
}

export const clockPanel = {
    component: ClockPanel,
    displayName: _t("Clocks"),
    supportedTypes: ["one2many"],
    relatedFields: [
        { name: "clock_type", type: "char" },
        { name: "state", type: "char" },
        { name: "task_id", type: "many2one", relation: "cs.ticket.task" },
        { name: "rule_id", type: "many2one", relation: "cs.sla.rule" },
        { name: "target_minutes", type: "float" },
        { name: "spent_minutes", type: "float" },
        { name: "overrun_minutes", type: "float" },
        { name: "running_since", type: "datetime" },
        { name: "due_at", type: "datetime" },
        { name: "warn_at", type: "datetime" },
        { name: "stopped_at", type: "datetime" },
    ],
};

registry.category("fields").add("cs_clocks", clockPanel);
