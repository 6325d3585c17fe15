import { useEffect } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { formView } from "@web/views/form/form_view";
import { listView } from "@web/views/list/list_view";
import { RelationalModel } from "@web/model/relational_model/relational_model";
import { askReason, ormWithReason } from "./reason";

/** Saves of rules carry the reason; drafts need none, for they change nothing. */
export class RuleModel extends RelationalModel {
    static services = [...RelationalModel.services, "dialog"];

    setup(params, services) {
        super.setup(params, services);
        this.reason = "";
        this.orm = ormWithReason(
            this.orm,
            () => this.takeReason(),
            (model) => model === this.config.resModel && !this.isDraft
        );
    }

    get isDraft() {
        return Boolean(this.config.isMonoRecord && this.root?.data?.is_draft);
    }

    /** The reason that was asked for just before, else ask now. */
    async takeReason() {
        const reason = this.reason || (await askReason(this.dialog));
        this.reason = "";
        return reason;
    }
}

export class RuleFormController extends formView.Controller {
    setup() {
        super.setup();
        this.dialogService = useService("dialog");
        // in force: only managers change it; everybody else reads it, and proposes
        useEffect(
            (mayChange) => {
                if (mayChange === false && this.model.root.isInEdition) {
                    this.model.root.switchMode("readonly");
                }
            },
            () => [this.model.root?.data.may_change]
        );
    }

    /** Ask before anything is sent: who changes his mind is left where he was. */
    async onWillSaveRecord(record) {
        if ((await super.onWillSaveRecord(...arguments)) === false) {
            return false;
        }
        if (record.isNew || this.model.isDraft || record.resModel !== this.props.resModel) {
            return true;
        }
        this.model.reason = await askReason(this.dialogService);
        return Boolean(this.model.reason);
    }

    /** Looking something up in another tab is no moment to ask. */
    beforeVisibilityChange() {}
}

registry.category("views").add("cs_rule_form", {
    ...formView,
    Controller: RuleFormController,
    Model: RuleModel,
});
registry.category("views").add("cs_rule_list", { ...listView, Model: RuleModel });
