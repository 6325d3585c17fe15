import { Component, onWillStart, useState } from "@odoo/owl";
import { loadBundle } from "@web/core/assets";
import { router } from "@web/core/browser/router";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { KeepLast } from "@web/core/utils/concurrency";
import { useSetupAction } from "@web/search/action_hook";
import { Layout } from "@web/search/layout";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";

import { ChartTile } from "./chart_tile";
import { bars, lines, months, pareto } from "./charts";
import { FigureCard } from "./figure_card";
import { WeekGrid } from "./week_grid";

const MODEL = "cs.dashboard";
/** What the address says: the page of a colleague opens as he saw it. */
const KEYS = ["period", "date_from", "date_to", "team_id", "kind_id", "channel_id", "figure"];
const SIDES = ["team_id", "kind_id", "channel_id"];

/**
 * The service dashboard: rates against targets, distributions and volumes. Every number,
 * bar and cell opens exactly the records that it counts.
 */
export class ServiceDashboard extends Component {
    static template = "cs_department.ServiceDashboard";
    static components = { Layout, ChartTile, FigureCard, WeekGrid };
    static props = { ...standardActionServiceProps };
    static path = "customer-service-dashboard";

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.display = { controlPanel: {} };
        this.last = { cards: new KeepLast(), charts: new KeepLast() };
        this.env.config.setDisplayName(_t("Service Dashboard"));
        const asked = { ...this.props.action.params, ...this.props.state?.filters };
        this.state = useState({
            filters: this.known(asked),
            choices: { teams: [], kinds: [], channels: [] },
            cards: null,
            charts: null,
        });
        useSetupAction({ getLocalState: () => ({ filters: { ...this.state.filters } }) });
        this.periods = [
            ["month", _t("This month")],
            ["last_month", _t("Last month")],
            ["days7", _t("Last 7 days")],
            ["days30", _t("Last 30 days")],
            ["quarter", _t("This quarter")],
            ["year", _t("This year")],
            ["custom", _t("Chosen days")],
        ];
        onWillStart(async () => {
            const [choices] = await Promise.all([
                this.orm.call(MODEL, "choices", []),
                loadBundle("web.chartjs_lib"),
            ]);
            this.state.choices = choices;
            // the page stands at once, its figures come as they are counted
            this.load();
        });
    }

    // -- what is asked for --------------------------------------------------------------------

    known(values) {
        const found = { period: "month" };
        for (const key of KEYS) {
            if (values[key]) {
                found[key] = SIDES.includes(key) || key === "figure" ? Number(values[key]) || 0 : values[key];
            }
        }
        return found;
    }

    get filters() {
        const { figure: _figure, ...filters } = this.state.filters;
        return filters;
    }

    set(key, value) {
        this.state.filters[key] = SIDES.includes(key) ? Number(value) || 0 : value;
        return this.load();
    }

    setPeriod(ev) {
        const { filters, charts } = this.state;
        if (ev.target.value === "custom" && charts) {
            // one goes on from the days that are seen
            Object.assign(filters, { date_from: charts.period.from, date_to: charts.period.to });
        }
        return this.set("period", ev.target.value);
    }

    reset() {
        for (const side of SIDES) {
            this.state.filters[side] = 0;
        }
        return this.load();
    }

    get isNarrowed() {
        return SIDES.some((side) => this.state.filters[side]);
    }

    load() {
        this.remember();
        const read = async (name, ...more) => {
            this.state[name] = await this.last[name].add(this.orm.silent.call(MODEL, name, [this.filters, ...more]));
        };
        // the trend reads a year: the figures do not wait for it
        return Promise.all([read("cards", false).then(() => read("cards")), read("charts")]);
    }

    remember() {
        const { filters } = this.state;
        const custom = filters.period === "custom";
        const said = Object.fromEntries(KEYS.map((key) => [key, filters[key] || undefined]));
        router.pushState({ ...said, ...(custom ? {} : { date_from: undefined, date_to: undefined }) });
    }

    // -- what is shown ------------------------------------------------------------------------

    /** Nothing was ever registered for what is looked at: say what to do instead. */
    get isEmpty() {
        const { charts } = this.state;
        return charts && !charts.head[0].value && !charts.months.series.length;
    }

    get figure() {
        const { cards } = this.state.cards || {};
        return cards?.find((card) => card.id === this.state.filters.figure) || cards?.find((card) => !card.error);
    }

    choose(card) {
        this.state.filters.figure = card.id;
        this.remember();
    }

    open(part, key) {
        return this.orm
            .call(MODEL, "open_records", [this.filters, part, key])
            .then((action) => this.action.doAction(action));
    }

    // -- charts: what is drawn, and what a click on place and series opens ------------------------

    get trendChart() {
        const { months: labels } = this.state.cards;
        return lines(labels, this.figure, _t("Target"));
    }

    get trendRows() {
        const { months: labels } = this.state.cards;
        const keys = this.state.charts?.months.keys || [];
        return labels.map((name, place) => ({
            name,
            value: this.figure.trend[place],
            key: keys[place] && this.figure.behind.length ? `${this.figure.behind[0].key}/${keys[place]}` : "",
        }));
    }

    get monthChart() {
        return months(this.state.charts.months);
    }

    get monthRows() {
        const { keys, labels, series } = this.state.charts.months;
        return labels.flatMap((label, place) =>
            series
                .filter((one) => one.values[place])
                .map((one) => ({
                    name: `${label} · ${one.name}`,
                    value: one.values[place],
                    key: `${keys[place]}/${one.key}`,
                }))
        );
    }

    openMonth(place, set) {
        const { keys, series } = this.state.charts.months;
        return this.open("months", `${keys[place]}/${series[set].key}`);
    }

    rowsOf(name) {
        const { labels, series } = this.state.charts.times;
        return labels.map((label, key) => ({ name: label, value: series[name][key], key }));
    }

    get backlogRows() {
        const { labels, values } = this.state.charts.backlog;
        return labels.map((name, key) => ({ name, value: values[key], key }));
    }

    get lateRows() {
        return this.state.charts.legs.map((row) => ({ ...row, value: row.minutes, shown: this.sayLate(row) }));
    }

    sayLate(row) {
        return _t("%(late)s of %(all)s late, %(minutes)s min", { late: row.late, all: row.value, minutes: row.minutes });
    }

    barChart(rows, options = {}) {
        return bars(rows, options);
    }

    get paretoChart() {
        return pareto(this.state.charts.causes.bars, _t("together (%)"));
    }
}

registry.category("actions").add("cs_department.dashboard", ServiceDashboard);
