import { registry } from "@web/core/registry";
import "@web/webclient/user_menu/user_menu_items";

const items = registry.category("user_menuitems");
const logOut = items.get("log_out");

/** Whoever logs out leaves no page of the gate behind on this telephone. */
items.add(
    "log_out",
    (env) => {
        const item = logOut(env);
        const callback = async () => {
            // no such store without HTTPS: then nothing was kept, either
            await window.caches?.delete("cs_gate_1").catch(() => false);
            item.callback();
        };
        return { ...item, callback };
    },
    { force: true }
);
