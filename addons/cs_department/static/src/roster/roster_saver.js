import { ConnectionLostError } from "@web/core/network/rpc";
import { _t } from "@web/core/l10n/translation";

/** Seconds until a save is tried again when the server was out of reach. */
const AGAIN = 5;

/**
 * Brings edits to the server one batch after the other, in the order in which they were
 * made. What is edited while a batch is on its way goes with the next one.
 */
export class RosterSaver {
    /**
     * @param {(changes: object[]) => Promise<object>} send
     * @param {object} hooks `absorb(answer, batch)`, `refused(message)`, `said(state)`
     */
    constructor(send, hooks) {
        this.send = send;
        this.hooks = hooks;
        this.waiting = new Map();
        this.underway = null;
    }

    get isClean() {
        return !this.waiting.size && !this.underway;
    }

    isWaiting(id, day) {
        return this.waiting.has(`${id}:${day}`);
    }

    add(changes) {
        for (const { id, day, before, after } of changes) {
            const key = `${id}:${day}`;
            const known = this.waiting.get(key);
            this.waiting.set(key, { id, day, before: known ? known.before : before, after });
        }
        return this.flush();
    }

    flush() {
        this.underway ||= this.run().finally(() => {
            this.underway = null;
        });
        return this.underway;
    }

    async run() {
        clearTimeout(this.timer);
        while (this.waiting.size) {
            const batch = [...this.waiting.values()];
            this.waiting.clear();
            this.hooks.said("saving");
            try {
                this.hooks.absorb(await this.send(batch), batch);
            } catch (error) {
                if (error instanceof ConnectionLostError) {
                    this.putBack(batch);
                    return;
                }
                this.waiting.clear();
                this.hooks.said("saved");
                await this.hooks.refused(error.data?.message || error.message || _t("The server has refused."));
                return;
            }
        }
        this.hooks.said("saved");
    }

    /** The server is out of reach: nothing is lost, and it is tried again. */
    putBack(batch) {
        for (const change of batch) {
            const key = `${change.id}:${change.day}`;
            const later = this.waiting.get(key);
            this.waiting.set(key, later ? { ...change, after: later.after } : change);
        }
        this.hooks.said("offline");
        this.timer = setTimeout(() => this.flush(), AGAIN * 1000);
    }

    stop() {
        clearTimeout(this.timer);
    }
}
