import { Component, onWillStart, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

const { DateTime } = luxon;
const PAGE = 20;

const ICONS = {
    registered: "fa-plus-circle",
    imported: "fa-download",
    assigned: "fa-user",
    alarm: "fa-bell",
    transfer: "fa-share",
    accepted: "fa-handshake-o",
    declined: "fa-hand-paper-o",
    untrained: "fa-graduation-cap",
    answered: "fa-reply",
    customer: "fa-comment",
    stage: "fa-arrow-right",
    classified: "fa-tag",
    clock_moved: "fa-clock-o",
    clock_warned: "fa-hourglass-half",
    clock_missed: "fa-exclamation-circle",
    dispatched: "fa-paper-plane",
    task_step: "fa-tasks",
    promised: "fa-calendar-check-o",
    promise_broken: "fa-calendar-times-o",
    verified: "fa-search",
    identity: "fa-id-card-o",
    reported: "fa-university",
    resolved: "fa-check",
    reopened: "fa-undo",
    closed: "fa-lock",
    cancelled: "fa-ban",
    merged: "fa-compress",
    repeat: "fa-repeat",
    automation: "fa-bolt",
    notice: "fa-envelope-o",
};
const GRAVE = ["alarm", "clock_missed", "promise_broken", "declined", "untrained", "reopened"];
const GOOD = ["resolved", "closed", "accepted"];

/** The steps in the life of a case, newest first, day by day. */
export class Timeline extends Component {
    static template = "cs_department.Timeline";
    static props = { ...standardFieldProps };

    setup() {
        this.state = useState({ shown: PAGE });
        const fieldService = useService("field");
        onWillStart(async () => {
            const fields = await fieldService.loadFields("cs.ticket.event", {
                fieldNames: ["event_type"],
                attributes: ["selection"],
            });
            this.labels = Object.fromEntries(fields.event_type.selection);
        });
    }

    get events() {
        return this.props.record.data[this.props.name].records;
    }

    get hiddenCount() {
        return Math.max(this.events.length - this.state.shown, 0);
    }

    get days() {
        const days = [];
        for (const event of this.events.slice(0, this.state.shown)) {
            const key = event.data.at.toISODate();
            if (days.at(-1)?.key !== key) {
                days.push({ key, label: this.sayDay(event.data.at), rows: [] });
            }
            days.at(-1).rows.push(this.row(event));
        }
        return days;
    }

    row(event) {
        const { at, event_type: type, user_id: user, old, new: now, note } = event.data;
        return {
            id: event.id,
            type,
            label: this.labels[type] || type,
            icon: ICONS[type] || "fa-circle",
            tone: GRAVE.includes(type) ? "danger" : GOOD.includes(type) ? "success" : "muted",
            time: at.toFormat("HH:mm"),
            who: user ? user.display_name : "",
            old,
            now,
            note,
        };
    }

    sayDay(at) {
        const today = DateTime.local().startOf("day");
        const days = today.diff(at.startOf("day"), "days").days;
        if (days === 0) {
            return _t("Today");
        }
        if (days === 1) {
            return _t("Yesterday");
        }
        return at.toLocaleString({
            weekday: "short",
            year: at.year === today.year ? undefined : "numeric",
            month: "long",
            day: "numeric",
        });
    }

    showMore() {
        this.state.shown += 5 * PAGE;
    }
}

export const timeline = {
    component: Timeline,
    displayName: _t("Timeline"),
    supportedTypes: ["one2many"],
    relatedFields: [
        { name: "at", type: "datetime" },
        { name: "event_type", type: "char" },
        { name: "user_id", type: "many2one", relation: "res.users" },
        { name: "old", type: "char" },
        { name: "new", type: "char" },
        { name: "note", type: "char" },
    ],
};

registry.category("fields").add("cs_timeline", timeline);
