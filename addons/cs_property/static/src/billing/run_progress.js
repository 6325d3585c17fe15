import { registry } from "@web/core/registry";
import { progressBarField, ProgressBarField } from "@web/views/fields/progress_bar/progress_bar_field";
import { onMounted, onWillUnmount } from "@odoo/owl";

const EVERY = 2000;
const LIVE = ["computing", "billing", "waiting"];

/** How far a run or an import is, while the background works on it: looked at again and again. */
export class RunProgress extends ProgressBarField {
    setup() {
        super.setup();
        this.loading = false;
        onMounted(() => {
            this.timer = setInterval(() => this.follow(), EVERY);
        });
        onWillUnmount(() => clearInterval(this.timer));
    }

    /** Not while somebody edits, nor on top of each other. */
    async follow() {
        const { record } = this.props;
        if (this.loading || record.isNew || !LIVE.includes(record.data.state) || (await record.isDirty())) {
            return;
        }
        this.loading = true;
        try {
            await record.load();
        } finally {
            this.loading = false;
        }
    }
}

registry.category("fields").add("cs_run_progress", { ...progressBarField, component: RunProgress });
