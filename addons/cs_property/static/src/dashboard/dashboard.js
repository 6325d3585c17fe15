import { bars } from "@cs_department/dashboard/charts";
import { ServiceDashboard } from "@cs_department/dashboard/dashboard";
import { patch } from "@web/core/utils/patch";

patch(ServiceDashboard.prototype, {
    /** Rates of estates or stewards, each out of a hundred. */
    rateChart(rows) {
        const chart = bars(rows, { across: true, tone: 1 });
        chart.options.scales.x = { ...chart.options.scales.x, suggestedMax: 100 };
        return chart;
    },
});
