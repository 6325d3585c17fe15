import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardFieldProps } from "@web/views/fields/standard_field_props";
import { Component } from "@odoo/owl";

import { useFollowing } from "../follow/follow";

const EVERY = 1500;

/** How far the run of a period has come; the form follows it by itself. */
export class AppraisalProgress extends Component {
    static template = "cs_department.AppraisalProgress";
    static props = { ...standardFieldProps };

    setup() {
        useFollowing(EVERY, (record) => record.data.state === "computing");
    }

    get percent() {
        return Math.floor(this.props.record.data[this.props.name] || 0);
    }
}

registry.category("fields").add("cs_appraisal_progress", {
    component: AppraisalProgress,
    supportedTypes: ["float"],
    fieldDependencies: [
        { name: "state", type: "selection" },
        { name: "done_count", type: "integer" },
        { name: "people_count", type: "integer" },
    ],
});

/** The records behind a score, by their kind; each opens at a click. */
export class AppraisalEvidence extends Component {
    static template = "cs_department.AppraisalEvidence";
    static props = { ...standardFieldProps };

    setup() {
        this.action = useService("action");
    }

    get kinds() {
        return this.props.record.data.kinds?.[this.props.name] || [];
    }

    open(kind, method) {
        const { resModel, resId } = this.props.record;
        return this.action.doActionButton({ type: "object", name: method, resModel, resId, args: JSON.stringify([kind.model]) });
    }
}

registry.category("fields").add("cs_appraisal_evidence", {
    component: AppraisalEvidence,
    supportedTypes: ["json"],
    fieldDependencies: [{ name: "kinds", type: "json" }],
});
