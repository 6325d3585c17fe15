import { registry } from "@web/core/registry";

/** N registers a new case, anywhere in the application. */
export const registerKeyService = {
    dependencies: ["hotkey", "action", "menu"],
    start(env, { hotkey, action, menu }) {
        hotkey.add("n", () => action.doAction("cs_department.cs_ticket_action_register"), {
            isAvailable: () => menu.getCurrentApp()?.xmlid?.startsWith("cs_department."),
        });
    },
};

registry.category("services").add("cs_register_key", registerKeyService);
