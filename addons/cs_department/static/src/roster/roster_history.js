/** Most steps that can be taken back. */
const STEPS = 200;

/** What was edited, so that it can be taken back and done again. */
export class RosterHistory {
    constructor() {
        this.done = [];
        this.undone = [];
    }

    add(changes) {
        if (changes.length) {
            this.done.push(changes);
            this.done.splice(0, this.done.length - STEPS);
            this.undone = [];
        }
    }

    /** The cells as they stood before the last step; `null` when there is none. */
    undo() {
        const changes = this.done.pop();
        if (!changes) {
            return null;
        }
        this.undone.push(changes);
        return changes.map(({ id, day, before }) => ({ id, day, cell: before }));
    }

    redo() {
        const changes = this.undone.pop();
        if (!changes) {
            return null;
        }
        this.done.push(changes);
        return changes.map(({ id, day, after }) => ({ id, day, cell: after }));
    }

    forget() {
        this.done = [];
        this.undone = [];
    }
}
