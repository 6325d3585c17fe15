import { Component, onWillStart, onWillUpdateProps, useState } from "@odoo/owl";
import { useService } from "@web/core/utils/hooks";
import { breachWords } from "./roster_words";

/** Lines of the list; whoever has more mends some first. */
const MOST = 300;

/** Everything that the roster breaks, the unbearable first; a click goes to the cell. */
export class RosterPanel extends Component {
    static template = "cs_department.RosterPanel";
    static props = { book: Object, stamp: Number, rows: Array, onJump: Function, onClose: Function };

    get lines() {
        const lines = this.props.rows.flatMap(({ data }) =>
            data.breaches.map((breach) => ({
                id: data.id,
                name: data.name,
                hard: breach.hard,
                cost: breach.cost,
                day: breach.days[0] ?? 0,
                when: this.when(breach.days),
                words: breachWords(breach),
            }))
        );
        return lines.sort((one, other) => other.hard - one.hard || other.cost - one.cost || one.day - other.day);
    }

    get shown() {
        return this.lines.slice(0, MOST);
    }

    when(days) {
        const words = (day) => this.props.book.days[day].words;
        if (!days.length) {
            return "";
        }
        return days.length === 1 ? words(days[0]) : `${words(days[0])} – ${words(days.at(-1))}`;
    }
}

/** What lacks on a day, and who would be the gentlest answer. */
export class RosterGaps extends Component {
    static template = "cs_department.RosterGaps";
    static props = {
        book: Object,
        rosterId: Number,
        token: String,
        day: Number,
        stamp: Number,
        canEdit: Boolean,
        flush: Function,
        onAssign: Function,
        onClose: Function,
    };

    setup() {
        this.orm = useService("orm");
        this.state = useState({ answers: {} });
        onWillStart(() => this.ask(this.props));
        onWillUpdateProps((next) => {
            if (next.day !== this.props.day || next.stamp !== this.props.stamp) {
                return this.ask(next);
            }
        });
    }

    get gaps() {
        return this.props.book.gapsOn(this.props.day).map(({ need, missing }) => ({
            missing,
            skill: need.data.skill,
            shift: this.props.book.shiftById.get(need.data.template),
            answers: this.state.answers[`${need.data.template}:${need.data.key}`] || [],
        }));
    }

    async ask({ rosterId, token, day, canEdit, flush }) {
        if (canEdit) {
            await flush();
            const answers = await this.orm.silent.call("cs.roster", "grid_answers", [[rosterId], day, token]);
            this.state.answers = answers;
        }
    }
}
