"""A preview of service targets says what then happens."""

from datetime import timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from odoo.addons.cs_department.core import clock as core_clock
from odoo.addons.cs_department.models.preview.targets import _Targets
from odoo.addons.cs_department.models.rulebook.clock_type import CLOCK_TYPES

from tests.cs_department.preview_case import PreviewCase, moment

BEGIN = moment("2026-03-02 00:30")
UNTIL = moment("2026-03-20 11:00")


class Undo(Exception):
    """Ends one example of a property and takes back what it did."""


class TargetsCase(PreviewCase):
    maxDiff = None

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["cs.sla.rule"].search([]).unlink()
        cls.severe, cls.mild = cls.env["cs.severity"].create(
            [{"name": "Grave", "level": 8}, {"name": "Mild", "level": 9}]
        )
        cls.around = cls.env["resource.calendar"].create(
            {**cls.calendar.copy_data()[0], "name": "Long hours", "tz": "Asia/Shanghai"}
        )
        cls.around.attendance_ids.filtered(lambda line: line.hour_to == 18).hour_to = 21
        cls.other_team.resource_calendar_id = cls.around
        # a closure in the middle: hours are not only weeks
        cls.env["resource.calendar.leaves"].create(
            {
                "name": "Closed",
                "calendar_id": cls.calendar.id,
                "date_from": "2026-03-09 16:00:00",
                "date_to": "2026-03-10 15:59:59",
            }
        )

    def make_rule(self, targets, **values):
        return self.env["cs.sla.rule"].create({"name": "Rule", "target_ids": lines(targets), **values})

    def happened(self, tickets):
        """Ticket id → measure → value, from the clocks that really ran."""
        self.env.flush_all()
        self.env.invalidate_all()
        found = {}
        for ticket in tickets:
            values = found.setdefault(ticket.id, {})
            for clock in ticket.sudo().clock_ids.filtered(lambda c: c.state != "cancelled"):
                kind = clock.clock_type
                overrun = clock.overrun_minutes
                if clock.state in ("running", "paused"):
                    overrun = core_clock.overrun(clock._core_state(), clock._time(), UNTIL)
                if clock.breached:
                    values[f"{kind}_late"] = values.get(f"{kind}_late", 0) + max(overrun, 1 / 60)
                    if not clock.task_id:
                        values["late"] = values.get("late", 0) + 1
                if clock.warned:
                    values[f"{kind}_warned"] = values.get(f"{kind}_warned", 0) + 1
                if clock.due_at:
                    values[f"{kind}_due"] = {"at": clock.due_at.isoformat()}
        return found

    def in_order(self, tickets, outcomes):
        """Outcomes of the cases in the order of the set, to compare two sets."""
        return [outcomes.get(ticket.id, {}) for ticket in tickets]

    # -- what people do ------------------------------------------------------------

    def lives_of(self, script):
        """A set of cases that lives a script: list of (minute, case, deed, argument)."""
        tickets, deeds = [], []
        cases = sorted({case for _minute, case, _deed, _argument in script})
        for case in cases:
            born = min(minute for minute, number, _deed, _argument in script if number == case)
            deeds.append((BEGIN + timedelta(minutes=born), lambda case=case: tickets.append(self.born(case))))
        for minute, case, deed, argument in sorted(script, key=lambda step: step[0]):
            number = cases.index(case)
            deeds.append(
                (
                    BEGIN + timedelta(minutes=minute),
                    lambda n=case, d=deed, a=argument: self.do(next(t for t in tickets if t.order_ref == str(n)), d, a),
                )
            )
            del number
        self.live(tickets, deeds, UNTIL)
        return sorted(tickets, key=lambda ticket: int(ticket.order_ref))

    def born(self, case):
        kind = self.complaint if case % 2 else self.enquiry
        return self.make_ticket(kind_id=kind.id, order_ref=str(case), user_id=self.agent.id).sudo()

    def do(self, ticket, deed, argument):
        """One deed, where the state of the case allows it."""
        state, tasks = ticket.state, ticket.task_ids.filtered(lambda task: task.state in ("todo", "doing"))
        live = state in ("new", "open", "waiting")
        if deed == "wait" and live:
            self.wait_for_customer(ticket)
        elif deed == "resume" and state == "waiting":
            ticket.resume()
        elif deed == "answer" and (live or state == "resolved"):
            ticket.answer("We look into it")
        elif deed == "severity":
            ticket.write({"severity_id": [False, self.severe.id, self.mild.id][argument % 3]})
        elif deed == "category":
            ticket.write({"category_id": [self.category.id, self.other_category.id][argument % 2]})
        elif deed == "team" and live:
            ticket.transfer(team=[self.team, self.other_team][argument % 2].id, reason="Theirs")
            ticket.accept()
        elif deed == "verify":
            ticket.verify(["valid", "invalid"][argument % 2])
        elif deed == "dispatch" and live:
            ticket.dispatch(self.engineering, steps=[("verify", "do"), ("do",)][argument % 2], name="Look")
        elif deed == "take" and tasks:
            tasks[:1].start()
        elif deed == "done" and tasks:
            tasks[:1].done("Seen")
        elif deed == "drop" and tasks:
            tasks[:1].cancel("Not needed")
        elif (
            deed == "resolve"
            and live
            and not ticket.task_ids.filtered(lambda t: t.state in ("waiting", "todo", "doing"))
        ):
            self.resolve(ticket)
        elif deed == "close" and state == "resolved" and not ticket._owing_report():
            ticket.close()
        elif deed == "reopen" and state in ("resolved", "closed"):
            ticket.reopen("Still dripping")
        elif (
            deed == "cancel"
            and live
            and not ticket.task_ids.filtered(lambda t: t.state in ("waiting", "todo", "doing"))
        ):
            ticket.cancel("By mistake")

    # -- the proof -------------------------------------------------------------------

    def prove(self, script, rule, changed):
        """Today's side is what happened, the other side what happens with the change in force."""
        first = self.lives_of(script)
        draft = self.make_draft(rule, **changed)
        preview = self.preview_of(draft, UNTIL)
        self.assertEqual(preview.state, "done", preview.failure)
        today, then = self.outcomes(preview, "today"), self.outcomes(preview, "then")
        self.assertEqual(rounded(self.in_order(first, today)), rounded(self.in_order(first, self.happened(first))))
        change = draft.change_id
        change.with_user(self.manager).write({"reason": "Tried"})
        change.with_user(self.manager).action_put_in_force()
        self.env.flush_all()
        second = self.lives_of(script)
        self.assertEqual(rounded(self.in_order(first, then)), rounded(self.in_order(second, self.happened(second))))
        return preview, first, second


