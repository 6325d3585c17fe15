import { Component, markup, onWillStart, useExternalListener, useRef, useState } from "@odoo/owl";
import { browser } from "@web/core/browser/browser";
import { deserializeDateTime, formatDateTime, serializeDateTime } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { user } from "@web/core/user";
import { useService } from "@web/core/utils/hooks";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";
import { useNews } from "../follow/follow";
import { Questions } from "./questions";
import { oneAtATime } from "../utils/busy";

const { DateTime } = luxon;
const MODEL = "cs.callback";

/** What ends an attempt, in the order of the keys 1 to 7. */
const ENDINGS = [
    { name: "satisfied", key: "1", tone: "success" },
    { name: "unsatisfied", key: "2", tone: "danger" },
    { name: "no_answer", key: "3", tone: "secondary" },
    { name: "busy", key: "4", tone: "secondary" },
    { name: "wrong_number", key: "5", tone: "secondary" },
    { name: "refused", key: "6", tone: "secondary" },
    { name: "call_again", key: "7", tone: "secondary" },
];

/**
 * The desk of those who call customers back: the next call at one key, what to say
 * beside what to ask, the case at a glance, and one key for each way a call may end.
 */
export class CallbackDesk extends Component {
    static template = "cs_department.CallbackDesk";
    static components = { Questions };
    static props = { ...standardActionServiceProps };
    static path = "cs-callbacks";

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.notification = useService("notification");
        this.root = useRef("root");
        this.wordsRef = useRef("words");
        this.state = useState({
            counts: {},
            queue: [],
            loaded: false,
            card: false,
            number: "",
            words: "",
            answers: {},
            missing: "",
            again: false,
            againAt: "",
            busy: false,
            noted: "",
        });
        onWillStart(() => this.start());
        useExternalListener(window, "keydown", (ev) => this.onKeydown(ev));
        useNews(() => this.refresh());
    }

    // -- reading ------------------------------------------------------------

    async start() {
        await this.refresh();
        const asked = this.props.action.params?.callback_id;
        const mine = this.state.queue.find((row) => row.mine);
        if (asked || mine) {
            await this.open(asked || mine.id);
        }
    }

    async refresh() {
        const { counts, queue } = await this.orm.call(MODEL, "desk", []);
        Object.assign(this.state, { counts, queue, loaded: true });
    }

    async open(id) {
        const card = await this.orm.call(MODEL, "desk_card", [[id]]);
        card.script = card.script ? markup(card.script) : "";
        Object.assign(this.state, {
            card,
            number: "",
            words: "",
            answers: {},
            missing: "",
            again: false,
            againAt: "",
        });
        this.root.el?.querySelector(".o_cs_call_card")?.scrollTo(0, 0);
    }

    /** Take the most urgent call that nobody makes yet. */
    next() {
        return this.guarded(async () => {
            const id = await this.orm.call(MODEL, "next_call", []);
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
            await this.orm.call(MODEL, "take", [[row.id]]);
            await this.open(row.id);
            await this.refresh();
        });
    }

    giveBack() {
        return this.guarded(async () => {
            await this.orm.call(MODEL, "release", [[this.state.card.id]]);
            this.state.card = false;
            await this.refresh();
        });
    }

    // -- the call -----------------------------------------------------------

    /** The number is fetched, and that is logged, when it is needed: it stands nowhere before. */
    call() {
        return this.guarded(async () => {
            if (!this.state.number) {
                const number = await this.orm.call(MODEL, "dial", [[this.state.card.id]]);
                if (!number) {
                    this.notification.add(_t("No telephone number is known."), { type: "warning" });
                    return;
                }
                this.state.number = number;
            }
            browser.location.href = `tel:${this.state.number.replace(/[^\d+]/g, "")}`;
        });
    }

    async copyNumber() {
        await browser.navigator.clipboard.writeText(this.state.number);
        this.notification.add(_t("Copied"), { type: "success" });
    }

    /** A call is made before it is noted: a slip of the finger notes nothing. */
    get canEnd() {
        const { card, number, busy } = this.state;
        return Boolean(card && card.state === "todo" && !busy && (number || !card.is_phone || !card.phone));
    }

    get endings() {
        const labels = {
            satisfied: this.state.card.case ? _t("Satisfied") : _t("Reached"),
            unsatisfied: _t("Not satisfied"),
            no_answer: _t("No answer"),
            busy: _t("Busy"),
            wrong_number: _t("Wrong number"),
            refused: _t("Refuses"),
            call_again: _t("Call again at…"),
        };
        return ENDINGS.filter(({ name }) => this.state.card.case || name !== "unsatisfied").map(
            (ending) => ({ ...ending, label: labels[ending.name] })
        );
    }

    end(name) {
        const { card } = this.state;
        if (!this.canEnd) {
            return;
        }
        if (name === "call_again") {
            this.state.again = !this.state.again;
            return;
        }
        if (name === "unsatisfied" && !this.state.words.trim()) {
            this.state.missing = _t("Write down the customer's words: why not?");
            this.wordsRef.el.focus();
            return;
        }
        if (name === "satisfied" || name === "unsatisfied") {
            const open = card.questions.find((q) => q.required && this.state.answers[q.id] === undefined);
            if (open) {
                this.state.missing = _t("Not answered yet: %s", open.title);
                return;
            }
            const satisfied = card.case ? name === "satisfied" : null;
            return this.log("reached", { satisfied, answers: this.state.answers });
        }
        return this.log(name);
    }

    log(outcome, extra = {}) {
        return this.guarded(async () => {
            const { card, words } = this.state;
            await this.orm.call(MODEL, "log_attempt", [[card.id]], { outcome, words, ...extra });
            this.state.noted = card.customer;
            this.state.card = false;
            await this.refresh();
            if (this.state.queue.length) {
                const id = await this.orm.call(MODEL, "next_call", []);
                if (id) {
                    await this.open(id);
                }
            }
        });
    }

    // -- call again ---------------------------------------------------------

    get moments() {
        const now = DateTime.local();
        const tomorrow = now.plus({ days: 1 }).startOf("day");
        return [
            { label: _t("in half an hour"), at: now.plus({ minutes: 30 }) },
            { label: _t("in an hour"), at: now.plus({ hours: 1 }) },
            { label: _t("in three hours"), at: now.plus({ hours: 3 }) },
            { label: _t("tomorrow at 9"), at: tomorrow.set({ hour: 9 }) },
            { label: _t("tomorrow at 14"), at: tomorrow.set({ hour: 14 }) },
            { label: _t("tomorrow at 19"), at: tomorrow.set({ hour: 19 }) },
        ];
    }

    callAgain(at) {
        return this.log("call_again", { again_at: serializeDateTime(at.set({ second: 0, millisecond: 0 })) });
    }

    callAgainAtGiven() {
        const at = DateTime.fromISO(this.state.againAt);
        if (at.isValid) {
            return this.callAgain(at);
        }
    }

    // -- other screens -------------------------------------------------------

    openCase() {
        return this.action.doActionButton({
            type: "object",
            name: "action_case",
            resModel: MODEL,
            resId: this.state.card.id,
            resIds: [this.state.card.id],
            context: user.context,
        });
    }

    registerCase() {
        return this.action.doActionButton({
            type: "object",
            name: "action_customer_case",
            resModel: MODEL,
            resId: this.state.card.id,
            resIds: [this.state.card.id],
            context: user.context,
        });
    }

    openUnsatisfied() {
        return this.action.doAction("cs_department.cs_callback_action_unsatisfied");
    }

    // -- helpers --------------------------------------------------------------

    /** One thing after the other: a second key while the first is at work does nothing. */
    guarded(work) {
        return oneAtATime(this.state, work);
    }

    say(moment) {
        return moment ? formatDateTime(deserializeDateTime(moment), { format: "MM-dd HH:mm" }) : "";
    }

    onKeydown(ev) {
        const writing = ev.target.closest?.("input, textarea, select, [contenteditable=true]");
        const dialogOpen = document.querySelector(".modal, .o-overlay-item .o_popover");
        if (writing || dialogOpen || ev.altKey || ev.ctrlKey || ev.metaKey || ev.isComposing || ev.repeat) {
            return;
        }
        // by the place on the keyboard: a Chinese input method keeps the letter to itself
        const key = (ev.code.replace(/^(Key|Digit|Numpad)/, "") || ev.key).toLowerCase();
        const ending = this.state.card && this.endings.find((each) => each.key === key);
        const does = {
            x: () => !this.state.card && this.next(),
            c: () => this.state.card && this.call(),
            w: () => this.wordsRef.el?.focus(),
            g: () => this.state.card && this.giveBack(),
        }[key];
        if (ending || does) {
            ev.preventDefault();
            ending ? this.end(ending.name) : does();
        }
    }
}

registry.category("actions").add("cs_department.callback_desk", CallbackDesk);
