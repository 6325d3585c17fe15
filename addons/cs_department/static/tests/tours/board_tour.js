import { registry } from "@web/core/registry";
import { apply, field, pick, say } from "./case_steps";

const tours = registry.category("web_tour.tours");
const column = (label) => `.o_kanban_group:has(.o_column_title:contains("${label}"))`;
const card = (label) => `.o_kanban_record:contains("${label}")`;
const counter = (name) => `.o_cs_counter[data-name=${name}]`;

tours.add("cs_board_refuses_to_resolve_by_dragging", {
    steps: () => [
        {
            content: "somebody drags the card to “Resolved”",
            trigger: `${column("New")} ${card("Dark staircase")}`,
            run: `drag_and_drop(${column("Resolved")})`,
        },
        {
            content: "the server says why not",
            trigger: ".modal .modal-body:contains(some words belong to that)",
        },
        { trigger: ".modal footer .btn-primary", run: "click" },
        { content: "the card is back", trigger: `${column("New")} ${card("Dark staircase")}` },
        { content: "and not there", trigger: `${column("Resolved")}:not(:has(${card("Dark staircase")}))` },
        {
            content: "a move that needs no words is made",
            trigger: `${column("New")} ${card("Dark staircase")}`,
            run: `drag_and_drop(${column("In progress")})`,
        },
        { trigger: `${column("In progress")} ${card("Dark staircase")}` },
    ],
});

tours.add("cs_board_filters_by_alarm", {
    steps: () => [
        { content: "one severe case", trigger: `${counter("board_severe")} .o_cs_counter_value:contains(1)` },
        { trigger: card("Dark staircase") },
        { trigger: counter("board_severe"), run: "click" },
        { content: "it stands alone", trigger: `.o_kanban_renderer:not(:has(${card("Dark staircase")}))` },
        { trigger: `${card("Gas in the cellar")} .o_cs_mark_alarm` },
        { content: "another alarm replaces the first", trigger: counter("board_overdue"), run: "click" },
        { trigger: `.o_kanban_renderer:not(:has(${card("Gas in the cellar")}))` },
        { trigger: `${card("Late lift")} .o_cs_clock_late` },
        { content: "the same again takes it away", trigger: `${counter("board_overdue")}.active`, run: "click" },
        { trigger: card("Gas in the cellar") },
        { trigger: card("Dark staircase") },
    ],
});

tours.add("cs_board_by_keyboard", {
    steps: () => [
        { content: "the first card has the focus", trigger: ".o_kanban_record:focus" },
        { content: "? shows the keys", trigger: "body", run: "press ?" },
        { trigger: ".modal .o_cs_keys" },
        { trigger: "body", run: "press Escape" },
        { trigger: "body:not(:has(.modal))" },
        { content: "A answers the card in focus", trigger: ".o_kanban_record:focus", run: "press a" },
        say("We are on our way."),
        pick("by", "note"),
        ...apply(),
        { trigger: `${column("In progress")} ${card("Gas in the cellar")}` },
        { content: "the same card keeps the focus", trigger: `${card("Gas in the cellar")}:focus`, run: "press Enter" },
        { content: "Enter opens it", trigger: `.o_form_view ${field("number")}` },
    ],
});

tours.add("cs_desk_shows_what_is_offered", {
    steps: () => [
        { trigger: `${counter("desk_mine")}.active` },
        { trigger: `${counter("desk_offered")} .o_cs_counter_value:contains(1)` },
        { trigger: counter("desk_offered"), run: "click" },
        { trigger: ".o_data_row:contains(Loud pump)" },
        { content: "he accepts it", trigger: ".o_data_row button[name=accept]", run: "click" },
        { content: "then nothing is offered any more", trigger: ".o_view_nocontent_smiling_face" },
        { trigger: `${counter("desk_offered")} .o_cs_counter_value:contains(0)` },
        { trigger: counter("desk_mine"), run: "click" },
        { trigger: ".o_data_row:contains(Loud pump)" },
    ],
});

tours.add("cs_desk_takes_what_nobody_has", {
    steps: () => [
        { trigger: counter("desk_unassigned"), run: "click" },
        { trigger: ".o_data_row:contains(Key card)" },
        { content: "down into the list", trigger: `${counter("desk_unassigned")}.active`, run: "press ArrowDown" },
        { content: "T takes the case in focus", trigger: ".o_data_row td:focus", run: "press t" },
        { trigger: `${counter("desk_unassigned")} .o_cs_counter_value:contains(0)` },
        { content: "it is mine now", trigger: counter("desk_mine"), run: "click" },
        { trigger: ".o_data_row:contains(Key card) .o_data_cell[name=name]", run: "click" },
        { trigger: `.o_form_view ${field("user_id")}:contains(Agent)` },
    ],
});

tours.add("cs_desk_on_a_telephone", {
    steps: () => [
        { content: "cards, not a table", trigger: `.o_kanban_renderer ${card("Loud pump")} .o_cs_clock` },
        { trigger: `${counter("desk_mine")}.active` },
        {
            content: "nothing sticks out of the screen",
            trigger: card("Loud pump"),
            run() {
                if (document.documentElement.scrollWidth > window.innerWidth) {
                    throw new Error("The page is wider than the telephone");
                }
            },
        },
        { trigger: card("Loud pump"), run: "click" },
        {
            content: "nor of the form",
            trigger: `.o_form_view ${field("number")}`,
            run() {
                if (document.documentElement.scrollWidth > window.innerWidth) {
                    throw new Error("The form is wider than the telephone");
                }
            },
        },
    ],
});
