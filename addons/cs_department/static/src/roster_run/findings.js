import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardFieldProps } from "@web/views/fields/standard_field_props";
import { x2ManyField } from "@web/views/fields/x2many/x2many_field";
import { Component, onWillStart, onWillUpdateProps, useState } from "@odoo/owl";

const FIELDS = ["words", "reason_words", "employee_id", "date", "price", "rule", "rule_id"];
const AT_ONCE = 40;
/** what stands in the way or lacks people is looked at first */
const OPEN = ["conflict", "relaxation", "gap", "hard"];

/** What a roster does not meet, by rule: the groups first, their lines when they are opened. */
export class RosterFindings extends Component {
    static template = "cs_department.RosterFindings";
    static props = { ...standardFieldProps, "*": true };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.state = useState({ groups: [] });
        this.opens = OPEN;
        onWillStart(() => this.load(this.props));
        onWillUpdateProps((props) => {
            const { record } = props;
            const mark = `${record.resId} ${record.data.state} ${record.data[props.name].count}`;
            if (mark !== this.mark) {
                return this.load(props);
            }
        });
    }

    async load({ record, name }) {
        this.mark = `${record.resId} ${record.data.state} ${record.data[name].count}`;
        if (!record.resId) {
            return;
        }
        const groups = await this.orm.formattedReadGroup(
            "cs.roster.finding",
            [["run_id", "=", record.resId]],
            ["kind_order", "kind", "rule"],
            ["__count", "price:sum"],
            { order: "kind_order, price:sum desc" }
        );
        const labels = await this.labels();
        this.state.groups = groups.map((group) => ({
            id: `${group.kind} ${group.rule}`,
            kind: group.kind,
            title: this.title(group, labels),
            count: group.__count,
            price: group["price:sum"],
            domain: [
                ["run_id", "=", record.resId],
                ["kind", "=", group.kind],
                ["rule", "=", group.rule],
            ],
            isOpen: false,
            lines: [],
        }));
        await Promise.all(
            this.state.groups.filter((group) => this.opens.includes(group.kind)).map((group) => this.toggle(group))
        );
    }

    async labels() {
        const fields = await this.orm.call("cs.roster.finding", "fields_get", [["kind", "rule"]]);
        return { kind: Object.fromEntries(fields.kind.selection), rule: Object.fromEntries(fields.rule.selection) };
    }

    title(group, labels) {
        const rule = labels.rule[group.rule] || "";
        return ["conflict", "relaxation"].includes(group.kind) ? `${labels.kind[group.kind]}: ${rule}` : rule;
    }

    async toggle(group) {
        group.isOpen = !group.isOpen;
        if (group.isOpen && !group.lines.length) {
            group.lines = await this.orm.searchRead("cs.roster.finding", group.domain, FIELDS, { limit: AT_ONCE });
        }
    }

    tone(group) {
        return { conflict: "text-danger", gap: "text-danger", hard: "text-danger", relaxation: "text-warning" }[group.kind];
    }

    async openLine(line) {
        this.action.doAction(await this.orm.call("cs.roster.finding", "action_open_day", [[line.id]]));
    }

    async openRule(line) {
        this.action.doAction(await this.orm.call("cs.roster.finding", "action_open_rule", [[line.id]]));
    }

    async openAll(group) {
        const action = await this.orm.call("cs.roster.run", "action_findings", [[this.props.record.resId]]);
        this.action.doAction({ ...action, domain: group.domain, context: {} });
    }
}

registry.category("fields").add("cs_roster_findings", {
    ...x2ManyField,
    component: RosterFindings,
    useSubView: true,
    supportedTypes: ["one2many"],
    extractProps: () => ({}),
});
