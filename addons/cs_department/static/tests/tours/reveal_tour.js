import { registry } from "@web/core/registry";

const PHONE = ".o_field_widget[name=phone_masked]";

registry.category("web_tour.tours").add("cs_reveal", {
    steps: () => [
        {
            content: "the agent sees a mask and no link to dial",
            trigger: `${PHONE} .o_cs_reveal_text:contains("138****5678")`,
            run() {
                if (document.body.innerHTML.includes("13812345678")) {
                    throw new Error("The number stands in the page before it is revealed");
                }
                if (document.querySelector("a[href^='tel:']")) {
                    throw new Error("There is a link that dials");
                }
            },
        },
        { trigger: `${PHONE} .o_cs_reveal_eye`, run: "click" },
        {
            content: "without a reason nothing is shown",
            trigger: ".o_cs_reveal_confirm:disabled",
        },
        { trigger: ".o_cs_reveal_note", run: "edit The customer asked for a call" },
        { trigger: ".o_cs_reveal_confirm:enabled", run: "click" },
        {
            content: "the value is shown, with a button to copy it",
            trigger: `${PHONE} .o_cs_reveal_text:contains("13812345678")`,
        },
        { trigger: `${PHONE} .o_cs_reveal_copy` },
        {
            content: "a new number is entered without seeing the old one",
            trigger: ".o_field_widget[name=phone_entry] input",
            run: "edit 139 8765 4321",
        },
        { trigger: ".o_form_button_save", run: "click" },
        { trigger: ".o_form_saved" },
        {
            trigger: `${PHONE} .o_cs_reveal_text:contains("139****4321")`,
        },
    ],
});
