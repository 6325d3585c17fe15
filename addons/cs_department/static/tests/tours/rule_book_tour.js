import { registry } from "@web/core/registry";
import { countIs, field, say } from "./case_steps";

const tours = registry.category("web_tour.tours");
const { DateTime } = luxon;

const TIME = `${field("target_ids")} .o_data_row .o_data_cell[name=amount]`;
const FORM = ".o_form_view";

const menu = (root, item) => [
    { trigger: `.o_menu_sections button:contains("${root}")`, run: "click" },
    { trigger: `.o-dropdown--menu .dropdown-item:contains("${item}")`, run: "click" },
];
const press = (method) => ({ trigger: `${FORM} button[name=${method}]:enabled`, run: "click" });
const setTime = (amount) => [
    { content: "the time of the clock", trigger: TIME, run: "click" },
    { trigger: `${TIME} input`, run: `edit ${amount}` },
];
const TWIN =
    ".o_data_row:has([name=book_name]:contains(Category)):has([name=kind]:contains(New)):has([name=name]:contains(Conduct of our staff))";
const rowOf = (words) => `.o_data_row:contains("${words}")`;

tours.add("cs_pack_is_chosen", {
    steps: () => [
        {
            content: "a new department chooses its rules first",
            trigger: ".o_cs_counter:contains(Choose the rules of your trade)",
            run: "click",
        },
        { content: "one card for each trade", trigger: ".o_kanban_record:contains(Hospital complaint office)" },
        {
            trigger: ".o_kanban_record:contains(Property manager) button[name=action_choose]",
            run: "click",
        },
        { content: "what would change", trigger: `${FORM} ${field("line_ids")} .o_data_row:contains(Changed)` },
        { trigger: `${FORM} ${field("line_ids")} .o_data_row:contains(New)` },
        { content: "not without a reason", ...press("action_apply") },
        { trigger: `${FORM} ${field("reason")}.o_field_invalid` },
        { trigger: `${FORM} ${field("reason")} input`, run: "edit We manage housing estates" },
        press("action_apply"),
        { content: "what he has already is named", trigger: ".modal:contains(would be a second “Conduct of our staff”)" },
        { trigger: ".modal footer .btn-primary", run: "click" },
        { trigger: `body:not(:has(.modal)) ${TWIN} .o_data_cell[name=decision]`, run: "click" },
        { trigger: `${TWIN} .o_data_cell[name=decision] input`, run: "click" },
        { trigger: ".o_select_menu_item:contains(Keep ours)", run: "click" },
        press("action_apply"),
        { trigger: `${FORM} .alert-success:contains(The rules are in force)` },
    ],
});

tours.add("cs_rule_is_not_changed_without_a_reason", {
    steps: () => [
        { trigger: `${rowOf("Ordinary promise")} .o_data_cell[name=name]`, run: "click" },
        ...setTime(1),
        { trigger: ".o_form_button_save", run: "click" },
        { content: "why?", trigger: ".modal .o_cs_reason" },
        { trigger: ".modal .o_cs_reason_confirm:disabled" },
        { content: "he thinks better of it", trigger: ".modal footer button:contains(Not yet)", run: "click" },
        { content: "and is where he was", trigger: ".o_form_button_cancel", run: "click" },
        { content: "the old value again", trigger: `${TIME} input:value(4)` },
        ...setTime(2),
        { trigger: ".o_form_button_save", run: "click" },
        { trigger: ".modal .o_cs_reason", run: "edit Agreed with the owners" },
        { trigger: ".modal .o_cs_reason_confirm:enabled", run: "click" },
        { trigger: `.o_form_saved ${TIME}:contains(2)` },
        press("action_history"),
        { trigger: `${rowOf("Agreed with the owners")} .o_data_cell[name=name]`, run: "click" },
        { content: "the step is taken back", ...press("action_back_to_before") },
        { trigger: ".modal .o_cs_book_diff .o_cs_diff_after:contains(4 hours)" },
        { trigger: `.modal ${field("reason")} input`, run: "edit They changed their mind" },
        { trigger: ".modal button[name=action_roll_back]:enabled", run: "click" },
        { trigger: `${rowOf("They changed their mind")}:contains(Rolled back)` },
    ],
});