def lines(targets):
    return [(5, 0, 0)] + [(0, 0, dict(target)) for target in targets]


def rounded(outcomes):
    """Minutes to the second."""
    return [
        {key: round(value, 3) if isinstance(value, float) else value for key, value in values.items()}
        for values in outcomes
    ]


GENERAL = [
    {"clock_type": "first_response", "amount": 4, "unit": "hour"},
    {"clock_type": "next_update", "amount": 1, "unit": "day"},
    {"clock_type": "verification", "amount": 0, "unit": "day"},
    {"clock_type": "resolution", "amount": 3, "unit": "day"},
    {"clock_type": "task_do", "amount": 1, "unit": "day", "pausable": False},
]
SHORTER = [
    {"clock_type": "first_response", "amount": 1, "unit": "hour"},
    {"clock_type": "next_update", "amount": 4, "unit": "hour", "pausable": False},
    {"clock_type": "resolution", "amount": 1, "unit": "day", "pausable": False},
    {"clock_type": "regulator", "amount": 6, "unit": "hour", "basis": "elapsed", "pausable": False},
    {"clock_type": "task_do", "amount": 2, "unit": "hour", "pausable": True},
]
DAY = 24 * 60
SCRIPT = [
    # answered late, waits over the closure, reopened, done by a department
    (0, 1, "answer", 0),
    (60, 1, "wait", 0),
    (DAY + 300, 1, "resume", 0),
    (2 * DAY, 1, "dispatch", 1),
    (2 * DAY + 200, 1, "take", 0),
    (3 * DAY, 1, "done", 0),
    (3 * DAY + 60, 1, "resolve", 0),
    (5 * DAY, 1, "reopen", 0),
    (9 * DAY, 1, "resolve", 0),
    # classified anew while it waits, moved to a team with other hours
    (100, 2, "severity", 1),
    (300, 2, "wait", 0),
    (400, 2, "severity", 2),
    (DAY, 2, "team", 1),
    (DAY + 500, 2, "resume", 0),
    (2 * DAY, 2, "answer", 0),
    (4 * DAY, 2, "verify", 0),
    # nobody does anything
    (700, 3, "severity", 0),
    (800, 4, "answer", 0),
    (801, 4, "resolve", 0),
    (900, 5, "cancel", 0),
]


