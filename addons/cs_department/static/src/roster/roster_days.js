import { Component, useRef, useState } from "@odoo/owl";

/** The roster on a telephone: one day, its shifts and who has them; days go by with the thumb. */
export class RosterDays extends Component {
    static template = "cs_department.RosterDays";
    static props = { book: Object, day: Number, rows: Array, stamp: Number, onDay: Function, onPerson: Function };

    setup() {
        this.touch = null;
        this.listRef = useRef("list");
        this.state = useState({ free: false });
    }

    get day() {
        return this.props.book.days[this.props.day];
    }

    /** Shifts of the day in the order of the legend, with those who have them and those who lack. */
    get parts() {
        const { book, day, rows } = this.props;
        return book.shifts
            .map((shift) => ({
                shift,
                people: rows.filter((row) => row.data.cells[day].shift === shift.id).map((row) => row.data),
                gaps: book.gapsOn(day).filter(({ need }) => need.data.template === shift.id),
            }))
            .filter(({ people, gaps }) => people.length || gaps.length);
    }

    get free() {
        const { day, rows } = this.props;
        return rows.filter((row) => !row.data.cells[day].shift).map((row) => row.data);
    }

    step(by) {
        const day = this.props.day + by;
        if (day >= 0 && day < this.props.book.days.length) {
            this.props.onDay(day);
        }
    }

    onTouchStart(ev) {
        this.touch = { x: ev.touches[0].clientX, y: ev.touches[0].clientY };
    }

    /** A swipe along the list turns the day. */
    onTouchEnd(ev) {
        const { clientX, clientY } = ev.changedTouches[0];
        const along = clientX - this.touch.x;
        if (Math.abs(along) > 60 && Math.abs(along) > 2 * Math.abs(clientY - this.touch.y)) {
            this.step(along < 0 ? 1 : -1);
        }
    }
}
