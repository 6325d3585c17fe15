import { Component, onWillUnmount, useEffect, useRef, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";

/**
 * A chart that can also be read as a table; a bar and its row open the same records.
 *
 * `rows` are `{name, value, key, shown?}`; a row without a key opens nothing.
 */
export class ChartTile extends Component {
    static template = "cs_department.ChartTile";
    static props = {
        title: String,
        name: String,
        config: Object,
        rows: Array,
        open: Function,
        /** a click on the drawing, by place and series; by default as its row */
        pick: { type: Function, optional: true },
        note: { type: String, optional: true },
        slots: { type: Object, optional: true },
    };

    setup() {
        this.canvas = useRef("canvas");
        this.state = useState({ table: false });
        useEffect(
            () => this.draw(),
            () => [JSON.stringify(this.props.config), this.canvas.el]
        );
        onWillUnmount(() => this.chart?.destroy());
    }

    get isEmpty() {
        return !this.props.rows.some((row) => row.value);
    }

    get toggleWords() {
        return this.state.table ? _t("As a chart") : _t("As a table");
    }

    toggle() {
        this.state.table = !this.state.table;
    }

    openRow(row) {
        if (row.key !== "" && row.key !== undefined) {
            this.props.open(row.key);
        }
    }

    onPick(place, set) {
        if (this.props.pick) {
            this.props.pick(place, set);
        } else {
            this.openRow(this.props.rows[place]);
        }
    }

    draw() {
        this.chart?.destroy();
        this.chart = null;
        if (!this.canvas.el) {
            return;
        }
        const { config } = this.props;
        this.chart = new Chart(this.canvas.el, {
            ...config,
            options: {
                ...config.options,
                onClick: (_ev, [element]) => element && this.onPick(element.index, element.datasetIndex),
                onHover: (ev, elements) => {
                    ev.native.target.style.cursor = elements.length ? "pointer" : "";
                },
            },
        });
    }
}
