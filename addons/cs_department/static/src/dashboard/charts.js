/** Configurations of Chart.js, from rows of the server; colours of the house. */

const COLORS = ["#714b67", "#0f9d8a", "#e8a33d", "#3b82c4", "#d9534f", "#7a8b99", "#8e6bbf", "#5a9e4b"];
const TARGET = "#e8a33d";

export const color = (place) => COLORS[place % COLORS.length];

const whole = { beginAtZero: true, ticks: { precision: 0 }, grid: { color: "rgba(128,128,128,.15)" } };
const plain = { grid: { display: false } };

function config(type, labels, datasets, options = {}) {
    return {
        type,
        data: { labels, datasets },
        options: {
            animation: false,
            maintainAspectRatio: false,
            interaction: { mode: "nearest", intersect: true },
            scales: { x: plain, y: whole },
            plugins: { legend: { display: datasets.length > 1, position: "bottom", labels: { boxWidth: 12 } } },
            ...options,
        },
    };
}

/** A figure month by month, beside what it ought to be. */
export function lines(labels, figure, targetName) {
    const datasets = [
        {
            label: figure.name,
            data: figure.trend,
            borderColor: COLORS[0],
            backgroundColor: COLORS[0],
            pointRadius: 4,
            pointHoverRadius: 6,
            tension: 0.2,
            spanGaps: true,
        },
    ];
    if (figure.targets.some((value) => value !== null)) {
        datasets.push({
            label: targetName,
            data: figure.targets,
            borderColor: TARGET,
            backgroundColor: TARGET,
            borderDash: [6, 4],
            pointRadius: 0,
            stepped: true,
        });
    }
    const y = figure.percent ? { ...whole, suggestedMax: 100 } : whole;
    return config("line", labels, datasets, { scales: { x: plain, y } });
}

/** One bar per row. */
export function bars(rows, { across = false, tone = 0 } = {}) {
    const dataset = {
        data: rows.map((row) => row.value),
        backgroundColor: color(tone),
        maxBarThickness: 36,
        borderRadius: 2,
    };
    const scales = across ? { x: whole, y: plain } : { x: plain, y: whole };
    return config("bar", rows.map((row) => row.name), [dataset], { indexAxis: across ? "y" : "x", scales });
}

/** Volumes of months, a colour per kind. */
export function months({ labels, series }) {
    const datasets = series.map((one, place) => ({
        label: one.name,
        data: one.values,
        backgroundColor: color(place),
        maxBarThickness: 36,
    }));
    const scales = { x: { ...plain, stacked: true }, y: { ...whole, stacked: true } };
    return config("bar", labels, datasets, { scales });
}

/** Bars from high to low, with the line of what they come to together. */
export function pareto(rows, lineName) {
    const datasets = [
        { data: rows.map((row) => row.value), backgroundColor: COLORS[0], maxBarThickness: 36, order: 2 },
        {
            type: "line",
            label: lineName,
            data: rows.map((row) => row.percent),
            borderColor: TARGET,
            backgroundColor: TARGET,
            yAxisID: "share",
            pointRadius: 3,
            order: 1,
        },
    ];
    const share = { position: "right", min: 0, max: 100, grid: { display: false }, ticks: { callback: (v) => `${v}%` } };
    return config("bar", rows.map((row) => row.name), datasets, {
        scales: { x: plain, y: whole, share },
        plugins: { legend: { display: false } },
    });
}
