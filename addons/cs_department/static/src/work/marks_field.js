import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

/** What must not be overlooked on a case: alarm, unread reply, transfer that waits. */
export class MarksField extends Component {
    static template = "cs_department.MarksField";
    static props = { ...standardFieldProps };

    get marks() {
        const { record, name } = this.props;
        const { unread_reply: unread, pending_user_id: user, pending_team_id: team } = record.data;
        const alarm = record.data[name];
        const marks = [];
        if (alarm) {
            const labels = Object.fromEntries(record.fields[name].selection);
            marks.push({ name: "alarm", icon: "fa-bell text-danger", title: labels[alarm] });
        }
        if (unread) {
            marks.push({
                name: "unread",
                icon: "fa-comment text-primary",
                title: _t("The customer wrote; nobody has answered yet"),
            });
        }
        if (user || team) {
            marks.push({
                name: "transfer",
                icon: "fa-share text-info",
                title: _t("Offered to %(name)s", { name: (user || team).display_name }),
            });
        }
        return marks;
    }
}

export const marksField = {
    component: MarksField,
    displayName: _t("Marks of a case"),
    supportedTypes: ["selection"],
    isEmpty: () => false,
    label: false,
    fieldDependencies: [
        { name: "unread_reply", type: "boolean" },
        { name: "pending_user_id", type: "many2one", relation: "res.users" },
        { name: "pending_team_id", type: "many2one", relation: "cs.team" },
    ],
    listViewWidth: [24, 72],
};

registry.category("fields").add("cs_marks", marksField);
