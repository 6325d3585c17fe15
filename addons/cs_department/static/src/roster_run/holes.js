import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardFieldProps } from "@web/views/fields/standard_field_props";
import { x2ManyField } from "@web/views/fields/x2many/x2many_field";
import { Component, onWillStart, onWillUpdateProps, useState } from "@odoo/owl";

const FIELDS = ["hole_id", "rank", "employee_id", "words", "due_words", "is_chosen"];

/** Open shifts, each with the people who can take it; whoever is asked first stands first. */
export class RosterHoles extends Component {
    static template = "cs_department.RosterHoles";
    static props = { ...standardFieldProps, "*": true };

    setup() {
        this.orm = useService("orm");
        this.state = useState({ answers: {} });
        onWillStart(() => this.load(this.props));
        onWillUpdateProps((props) => this.load(props));
    }

    get holes() {
        return this.props.record.data[this.props.name].records.map(({ resId, data }) => ({
            id: resId,
            day: data.date.toLocaleString({ month: "short", day: "numeric", weekday: "short" }),
            shift: data.template_id.display_name,
            isNeeded: data.is_needed,
            answers: this.state.answers[resId] || [],
        }));
    }

    async load(props) {
        const { resId } = props.record;
        const lines = resId
            ? await this.orm.searchRead("cs.roster.repair.answer", [["hole_id.repair_id", "=", resId]], FIELDS)
            : [];
        this.state.answers = Object.groupBy(lines, (line) => line.hole_id[0]);
    }

    async choose(answer) {
        await this.orm.call("cs.roster.repair.answer", "action_choose", [[answer.id]]);
        await this.load(this.props);
    }
}

registry.category("fields").add("cs_roster_holes", {
    ...x2ManyField,
    component: RosterHoles,
    useSubView: true,
    supportedTypes: ["one2many"],
    extractProps: () => ({}),
});
