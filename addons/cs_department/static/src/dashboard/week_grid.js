import { Component } from "@odoo/owl";

/** Cases by weekday and hour: the darker, the more. */
export class WeekGrid extends Component {
    static template = "cs_department.WeekGrid";
    static props = { rows: Array, grid: Array, open: Function };

    get most() {
        return Math.max(1, ...this.props.grid.flat());
    }

    get hours() {
        return [...Array(24).keys()];
    }

    share(count) {
        return count ? 0.12 + (0.88 * count) / this.most : 0;
    }

    style(count) {
        const share = this.share(count);
        return `background-color: rgba(113, 75, 103, ${share.toFixed(2)}); color: ${share > 0.5 ? "#fff" : "inherit"}`;
    }
}
