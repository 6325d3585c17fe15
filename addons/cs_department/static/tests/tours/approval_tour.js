import { registry } from "@web/core/registry";
import { field, openVerb, pick, say } from "./case_steps";

const tours = registry.category("web_tour.tours");
const DIALOG_GONE = "body:not(:has(.modal))";

tours.add("cs_reply_waits_for_approval", {
    steps: () => [
        { content: "he writes to the customer", trigger: ".o-mail-Chatter-sendMessage", run: "click" },
        { trigger: ".o-mail-RecipientsInput .o_tag:contains(Zhang San)" },
        { trigger: ".o-mail-Composer-input", run: "edit We pay for everything" },
        { trigger: ".o-mail-Composer-send:enabled", run: "click" },
        { content: "and is told who approves it", trigger: ".modal:contains(must be approved by the supervisor of the team (Supervisor) first)" },
        { trigger: ".modal footer .btn-primary", run: "click" },
        ...openVerb("action_answer"),
        pick("by", "mail"),
        say("We are sorry. A plumber comes on Friday."),
        { trigger: ".modal .alert:contains(approved by):contains(Supervisor)" },
        { trigger: ".modal footer:not(:has(button[name=action_apply]:visible))" },
        { trigger: ".modal footer button[name=action_ask_approval]:enabled", run: "click" },
        { trigger: DIALOG_GONE },
        { trigger: ".nav-link[name=approvals]", run: "click" },
        { trigger: `${field("approval_ids")} .o_data_row:contains(Reply)` },
    ],
});

tours.add("cs_reply_is_approved", {
    steps: () => [
        { trigger: ".o_data_row:contains(A plumber comes on Friday) button[name=approve]", run: "click" },
        { content: "nothing is left to approve", trigger: ".o_view_nocontent_smiling_face" },
    ],
});

tours.add("cs_approved_reply_is_sent", {
    steps: () => [
        { trigger: ".o_form_view .alert-success:contains(A plumber comes on Friday)" },
        { trigger: ".o_form_view button[name=send_approved_reply]:enabled", run: "click" },
        { trigger: ".o_form_view:not(:has(button[name=send_approved_reply]))" },
        { content: "the customer has it", trigger: ".o-mail-Message:contains(A plumber comes on Friday)" },
    ],
});
