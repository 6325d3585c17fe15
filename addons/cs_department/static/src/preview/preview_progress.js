import { registry } from "@web/core/registry";
import { standardFieldProps } from "@web/views/fields/standard_field_props";
import { Component } from "@odoo/owl";

import { useFollowing } from "../follow/follow";

const EVERY = 1500;

/** How far a large preview has come; the form follows it by itself. */
export class PreviewProgress extends Component {
    static template = "cs_department.PreviewProgress";
    static props = { ...standardFieldProps };

    setup() {
        useFollowing(EVERY, (record) => record.data.state === "running");
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
