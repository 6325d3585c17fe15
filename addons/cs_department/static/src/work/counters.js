import { Component, onWillStart, useEffect, useState } from "@odoo/owl";
import { Domain } from "@web/core/domain";
import { KeepLast } from "@web/core/utils/concurrency";
import { useBus, useService } from "@web/core/utils/hooks";
import { useTicker } from "../clock/ticker_service";
import { useNews } from "../follow/follow";

/** Filters of the search view that the strip shows, and how urgent a number there is. */
const TONES = {
    board_unassigned: "danger",
    board_severe: "danger",
    board_overdue: "danger",
    board_due_soon: "warning",
    board_transfers: "info",
    board_unread: "info",
    desk_mine: "neutral",
    desk_due_soon: "warning",
    desk_overdue: "danger",
    desk_waiting: "neutral",
    desk_unread: "info",
    desk_offered: "info",
    desk_unassigned: "warning",
};

/**
 * Counters on top of the board or the desk. Each is a filter of the search view, so
 * that its words and its domain stand in one place; a click shows its cases alone.
 */
export class Counters extends Component {
    static template = "cs_department.Counters";
    static props = {
        // called when the numbers changed behind the user's back
        onNews: Function,
        // another number: the user himself has changed something
        version: Number,
    };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.ticker = useTicker();
        this.searchModel = this.env.searchModel;
        this.keepLast = new KeepLast();
        this.state = useState({ counts: {}, limit: 0, warning: false, no_pack: false });
        onWillStart(() => this.load());
        useBus(this.searchModel, "update", () => this.load());
        useNews(() => this.refresh());
        const afterMount = (callback) => {
            let mounted = false;
            return () => {
                if (mounted) {
                    callback();
                }
                mounted = true;
            };
        };
        useEffect(
            afterMount(() => this.refresh()),
            () => [this.ticker.now]
        );
        useEffect(
            afterMount(() => this.load()),
            () => [this.props.version]
        );
    }

    get items() {
        return this.searchModel.getSearchItems(
            (item) => item.type === "filter" && item.name in TONES
        );
    }

    get counters() {
        return this.items.map((item) => {
            const count = this.state.counts[item.name] || 0;
            return {
                id: item.id,
                name: item.name,
                label: item.description,
                tone: count ? TONES[item.name] : "none",
                value: this.state.limit && count >= this.state.limit ? `${count}+` : count,
                active: item.isActive,
            };
        });
    }

    /** Read the numbers. @returns {Promise<boolean>} whether one of them changed */
    async load() {
        const { globalDomain, domainEvalContext } = this.searchModel;
        const domains = {};
        for (const item of this.items) {
            domains[item.name] = Domain.and([globalDomain, item.domain]).toList(domainEvalContext);
        }
        if (!Object.keys(domains).length) {
            return false;
        }
        const before = JSON.stringify(this.state.counts);
        const answer = await this.keepLast.add(
            this.orm.silent.call("cs.ticket", "board_counts", [domains])
        );
        Object.assign(this.state, answer);
        return JSON.stringify(answer.counts) !== before;
    }

    async refresh() {
        if (await this.load()) {
            this.props.onNews();
        }
    }

    toggle(counter) {
        const { searchModel } = this;
        searchModel.blockNotification = true;
        for (const other of this.counters) {
            if (other.active && other.id !== counter.id) {
                searchModel.toggleSearchItem(other.id);
            }
        }
        searchModel.blockNotification = false;
        searchModel.toggleSearchItem(counter.id);
    }

    choosePack() {
        this.action.doAction("cs_department.cs_pack_action");
    }

    loadHolidays() {
        this.action.doAction("cs_department.cs_calendar_exception_action");
    }
}

