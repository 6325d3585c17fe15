import { Component, onWillStart, useExternalListener, useRef, useState } from "@odoo/owl";
import { browser } from "@web/core/browser/browser";
import { deserializeDateTime, formatDate, formatDateTime, deserializeDate } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";
import { useNews } from "../follow/follow";
import { oneAtATime } from "../utils/busy";
import { CheckItem } from "./check_item";
import { resultOf } from "./check_result";

const MODEL = "cs.check";

/**
 * The desk of those who check: the next check at one key, the evidence beside the list,
 * every item answered from the keyboard or, on a walk round, with a thumb and the camera.
 * What is answered is kept at once: whoever is called away goes on where he was.
 */
export class CheckDesk extends Component {
    static template = "cs_department.CheckDesk";
    static components = { CheckItem };
    static props = { ...standardActionServiceProps };
    static path = "cs-check-desk";

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.notification = useService("notification");
        this.root = useRef("root");
        this.saving = Promise.resolve();
        this.state = useState({
            counts: {},
            queue: [],
            mayChoose: false,
            loaded: false,
            card: false,
            at: 0,
            note: "",
            missing: [],
            busy: false,
            noted: "",
            tab: "list",
        });
        onWillStart(() => this.start());
        useExternalListener(window, "keydown", (ev) => this.onKeydown(ev));
        useNews(() => this.refresh());
    }

    // -- reading --------------------------------------------------------------

    async start() {
        await this.refresh();
        const asked = this.props.action.params?.check_id;
        const begun = this.state.queue.find((row) => row.begun);
        if (asked || begun) {
            await this.open(asked || begun.id);
        }
    }

    async refresh() {
        const { counts, queue, may_choose: mayChoose } = await this.orm.call(MODEL, "desk", []);
        Object.assign(this.state, { counts, queue, mayChoose, loaded: true });
    }

    async open(id) {
        const card = await this.orm.call(MODEL, "desk_card", [[id]]);
        let section = null;
        for (const item of card.items) {
            item.heading = item.section === section ? "" : item.section;
            section = item.section;
        }
        const first = card.items.findIndex((item) => !this.isAnswered(item));
        Object.assign(this.state, { card, at: Math.max(first, 0), note: card.note, missing: [], tab: "list" });
    }

    next() {
        return this.guarded(async () => {
            const id = await this.orm.call(MODEL, "next_check", []);
            if (id) {
                await this.open(id);
            } else {
                this.state.card = false;
            }
            await this.refresh();
        });
    }

    pick(row) {
        return this.guarded(async () => {
            await this.saving;
            await this.orm.call(MODEL, "begin", [[row.id]]);
            await this.open(row.id);
            await this.refresh();
        });
    }

    leave() {
        return this.guarded(async () => {
            await this.saving;
            this.state.card = false;
            await this.refresh();
        });
    }

    // -- answering ------------------------------------------------------------

    isAnswered(item) {
        return item.skipped || item.kind === "text" || item.value !== null;
    }

    get result() {
        return resultOf(this.state.card.items, this.state.card.pass_percent);
    }

    get answered() {
        return this.state.card.items.filter((item) => this.isAnswered(item)).length;
    }

    /** Keep a change of one item, one after the other in the order in which they were made. */
    keep(item, values) {
        Object.assign(item, values);
        this.state.missing = [];
        const id = this.state.card.id;
        this.saving = this.saving
            .catch(() => {})
            .then(() => this.orm.silent.call(MODEL, "answer", [[id]], { answers: { [item.id]: values } }));
        return this.saving;
    }

    give(item, value) {
        const known = item.value === value && !item.skipped;
        this.keep(item, { value: known ? null : value, skipped: false });
        if (!known) {
            this.moveOn(item);
        }
    }

    skip(item) {
        this.keep(item, { skipped: !item.skipped });
        if (item.skipped) {
            this.moveOn(item);
        }
    }

    /** To the next item, unless this one still asks for a word about what was wrong. */
    moveOn(item) {
        const place = this.state.card.items.indexOf(item);
        const failed = this.result.failed.has(item.id);
        if (failed && item.needs_note && !item.note) {
            this.go(place);
            this.focusNote();
        } else {
            this.go(place + 1);
        }
    }

    go(place) {
        const last = this.state.card.items.length - 1;
        this.state.at = Math.min(Math.max(place, 0), last);
        browser.requestAnimationFrame(() => {
            this.root.el
                ?.querySelector(".o_cs_check_item.o_cs_at")
                ?.scrollIntoView({ block: "nearest", behavior: "smooth" });
        });
    }

    focusNote() {
        browser.requestAnimationFrame(() => {
            this.root.el?.querySelector(".o_cs_check_item.o_cs_at .o_cs_check_note")?.focus();
        });
    }

    // -- photos ----------------------------------------------------------------

    addPhoto(item, { name, data }) {
        return this.guarded(async () => {
            await this.saving;
            const photo = await this.orm.call(MODEL, "attach_photo", [[this.state.card.id]], {
                answer_id: item.id,
                name,
                data,
            });
            item.photos.push(photo);
            this.state.missing = [];
        });
    }

    dropPhoto(item, photo) {
        return this.guarded(async () => {
            await this.orm.call(MODEL, "drop_photo", [[this.state.card.id]], { photo_id: photo.id });
            item.photos = item.photos.filter((one) => one.id !== photo.id);
        });
    }

    // -- finishing ---------------------------------------------------------------

    finish() {
        return this.guarded(async () => {
            const { card, note } = this.state;
            await this.saving;
            const missing = this.missing();
            if (missing.length) {
                this.state.missing = missing.map((each) => each.words);
                this.state.tab = "list";
                this.go(missing[0].place);
                return;
            }
            await this.orm.call(MODEL, "finish", [[card.id]], { note });
            this.state.noted = [card.checklist, card.employee, card.about].filter((part) => part).join(" · ");
            this.state.card = false;
            await this.refresh();
            const id = this.state.queue.length && (await this.orm.call(MODEL, "next_check", []));
            if (id) {
                await this.open(id);
                await this.refresh();
            }
        });
    }

    missing() {
        const { failed } = this.result;
        const found = [];
        for (const [place, item] of this.state.card.items.entries()) {
            if (item.skipped) {
                continue;
            }
            if (!this.isAnswered(item)) {
                found.push({ place, words: _t("Not answered yet: %s", item.name) });
            } else if (item.needs_note && failed.has(item.id) && !item.note.trim()) {
                found.push({ place, words: _t("Say what was wrong: %s", item.name) });
            } else if (item.needs_photo && !item.photos.length) {
                found.push({ place, words: _t("A photo is missing: %s", item.name) });
            }
        }
        return found;
    }

    // -- other screens ------------------------------------------------------------

    openCase() {
        return this.action.doAction({
            type: "ir.actions.act_window",
            res_model: "cs.ticket",
            res_id: this.state.card.evidence.case.id,
            views: [[false, "form"]],
        });
    }

    choose() {
        const { mayChoose } = this.state;
        return this.action.doAction(
            mayChoose ? "cs_department.cs_check_pick_action" : "cs_department.cs_check_pick_action_self"
        );
    }

    // -- helpers ------------------------------------------------------------------

    guarded(work) {
        return oneAtATime(this.state, work);
    }

    say(moment) {
        return moment ? formatDateTime(deserializeDateTime(moment), { format: "MM-dd HH:mm" }) : "";
    }

    sayDay(day) {
        return day ? formatDate(deserializeDate(day), { format: "MM-dd" }) : "";
    }

    sayLength(seconds) {
        return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
    }

    onKeydown(ev) {
        const writing = ev.target.closest?.("input, textarea, select, [contenteditable=true]");
        const dialogOpen = document.querySelector(".modal, .o-overlay-item .o_popover");
        if (dialogOpen || ev.altKey || ev.isComposing || ev.repeat) {
            return;
        }
        if (ev.key === "Enter" && (ev.ctrlKey || ev.metaKey) && this.state.card) {
            ev.preventDefault();
            ev.target.blur?.();
            this.finish();
            return;
        }
        if (writing && ev.key === "Escape") {
            ev.target.blur();
            return;
        }
        if (writing || ev.ctrlKey || ev.metaKey) {
            return;
        }
        this.onKey(ev);
    }

    onKey(ev) {
        const { card, at } = this.state;
        // by the place on the keyboard: a Chinese input method keeps the letter to itself
        const key = (ev.code.replace(/^(Key|Digit|Numpad)/, "") || ev.key).toLowerCase();
        const item = card && card.items[at];
        const does = {
            x: () => !card && this.next(),
            j: () => card && this.go(at + 1),
            k: () => card && this.go(at - 1),
            arrowdown: () => card && this.go(at + 1),
            arrowup: () => card && this.go(at - 1),
            n: () => card && this.focusNote(),
            s: () => card?.can_edit && this.skip(item),
            e: () => card && (this.state.tab = this.state.tab === "list" ? "evidence" : "list"),
        }[key];
        if (does) {
            ev.preventDefault();
            does();
        } else if (item && card.can_edit && /^\d$/.test(key)) {
            this.onDigit(item, Number(key), ev);
        }
    }

    /** 1 yes and 2 no; the step of a scale; so many counted. Points are typed into their field. */
    onDigit(item, digit, ev) {
        if (item.kind === "yes_no" && (digit === 1 || digit === 2)) {
            ev.preventDefault();
            this.give(item, digit === 1 ? 1 : 0);
        } else if (item.kind === "scale" && digit >= 1 && digit <= item.top) {
            ev.preventDefault();
            this.give(item, digit);
        } else if (item.kind === "count") {
            ev.preventDefault();
            this.give(item, digit);
        } else if (item.kind === "points" || item.kind === "text") {
            this.root.el?.querySelector(".o_cs_check_item.o_cs_at .o_cs_check_value")?.focus();
        }
    }
}

registry.category("actions").add("cs_department.check_desk", CheckDesk);
