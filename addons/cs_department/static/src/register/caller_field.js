import { Component } from "@odoo/owl";
import { browser } from "@web/core/browser/browser";
import { AutoComplete } from "@web/core/autocomplete/autocomplete";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

/**
 * Who is calling: while a telephone number or a name is typed, the customers that fit
 * are offered; Enter takes the first. What fits nobody stays as typed and becomes a
 * contact when the case is saved.
 */
export class CallerField extends Component {
    static template = "cs_department.CallerField";
    static components = { AutoComplete };
    static props = {
        ...standardFieldProps,
        customerField: { type: String, optional: true },
        placeholder: { type: String, optional: true },
    };
    static defaultProps = { customerField: "partner_id" };

    setup() {
        this.orm = useService("orm");
        this.sources = [
            {
                placeholder: _t("Looking for the customer…"),
                optionSlot: "option",
                options: (text) => this.loadCallers(text),
            },
        ];
    }

    get value() {
        return this.props.record.data[this.props.name] || "";
    }

    async loadCallers(text) {
        // a single letter finds half the town, a single Chinese character is a surname
        if (!text || /^[ -~]$/.test(text)) {
            return [];
        }
        const callers = await this.orm.call("cs.ticket", "search_callers", [text]);
        if (!callers.length) {
            return [{ label: _t("New caller: becomes a contact"), data: { isNew: true } }];
        }
        return callers.map((caller) => ({
            label: caller.name,
            data: caller,
            onSelect: () => this.selectCaller(caller),
        }));
    }

    async selectCaller(caller) {
        await this.props.record.update({
            [this.props.name]: caller.name,
            [this.props.customerField]: { id: caller.id, display_name: caller.name },
        });
        this.keepKeyboard();
    }

    async onChange({ inputValue }) {
        const text = inputValue.trim();
        if (text !== this.value) {
            await this.props.record.update({ [this.props.name]: text });
            this.keepKeyboard();
        }
    }

    /** The inputs for a new caller go when he is known: the keyboard goes on after them. */
    keepKeyboard() {
        browser.requestAnimationFrame(() => {
            if (document.activeElement === document.body) {
                document.querySelector(".o_cs_register .o_cs_keys input:checked")?.focus();
            }
        });
    }
}

export const callerField = {
    component: CallerField,
    displayName: _t("Caller"),
    supportedTypes: ["char"],
    extractProps: ({ options, placeholder }) => ({
        customerField: options.customer_field,
        placeholder,
    }),
};

registry.category("fields").add("cs_caller", callerField);
