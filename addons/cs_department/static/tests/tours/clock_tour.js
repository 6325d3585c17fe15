import { registry } from "@web/core/registry";

const { DateTime } = luxon;

/** The words of the clocks, checked in the browser that shows them. */
registry.category("web_tour.tours").add("cs_clock_words", {
    steps: () => [
        {
            content: "the page of the department is loaded",
            trigger: ".o_cs_counters",
            run() {
                const words = odoo.loader.modules.get("@cs_department/clock/clock_words");
                const now = DateTime.fromISO("2026-03-04T10:00:00");
                const at = (minutes) => now.plus({ minutes });
                const expect = (what, seen, wanted) => {
                    if (seen !== wanted) {
                        throw new Error(`${what}: “${seen}” instead of “${wanted}”`);
                    }
                };
                for (const [left, riskIn, level, text] of [
                    [0.5, null, "risk", "under 1 min"],
                    [45, null, "risk", "45 min"],
                    [59.9, null, "risk", "59 min"],
                    [60, null, "fine", "1 h"],
                    [125, 10, "fine", "2 h"],
                    [125, 0, "risk", "2 h"],
                    [30, 10, "fine", "30 min"],
                    [24 * 60 - 1, null, "fine", "23 h"],
                    [3 * 24 * 60, null, "fine", "3 d"],
                    [0, null, "risk", "under 1 min"],
                    [-0.5, null, "late", "under 1 min late"],
                    [-185, -300, "late", "3 h late"],
                    [-2 * 24 * 60, null, "late", "2 d late"],
                ]) {
                    const reading = words.readDeadline(
                        at(left),
                        riskIn === null ? false : at(riskIn),
                        now
                    );
                    expect(`${left} min left`, reading.text, text);
                    expect(`level at ${left} min`, reading.level, level);
                }
                expect("no deadline", words.readDeadline(false, false, now).level, "none");

                const clock = {
                    state: "running",
                    target_minutes: 100,
                    spent_minutes: 50,
                    running_since: at(-10),
                    due_at: at(30),
                };
                expect("half before, a quarter of the rest", words.shareUsed(clock, now), 0.625);
                expect("paused", words.shareUsed({ ...clock, state: "paused" }, now), 0.5);
                expect("long overdue", words.shareUsed(clock, at(500)), 1);
                expect("more than all", words.shareUsed({ ...clock, state: "missed", spent_minutes: 300 }, now), 1);
                expect("no target", words.shareUsed({ ...clock, due_at: at(-10) }, now), 1);
            },
        },
    ],
});
