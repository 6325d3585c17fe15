import { Component, useState } from "@odoo/owl";
import { Dialog } from "@web/core/dialog/dialog";
import { registry } from "@web/core/registry";
import { useAutofocus } from "@web/core/utils/hooks";

/** Deeds of the web client that change rules. */
const DEEDS = new Set([
    "web_save",
    "web_save_multi",
    "web_resequence",
    "write",
    "unlink",
    "action_archive",
    "action_unarchive",
    "update_field_translations",
]);

/** Somebody was asked for a reason and gave none: nothing happens, and no error is shown. */
export class NoReason extends Error {}

registry.category("error_handlers").add(
    "cs_no_reason",
    (env, error, originalError) => {
        const isOurs = originalError instanceof NoReason;
        if (isOurs) {
            error.event?.preventDefault(); // nor is it logged
        }
        return isOurs;
    },
    { sequence: 1 }
);

/** Asks why a rule is changed. */
export class ReasonDialog extends Component {
    static template = "cs_department.ReasonDialog";
    static components = { Dialog };
    static props = { close: Function, confirm: Function };

    setup() {
        this.state = useState({ reason: "" });
        useAutofocus({ refName: "reason" });
    }

    get reason() {
        return this.state.reason.trim();
    }

    onKeydown(ev) {
        if (ev.key === "Enter" && !ev.isComposing) {
            ev.preventDefault();
            this.confirm();
        }
    }

    confirm() {
        if (this.reason) {
            this.props.confirm(this.reason);
            this.props.close();
        }
    }
}

/** The words of the user, or nothing when he changes his mind. */
export function askReason(dialog) {
    return new Promise((resolve) => {
        let reason = "";
        dialog.add(
            ReasonDialog,
            { confirm: (words) => (reason = words) },
            { onClose: () => resolve(reason) }
        );
    });
}

/** What a web client's call would change: ids of the records. */
function touched(method, args) {
    return DEEDS.has(method) && Array.isArray(args[0]) ? args[0] : [];
}

/**
 * An orm service that sends the reason along with every change of records of a model.
 *
 * @param {Object} orm
 * @param {() => Promise<string>} ask for the reason; an empty one stops the call
 * @param {(model: string, ids: number[]) => boolean} needed whether these changes need a reason
 */
export function ormWithReason(orm, ask, needed) {
    return Object.assign(Object.create(orm), {
        async call(model, method, args = [], kwargs = {}) {
            const ids = touched(method, args);
            if (!ids.length || !needed(model, ids)) {
                return orm.call(model, method, args, kwargs);
            }
            const reason = await ask();
            if (!reason) {
                throw new NoReason();
            }
            const context = { ...kwargs.context, cs_change_reason: reason };
            return orm.call(model, method, args, { ...kwargs, context });
        },
    });
}
