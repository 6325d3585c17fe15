import { useState } from "@odoo/owl";
import { TRIGGER_FILTERS } from "@base_automation/utils";
import { triggerSelectionField } from "@base_automation/base_automation_trigger_selection_field";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { useRecordObserver } from "@web/model/relational_model/utils";
import { SelectionField } from "@web/views/fields/selection/selection_field";

const MAIL = ["on_message_sent", "on_message_received"];
const TIME = ["on_time", "on_time_created", "on_time_updated"];
const CUSTOM = ["on_create", "on_create_or_write", "on_unlink", "on_change"];
const DEPRECATED = ["on_write"];

/** The groups of the list, in their order; a trigger that nobody knows is a change of values. */
const GROUPS = [
    { key: "case", label: _t("Customer Service"), has: (value) => value.startsWith("cs_") },
    { key: "mail", label: _t("Email Events"), has: (value) => MAIL.includes(value) },
    { key: "timing", label: _t("Timing Conditions"), has: (value) => TIME.includes(value) },
    { key: "custom", label: _t("Custom"), has: (value) => CUSTOM.includes(value) },
    { key: "external", label: _t("External"), has: (value) => value === "on_webhook" },
    { key: "values", label: _t("Values Updated"), has: () => true },
];

/**
 * Odoo's list of triggers knows its own only and cannot be extended: this one groups any
 * trigger, with what happens to a case first.
 */
export class TriggerSelectionField extends SelectionField {
    static template = "base_automation.TriggerSelectionField";

    setup() {
        super.setup();
        this.state = useState({ groups: [] });
        const orm = useService("orm");
        let knownModelId, modelFields;
        useRecordObserver(async (record) => {
            const modelId = record.data.model_id?.id;
            if (knownModelId !== modelId) {
                knownModelId = modelId;
                modelFields = await orm.searchRead(
                    "ir.model.fields",
                    [["model_id", "=", modelId]],
                    ["model", "name", "ttype", "relation"]
                );
            }
            this.state.groups = this.groupsFor(record, modelFields);
        });
    }

    groupsFor(record, modelFields) {
        const current = record.data[this.props.name];
        const isCase = modelFields.some((field) => field.model === "cs.ticket");
        const offered = ([value]) =>
            value === current ||
            (!DEPRECATED.includes(value) &&
                (isCase || !value.startsWith("cs_")) &&
                (record.data.model_is_mail_thread || !MAIL.includes(value)) &&
                (!TRIGGER_FILTERS[value] || modelFields.some(TRIGGER_FILTERS[value])));
        const groups = GROUPS.map(({ label }) => ({ label, choices: [] }));
        for (const option of record.fields[this.props.name].selection.filter(offered)) {
            const [value, label] = option;
            groups[GROUPS.findIndex((group) => group.has(value))].choices.push({ value, label });
        }
        return groups.filter((group) => group.choices.length);
    }

    get groups() {
        return this.state.groups;
    }
}

registry.category("fields").add(
    "base_automation_trigger_selection",
    { ...triggerSelectionField, component: TriggerSelectionField },
    { force: true }
);
