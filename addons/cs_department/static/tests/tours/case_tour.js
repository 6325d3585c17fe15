import { registry } from "@web/core/registry";
import { apply, atStage, choose, field, openVerb, pick, say } from "./case_steps";

const tours = registry.category("web_tour.tours");

tours.add("cs_agent_answers_and_dispatches", {
    steps: () => [
        atStage("New"),
        ...openVerb("action_answer"),
        pick("by", "note"),
        say("We send somebody today."),
        ...apply(),
        atStage("In progress"),
        ...openVerb("action_dispatch"),
        ...choose("department_id", "Engineering"),
        say("Find the leak and close it"),
        ...apply(),
        { content: "a task is open", trigger: `${field("open_task_count")}:contains(1)` },
        {
            content: "the case cannot be resolved over it",
            trigger: "body:not(:has(.o_form_view button[name=action_resolve]))",
        },
    ],
});

tours.add("cs_department_reports_back", {
    steps: () => [
        { trigger: ".o_data_row .o_data_cell:contains(Find the leak)", run: "click" },
        { trigger: ".o_form_view button[name=start]:enabled", run: "click" },
        { content: "in hand", trigger: "body:not(:has(.o_form_view button[name=start]))" },
        ...openVerb("action_done"),
        say("The pipe of 5-2-401 was tight again after a new washer."),
        ...apply(),
        atStage("Done"),
    ],
});

tours.add("cs_agent_resolves", {
    steps: () => [
        ...openVerb("action_resolve"),
        say("Pipe repaired, ceiling dries until Friday."),
        pick("validity", "valid"),
        ...choose("cause_id", "Fault"),
        ...apply(),
        atStage("Resolved"),
    ],
});

tours.add("cs_supervisor_reopens", {
    steps: () => [
        atStage("Resolved"),
        ...openVerb("action_reopen"),
        say("The customer calls: it drips again."),
        ...apply(),
        atStage("In progress"),
    ],
});

tours.add("cs_agent_resolves_and_closes", {
    steps: () => [
        ...openVerb("action_resolve"),
        say("Washer exchanged a second time, watched for a day."),
        ...apply(),
        atStage("Resolved"),
        { trigger: ".o_form_view button[name=close]:enabled", run: "click" },
        atStage("Closed"),
        { content: "its life stands in the timeline", trigger: ".nav-link[name=timeline]", run: "click" },
        { trigger: ".o_cs_timeline li[data-type=closed]" },
        { trigger: ".o_cs_timeline li[data-type=reopened]" },
    ],
});
