import { registry } from "@web/core/registry";

const ITEM = (name) => `.o_cs_check_item:contains(${name})`;
const AT = (name) => `.o_cs_check_item.o_cs_at:contains(${name})`;

registry.category("web_tour.tours").add("cs_check_desk", {
    steps: () => [
        { content: "two checks wait", trigger: ".o_cs_counter:contains(to check) .o_cs_counter_value:contains(2)" },
        { content: "the next one at one key", trigger: ".o_cs_check_desk .btn-primary:enabled", run: "press x" },
        { content: "the case stands beside the list", trigger: ".o_cs_check_evidence:contains(We come tomorrow)" },
        { content: "a yes at one key, and on to the next item", trigger: AT("Greeting"), run: "press 1" },
        { trigger: AT("Answer"), run: "press 2" },
        { content: "what was wrong must be said: nothing is finished before", trigger: `${ITEM("Answer")}.o_cs_failed` },
        { trigger: ".o_cs_check_finish:enabled", run: "click" },
        { trigger: ".alert-warning:contains(Say what was wrong: Answer)" },
        { trigger: `${ITEM("Answer")} .o_cs_check_note`, run: "edit Another tariff && press Tab" },
        { trigger: `${ITEM("No quarrel")} [data-way=yes]`, run: "click" },
        { content: "40 of 100", trigger: ".o_cs_check_head:contains(40)" },
        { trigger: ".o_cs_check_finish:enabled", run: "click" },
        { content: "the next one is there by itself", trigger: ".o_cs_counter:contains(to check) .o_cs_counter_value:contains(1)" },
        { trigger: `${ITEM("Greeting")} [data-way=yes]:enabled`, run: "click" },
        { trigger: `${ITEM("Answer")} [data-way=yes]`, run: "click" },
        { content: "a fatal item takes everything", trigger: `${ITEM("No quarrel")} [data-way=no]`, run: "click" },
        { trigger: ".o_cs_check_head:contains(fatal item failed)" },
        { trigger: ".o_cs_check_finish:enabled", run: "click" },
        { content: "nothing is left", trigger: ".o_cs_call_empty:contains(Nothing to check)" },
    ],
});

registry.category("web_tour.tours").add("cs_check_result", {
    steps: () => [
        { content: "the person sees his results", trigger: ".o_data_row:has([name=score]:contains(40.00)) [name=date]", run: "click" },
        { trigger: ".o_field_widget[name=answer_ids]:contains(Another tariff)" },
        { trigger: "button[name=action_appeal]", run: "click" },
        { trigger: ".modal [name=words] textarea", run: "edit The tariff is right since March" },
        { trigger: ".modal footer .btn-primary", run: "click" },
        { trigger: "body:not(:has(.modal))" },
        { content: "an appeal is open: no second one", trigger: ".o_form_view:not(:has(button[name=action_appeal]))" },
    ],
});
