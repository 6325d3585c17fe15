import { registry } from "@web/core/registry";
import { standardFieldProps } from "@web/views/fields/standard_field_props";
import { Component, onMounted, onWillUnmount } from "@odoo/owl";

const EVERY = 1500;

/** How far a large preview has come; the form follows it by itself. */
export class PreviewProgress extends Component {
    static template = "cs_department.PreviewProgress";
    static props = { ...standardFieldProps };

    setup() {
        let timer;
        let loading = false;
        const follow = async () => {
            const { record } = this.props;
            if (loading || record.data.state !== "running" || (await record.isDirty())) {
                return;
            }
            loading = true;
            try {
                await record.load();
            } finally {
                loading = false;
            }
        };
        onMounted(() => {
            timer = setInterval(follow, EVERY);
        });
        onWillUnmount(() => clearInterval(timer));
    }

    get percent() {
        return Math.floor(this.props.record.data[this.props.name] || 0);
    }
}

registry.category("fields").add("cs_preview_progress", {
    component: PreviewProgress,
    supportedTypes: ["float"],
    fieldDependencies: [
        { name: "state", type: "selection" },
        { name: "done_count", type: "integer" },
        { name: "total", type: "integer" },
    ],
});
