import { registry } from "@web/core/registry";

const CURRENT = (name) => `.o_arrow_button_current:contains(${name})`;

registry.category("web_tour.tours").add("cs_billing_compute", {
    steps: () => [
        { content: "a new run", trigger: ".o_list_button_add", run: "click" },
        { trigger: ".o_field_widget[name=name] input", run: "edit March && press Tab" },
        { content: "nothing is booked by this", trigger: "button[name=action_compute]:enabled", run: "click" },
        { trigger: CURRENT("Computing") },
    ],
});

registry.category("web_tour.tours").add("cs_billing_approve", {
    steps: () => [
        { trigger: CURRENT("To be approved") },
        { content: "the sheet", trigger: "button[name=action_sheet]", run: "click" },
        { content: "what is not possible stands first", trigger: ".o_data_row:first:contains(Nobody pays)" },
        { content: "then what differs much", trigger: ".o_data_row:eq(1):contains(1-1-102)" },
        { trigger: ".o_back_button, .breadcrumb-item:last a", run: "click" },
        { trigger: "button[name=action_approve]:enabled", run: "click" },
        { trigger: ".modal footer .btn-primary", run: "click" },
        { trigger: CURRENT("Being billed") },
    ],
});

registry.category("web_tour.tours").add("cs_billing_void", {
    steps: () => [
        { content: "the charge of the first flat", trigger: ".o_data_row:contains(1-1-101) [name=unit_id]", run: "click" },
        { content: "it says how it came about", trigger: ".o_field_widget[name=explanation]:contains(×)" },
        { trigger: "button[name=action_void]:enabled", run: "click" },
        { trigger: ".modal [name=reason] input", run: "edit Wrong area && press Tab" },
        { trigger: ".modal button[name=action_confirm]", run: "click" },
        { trigger: CURRENT("Void") },
        { trigger: ".o_field_widget[name=void_reason]:contains(Wrong area)" },
    ],
});
