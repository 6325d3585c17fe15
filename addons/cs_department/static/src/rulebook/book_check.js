import { Component, onWillStart, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { Layout } from "@web/search/layout";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";

/** The page “Books and warnings”: rules that never apply, clashes, gaps. */
export class BookCheck extends Component {
    static template = "cs_department.BookCheck";
    static components = { Layout };
    static props = { ...standardActionServiceProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.display = { controlPanel: {} };
        this.state = useState({ books: [] });
        this.env.config.setDisplayName(_t("Books and Warnings"));
        onWillStart(() => this.load());
    }

    async load() {
        this.state.books = await this.orm.call("cs.book.version", "book_check", []);
    }

    get count() {
        return this.state.books.reduce((sum, book) => sum + book.findings.length, 0);
    }

    openRule(model, id) {
        this.action.doAction({
            type: "ir.actions.act_window",
            res_model: model,
            res_id: id || false,
            views: id ? [[false, "form"]] : [[false, "list"], [false, "form"]],
        });
    }
}

registry.category("actions").add("cs_book_check", BookCheck);
