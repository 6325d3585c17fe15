import { Component, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { hours } from "./roster_words";

/** One person: his days, his hours, his share. Drawn anew only when something of it changes. */
export class RosterRow extends Component {
    static template = "cs_department.RosterRow";
    static props = { row: Object, book: Object, first: Number, last: Number, wide: Boolean, post: Number };

    setup() {
        this.row = useState(this.props.row);
    }

    get data() {
        return this.row.stamp >= 0 && this.row.data;
    }

    get cells() {
        const { book, first, last } = this.props;
        const shown = [];
        for (let day = first; day <= last; day++) {
            shown.push(this.cell(book.days[day], this.data, day));
        }
        return shown;
    }

    cell(column, data, day) {
        const { shift: id, pinned } = data.cells[day];
        const shift = this.props.book.shiftById.get(id);
        const wish = data.wishes.get(day);
        const mark = data.marks.get(day);
        const away = data.leave.has(day);
        let look = `o_cs_cell o_cs_day_${column.kind}`;
        if (column.monday) {
            look += " o_cs_monday";
        }
        if (shift) {
            look += ` o_cs_shift o_cs_color_${shift.color}`;
            if (this.props.post && shift.post !== this.props.post) {
                look += " o_cs_dim";
            }
        }
        if (away) {
            look += " o_cs_leave";
        } else if (this.isClosed(data, day)) {
            look += " o_cs_closed";
        }
        if (pinned) {
            look += " o_cs_pinned";
        }
        if (wish) {
            look += " o_cs_wished";
        }
        if (mark) {
            look += mark.hard ? " o_cs_broken" : " o_cs_soft";
        }
        if (data.flash.has(day)) {
            look += " o_cs_flash";
        }
        return {
            look,
            text: shift ? shift.code : away ? _t("Leave") : "",
            more: this.props.wide && shift ? shift.hours : "",
            wish: wish ? (wish.wanted ? "♥" : "✕") : "",
        };
    }

    isClosed(data, day) {
        return (data.cannot.get(day)?.size || 0) >= this.props.book.shifts.length;
    }

    get sums() {
        const { sums, target, shares } = this.data;
        const off = target === null ? 0 : sums.minutes - target;
        return {
            hours: hours(sums.minutes),
            target: target === null ? "" : hours(target),
            tone: off > 0 ? "o_cs_over" : off < 0 ? "o_cs_under" : "",
            night: this.share(sums.night, shares.night),
            weekend: this.share(sums.weekend, shares.weekend),
        };
    }

    /** A number beside what one is entitled to; more than one away is no longer fair. */
    share(number, entitled) {
        const known = entitled !== undefined;
        const unfair = known && Math.abs(number - entitled) > 1;
        return { text: known ? `${number}/${entitled}` : String(number), look: unfair ? "o_cs_unfair" : "" };
    }
}

/** One line of demand: how many are there of those needed. */
export class RosterNeed extends Component {
    static template = "cs_department.RosterNeed";
    static props = { need: Object, book: Object, first: Number, last: Number };

    setup() {
        this.need = useState(this.props.need);
    }

    get shift() {
        return this.props.book.shiftById.get(this.need.data.template);
    }

    get cells() {
        const { first, last, book } = this.props;
        const { needed, there } = this.need.stamp >= 0 && this.need.data;
        const shown = [];
        for (let day = first; day <= last; day++) {
            const tone = there[day] < needed[day] ? "o_cs_short" : there[day] > needed[day] ? "o_cs_plenty" : "o_cs_enough";
            shown.push({
                day,
                look: `o_cs_need o_cs_day_${book.days[day].kind} ${needed[day] || there[day] ? tone : ""}`,
                text: needed[day] || there[day] ? `${there[day]}/${needed[day]}` : "",
            });
        }
        return shown;
    }
}

/** What nobody covers yet, day by day. */
export class RosterOpen extends Component {
    static template = "cs_department.RosterOpen";
    static props = {
        open: Object,
        book: Object,
        first: Number,
        last: Number,
        onOpen: Function,
        onToggle: Function,
        unfolded: Boolean,
    };

    setup() {
        this.open = useState(this.props.open);
    }

    get cells() {
        const { first, last, book } = this.props;
        const shown = [];
        for (let day = first; this.open.stamp >= 0 && day <= last; day++) {
            const missing = book.missingOn(day);
            shown.push({ day, missing, look: `o_cs_need o_cs_day_${book.days[day].kind} ${missing ? "o_cs_short" : ""}` });
        }
        return shown;
    }

    get sum() {
        return this.open.stamp >= 0 && this.props.book.uncovered;
    }
}
