import { Component, onWillStart, useEffect, useExternalListener, useRef, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { useDebounced } from "@web/core/utils/timing";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";
import { oneAtATime } from "@cs_department/utils/busy";
import { TillDialog } from "./till_dialog";

/** Cents of an amount that was typed; nothing and nonsense are 0. */
export function cents(text) {
    const amount = Number(String(text ?? "").replace(/,/g, "").trim() || 0);
    return Number.isFinite(amount) && amount > 0 ? Math.round(amount * 100) : 0;
}

/** An amount as it is shown. */
export function money(count) {
    return (count / 100).toLocaleString(undefined, { minimumFractionDigits: 2, maximumFractionDigits: 2 });
}

/**
 * The counter: find the unit, tick what is paid, say how, hand out the receipt.
 *
 * Every figure that counts is worked out by the server once more; here they only help to see.
 */
export class Cashier extends Component {
    static template = "cs_property.Cashier";
    static props = { ...standardActionServiceProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.dialog = useService("dialog");
        this.searchRef = useRef("search");
        this.state = useState({
            busy: false,
            screen: { shift: false, means: [], items: [] },
            words: "",
            found: [],
            account: null,
            ...this.blank(),
            done: null,
            float: "",
            second: 0,
            pin: "",
            refused: "",
        });
        this.search = useDebounced(() => this.find(), 200);
        onWillStart(async () => {
            await this.readScreen();
            const unitId = this.props.action.params?.unit_id;
            if (unitId && this.state.screen.shift) {
                await this.choose(unitId);
            }
        });
        useEffect(
            (el) => el?.focus(),
            () => [this.searchRef.el]
        );
        useExternalListener(window, "keydown", (ev) => this.onKey(ev));
    }

    blank() {
        return { amounts: {}, means: {}, references: {}, prepayment: "", extras: [], payer: false, reason: "", backAmount: "" };
    }

    async readScreen() {
        this.state.screen = await this.orm.call("cs.cashier.shift", "screen", []);
    }

    // -- finding ---------------------------------------------------------------------

    async find() {
        const words = this.state.words;
        const found = await this.orm.call("cs.cashier.shift", "find", [words]);
        if (words === this.state.words) {
            this.state.found = found;
        }
    }

    onSearchKey(ev) {
        if (ev.key === "Enter" && this.state.found.length) {
            ev.preventDefault();
            this.choose(this.state.found[0].id);
        }
    }

    async choose(unitId) {
        const account = await this.orm.call("cs.cashier.shift", "unit_account", [unitId]);
        Object.assign(this.state, this.blank(), { account, found: [], words: account.unit.code, done: null });
        const overdue = account.charges.filter((row) => row.overdue && !row.disputed);
        for (const row of overdue.length ? overdue : account.charges.filter((row) => !row.disputed)) {
            this.tick(row, true);
        }
    }

    // -- what is paid -----------------------------------------------------------------

    get payers() {
        const owing = new Set(this.state.account.charges.map((row) => row.payer_id));
        return this.state.account.payers.filter((payer) => owing.has(payer.id));
    }

    isTicked(row) {
        return row.key in this.state.amounts;
    }

    tick(row, on) {
        if (!on) {
            delete this.state.amounts[row.key];
            return;
        }
        const others = this.state.account.charges.filter((one) => this.isTicked(one) && one.payer_id !== row.payer_id);
        for (const one of others) {
            delete this.state.amounts[one.key]; // one receipt has one payer
        }
        this.state.amounts[row.key] = row.open.toFixed(2);
    }

    tickAll(ev) {
        for (const row of this.state.account.charges.filter((one) => !one.disputed)) {
            this.tick(row, ev.target.checked);
        }
    }

    addExtra(item) {
        this.state.extras.push({ id: item.id, name: item.name, kind: item.kind, amount: "", words: "" });
    }

    /** A deposit that is asked for is taken as it stands: its amount is the rule's. */
    takeClaim(claim) {
        if (!this.isClaimed(claim)) {
            const { item_id: id, name, amount } = claim;
            this.state.extras.push({ id, name, kind: "deposit", amount: amount.toFixed(2), words: "", claim: claim.id });
            this.state.payer = claim.payer_id;
        }
    }

    isClaimed(claim) {
        return this.state.extras.some((extra) => extra.claim === claim.id);
    }

    get total() {
        const { amounts, prepayment, extras } = this.state;
        const sums = [...Object.values(amounts), prepayment, ...extras.map((extra) => extra.amount)];
        return sums.reduce((sum, text) => sum + cents(text), 0);
    }

    get given() {
        return this.state.screen.means.reduce((sum, means) => sum + cents(this.state.means[means.id]), 0);
    }

    get cash() {
        return this.state.screen.means
            .filter((means) => means.is_cash)
            .reduce((sum, means) => sum + cents(this.state.means[means.id]), 0);
    }

    /** Change below nought: so much is missing. */
    get change() {
        return this.given - this.total;
    }

    get hindrance() {
        if (!this.total) {
            return _t("Tick what is paid, or write a prepayment.");
        }
        if (this.change < 0) {
            return _t("%s is missing.", money(-this.change));
        }
        if (this.change > this.cash) {
            return _t("%s is too much: change is given from cash only.", money(this.change - this.cash));
        }
        const silent = this.state.screen.means.find(
            (means) => means.needs_reference && cents(this.state.means[means.id]) && !this.state.references[means.id]
        );
        return silent ? _t("Write down the number of the payment by %s.", silent.name) : "";
    }

    /** All that is still missing by this means. */
    fill(means) {
        const missing = this.total - this.given + cents(this.state.means[means.id]);
        this.state.means[means.id] = missing > 0 ? (missing / 100).toFixed(2) : "";
    }

    async take() {
        if (this.hindrance) {
            return;
        }
        const { account, amounts, means, references, prepayment, extras, payer } = this.state;
        const rows = (kind) =>
            extras
                .filter((extra) => extra.kind === kind && cents(extra.amount))
                .map(({ id, amount, words }) => ({ item_id: id, amount: cents(amount) / 100, words }));
        await oneAtATime(this.state, async () => {
            const paid = {};
            for (const [key, text] of Object.entries(amounts)) {
                paid[key] = (cents(text) / 100).toFixed(2);
            }
            this.state.done = await this.orm.call("cs.receipt", "take", [account.unit.id, paid], {
                means: this.state.screen.means
                    .filter((one) => cents(means[one.id]))
                    .map((one) => ({
                        means_id: one.id,
                        amount: (cents(means[one.id]) / 100).toFixed(2),
                        reference: references[one.id] || "",
                    })),
                prepayment: (cents(prepayment) / 100).toFixed(2),
                deposits: rows("deposit"),
                services: rows("service"),
                partner_id: payer || false,
            });
            const done = this.state.done;
            await this.choose(account.unit.id);
            this.state.done = done;
        });
    }

    async print() {
        await this.action.doAction(await this.orm.call("cs.receipt", "action_print", [[this.state.done.id]]));
    }

    // -- money back -------------------------------------------------------------------

    async refund(means) {
        await this.giveBack("cs.receipt", "refund", [
            this.state.account.unit.id,
            (cents(this.state.backAmount) / 100).toFixed(2),
            means.id,
            this.state.reason,
        ]);
    }

    async returnDeposit(deposit, means) {
        await this.giveBack("cs.deposit", "give_back", [deposit.id, deposit.held.toFixed(2), means.id, this.state.reason]);
    }

    /** Charges that are ticked and billed: late fees up to today are not yet. */
    get ticked() {
        return Object.keys(this.state.amounts)
            .filter((key) => /^\d+$/.test(key))
            .map(Number);
    }

    /** Keep the deposit for a fine or damage: it pays what is ticked. */
    async keepDeposit(deposit) {
        await this.giveBack("cs.deposit", "use", [deposit.id, this.ticked, this.state.reason]);
    }

    async giveBack(model, method, args) {
        await oneAtATime(this.state, async () => {
            const done = await this.orm.call(model, method, args);
            await this.choose(this.state.account.unit.id);
            this.state.done = done;
        });
    }

    // -- the till ---------------------------------------------------------------------

    async openTill() {
        await oneAtATime(this.state, async () => {
            await this.orm.call("cs.cashier.shift", "open_till", [(cents(this.state.float) / 100).toFixed(2)]);
            await this.readScreen();
        });
    }

    closeTill() {
        const read = () => this.readScreen();
        this.dialog.add(TillDialog, { shiftId: this.state.screen.shift.id }, { onClose: read });
    }

    /** The colleague beside the cashier signs: a wrong PIN is answered, and counted. */
    async signSecond() {
        await oneAtATime(this.state, async () => {
            const { second, pin } = this.state;
            const args = [[this.state.screen.shift.id], second, pin];
            this.state.pin = "";
            this.state.refused = (await this.orm.call("cs.cashier.shift", "sign_second_here", args)).refused;
            if (!this.state.refused) {
                this.state.second = 0;
                await this.readScreen();
            }
        });
    }

    async goOn() {
        await oneAtATime(this.state, async () => {
            await this.orm.call("cs.cashier.shift", "reopen", [[this.state.screen.shift.id]]);
            await this.readScreen();
        });
    }

    onKey(ev) {
        if (ev.key === "F2") {
            ev.preventDefault();
            this.searchRef.el?.select();
        } else if (ev.key === "F9" && this.state.account) {
            ev.preventDefault();
            this.take();
        }
    }

    money(amount) {
        return money(Math.round(amount * 100));
    }

    shown(count) {
        return money(count);
    }
}

registry.category("actions").add("cs_cashier", Cashier);
