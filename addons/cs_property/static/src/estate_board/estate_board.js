import { Component, onWillStart, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { useSetupAction } from "@web/search/action_hook";
import { Layout } from "@web/search/layout";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";

/** What the colours of the board mean, the most urgent first. */
const STATES = ["case", "arrears", "renovating", "vacant"];
/** The same for parking spaces: who has them. */
const PARKING = ["parking_free", "parking_offered", "parking_leased", "parking_owned", "parking_closed"];

/** A building as a board: its floors from the top, its stairs side by side, a tile per unit. */
export class EstateBoard extends Component {
    static template = "cs_property.EstateBoard";
    static components = { Layout };
    static props = { ...standardActionServiceProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.state = useState({ data: null, only: null });
        // whoever comes back from a unit finds the building that he left
        useSetupAction({ getLocalState: () => ({ buildingId: this.state.data.building_id }) });
        onWillStart(() => this.load(this.props.state?.buildingId || this.props.action.params?.building_id));
    }

    get labels() {
        return {
            case: _t("Open case"),
            arrears: _t("In arrears"),
            renovating: _t("Renovating"),
            vacant: _t("Vacant"),
            none: _t("In order"),
            parking_free: _t("Free"),
            parking_offered: _t("Offered"),
            parking_leased: _t("Let"),
            parking_owned: _t("Sold"),
            parking_closed: _t("Closed"),
        };
    }

    get legend() {
        return [...this.states, ...(this.isParking ? [] : ["none"])].map((name) => ({
            name,
            label: this.labels[name],
            count: this.units.filter((unit) => this.isIn(unit, name)).length,
        }));
    }

    get isParking() {
        return Boolean(this.props.action.params?.parking);
    }

    get states() {
        return this.isParking ? PARKING : STATES;
    }

    get units() {
        return this.state.data.floors.flatMap((floor) => floor.units);
    }

    get stairs() {
        const loose = this.units.some((unit) => !unit.stair_id);
        return [...this.state.data.stairs, ...(loose ? [{ id: false, name: "" }] : [])];
    }

    async load(buildingId) {
        this.state.data = await this.orm.call("cs.estate.building", "board", [], {
            building_id: buildingId || null,
            parking: this.isParking,
        });
    }

    isIn(unit, name) {
        return name === "none" ? !STATES.some((one) => unit.states.includes(one)) : unit.states.includes(name);
    }

    colour(unit) {
        return this.states.find((name) => unit.states.includes(name)) || "none";
    }

    tileClass(unit) {
        const dimmed = this.state.only && !this.isIn(unit, this.state.only);
        return `o_cs_unit_${this.colour(unit)}${dimmed ? " opacity-25" : ""}`;
    }

    words(unit) {
        return [unit.code, unit.payer, ...unit.states.map((name) => this.labels[name]), unit.until].filter(Boolean).join(" · ");
    }

    toggle(name) {
        this.state.only = this.state.only === name ? null : name;
    }

    open(unit) {
        this.action.doAction({
            type: "ir.actions.act_window",
            res_model: "cs.estate.unit",
            res_id: unit.id,
            views: [[false, "form"]],
        });
    }
}

registry.category("actions").add("cs_property.estate_board", EstateBoard);
