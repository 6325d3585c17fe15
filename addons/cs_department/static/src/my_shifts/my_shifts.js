import { Component, onWillStart, useState } from "@odoo/owl";
import { deserializeDateTime } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";
import { useTicker } from "../clock/ticker_service";
import { useNews } from "../follow/follow";
import { oneAtATime } from "../utils/busy";
import { dayInWords, hoursInWords, untilInWords } from "./moments";
import { AwayDialog, FeedDialog, ShiftDialog, WishDialog } from "./my_shift_dialogs";

const { DateTime } = luxon;
const DAYS_OF_WEEK = 7;

/**
 * The own shifts, for the telephone: what comes next, the week or the month, what waits
 * for an answer, and the ways to trade a shift, to wish, to leave the post.
 */
export class MyShifts extends Component {
    static template = "cs_department.MyShifts";
    static props = { ...standardActionServiceProps };
    static path = "cs-my-shifts";

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.dialog = useService("dialog");
        this.notification = useService("notification");
        this.ticker = useTicker();
        this.state = useState({
            view: "week",
            start: DateTime.local().startOf("week"),
            facts: false,
            open: false,
            busy: false,
        });
        onWillStart(() => this.load());
        useNews(() => this.load());
    }

    // -- reading ------------------------------------------------------------

    async load() {
        const { first, last } = this.range;
        this.state.facts = await this.orm.call("cs.shift", "my_shifts", [first.toISODate(), last.toISODate()]);
        if (this.state.view === "open") {
            this.state.open = await this.orm.call("cs.shift", "my_open_shifts", []);
        }
    }

    get range() {
        const { view, start } = this.state;
        if (view !== "month") {
            return { first: start, last: start.plus({ days: DAYS_OF_WEEK - 1 }) };
        }
        const month = start.plus({ days: 3 }).startOf("month");
        return { first: month.startOf("week"), last: month.endOf("month").endOf("week") };
    }

    show(view) {
        this.state.view = view;
        this.state.open = false;
        return this.load();
    }

    /** A week or a month further, or back. */
    turn(step) {
        const { view, start } = this.state;
        if (view === "month") {
            const month = start.plus({ days: 3 }).startOf("month").plus({ months: step });
            this.state.start = month.startOf("week").plus({ days: month.weekday > 4 ? DAYS_OF_WEEK : 0 });
        } else {
            this.state.start = start.plus({ weeks: step });
        }
        return this.load();
    }

    today() {
        this.state.start = DateTime.local().startOf("week");
        return this.load();
    }

    // -- the calendar --------------------------------------------------------

    get heading() {
        const { first, last } = this.range;
        if (this.state.view === "month") {
            return this.state.start.plus({ days: 3 }).toLocaleString({ year: "numeric", month: "long" });
        }
        const short = { month: "short", day: "numeric" };
        return `${first.toLocaleString(short)} – ${last.toLocaleString(short)}`;
    }

    get days() {
        const { first, last } = this.range;
        const month = this.state.start.plus({ days: 3 }).month;
        const days = [];
        for (let day = first; day <= last; day = day.plus({ days: 1 })) {
            const iso = day.toISODate();
            days.push({
                iso,
                number: day.day,
                words: dayInWords(iso),
                weekday: day.toLocaleString({ weekday: "short" }),
                kind: this.state.facts.days[iso] || "",
                shifts: this.state.facts.shifts.filter((shift) => shift.date === iso),
                wishes: this.state.facts.wishes.filter((wish) => wish.days.includes(iso)),
                today: iso === DateTime.local().toISODate(),
                past: iso < DateTime.local().toISODate(),
                outside: this.state.view === "month" && day.month !== month,
            });
        }
        return days;
    }

    get weekdays() {
        return this.days.slice(0, DAYS_OF_WEEK).map((day) => day.weekday);
    }

    kindInWords(day) {
        return { leave: _t("Leave"), holiday: _t("Public holiday"), workday: _t("Working day") }[day.kind] || "";
    }

    // -- the next shift --------------------------------------------------------

    get isOn() {
        const { next } = this.state.facts;
        return Boolean(next) && deserializeDateTime(next.start) <= DateTime.now();
    }

    /** How long until it begins, or until it ends. */
    get countdown() {
        void this.ticker.now;
        const { next } = this.state.facts;
        return this.isOn
            ? _t("on duty, %s left", untilInWords(next.end))
            : _t("in %s", untilInWords(next.start));
    }

    /** Who else is there; of other shifts with their sign. */
    get beside() {
        const { colleagues, more } = this.state.facts.next;
        const names = colleagues.map(({ name, code, same }) => (same ? name : `${name} (${code})`));
        return names.join(" · ") + (more ? ` +${more}` : "");
    }

    hours(shift) {
        return (shift.spans || [[shift.start, shift.end]]).map(([from, to]) => hoursInWords(from, to)).join(" / ");
    }

    dayWords(iso) {
        return dayInWords(iso);
    }

    // -- what waits -------------------------------------------------------------

    changeInWords(change) {
        const day = dayInWords(change.date);
        if (change.kind === "added") {
            return _t("%(day)s: %(shift)s is new", { day, shift: change.name });
        }
        if (change.kind === "removed") {
            return _t("%(day)s: %(shift)s is taken back", { day, shift: change.name });
        }
        return _t("%(day)s: %(shift)s instead of %(before)s", { day, shift: change.name, before: change.before });
    }

    offerInWords(offer) {
        const facts = { who: offer.who, day: dayInWords(offer.date), shift: offer.name };
        if (offer.kind === "swap") {
            const theirs = { theirDay: dayInWords(offer.their_date), theirShift: offer.their_name };
            return _t("%(who)s gives %(day)s %(shift)s for your %(theirDay)s %(theirShift)s", { ...facts, ...theirs });
        }
        return _t("%(who)s gives away %(day)s %(shift)s", facts);
    }

    requestInWords(request) {
        const facts = { day: dayInWords(request.date), shift: request.name, who: request.colleague };
        if (request.kind === "swap") {
            const theirs = { theirDay: dayInWords(request.their_date), theirShift: request.their_name };
            return _t("%(day)s %(shift)s for %(theirDay)s %(theirShift)s of %(who)s", { ...facts, ...theirs });
        }
        if (request.kind === "take") {
            return _t("Take %(day)s %(shift)s", facts);
        }
        return request.colleague
            ? _t("%(day)s %(shift)s to %(who)s", facts)
            : _t("%(day)s %(shift)s to whoever takes it", facts);
    }

    acknowledge(receipt) {
        return this.does("cs.roster.receipt", "acknowledge", receipt.id, _t("Acknowledged"));
    }

    agree(offer) {
        return this.does("cs.shift.request", "agree", offer.id, _t("Agreed. The supervisor decides."));
    }

    decline(offer) {
        return this.does("cs.shift.request", "decline", offer.id);
    }

    withdraw(request) {
        return this.does("cs.shift.request", "withdraw", request.id);
    }

    take(gap) {
        return this.guarded(async () => {
            const { roster_id, template_id, date } = gap;
            await this.orm.create("cs.shift.request", [{ kind: "take", roster_id, template_id, date }]);
            this.notification.add(_t("Asked for. You are told when it is decided."), { type: "success" });
        });
    }

    leavePost() {
        return this.does("cs.post.absence", "leave_post", this.state.facts.absence.id);
    }

    comeBack() {
        return this.does("cs.post.absence", "come_back", this.state.facts.absence.id);
    }

    /** A verb of one record, and what it changed on the screen. */
    does(model, verb, id, words = "") {
        return this.guarded(async () => {
            await this.orm.call(model, verb, [[id]]);
            if (words) {
                this.notification.add(words, { type: "success" });
            }
        });
    }

    guarded(work) {
        return oneAtATime(this.state, async () => {
            try {
                await work();
            } finally {
                await this.load();
            }
        });
    }

    // -- dialogs ---------------------------------------------------------------

    openShift(shift) {
        this.dialog.add(ShiftDialog, { shift, done: () => this.load() });
    }

    openDay(day) {
        if (day.shifts.length) {
            return this.openShift(day.shifts[0]);
        }
        if (!day.past) {
            this.openWish(day.iso);
        }
    }

    openWish(iso) {
        const wishes = this.state.facts.wishes.filter((wish) => wish.days.includes(iso));
        this.dialog.add(WishDialog, { iso, wishes, done: () => this.load() });
    }

    openAway() {
        this.dialog.add(AwayDialog, { done: () => this.load() });
    }

    openFeed() {
        this.dialog.add(FeedDialog, { address: this.state.facts.address, done: () => this.load() });
    }

    /** The handover of the post of the shift that runs. */
    async openHandover() {
        const action = await this.orm.call("cs.shift", "action_handover", [[this.state.facts.next.id]]);
        return this.action.doAction(action);
    }

    openOvertime() {
        return this.action.doAction("cs_department.cs_overtime_request_action", {
            additionalContext: { search_default_asked: 0, search_default_mine: 1 },
        });
    }
}

registry.category("actions").add("cs_department.my_shifts", MyShifts);
