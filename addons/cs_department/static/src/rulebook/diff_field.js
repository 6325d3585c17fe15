import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

/** What differs between two contents of the rule book: field, before, after. */
export class BookDiffField extends Component {
    static template = "cs_department.BookDiffField";
    static props = { ...standardFieldProps, now: { type: Boolean, optional: true } };

    get rows() {
        return this.props.record.data[this.props.name] || [];
    }

    get heads() {
        return this.props.now
            ? [_t("As it is now"), _t("As it was then")]
            : [_t("Before the change"), _t("After the change")];
    }
}

registry.category("fields").add("cs_book_diff", {
    component: BookDiffField,
    displayName: _t("Differences"),
    supportedTypes: ["json", "jsonb"],
    extractProps: ({ options }) => ({ now: Boolean(options.now) }),
});
