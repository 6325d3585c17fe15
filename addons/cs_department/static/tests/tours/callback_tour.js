import { browser } from "@web/core/browser/browser";
import { registry } from "@web/core/registry";

const ENDING = (name) => `.o_cs_call_endings [data-ending=${name}]`;

registry.category("web_tour.tours").add("cs_callback_desk", {
    steps: () => [
        {
            content: "three customers wait",
            trigger: ".o_cs_counter:contains(to call now) .o_cs_counter_value:contains(3)",
            run() {
                // no program dials in a test
                const value = new Proxy(window.location, {
                    get: (place, name) => place[name],
                    set: () => true,
                });
                Object.defineProperty(browser, "location", { value, writable: true });
            },
        },
        { content: "the next call at one key", trigger: ".o_cs_next_call:enabled", run: "press x" },
        {
            content: "a mask, and no number in the page",
            trigger: ".o_cs_call_dial:contains(138****5678)",
            run() {
                if (document.body.innerHTML.includes("13800005678") || document.querySelector("a[href^='tel:']")) {
                    throw new Error("The number stands in the page before it is fetched");
                }
            },
        },
        { content: "nothing is noted before the call", trigger: `${ENDING("satisfied")}:disabled` },
        { trigger: ".o_cs_dial", run: "press c" },
        { trigger: ".o_cs_call_dial:contains(13800005678)" },
        { content: "not satisfied needs words", trigger: `${ENDING("unsatisfied")}:enabled`, run: "click" },
        { trigger: ".o_cs_call_talk [role=alert]" },
        { trigger: "#o_cs_call_words", run: "edit It still drips" },
        { trigger: `${ENDING("unsatisfied")}:enabled`, run: "click" },
        { content: "the next customer is there by himself", trigger: ".o_cs_call_head:contains(Li Si)" },
        { trigger: ".o_cs_dial", run: "click" },
        { trigger: `${ENDING("satisfied")}:enabled`, run: "press 1" },
        { content: "the third does not answer", trigger: ".o_cs_call_head:contains(Wang Wu)" },
        { trigger: ".o_cs_dial", run: "press c" },
        { trigger: `${ENDING("no_answer")}:enabled`, run: "press 3" },
        {
            content: "he is called again later",
            trigger: ".o_cs_counter:contains(come up later) .o_cs_counter_value:contains(1)",
        },
        { content: "all done", trigger: ".o_cs_call_empty:contains(Nobody to call)" },
    ],
});

registry.category("web_tour.tours").add("cs_callback_unsatisfied", {
    steps: () => [
        { content: "the supervisor sees who is not satisfied", trigger: ".o_data_row:contains(It still drips)" },
        { trigger: ".o_data_row:contains(It still drips) .o_data_cell[name=words]", run: "click" },
        { trigger: ".o_form_view .o_field_widget[name=ticket_id] a", run: "click" },
        { content: "the case is open again", trigger: ".o_statusbar_status .o_arrow_button_current:contains(In progress)" },
        { trigger: ".nav-link[name=promises]", run: "click" },
        { content: "and is called again", trigger: ".o_cs_promises [data-kind=callback]" },
    ],
});