tours.add("cs_rule_is_changed_with_preview", {
    steps: () => [
        { trigger: `${rowOf("Ordinary promise")} .o_data_cell[name=name]`, run: "click" },
        { trigger: `${FORM} ${TIME}:contains(4)` },
        press("action_change"),
        { content: "a draft, not the rule", trigger: `${FORM} .ribbon:contains(Draft)` },
        ...setTime(1),
        press("action_preview"),
        { content: "of the last 30 days", trigger: `${FORM} ${field("days")} input:value(30)` },
        { trigger: `${FORM} ${field("headline")}:contains(Late cases: 1 today, 4 with the change)` },
        {
            content: "the cases behind the count",
            trigger: ".o_cs_preview_table tr:contains(Late cases) .o_cs_preview_count.fw-bold:contains(4)",
            run: "click",
        },
        { trigger: ".o_last_breadcrumb_item:contains(Late cases: with the change)" },
        countIs(".o_list_view .o_data_row", 4),
        { trigger: ".o_back_button", run: "click" },
        { trigger: `${FORM} ${field("headline")}` },
        press("action_decide"),
        { content: "what the draft changes", trigger: `${FORM} .o_cs_book_diff .o_cs_diff_after:contains(1 hours)` },
        press("action_put_in_force"),
        { content: "not without a reason", trigger: ".modal:contains(Say why you change the rule)" },
        { trigger: ".modal footer .btn-primary", run: "click" },
        { trigger: `body:not(:has(.modal)) ${FORM} ${field("reason")} input`, run: "edit The owners wait too long" },
        press("action_put_in_force"),
        { content: "it is in force", trigger: `${FORM}:not(:has(.ribbon)) ${TIME}:contains(1)` },
        press("action_history"),
        { trigger: `${rowOf("The owners wait too long")}:contains(Manager)` },
        ...menu("Rule Book", "Roll Back"),
        { trigger: `.modal ${field("at")} button`, run: "click" },
        {
            trigger: `.modal ${field("at")} input`,
            async run(helpers) {
                const day = DateTime.local().minus({ days: 1 }).startOf("day");
                await helpers.edit(day.toFormat("MM/dd/yyyy HH:mm"));
                await helpers.press("Enter");
            },
        },
        { trigger: `.modal ${field("book")} input`, run: "click" },
        { trigger: ".o_select_menu_item:contains(Service target rule)", run: "click" },
        { content: "what comes back", trigger: ".modal .o_cs_book_diff .o_cs_diff_after:contains(4 hours)" },
        { trigger: `.modal ${field("reason")} input`, run: "edit It cannot be done" },
        { trigger: ".modal button[name=action_roll_back]:enabled", run: "click" },
        {
            content: "that is a step of the history, too",
            trigger: `${rowOf("It cannot be done")}:contains(Rolled back) .o_data_cell[name=name]`,
            run: "click",
        },
        press("action_open_record"),
        { content: "as it was", trigger: `${FORM} ${TIME}:contains(4)` },
    ],
});

tours.add("cs_rule_change_is_proposed", {
    steps: () => [
        { content: "the customer urges", ...press("action_urge") },
        say("He has waited since this morning"),
        { trigger: ".modal footer button[name=action_apply]:enabled", run: "click" },
        { trigger: `${FORM} .alert:contains(The customer has urged):contains(1)` },
        { content: "what is promised and what comes next", trigger: ".nav-link[name=promises]", run: "click" },
        { trigger: ".o_cs_promises .o_cs_now" },
        { trigger: ".o_cs_promises .o_cs_now ~ [data-kind=level]" },
        press("action_which_rules"),
        { trigger: ".o_cs_which_rules section:contains(Service target) .fa-check" },
        { trigger: ".o_cs_which_rules section:contains(Service target) button[aria-expanded=false]", run: "click" },
        { content: "why another does not apply", trigger: ".o_cs_which_rules li:contains(Noise only)" },
        { trigger: ".o_cs_which_rules a.fw-bold:contains(Ordinary promise)", run: "click" },
        { content: "he reads the rule", trigger: `body:not(:has(.modal)) ${FORM} ${TIME}:contains(4)` },
        { trigger: `${FORM}:not(:has(${field("target_ids")} .o_field_x2many_list_row_add))` },
        { trigger: `${FORM} button:contains(Propose a Change)`, run: "click" },
        { trigger: `${FORM} .ribbon:contains(Draft)` },
        ...setTime(2),
        { trigger: `${FORM} button:contains(Compare and Propose)`, run: "click" },
        { trigger: `${FORM} ${field("reason")} input`, run: "edit Customers call after two hours" },
        press("action_propose"),
        { trigger: ".o_statusbar_status .o_arrow_button_current:contains(Proposed)" },
    ],
});

tours.add("cs_rule_changes_are_decided", {
    steps: () => [
        { trigger: `${rowOf("Customers call after two hours")} .o_data_cell[name=name]`, run: "click" },
        { content: "not without an answer", ...press("action_decline") },
        { trigger: ".modal:contains(write an answer to its writer)" },
        { trigger: ".modal footer .btn-primary", run: "click" },
        { trigger: `body:not(:has(.modal)) ${field("decision_note")} input`, run: "edit Not before the new shift" },
        press("action_decline"),
        { trigger: ".o_statusbar_status .o_arrow_button_current:contains(Declined)" },
        { trigger: ".o_back_button", run: "click" },
        { trigger: `${rowOf("Nobody waits longer")} .o_data_cell[name=name]`, run: "click" },
        press("action_put_in_force"),
        { content: "the rule says it now", trigger: `${FORM} ${TIME}:contains(3)` },
    ],
});
