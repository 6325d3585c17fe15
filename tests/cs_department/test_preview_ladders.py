"""A preview of escalation says what is then told."""

from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st

from tests.cs_department.test_preview_targets import DAY, GENERAL, SCRIPT, TargetsCase, Undo

LEVELS = [
    {"clock_type": "first_response", "when": "before", "amount": 20, "unit": "percent", "role": "agent"},
    {"clock_type": "resolution", "when": "before", "amount": 1, "unit": "day", "role": "agent"},
    {"clock_type": "resolution", "when": "at", "role": "supervisor"},
    {"clock_type": "task", "when": "at", "role": "department_head"},
    {"clock_type": "urged", "when": "urged", "amount": 2, "unit": "time", "role": "supervisor"},
]
EARLIER = [
    {"clock_type": "first_response", "when": "start", "role": "supervisor"},
    {"clock_type": "resolution", "when": "before", "amount": 50, "unit": "percent", "role": "agent"},
    {"clock_type": "resolution", "when": "before", "amount": 1, "unit": "day", "role": "supervisor"},
    {"clock_type": "resolution", "when": "after", "amount": 2, "unit": "hour", "role": "manager"},
    {"clock_type": "next_update", "when": "at", "role": "supervisor"},
    {"clock_type": "task", "when": "before", "amount": 10, "unit": "percent", "role": "department_head"},
    {"clock_type": "urged", "when": "urged", "amount": 1, "unit": "time", "role": "manager"},
]
DEEDS = [
    "wait",
    "resume",
    "answer",
    "severity",
    "category",
    "team",
    "verify",
    "dispatch",
    "done",
    "resolve",
    "reopen",
    "urge",
]
scripts = st.lists(
    st.tuples(st.integers(0, 8 * DAY), st.integers(0, 2), st.sampled_from(DEEDS), st.integers(0, 2)),
    min_size=4,
    max_size=14,
)


class LaddersCase(TargetsCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.cs_urge_minutes = 0
        cls.engineering.manager_id = cls.employee_of[cls.engineer]

    def make_ladder(self, levels, **values):
        lines = [(0, 0, dict(level)) for level in levels]
        return self.env["cs.escalation.rule"].create({"name": "Ladder", "level_ids": lines, **values})

    def do(self, ticket, deed, argument):
        if deed == "urge" and ticket.state in ("new", "open", "waiting"):
            return ticket.urge("Well?")
        return super().do(ticket, deed, argument)

    def happened(self, tickets):
        """Ticket id → measure → how often, from the ledger."""
        self.env.flush_all()
        self.env.invalidate_all()
        found = {}
        for ticket in tickets:
            values = found.setdefault(ticket.id, {})
            for step in ticket.sudo().escalation_ids:
                for measure in self.env["cs.escalation.level"]._preview_kinds(step.level_id.id):
                    values[measure] = values.get(measure, 0) + 1
        return found


class TestPreviewOfLadders(LaddersCase):
    def test_what_the_preview_counts_is_what_is_then_told(self):
        self.make_rule(GENERAL)
        ladder = self.make_ladder(LEVELS)
        script = [*SCRIPT, (90, 2, "urge", 0), (2 * DAY, 2, "urge", 0), (2 * DAY, 1, "urge", 0)]
        preview, first, _second = self.prove(script, ladder, {"level_ids": lines(EARLIER)})
        counts = self.counts(preview)
        self.assertLess(counts["told"][0], len(first) + 1)
        self.assertTrue(counts["told_manager"][1])

    def test_on_any_lives_the_preview_tells_what_then_happens(self):
        self.make_rule(GENERAL)
        self.make_rule(
            [{"clock_type": "resolution", "amount": 2, "unit": "day"}],
            sequence=1,
            severity_ids=[(6, 0, self.severe.ids)],
        )
        ladder = self.make_ladder(LEVELS)
        self.make_ladder(EARLIER[1:3], sequence=1, category_ids=[(6, 0, self.other_category.ids)])

        # shrinking lives through each case twice: the first failing one must do
        @settings(
            max_examples=12,
            phases=[Phase.explicit, Phase.reuse, Phase.generate],
            deadline=None,
            suppress_health_check=list(HealthCheck),
        )
        @given(scripts)
        # a level told under one ladder, before the case comes under another
        @example([(0, 0, "wait", 0), (5363, 2, "category", 1), (0, 2, "severity", 0)])
        def prove(script):
            try:
                with self.env.cr.savepoint():
                    self.prove(script, ladder, {"level_ids": lines(EARLIER)})
                    raise Undo
            except Undo:
                self.env.invalidate_all()
                self.env.registry.clear_cache()

        prove()


def lines(levels):
    return [(5, 0, 0)] + [(0, 0, dict(level)) for level in levels]
