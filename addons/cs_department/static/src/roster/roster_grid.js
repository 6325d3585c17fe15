import {
    Component,
    markRaw,
    onMounted,
    onWillStart,
    onWillUnmount,
    reactive,
    useEffect,
    useExternalListener,
    useRef,
    useState,
} from "@odoo/owl";
import { browser } from "@web/core/browser/browser";
import { ConfirmationDialog } from "@web/core/confirmation_dialog/confirmation_dialog";
import { Dropdown } from "@web/core/dropdown/dropdown";
import { DropdownItem } from "@web/core/dropdown/dropdown_item";
import { _t } from "@web/core/l10n/translation";
import { usePopover } from "@web/core/popover/popover_hook";
import { registry } from "@web/core/registry";
import { user } from "@web/core/user";
import { useBus, useService } from "@web/core/utils/hooks";
import { Layout } from "@web/search/layout";
import { useSetupAction } from "@web/search/action_hook";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";
import { RosterBook } from "./roster_book";
import { RosterCursor } from "./roster_cursor";
import { RosterDays } from "./roster_days";
import { RosterEditor } from "./roster_editor";
import { RosterHover } from "./roster_hover";
import { RosterKeys } from "./roster_keys";
import { RosterKeysDialog, RosterMenu } from "./roster_menu";
import { RosterMouse } from "./roster_mouse";
import { RosterGaps, RosterPanel } from "./roster_panel";
import { RosterNeed, RosterOpen, RosterRow } from "./roster_row";
import { makeSelection, RosterFrame, RosterStatus } from "./roster_selection";
import { LINE, NAME, NARROW } from "./roster_sizes";
import { RosterWindow } from "./roster_window";
import { cellLines, cellTitle, dayWords } from "./roster_words";

const MODEL = "cs.roster";
/** Lines of demand that stay in sight at the bottom. */
const NEEDS_IN_SIGHT = 6;
const WEEK = 7;
const FOLDED = "cs_roster_needs_folded";

/**
 * The roster: people by days. Codes are written as in a spreadsheet; what an edit breaks,
 * leaves uncovered or adds up to is seen at once, and it is saved by itself.
 */
