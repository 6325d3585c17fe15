import { Component, onWillStart, useEffect, useExternalListener, useRef, useState } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { useDebounced } from "@web/core/utils/timing";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";
import { money } from "../cashier/cashier";

/**
 * The counter desk: whoever comes in is found, everything about his unit is said, any service begins from here.
 *
 * F2 goes to the search, arrows and Enter choose, Alt and the letter of a service begin it.
 */
export class Desk extends Component {
    static template = "cs_property.Desk";
    static props = { ...standardActionServiceProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.searchRef = useRef("search");
        this.state = useState({ words: "", found: [], mark: 0, none: false, card: null, services: [] });
        this.search = useDebounced(() => this.find(), 150);
        onWillStart(async () => {
            this.state.services = await this.orm.call("cs.desk", "services", []);
            const unitId = this.props.action.params?.unit_id || this.props.state?.unitId;
            if (unitId) {
                await this.choose(unitId);
            }
        });
        useEffect(
            (el) => el?.focus(),
            () => [this.searchRef.el]
        );
        useExternalListener(window, "keydown", (ev) => {
            if (ev.key === "F2") {
                ev.preventDefault();
                this.searchRef.el?.select();
            }
        });
    }

    async find() {
        const words = this.state.words;
        const found = await this.orm.call("cs.desk", "find", [words]);
        if (words === this.state.words) {
            Object.assign(this.state, { found, mark: 0, none: Boolean(words.trim()) && !found.length });
        }
        return words === this.state.words;
    }

    async onSearchKey(ev) {
        const { found, mark } = this.state;
        if (ev.key === "Enter") {
            ev.preventDefault();
            this.search.cancel();
            // a scanner ends with Enter: what it typed is looked for at once
            if (await this.find()) {
                const chosen = this.state.found[Math.min(mark, this.state.found.length - 1)];
                if (chosen) {
                    await this.choose(chosen.id);
                }
            }
        } else if (ev.key === "ArrowDown" || ev.key === "ArrowUp") {
            ev.preventDefault();
            const step = ev.key === "ArrowDown" ? 1 : -1;
            this.state.mark = Math.max(0, Math.min(found.length - 1, mark + step));
        } else if (ev.key === "Escape") {
            this.state.found = [];
        }
    }

    async choose(unitId) {
        const card = await this.orm.call("cs.desk", "card", [unitId]);
        Object.assign(this.state, { card, found: [], words: card.code, none: false });
    }

    /** Begin a service for the unit: the form opens filled in, and comes back here. */
    async begin(service) {
        const { card } = this.state;
        const context = { default_unit_id: card.id, default_partner_id: card.payer_id, ...service.action.context };
        const params = { ...service.action.params, unit_id: card.id };
        await this.action.doAction({ ...service.action, context, params }, { onClose: () => this.choose(card.id) });
    }

    async open(row) {
        if (row.res_model) {
            await this.action.doAction({
                type: "ir.actions.act_window",
                res_model: row.res_model,
                res_id: row.res_id,
                views: [[false, "form"]],
            });
        }
    }

    async openAll(section) {
        await this.action.doAction(section.action);
    }

    async openUnit() {
        await this.open({ res_model: "cs.estate.unit", res_id: this.state.card.id });
    }

    money(amount) {
        return money(Math.round(amount * 100));
    }
}

registry.category("actions").add("cs_desk", Desk);
