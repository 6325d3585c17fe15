import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { formatFloat } from "@web/core/utils/numbers";
import { formatInteger } from "@web/views/fields/formatters";
import { standardFieldProps } from "@web/views/fields/standard_field_props";
import { x2ManyField } from "@web/views/fields/x2many/x2many_field";
import { Component } from "@odoo/owl";

/** Today beside the change, line by line; every number opens the cases behind it. */
export class PreviewTable extends Component {
    static template = "cs_department.PreviewTable";
    static props = { ...standardFieldProps, "*": true };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
    }

    get lines() {
        const records = this.props.record.data[this.props.name].records;
        const most = Math.max(1, ...records.map((r) => Math.max(r.data.today_count, r.data.then_count)));
        return records.map((record) => {
            const data = record.data;
            return {
                id: record.resId,
                label: data.label,
                company: data.company_id?.display_name,
                today: formatInteger(data.today_count),
                then: formatInteger(data.then_count),
                hasToday: data.today_count > 0,
                hasThen: data.then_count > 0,
                todayWidth: (100 * data.today_count) / most,
                thenWidth: (100 * data.then_count) / most,
                todayMean: this.mean(data, "today"),
                thenMean: this.mean(data, "then"),
                more: data.more_count,
                less: data.less_count,
                changed: data.changed_count,
                same: !data.more_count && !data.less_count && !data.changed_count,
            };
        });
    }

    get manyCompanies() {
        return this.props.record.data.company_ids?.records.length > 1;
    }

    mean(data, side) {
        const count = data[`${side}_count`];
        if (!["minutes", "money", "days"].includes(data.unit) || !count) {
            return "";
        }
        return formatFloat(data[`${side}_sum`] / count, { digits: [16, 1] });
    }

    async open(line, side) {
        const action = await this.orm.call("cs.rule.preview.line", "action_open", [[line.id], side]);
        await this.action.doAction(action);
    }
}

export const previewTable = {
    ...x2ManyField,
    component: PreviewTable,
    useSubView: true,
    supportedTypes: ["one2many"],
    fieldDependencies: [{ name: "company_ids", type: "many2many" }],
    extractProps: () => ({}),
};

registry.category("fields").add("cs_preview_table", previewTable);
