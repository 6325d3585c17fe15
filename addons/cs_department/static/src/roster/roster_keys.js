import { browser } from "@web/core/browser/browser";
import { _t } from "@web/core/l10n/translation";

/** How long a code that may go on waits for its next sign (ms). */
const PATIENCE = 700;
/** What is written for a day off, beside the empty cell. */
const OFF_SIGNS = ["-", "/", "0", "休", " "];
const PAGE = 10;

/**
 * The keyboard of the grid. A small input keeps the focus, so that codes may be written
 * with any input method; what it holds is read as codes of shifts.
 */
export class RosterKeys {
    /** @param {object} grid the roster grid */
    constructor(grid) {
        this.grid = grid;
        this.timer = null;
    }

    /** Codes as they are written, the longest first; figures stand for the shifts of the legend. */
    get codes() {
        const codes = new Map(OFF_SIGNS.map((sign) => [sign, 0]));
        this.grid.palette.forEach((shift, place) => place < 9 && codes.set(String(place + 1), shift.id));
        // of two shifts with one sign that of this roster is meant: it comes first
        for (const shift of this.grid.palette) {
            const sign = shift.code.toLowerCase();
            codes.set(sign, codes.get(sign) ?? shift.id);
        }
        return codes;
    }

    /**
     * Read written text as codes.
     *
     * @returns {{shifts: number[], rest: string, mayGoOn: boolean}} what is left over
     *   begins a code (then it may go on) or none
     */
    read(text, final = false) {
        const codes = this.codes;
        const signs = [...codes.keys()].sort((one, other) => other.length - one.length);
        let rest = text.toLowerCase();
        const shifts = [];
        while (rest) {
            const longer = signs.some((sign) => sign.length > rest.length && sign.startsWith(rest));
            const sign = signs.find((one) => rest.startsWith(one));
            if ((longer && !final) || sign === undefined) {
                return { shifts, rest, mayGoOn: longer };
            }
            shifts.push(codes.get(sign));
            rest = rest.slice(sign.length);
        }
        return { shifts, rest: "", mayGoOn: false };
    }

    onInput(ev) {
        if (!ev.isComposing) {
            this.take(ev.target);
        }
    }

    take(input, final = false) {
        browser.clearTimeout(this.timer);
        const { shifts, rest, mayGoOn } = this.read(input.value, final);
        input.value = mayGoOn ? rest : "";
        if (shifts.length) {
            this.grid.editor.write(shifts);
        }
        if (mayGoOn && !final) {
            this.timer = browser.setTimeout(() => this.take(input, true), PATIENCE);
        } else if (rest.trim()) {
            if (rest[0] === "p") {
                this.grid.editor.togglePin();
            } else {
                this.grid.say(_t("No shift has the code “%s”.", rest));
            }
        }
    }

    onKeydown(ev) {
        if (ev.isComposing || ev.altKey) {
            return;
        }
        const typed = ev.target.value;
        const does = ev.ctrlKey || ev.metaKey ? this.withControl(ev) : this.plain(ev);
        if (does) {
            ev.preventDefault();
            ev.stopPropagation();
            if (typed) {
                this.take(ev.target, true);
            }
            does();
        }
    }

    plain(ev) {
        const { grid } = this;
        const go = (rows, days) => () => grid.cursor.move(rows, days, ev.shiftKey);
        return {
            ArrowUp: go(-1, 0),
            ArrowDown: go(1, 0),
            ArrowLeft: go(0, -1),
            ArrowRight: go(0, 1),
            PageUp: go(-PAGE, 0),
            PageDown: go(PAGE, 0),
            Home: go(0, -Infinity),
            End: go(0, Infinity),
            Delete: () => grid.editor.clear(),
            Backspace: () => grid.editor.clear(),
            Enter: () => grid.openMenu(),
            F2: () => grid.openMenu(),
            Escape: () => grid.collapse(),
        }[ev.key];
    }

    withControl(ev) {
        const { grid } = this;
        if (["KeyC", "KeyX"].includes(ev.code) && !ev.target.value) {
            // a browser copies where something is selected
            ev.target.value = " ";
            ev.target.select();
        }
        const go = (rows, days) => () => grid.cursor.move(rows, days, ev.shiftKey);
        // by the place on the keyboard: an input method may keep the letter to itself
        const key = ev.code.startsWith("Key") ? ev.code.slice(3).toLowerCase() : ev.key;
        return {
            z: () => (ev.shiftKey ? grid.editor.redo() : grid.editor.undo()),
            y: () => grid.editor.redo(),
            a: () => grid.cursor.selectAll(),
            d: () => grid.editor.fill("down"),
            r: () => grid.editor.fill("right"),
            ArrowUp: go(-Infinity, 0),
            ArrowDown: go(Infinity, 0),
            ArrowLeft: go(0, -Infinity),
            ArrowRight: go(0, Infinity),
            Home: () => grid.cursor.goTo(0, 0),
        }[key];
    }

    // -- clipboard: text as spreadsheets write and read it ----------------------------

    onCopy(ev, cut = false) {
        ev.preventDefault();
        ev.target.value = "";
        const text = this.grid.editor
            .block()
            .map((line) => line.map((cell) => this.grid.book.shiftById.get(cell.shift)?.code || "").join("\t"))
            .join("\n");
        ev.clipboardData.setData("text/plain", text);
        if (cut) {
            this.grid.editor.clear();
        }
    }

    onPaste(ev) {
        ev.preventDefault();
        const text = ev.clipboardData.getData("text/plain").replace(/\r/g, "").replace(/\n$/, "");
        const byName = new Map(this.grid.palette.map((shift) => [shift.name.toLowerCase(), shift.id]));
        const codes = this.codes;
        const strange = new Set();
        const lines = text.split("\n").map((line) =>
            line.split("\t").map((written) => {
                const sign = written.trim().toLowerCase();
                const shift = sign ? codes.get(sign) ?? byName.get(sign) : 0;
                if (shift === undefined) {
                    strange.add(written.trim());
                }
                return shift;
            })
        );
        if (strange.size) {
            this.grid.say(_t("Not pasted, no shift has these codes: %s", [...strange].slice(0, 5).join(", ")));
        } else {
            this.grid.editor.paste(lines);
        }
    }
}
