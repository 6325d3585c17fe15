import { Component, onMounted, useExternalListener } from "@odoo/owl";
import { browser } from "@web/core/browser/browser";
import { Dialog } from "@web/core/dialog/dialog";
import { useHotkey } from "@web/core/hotkeys/hotkey_hook";
import { _t } from "@web/core/l10n/translation";
import { user } from "@web/core/user";
import { useService } from "@web/core/utils/hooks";

const ROWS = ".o_kanban_record[data-id], .o_data_row[data-id]";

/** All keys of the board and the desk. */
export class ShortcutsDialog extends Component {
    static template = "cs_department.ShortcutsDialog";
    static components = { Dialog };
    static props = { close: Function };

    get keys() {
        return [
            { keys: ["↑", "↓", "←", "→"], label: _t("Go from case to case") },
            { keys: ["Enter"], label: _t("Open the case") },
            { keys: ["T"], label: _t("Take the case, accept it, or transfer it") },
            { keys: ["A"], label: _t("Answer the customer") },
            { keys: ["D"], label: _t("Dispatch to a department") },
            { keys: ["W"], label: _t("Wait") },
            { keys: ["R"], label: _t("Resolve") },
            { keys: ["N"], label: _t("Register a new case") },
            { keys: ["/"], label: _t("Search") },
            { keys: ["?"], label: _t("These keys") },
        ];
    }
}

/**
 * Single keys on the case that has the focus.
 *
 * @param {{ el: HTMLElement | null }} rootRef
 * @param {() => Object} getModel the relational model of the view
 * @param {() => Promise} reload
 * @returns {{ refresh: () => Promise }}
 */
export function useCaseShortcuts(rootRef, getModel, reload) {
    const action = useService("action");
    const dialog = useService("dialog");
    const ui = useService("ui");

    const rowOf = (target) => target?.closest?.(ROWS);
    const caseOf = (target) => {
        const id = rowOf(target)?.dataset.id;
        return id && getModel().root.records.find((record) => record.id === id);
    };
    /** The view draws its rows, and dialogs give the focus back, in the next frames. */
    const focusSoon = (find, frames = 20) => {
        const row = find();
        const target = row?.matches("tr") ? row.querySelector("td[tabindex]") : row;
        const free = [null, document.body].includes(document.activeElement);
        if (target && free) {
            target.focus();
        }
        if (frames && rootRef.el) {
            browser.requestAnimationFrame(() => focusSoon(find, frames - 1));
        }
    };
    const rowOfCase = (resId) => {
        const record = getModel().root.records.find((r) => r.resId === resId);
        return record && rootRef.el?.querySelector(`[data-id="${record.id}"]`);
    };
    const firstRow = () => rootRef.el?.querySelector(ROWS);
    const refresh = async (resId) => {
        await reload();
        focusSoon(() => rowOfCase(resId) || firstRow());
    };
    const act = (record, method) => {
        const resId = record.resId;
        return action.doActionButton({
            type: "object",
            name: method,
            resModel: record.resModel,
            resId,
            resIds: [resId],
            context: record.context,
            onClose: () => refresh(resId),
        });
    };
    const takeOrPass = (record) => {
        const { user_id: responsible, pending_user_id: asked } = record.data;
        if (asked && asked.id === user.userId) {
            return "accept";
        }
        return responsible ? "action_transfer" : "take";
    };
    const onCase = (key, method) =>
        useHotkey(
            key,
            ({ target }) => {
                const record = caseOf(target);
                return act(record, typeof method === "function" ? method(record) : method);
            },
            {
                area: () => rootRef.el,
                isAvailable: (target) => Boolean(caseOf(target)),
            }
        );
    onCase("t", takeOrPass);
    onCase("a", () => "action_answer");
    onCase("d", () => "action_dispatch");
    onCase("w", () => "action_wait");
    onCase("r", () => "action_resolve");

    const enterRows = () => {
        document.activeElement?.blur();
        focusSoon(firstRow, 0);
    };
    useHotkey("ArrowDown", enterRows, {
        isAvailable: (target) => target === document.body || target.closest(".o_cs_counters"),
    });
    useExternalListener(window, "keydown", (ev) => {
        const writing = ev.target.closest?.("input, textarea, select, [contenteditable=true]");
        if (writing || ev.altKey || ev.ctrlKey || ev.metaKey || ev.isComposing) {
            return;
        }
        if (ui.activeElement !== document) {
            return; // a dialog is open
        }
        // both signs also where a Chinese input method writes them full width
        if (ev.key === "?" || ev.key === "？") {
            ev.preventDefault();
            dialog.add(ShortcutsDialog);
        } else if (ev.key === "/" || ev.key === "、") {
            ev.preventDefault();
            rootRef.el?.querySelector(".o_searchview_input")?.focus();
        }
    });
    onMounted(() => focusSoon(firstRow));

    return {
        /** Read the rows again; the case in focus keeps it. */
        async refresh() {
            const focused = caseOf(document.activeElement);
            await (focused ? refresh(focused.resId) : reload());
        },
    };
}