class TestPreviewTargets(TargetsCase):
    def test_counts_of_the_preview_are_those_that_then_come_about(self):
        rule = self.make_rule(GENERAL)
        preview, first, second = self.prove(SCRIPT, rule, {"target_ids": lines(SHORTER)})
        counts = self.counts(preview)
        lived = self.happened(second)
        for measure in ("late", "resolution_late", "first_response_late", "regulator_late", "task_do_late"):
            now = sum(1 for t in first if self.happened(first)[t.id].get(measure))
            then = sum(1 for t in second if lived[t.id].get(measure))
            self.assertEqual(counts.get(measure, (0, 0)), (now, then), measure)
        self.assertGreater(counts["late"][1], counts["late"][0])

    def test_a_draft_for_grave_cases_only_changes_those(self):
        rule = self.make_rule(GENERAL)
        self.prove(SCRIPT, rule, {"severity_ids": [(6, 0, self.severe.ids)], "target_ids": lines(SHORTER)})

    def test_the_first_team_of_a_database_counts_in_its_own_hours(self):
        team = self.env["cs.team"].with_context(active_test=False).browse(1)
        self.assertTrue(team.exists(), "the team that comes with the product")
        working, elapsed = (self.env["cs.sla.target"].new({"basis": basis}) for basis in ("working", "elapsed"))
        targets, facts = _Targets(self.env["cs.sla.rule"], team.company_id, {}), {"team_id": team.id}
        self.assertEqual(targets.hours(working, facts)[0], team.resource_calendar_id.id)
        self.assertFalse(targets.hours(elapsed, facts)[0])

    def test_another_place_in_the_order_counts_too(self):
        self.make_rule(SHORTER, sequence=20, severity_ids=[(6, 0, self.mild.ids)])
        rule = self.make_rule(GENERAL, sequence=10)
        self.prove(SCRIPT, rule, {"sequence": 30})

    def test_taking_a_rule_away_is_previewed_too(self):
        self.make_rule(GENERAL, sequence=20)
        rule = self.make_rule(SHORTER, sequence=10)
        first = self.lives_of(SCRIPT)
        preview = self.preview_of(rule, UNTIL)
        self.assertTrue(preview.removes)
        rule.with_context(cs_change_reason="Tried").action_archive()
        second = self.lives_of(SCRIPT)
        then = self.outcomes(preview, "then")
        self.assertEqual(rounded(self.in_order(first, then)), rounded(self.in_order(second, self.happened(second))))


clock_types = st.sampled_from([clock_type for clock_type, _label in CLOCK_TYPES])
targets = st.lists(
    st.fixed_dictionaries(
        {
            "clock_type": clock_types,
            "amount": st.sampled_from([0.5, 1, 2, 3, 8]),
            "unit": st.sampled_from(["hour", "day"]),
            "basis": st.sampled_from(["working", "elapsed"]),
            "pausable": st.booleans(),
            "warn_percent": st.sampled_from([0, 50, 80, 100]),
        }
    ),
    max_size=6,
    unique_by=lambda target: target["clock_type"],
)
deeds = st.sampled_from(
    [
        "wait",
        "resume",
        "answer",
        "severity",
        "category",
        "team",
        "verify",
        "dispatch",
        "take",
        "done",
        "drop",
        "resolve",
        "close",
        "reopen",
        "cancel",
    ]
)
steps = st.tuples(st.integers(0, 17 * DAY), st.integers(1, 3), deeds, st.integers(0, 5))
scopes = st.sampled_from(["every", "severe", "mild", "complaint", "category"])


class TestPreviewTargetsProperty(TargetsCase):
    def scope_of(self, name):
        nothing = {"severity_ids": [(5, 0, 0)], "kind_ids": [(5, 0, 0)], "category_ids": [(5, 0, 0)]}
        return (
            nothing
            | {
                "every": {},
                "severe": {"severity_ids": [(6, 0, self.severe.ids)]},
                "mild": {"severity_ids": [(6, 0, self.mild.ids)]},
                "complaint": {"kind_ids": [(6, 0, self.complaint.ids)]},
                "category": {"category_ids": [(6, 0, self.category.ids)]},
            }[name]
        )

    @settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
    @given(st.lists(steps, min_size=3, max_size=25), targets, targets, targets, scopes, scopes)
    def test_whatever_people_do_and_whatever_changes(self, script, general, before, after, scope, new_scope):
        try:
            with self.env.cr.savepoint():
                self.make_rule(general, sequence=50)
                rule = self.make_rule(before, sequence=10, **self.scope_of(scope))
                self.prove(script, rule, {"target_ids": lines(after), "name": "Other", **self.scope_of(new_scope)})
                raise Undo
        except Undo:
            self.env.invalidate_all()
            self.env.registry.clear_all_caches()
