import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardFieldProps } from "@web/views/fields/standard_field_props";
import { Component } from "@odoo/owl";

/** What an indicator gives for the last month; every figure opens the records that it counts. */
export class IndicatorTrial extends Component {
    static template = "cs_department.IndicatorTrial";
    static props = { ...standardFieldProps };

    setup() {
        this.action = useService("action");
    }

    get trial() {
        return this.props.record.data[this.props.name] || { rows: [] };
    }

    /** The list in a window: what is being written on the form stays as it is. */
    open({ model, domain, name }, who) {
        return this.action.doAction({
            type: "ir.actions.act_window",
            name: `${name} · ${who}`,
            res_model: model,
            domain,
            views: [[false, "list"]],
            target: "new",
            context: { create: false, edit: false },
        });
    }
}

registry.category("fields").add("cs_indicator_trial", {
    component: IndicatorTrial,
    supportedTypes: ["json"],
});
