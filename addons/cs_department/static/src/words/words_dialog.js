import { Component } from "@odoo/owl";
import { Dialog } from "@web/core/dialog/dialog";

/** Shows the banned words of a text, and what to say instead. */
export class WordsDialog extends Component {
    static template = "cs_department.WordsDialog";
    static components = { Dialog };
    static props = {
        close: Function,
        title: String,
        hits: Array,
        send: Function,
    };

    get stops() {
        return this.props.hits.some((hit) => hit.stops);
    }

    /** Each word once, those that stop first. */
    get lines() {
        const said = new Map(this.props.hits.map((hit) => [hit.words, hit]));
        return [...said.values()].sort((one, other) => other.stops - one.stops);
    }

    send() {
        this.props.send();
        this.props.close();
    }
}
