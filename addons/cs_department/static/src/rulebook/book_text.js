import { Component, onWillStart, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { Layout } from "@web/search/layout";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";

/** The page “The Rule Book”: all books in chapters, sentence by sentence, as of a day. */
export class BookText extends Component {
    static template = "cs_department.BookText";
    static components = { Layout };
    static props = { ...standardActionServiceProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.display = { controlPanel: {} };
        this.state = useState({ book: { chapters: [] }, day: "", search: "", loading: false });
        this.env.config.setDisplayName(_t("The Rule Book"));
        onWillStart(() => this.load());
    }

    async load() {
        this.state.loading = true;
        const book = await this.orm.call("cs.book.version", "book_text", [this.state.day || false]);
        Object.assign(this.state, { book, day: book.day, loading: false });
    }

    /** The chapters with what matches the words that were typed: every one of them, anywhere. */
    get chapters() {
        const words = this.state.search.toLowerCase().split(/\s+/).filter(Boolean);
        const matches = (chapter, entry) => {
            const text = [chapter.title, entry.book, ...entry.names.map((name) => name.title), entry.sentence, entry.reason]
                .join("\n")
                .toLowerCase();
            return words.every((word) => text.includes(word));
        };
        return this.state.book.chapters
            .map((chapter) => ({
                ...chapter,
                entries: chapter.entries.filter((entry) => matches(chapter, entry)),
            }))
            .filter((chapter) => chapter.entries.length);
    }

    get isToday() {
        return this.state.day === this.state.book.today;
    }

    setDay(ev) {
        this.state.day = ev.target.value;
        return this.load();
    }

    goTo(number) {
        document.getElementById(`o_cs_chapter_${number}`)?.scrollIntoView({ behavior: "smooth" });
    }

    openRule(model, id) {
        return this.action.doAction({
            type: "ir.actions.act_window",
            res_model: model,
            res_id: id,
            views: [[false, "form"]],
        });
    }

    async print() {
        const action = await this.orm.call("cs.book.version", "action_print_book", [this.state.day || false]);
        return this.action.doAction(action);
    }
}

registry.category("actions").add("cs_book_text", BookText);
