import { Component, onWillStart, useRef, useState } from "@odoo/owl";
import { deserializeDateTime, formatDateTime } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { user } from "@web/core/user";
import { useService } from "@web/core/utils/hooks";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";
import { useNews } from "../follow/follow";
import { HandoverItem } from "./handover_item";
import { SignaturePad } from "./signature_pad";

const MODEL = "cs.handover";
/** of a long list so many items are drawn at first */
const SHOWN = 20;
/** who goes has something to do about these: they stand first while he does */
const TO_RECORD = ["equipment", "count", "duty"];

/**
 * The counter at the change of shift, made for a telephone: who goes fills in and signs,
 * hands the telephone over, who comes answers each item and signs.
 */
export class HandoverDesk extends Component {
    static template = "cs_department.HandoverDesk";
    static components = { HandoverItem, SignaturePad };
    static props = { ...standardActionServiceProps };
    static path = "cs-handover";

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.notification = useService("notification");
        this.root = useRef("root");
        this.state = useState({
            posts: [],
            loaded: false,
            card: false,
            shown: {},
            busy: false,
            signature: "",
            signing: false,
            employee: 0,
            pin: "",
            words: "",
            refused: "",
            adding: false,
            addName: "",
            addWords: "",
            addKind: "free",
            report: false,
            release: false,
            reason: "",
        });
        onWillStart(() => this.start());
        useNews(() => !this.state.busy && !this.state.signing && this.reload());
    }

    // -- reading ------------------------------------------------------------

    async start() {
        const { params } = this.props.action;
        if (params?.handover_id) {
            await this.open(params.handover_id);
        } else {
            await this.list();
        }
    }

    async list() {
        this.state.posts = await this.orm.call(MODEL, "desk", []);
        Object.assign(this.state, { card: false, loaded: true });
    }

    async open(id) {
        this.state.card = (await this.orm.call(MODEL, "card", [[id]])) || false;
        Object.assign(this.state, { loaded: true, signature: "", signing: false, refused: "", pin: "" });
        this.root.el?.scrollTo(0, 0);
        const { card } = this.state;
        this.state.employee = this.mode === "take" && card.is_giver ? card.taker.id || 0 : card.own_id || 0;
    }

    async reload() {
        if (this.state.card) {
            this.state.card = await this.orm.call(MODEL, "card", [[this.state.card.id]]);
        } else {
            await this.list();
        }
    }

    // -- how it stands --------------------------------------------------------

    /** Who holds the telephone: who goes, who comes, or somebody who reads. */
    get mode() {
        const { card } = this.state;
        return card.takable ? "take" : card.state === "open" ? "give" : "read";
    }

    get lacking() {
        const { card } = this.state;
        return this.mode === "give" ? card.lacking_give : this.mode === "take" ? card.lacking_take : 0;
    }

    get canSign() {
        const { card } = this.state;
        return !this.lacking && !(this.mode === "take" && card.unanswered);
    }

    /** A PIN is asked of everybody but the owner of the login. */
    get needsPin() {
        const { card, employee } = this.state;
        return Boolean(employee) && employee !== card.own_id;
    }

    /** At the counter the one who takes over is somebody else than the one who gave. */
    get signers() {
        const { card } = this.state;
        return card.people.filter((person) => this.mode !== "take" || person.id !== card.giver.id);
    }

    get groups() {
        const { groups } = this.state.card;
        if (this.mode !== "give") {
            return groups;
        }
        const first = groups.filter((group) => TO_RECORD.includes(group.kind));
        return [...first, ...groups.filter((group) => !TO_RECORD.includes(group.kind))];
    }

    /** What is urgent or lacks something comes first and is always drawn. */
    itemsOf(group) {
        if (this.state.shown[group.kind] || group.items.length <= SHOWN) {
            return group.items;
        }
        return group.items.filter((item, index) => index < SHOWN || item.lack || item.answer === "questioned");
    }

    say(moment) {
        return moment ? formatDateTime(deserializeDateTime(moment), { format: "MM-dd HH:mm" }) : "";
    }

    stateLabel(state) {
        return {
            none: _t("Not opened yet"),
            open: _t("Being filled in"),
            given: _t("To be taken over"),
            done: _t("Signed by both"),
            cancelled: _t("Discarded"),
        }[state];
    }

    // -- acting ---------------------------------------------------------------

    /** One thing after the other; the card is read again after each. */
    async act(verb, args = []) {
        if (this.state.busy) {
            return false;
        }
        this.state.busy = true;
        try {
            const answer = await this.orm.call(MODEL, verb, [[this.state.card.id], ...args]);
            await this.reload();
            return answer || true;
        } finally {
            this.state.busy = false;
        }
    }

    async pick(row) {
        // one that has been lying is looked at again
        const id = row.state === "given" ? row.handover_id : await this.orm.call(MODEL, "open_for", [row.post_id]);
        await this.open(id);
    }

    async sign() {
        const { signature, words, employee, pin } = this.state;
        const who = { employee_id: employee || false, pin };
        const taking = this.mode === "take";
        if (this.state.busy) {
            return;
        }
        this.state.busy = true;
        this.state.refused = "";
        try {
            const told = taking ? who : { ...who, words };
            const answer = await this.orm.call(MODEL, taking ? "take" : "give", [[this.state.card.id], signature], told);
            if (answer.refused) {
                Object.assign(this.state, { refused: answer.refused, pin: "" });
                return;
            }
            await this.open(this.state.card.id);
            this.notification.add(taking ? _t("Taken over.") : _t("Signed: now who comes answers and signs."), {
                type: "success",
            });
        } finally {
            this.state.busy = false;
        }
    }

    async add() {
        const { addName, addWords, addKind } = this.state;
        if (await this.act("add_item", [addName, addWords, addKind])) {
            Object.assign(this.state, { adding: false, addName: "", addWords: "", addKind: "free" });
        }
    }

    async reportMissing() {
        const { addName, addWords } = this.state;
        if (await this.act("report_unrecorded", [addName, addWords])) {
            Object.assign(this.state, { report: false, addName: "", addWords: "" });
            this.notification.add(_t("Noted: it is handed over from now on."), { type: "success" });
        }
    }

    async releaseGiver() {
        if (await this.act("release", [this.state.reason])) {
            Object.assign(this.state, { release: false, reason: "" });
        }
    }

    async leave() {
        const answer = await this.act("leave");
        if (answer?.refused) {
            this.state.refused = answer.refused;
        } else if (answer) {
            this.state.refused = "";
            this.notification.add(_t("You may leave the post."), { type: "success" });
        }
    }

    print() {
        return this.action.doAction("cs_department.cs_handover_report", {
            additionalContext: { active_ids: [this.state.card.id], active_id: this.state.card.id, active_model: MODEL },
        });
    }

    openItem(item) {
        return this.action.doActionButton({
            type: "object",
            name: "action_open_record",
            resModel: "cs.handover.item",
            resId: item.id,
            resIds: [item.id],
            context: user.context,
        });
    }

    openAll() {
        return this.action.doAction("cs_department.cs_handover_action");
    }
}

registry.category("actions").add("cs_department.handover_desk", HandoverDesk);
