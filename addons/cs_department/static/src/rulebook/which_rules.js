import { Component, onWillStart, useState } from "@odoo/owl";
import { deserializeDateTime, formatDateTime } from "@web/core/l10n/dates";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";

/** Which rules apply to a case, and why the others do not. */
export class WhichRules extends Component {
    static template = "cs_department.WhichRules";
    static props = { ...standardActionServiceProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.state = useState({ books: [], open: {} });
        onWillStart(async () => {
            const id = this.props.action.params.ticket_id;
            this.state.books = await this.orm.call("cs.ticket", "rules_explained", [[id]]);
        });
    }

    moment(value) {
        return value ? formatDateTime(deserializeDateTime(value)) : "";
    }

    key(book, topic) {
        return `${book.model}/${topic.topic}`;
    }

    toggle(key) {
        this.state.open[key] = !this.state.open[key];
    }

    openRule(model, id) {
        this.action.doAction({
            type: "ir.actions.act_window",
            res_model: model,
            res_id: id,
            views: [[false, "form"]],
        });
    }

    openVersion(id) {
        this.openRule("cs.book.version", id);
    }
}

registry.category("actions").add("cs_which_rules", WhichRules);
