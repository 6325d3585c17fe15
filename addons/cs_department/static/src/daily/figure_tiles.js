import { Component } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

/** Figures of a report: each opens exactly the records that it counts. */
export class FigureTiles extends Component {
    static template = "cs_department.FigureTiles";
    static props = { ...standardFieldProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
    }

    get tiles() {
        return this.props.record.data[this.props.name] || [];
    }

    async open({ code, count }) {
        const { resModel, resId } = this.props.record;
        if (count && (await this.props.record.save())) {
            await this.action.doAction(await this.orm.call(resModel, "open_figure", [[resId], code]));
        }
    }
}

registry.category("fields").add("cs_figure_tiles", {
    component: FigureTiles,
    supportedTypes: ["json"],
});
