import { Component, markup, onWillStart, useState } from "@odoo/owl";
import { deserializeDateTime } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";
import { useNews } from "../follow/follow";
import { dayInWords } from "../my_shifts/moments";
import { oneAtATime } from "../utils/busy";

/**
 * The own training, for the telephone: what is to be read and signed, what is to be learnt
 * next, the sessions, the exams and what has been passed.
 */
export class MyTraining extends Component {
    static template = "cs_department.MyTraining";
    static props = { ...standardActionServiceProps };
    static path = "cs-my-training";

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.notification = useService("notification");
        this.state = useState({ facts: false, reading: false, busy: false });
        onWillStart(() => this.load());
        useNews(() => this.load());
    }

    async load() {
        this.state.facts = await this.orm.call("cs.training.record", "my_training", []);
    }

    // -- words ----------------------------------------------------------------

    day(iso) {
        return dayInWords(iso);
    }

    dueInWords(item) {
        if (!item.due) {
            return "";
        }
        return item.late ? _t("overdue since %s", this.day(item.due)) : _t("by %s", this.day(item.due));
    }

    when(session) {
        const [start, end] = [deserializeDateTime(session.start), deserializeDateTime(session.end)];
        const time = { hour: "2-digit", minute: "2-digit", hour12: false };
        return `${this.day(start.toISODate())} ${start.toLocaleString(time)}–${end.toLocaleString(time)}`;
    }

    get isQuiet() {
        const { todo, sessions, readings } = this.state.facts;
        return !todo.length && !sessions.length && !readings.length;
    }

    // -- deeds ------------------------------------------------------------------

    /** The text that is read before it is signed; it was cleaned when it was stored. */
    body(reading) {
        return markup(reading.body);
    }

    unfold(reading) {
        this.state.reading = this.state.reading === reading.id ? false : reading.id;
    }

    sign(reading) {
        return this.does("cs.reading.receipt", "sign", reading.id, _t("Signed"));
    }

    signIn(session) {
        return this.does("cs.training.attendance", "sign_in", session.id, _t("Signed in"));
    }

    exam(item) {
        return this.opens("cs.training.record", "action_exam", item.id);
    }

    quiz(reading) {
        return this.opens("cs.reading.receipt", "action_quiz", reading.id);
    }

    certificate(item) {
        return this.opens("cs.training.record", "action_print_certificate", item.id);
    }

    opens(model, verb, id) {
        return oneAtATime(this.state, async () => this.action.doAction(await this.orm.call(model, verb, [[id]])));
    }

    does(model, verb, id, words) {
        return oneAtATime(this.state, async () => {
            try {
                await this.orm.call(model, verb, [[id]]);
                this.notification.add(words, { type: "success" });
            } finally {
                await this.load();
            }
        });
    }
}

registry.category("actions").add("cs_department.my_training", MyTraining);
