import { Component, onWillStart, onWillUpdateProps, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { KeepLast } from "@web/core/utils/concurrency";
import { useBus, useService } from "@web/core/utils/hooks";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";
import { lengthInWords } from "../clock/clock_words";
import { useTicker } from "../clock/ticker_service";

const { DateTime } = luxon;

const ICONS = {
    clock: "fa-clock-o",
    level: "fa-bullhorn",
    promise: "fa-calendar-check-o",
    closing: "fa-lock",
    recheck: "fa-search",
    callback: "fa-phone",
    survey: "fa-star-o",
};
const STATE_WORDS = {
    kept: _t("in time"),
    missed: _t("missed"),
    done: _t("done"),
    still: _t("stands still"),
};

/**
 * What is owed to the customer and what time itself will do next: one line of time.
 * It is read when its page is opened, not with every case.
 */
export class Promises extends Component {
    static template = "cs_department.Promises";
    static props = { ...standardWidgetProps };

    setup() {
        this.orm = useService("orm");
        this.ticker = useTicker();
        this.keepLast = new KeepLast();
        this.state = useState({ entries: [] });
        onWillStart(() => this.load(this.props.record));
        // not waited for: the line of time may come a moment after the rest of the form
        onWillUpdateProps(({ record }) => {
            this.load(record);
        });
        useBus(this.props.record.model.bus, "update", () => this.load(this.props.record));
    }

    async load({ resModel, resId }) {
        const [found] = resId
            ? await this.keepLast.add(this.orm.read(resModel, [resId], ["promises"]))
            : [{ promises: [] }];
        this.state.entries = found.promises;
    }

    get rows() {
        const now = this.ticker.now;
        return this.state.entries.map((entry, index) => {
            const at = entry.at ? DateTime.fromISO(entry.at, { zone: "utc" }).toLocal() : null;
            return {
                ...entry,
                key: index,
                icon: ICONS[entry.kind] || "fa-circle-o",
                moment: at ? at.toFormat(at.hasSame(now, "day") ? "HH:mm" : "MM-dd HH:mm") : "",
                title: at ? at.toLocaleString(DateTime.DATETIME_MED_WITH_WEEKDAY) : "",
                ahead: !at || at > now,
                distance: this.distance(entry, at, now),
            };
        });
    }

    distance(entry, at, now) {
        if (entry.state !== "ahead" || !at) {
            return STATE_WORDS[entry.state] ? STATE_WORDS[entry.state].toString() : "";
        }
        const minutes = at.diff(now).as("minutes");
        return minutes > 0
            ? _t("in %(time)s", { time: lengthInWords(minutes) })
            : _t("%(time)s late", { time: lengthInWords(-minutes) });
    }

    get past() {
        return this.rows.filter((row) => !row.ahead);
    }

    get coming() {
        return this.rows.filter((row) => row.ahead);
    }
}

registry.category("view_widgets").add("cs_promises", { component: Promises });
