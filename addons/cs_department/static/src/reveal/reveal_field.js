import { Component, useState } from "@odoo/owl";
import { browser } from "@web/core/browser/browser";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { useRecordObserver } from "@web/model/relational_model/utils";
import { standardFieldProps } from "@web/views/fields/standard_field_props";
import { RevealDialog } from "./reveal_dialog";

/** The contact's values that can be asked for. */
const NAMES = ["phone", "email", "vat", "company_registry"];

/**
 * A masked value with an eye: asks for a reason, then shows the value until the page
 * is left. Telephone numbers can be called: the number is fetched and logged first, so
 * that it stands nowhere in the page before.
 *
 * Options: `partner`: many2one field that names the contact, where the value is the
 * contact's and not the record's own; `personal`: which value, when the field's name
 * (`phone_masked`) does not say it.
 */
export class RevealField extends Component {
    static template = "cs_department.RevealField";
    static props = {
        ...standardFieldProps,
        partner: { type: String, optional: true },
        personal: { type: String, optional: true },
    };

    setup() {
        this.orm = useService("orm");
        this.dialog = useService("dialog");
        this.notification = useService("notification");
        this.state = useState({ value: false, mask: "", of: false });
        // another contact, or a new value behind the mask: what was shown is stale
        useRecordObserver((record) => {
            const of = this.holderOf({ ...this.props, record });
            const mask = record.data[this.props.name] || "";
            if (of !== this.state.of || mask !== this.state.mask) {
                Object.assign(this.state, { value: false, mask, of });
            }
        });
    }

    /** Id of the record that holds the value: the contact named, or the record itself. */
    holderOf(props) {
        const { partner, record } = props;
        return (partner ? record.data[partner]?.id : record.resId) || false;
    }

    get masked() {
        return this.props.record.data[this.props.name] || "";
    }

    get personal() {
        const { name, partner, personal } = this.props;
        const own = name.replace(/_masked$/, "");
        return personal || (partner ? NAMES.find((known) => own.includes(known)) : own) || "";
    }

    get canReveal() {
        return Boolean(this.masked && this.state.of);
    }

    get isPhone() {
        return this.personal.includes("phone");
    }

    reveal() {
        this.ask(_t("Why do you need it?"), _t("Show"), "reveal", (value) => {
            this.state.value = value;
        });
    }

    call() {
        if (this.state.value) {
            this.dial(this.state.value);
            return;
        }
        this.ask(_t("Why do you call?"), _t("Call"), "call", (value) => {
            this.state.value = value;
            this.dial(value);
        });
    }

    dial(number) {
        browser.location.href = `tel:${number.replace(/[^\d+]/g, "")}`;
    }

    ask(title, confirmLabel, kind, then) {
        const { record } = this.props;
        this.dialog.add(RevealDialog, {
            title,
            confirmLabel,
            confirm: async ({ reasonId, note }) => {
                const value = await this.orm.call(
                    this.props.partner ? "res.partner" : record.resModel,
                    "reveal_personal_data",
                    [[this.state.of]],
                    {
                        field: this.personal,
                        reason_id: reasonId,
                        note,
                        res_model: record.resModel,
                        res_id: record.resId || false,
                        kind,
                    }
                );
                then(value || "");
            },
        });
    }

    async copy() {
        await browser.navigator.clipboard.writeText(this.state.value);
        this.notification.add(_t("Copied"), { type: "success" });
    }
}

export const revealField = {
    component: RevealField,
    supportedTypes: ["char"],
    extractProps: ({ options }) => ({
        partner: options.partner,
        personal: options.personal,
    }),
    fieldDependencies: ({ options }) =>
        options?.partner ? [{ name: options.partner, type: "many2one" }] : [],
};

registry.category("fields").add("cs_reveal", revealField);
