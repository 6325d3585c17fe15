import { registry } from "@web/core/registry";
import { describe, field } from "./case_steps";

const CALLER = `.o_cs_register ${field("caller")} input`;

const registered = () => ({
    content: "it is registered and has a number",
    trigger: `${field("number")}:contains(/CS\\d+/)`,
});

registry.category("web_tour.tours").add("cs_register_unknown_caller", {
    steps: () => [
        { content: "the desk is open", trigger: ".o_cs_counter[data-name=desk_mine]" },
        { content: "N registers, from anywhere", trigger: "body", run: "press n" },
        { content: "nobody has that number", trigger: CALLER, run: "edit 139 1111 2222" },
        { trigger: ".o-autocomplete--dropdown-item:contains(New caller)" },
        { trigger: CALLER, run: "press Tab" },
        { content: "his name is asked", trigger: `${field("caller_name")} input`, run: "edit Lin Feng" },
        { trigger: `${field("name")} input, ${field("name")} textarea`, run: "edit When is the office open?" },
        describe("He wants to come on Saturday."),
        { content: "Alt+Q saves", trigger: ".o_cs_register", run: "press alt+q" },
        registered(),
        { trigger: `${field("partner_id")}:contains(Lin Feng), ${field("partner_id")} input:value(Lin Feng)` },
    ],
});

registry.category("web_tour.tours").add("cs_register_known_number", {
    steps: () => [
        { content: "he calls again", trigger: CALLER, run: "edit 13800005678" },
        { trigger: ".o-autocomplete--dropdown-item:contains(Zhang San)" },
        { content: "Enter takes him", trigger: CALLER, run: "press Enter" },
        { content: "we know him", trigger: `.o_cs_known ${field("partner_id")}:contains(Zhang San)` },
        {
            content: "and see his open case",
            trigger: ".o_cs_known:contains(Water comes through the ceiling)",
        },
        { trigger: `${field("name")} input, ${field("name")} textarea`, run: "edit And the lamp is dark" },
        describe("Since the water came."),
        { trigger: "button[name=action_register_next]:enabled", run: "click" },
        { content: "the next call may come", trigger: `.o_cs_register:not(:has(${field("partner_id")}:contains(Zhang)))` },
        { trigger: CALLER },
    ],
});

registry.category("web_tour.tours").add("cs_employee_registers_complaint", {
    steps: () => [
        { trigger: CALLER, run: "edit 13800005678" },
        { trigger: ".o-autocomplete--dropdown-item:contains(Zhang San)" },
        { trigger: CALLER, run: "press Enter" },
        { trigger: `.o_cs_known ${field("partner_id")}:contains(Zhang San)` },
        {
            content: "a complaint",
            trigger: `${field("kind_id")} .o_radio_item:nth-child(2) label`,
            run: "click",
        },
        { trigger: `${field("name")} input, ${field("name")} textarea`, run: "edit The guard was rude" },
        describe("At the gate, this morning."),
        { trigger: "button[name=action_register_open]:enabled", run: "click" },
        registered(),
        { content: "he sees who takes care of it", trigger: `.alert-success ${field("user_id")}:contains(Agent)` },
        {
            content: "but has no buttons to work on it",
            trigger: ".o_form_view",
            run() {
                for (const name of ["action_answer", "action_resolve", "close"]) {
                    if (document.querySelector(`button[name=${name}]`)) {
                        throw new Error(`An employee has the button ${name}`);
                    }
                }
            },
        },
    ],
});
