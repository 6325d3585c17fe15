import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { standardFieldProps } from "@web/views/fields/standard_field_props";
import { Component } from "@odoo/owl";

import { useFollowing } from "../follow/follow";

const EVERY = 2000;

/** How far the background job of an import has come; the form follows it by itself. */
export class ImportProgress extends Component {
    static template = "cs_department.ImportProgress";
    static props = { ...standardFieldProps };

    setup() {
        useFollowing(EVERY, (record) => record.data.is_busy);
    }

    get percent() {
        return Math.floor(this.props.record.data[this.props.name] || 0);
    }

    get words() {
        const data = this.props.record.data;
        const over = data.done_count || 0;
        switch (data.state) {
            case "reading":
                return _t("Reading the file…");
            case "checking":
                return _t("Checking: %(percent)s %", { percent: this.percent });
            case "checked":
                return _t("Checked: %(good)s good, %(bad)s bad cases", {
                    good: data.good_count,
                    bad: data.bad_count,
                });
            case "importing":
                return _t("Importing: %(done)s of %(all)s cases", {
                    done: over,
                    all: over + data.good_count,
                });
            case "undoing":
                return _t("Undoing: %(left)s cases left", { left: over - data.kept_count });
            case "done":
                return _t("Imported: %(done)s cases", { done: over });
            default:
                return _t("Undone");
        }
    }
}

registry.category("fields").add("cs_import_progress", {
    component: ImportProgress,
    supportedTypes: ["float"],
    fieldDependencies: [
        { name: "state", type: "selection" },
        { name: "is_busy", type: "boolean" },
        { name: "done_count", type: "integer" },
        { name: "good_count", type: "integer" },
        { name: "bad_count", type: "integer" },
        { name: "kept_count", type: "integer" },
    ],
});
