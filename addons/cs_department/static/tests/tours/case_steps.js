/** Steps that several tours share. */

export const field = (name) => `.o_field_widget[name=${name}]`;

export const atStage = (label) => ({
    content: `the case is at “${label}”`,
    trigger: `.o_statusbar_status .o_arrow_button_current:contains("${label}")`,
});

export const openVerb = (method) => [
    { content: `the button “${method}”`, trigger: `.o_form_view button[name=${method}]:enabled`, run: "click" },
    { trigger: ".modal .o_form_view" },
];

export const say = (words) => ({
    content: "the words that belong to it",
    trigger: `.modal ${field("words")} textarea`,
    run: `edit ${words}`,
});

export const choose = (name, label) => [
    { trigger: `.modal ${field(name)} input`, run: `edit ${label}` },
    { trigger: `.o-autocomplete--dropdown-item:contains("${label}")`, run: "click" },
];

export const pick = (name, value) => ({
    content: `the choice “${value}”`,
    trigger: `.modal ${field(name)} .o_radio_item:has(input[data-value=${value}]) label`,
    run: "click",
});

export const apply = () => [
    { trigger: ".modal footer button[name=action_apply]:enabled", run: "click" },
    { content: "the dialog is gone", trigger: "body:not(:has(.modal))" },
];

export const describe = (words) => ({
    content: "what happened",
    trigger: `${field("description")} .odoo-editor-editable`,
    run: `editor ${words}`,
});

export const countIs = (selector, count) => ({
    content: `${count} × “${selector}”`,
    trigger: selector,
    run() {
        const found = document.querySelectorAll(selector).length;
        if (found !== count) {
            throw new Error(`${found} instead of ${count}`);
        }
    },
});