export class RosterGrid extends Component {
    static template = "cs_department.RosterGrid";
    static components = {
        Dropdown,
        DropdownItem,
        Layout,
        RosterDays,
        RosterFrame,
        RosterGaps,
        RosterNeed,
        RosterOpen,
        RosterPanel,
        RosterRow,
        RosterStatus,
    };
    static props = { ...standardActionServiceProps };
    static path = "cs-roster";

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.dialog = useService("dialog");
        this.notification = useService("notification");
        this.ui = useService("ui");
        this.scrollerRef = useRef("scroller");
        this.bodyRef = useRef("body");
        this.inputRef = useRef("input");
        this.frameRef = useRef("frame");
        this.menu = usePopover(RosterMenu, { position: "bottom-start", onClose: () => this.focus() });
        this.display = { controlPanel: {} };
        this.selection = makeSelection();
        this.status = reactive({ title: "", lines: [] });
        this.size = reactive({ cell: NARROW, line: LINE, name: NAME });
        this.keys = new RosterKeys(this);
        this.mouse = new RosterMouse(this);
        this.cursor = new RosterCursor(this);
        this.pane = new RosterWindow(this);
        this.hover = new RosterHover(this);
        this.serial = 0;
        this.state = useState({
            id: this.props.resId || this.props.action.params?.resId || this.props.action.context?.active_id,
            rows: [],
            first: 0,
            shown: 0,
            words: "",
            skill: "",
            post: 0,
            panel: "",
            gapDay: 0,
            unfolded: !browser.localStorage.getItem(FOLDED),
            save: "saved",
            breaches: { hard: 0, soft: 0, stamp: 0 },
            steps: { done: 0, undone: 0 },
            card: null,
            allShifts: false,
            loaded: false,
        });
        this.small = useState({ is: this.ui.isSmall });
        useBus(this.ui.bus, "resize", () => {
            this.small.is = this.ui.isSmall;
        });
        useSetupAction({
            beforeLeave: () => this.editor?.flush(),
            beforeUnload: (ev) => {
                if (this.editor && !this.editor.saver.isClean) {
                    this.editor.flush();
                    ev.preventDefault();
                    ev.returnValue = "";
                }
            },
        });
        onWillStart(() => this.load(this.state.id));
        useEffect(
            (scroller) => {
                if (!scroller) {
                    return;
                }
                const watch = new ResizeObserver(() => this.pane.fit());
                watch.observe(scroller);
                this.pane.fit();
                this.focus();
                return () => watch.disconnect();
            },
            () => [this.scrollerRef.el]
        );
        useExternalListener(window, "focus", () => this.editor?.catchUp());
        onMounted(() => this.told());
        onWillUnmount(() => {
            this.mouse.stop();
            this.editor?.saver.stop();
            this.hover.stop();
        });
    }

    // -- loading ------------------------------------------------------------------

    async load(id) {
        await this.editor?.flush();
        this.editor?.saver.stop();
        const data = await this.orm.call(MODEL, "grid_load", [[id]]);
        this.data = data;
        this.serial++;
        this.book = new RosterBook(data);
        const [own, others] = [true, false].map((mine) =>
            this.book.shifts.filter((shift) => shift.active && this.book.ownShifts.has(shift.id) === mine)
        );
        this.palette = [...own, ...others];
        this.ownCount = own.length;
        this.editor = new RosterEditor(this);
        const again = this.state.loaded && id === this.state.id && this.last < this.book.days.length;
        Object.assign(this.state, {
            id,
            first: again ? this.state.first : 0,
            shown: again ? this.state.shown : this.book.days.length,
            loaded: true,
            gapDay: Math.max(0, this.today),
        });
        this.pane.filter();
        this.countBreaches();
        this.editor.countSteps();
        if (!again) {
            this.cursor.goTo(0, Math.max(this.state.first, Math.min(this.last, this.today)));
        }
        this.told();
    }

    /** The address of the page and the way back name the roster. */
    told() {
        this.env.config.setDisplayName(this.data.name);
        this.props.updateActionState?.({ resId: this.state.id });
    }

    reload() {
        return this.load(this.state.id);
    }

    get canEdit() {
        return this.data.can_edit;
    }

    get published() {
        return this.data.state !== "draft";
    }

    get last() {
        return this.state.first + this.state.shown - 1;
    }

    get wide() {
        return this.state.shown <= WEEK;
    }

    /** Place of the current day, -1 before and after the roster. */
    get today() {
        return this.book.days.findIndex((day) => day.date === this.data.today);
    }

    get columns() {
        return this.book.days
            .slice(this.state.first, this.last + 1)
            .map((day, place) => ({ ...day, today: this.state.first + place === this.today, title: dayWords(day) }));
    }

    get stateLabel() {
        return { draft: _t("Being made"), published: _t("Published"), closed: _t("Closed") }[this.data.state];
    }

    get hasMakeup() {
        return this.book.days.some((day) => day.kind === "makeup");
    }

    get needsStick() {
        return this.book.needs.length <= NEEDS_IN_SIGHT;
    }

    // -- what is shown --------------------------------------------------------------

    get skills() {
        return [...new Set(this.book.people.flatMap((row) => row.data.skills))].sort();
    }

    toggleNeeds() {
        this.state.unfolded = !this.state.unfolded;
        this.state.unfolded
            ? browser.localStorage.removeItem(FOLDED)
            : browser.localStorage.setItem(FOLDED, "1");
    }

    // -- the place --------------------------------------------------------------------

    focus() {
        this.inputRef.el?.focus({ preventScroll: true });
    }

    collapse() {
        this.state.panel = "";
        this.state.card = null;
        this.cursor.goTo(this.selection.row, this.selection.day);
    }

    /** What stands at the cursor, for the line at the bottom. */
    describe() {
        const { row, day } = this.selection;
        const chosen = this.state.rows[row];
        this.status.title = chosen ? cellTitle(this.book, chosen, day) : "";
        this.status.lines = chosen ? markRaw(cellLines(this.book, chosen, day, this.published)) : [];
    }

    say(message) {
        this.notification.add(message, { type: "warning" });
    }

    countBreaches() {
        const { breaches } = this.state;
        const all = this.book.people.flatMap((row) => row.data.breaches);
        const hard = all.filter((breach) => breach.hard).length;
        this.state.breaches = { hard, soft: all.length - hard, stamp: breaches.stamp + 1 };
    }

    // -- menus, panels, cards ------------------------------------------------------------

    openMenu(target) {
        const cursor = target || this.scrollerRef.el?.querySelector(".o_cs_cursor");
        const row = this.state.rows[this.selection.row];
        if (!cursor || !row || !this.canEdit) {
            return;
        }
        this.state.card = null;
        const { day } = this.selection;
        this.menu.open(cursor, {
            title: cellTitle(this.book, row, day),
            shifts: this.palette,
            current: row.data.cells[day].shift,
            pinned: row.data.cells[day].pinned,
            barred: row.data.cannot.get(day) || new Set(),
            onPick: (shift) => this.editor.fillWith(shift),
            onPin: () => this.editor.togglePin(),
        });
    }

    /** The shifts of this roster; the others at a click. */
    get legend() {
        return this.state.allShifts || !this.ownCount ? this.palette : this.palette.slice(0, this.ownCount);
    }

    /** A button of the bar does its work on the selection and gives the keyboard back. */
    onTool(work) {
        work();
        this.focus();
    }

    onContextMenu(ev) {
        if (this.mouse.cellAt(ev)) {
            ev.preventDefault();
            this.openMenu();
        }
    }

    // on a telephone

    showDay(day) {
        this.cursor.goTo(this.selection.row, day);
        this.state.gapDay = day;
    }

    openPerson(id, target) {
        const row = this.state.rows.findIndex((one) => one.data.id === id);
        this.cursor.goTo(row, this.selection.day);
        this.openMenu(target);
    }

    togglePanel(panel) {
        this.state.panel = this.state.panel === panel ? "" : panel;
    }

    showGap(day) {
        Object.assign(this.state, { panel: "gaps", gapDay: day });
    }

    /** To the cell of a breach, whatever was filtered away. */
    jump(id, day) {
        if (!this.state.rows.some((row) => row.data.id === id)) {
            this.pane.setFilter({ words: "", skill: "", post: 0 });
        }
        if (day < this.state.first || day > this.last) {
            this.pane.showAll();
        }
        this.cursor.goTo(
            this.state.rows.findIndex((row) => row.data.id === id),
            day
        );
        this.focus();
    }

    assign(id, day, shift) {
        this.editor.edit([{ row: this.book.rowById.get(id), day, cell: this.book.cellOf(shift) }]);
        this.jump(id, day);
    }

    showKeys() {
        this.dialog.add(RosterKeysDialog, {}, { onClose: () => this.focus() });
    }

    // -- deeds of the server ----------------------------------------------------------------

    async run(name) {
        await this.editor.flush();
        return this.action.doActionButton({
            type: "object",
            name,
            resModel: MODEL,
            resId: this.state.id,
            resIds: [this.state.id],
            context: user.context,
            onClose: () => this.reload(),
        });
    }

    /** Everybody is told of a published roster: whoever publishes has seen what is wrong with it. */
    publish() {
        this.dialog.add(ConfirmationDialog, {
            title: _t("Publish this roster?"),
            body: _t(
                "Everybody on it is told. Broken rules that must be kept: %(broken)s. Places not covered: %(missing)s.",
                { broken: this.state.breaches.hard, missing: this.book.uncovered }
            ),
            confirmLabel: _t("Publish"),
            confirm: () => this.run("action_publish"),
            cancel: () => {},
        });
    }

    async print(report) {
        await this.editor.flush();
        return this.action.doAction(report, { additionalContext: { active_ids: [this.state.id] } });
    }

    async sheet() {
        await this.editor.flush();
        browser.location.assign(`/cs/roster/${this.state.id}/xlsx`);
    }

    openDemand() {
        return this.action.doAction("cs_department.cs_roster_demand_action", {
            additionalContext: { default_team_id: this.data.team },
        });
    }

    openProperties() {
        return this.action.doAction({
            type: "ir.actions.act_window",
            res_model: MODEL,
            res_id: this.state.id,
            views: [[false, "form"]],
        });
    }
}

registry.category("actions").add("cs_department.roster_grid", RosterGrid);
