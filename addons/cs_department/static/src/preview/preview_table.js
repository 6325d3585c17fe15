import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { formatInteger } from "@web/views/fields/formatters";
import { standardFieldProps } from "@web/views/fields/standard_field_props";
import { x2ManyField } from "@web/views/fields/x2many/x2many_field";
import { Component, useState } from "@odoo/owl";

/** Today beside the change, line by line; every number opens the cases behind it. */
export class PreviewTable extends Component {
    static template = "cs_department.PreviewTable";
    static props = { ...standardFieldProps, "*": true };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.state = useState({ all: false });
    }

    get lines() {
        const records = this.props.record.data[this.props.name].records;
        const counts = records.flatMap((record) => [record.data.today_count, record.data.then_count]);
        const most = Math.max(1, ...counts);
        return records.map(({ resId, data }) => ({
            id: resId,
            label: data.label,
            company: data.company_id?.display_name,
            sides: ["today", "then"].map((side) => ({
                side,
                count: data[`${side}_count`],
                words: formatInteger(data[`${side}_count`]),
                mean: data[`${side}_mean`],
                width: (100 * data[`${side}_count`]) / most,
            })),
            more: data.more_count,
            less: data.less_count,
            changed: data.changed_count,
        }));
    }

    get moved() {
        return this.lines.filter((line) => line.more || line.less || line.changed);
    }

    get unmoved() {
        return this.lines.filter((line) => !(line.more || line.less || line.changed));
    }

    get manyCompanies() {
        return new Set(this.lines.map((line) => line.company)).size > 1;
    }

    async open(line, side) {
        const action = await this.orm.call("cs.rule.preview.line", "action_open", [[line.id], side]);
        await this.action.doAction(action);
    }
}

registry.category("fields").add("cs_preview_table", {
    ...x2ManyField,
    component: PreviewTable,
    useSubView: true,
    supportedTypes: ["one2many"],
    extractProps: () => ({}),
});
