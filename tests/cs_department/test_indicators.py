"""Every shipped indicator on a small February, with the arithmetic written out; and what happens when one fails."""

from datetime import date, datetime, timedelta
from decimal import Decimal

from odoo import Command
from odoo.addons.cs_department.core.evidence import Fact
from odoo.exceptions import ValidationError
from odoo.fields import Domain

from tests.common import CsCase

BEGIN, END = date(2026, 2, 1), date(2026, 2, 28)
#: the first and the last second of February in Shanghai, as the database keeps them
FIRST, LAST = datetime(2026, 1, 31, 16, 0, 0), datetime(2026, 2, 28, 15, 59, 59)
NOON = datetime(2026, 2, 10, 4, 0)
SECOND = timedelta(seconds=1)


class IndicatorCase(CsCase):
    """``a`` is the agent, ``b`` agent2; records are made as the system has them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.indicators = cls.env["cs.indicator"]
        cls.known = cls.indicators._of_company(cls.company)
        cls.a, cls.b = cls.employee_of[cls.agent], cls.employee_of[cls.agent2]
        cls.people = cls.a | cls.b

    @classmethod
    def tickets(cls, count, user, **values):
        """So many cases of somebody, with figures that only the machinery writes."""
        cases = cls.env["cs.ticket"].create(
            [
                {
                    "name": f"Case {n}",
                    "kind_id": cls.enquiry.id,
                    "category_id": cls.category.id,
                    "partner_id": cls.customer.id,
                    "description": "Since this morning.",
                    "user_id": user.id,
                }
                for n in range(count)
            ]
        )
        cases.clock_ids.sudo().unlink()
        cases._system_write({"registered_at": NOON, "repeat_of_id": False, "user_id": user.id, **values})
        return cases

    @classmethod
    def clocks(cls, tickets, clock_type="resolution", state="met", **values):
        return cls.env["cs.clock"].create(
            [
                {
                    "ticket_id": ticket.id,
                    "clock_type": clock_type,
                    "state": state,
                    "target_minutes": 60,
                    "spent_minutes": 30,
                    "started_at": NOON,
                    "stopped_at": NOON,
                    **values,
                }
                for ticket in tickets
            ]
        )

    def read(self, *codes, people=None, by=("person",), **more):
        """Code → key → fact; of one person the key is the person."""
        asked = self.indicators.union(*(self.known[code] for code in codes))
        people = self.people if people is None else people
        found = asked._read(BEGIN, END, self.company, people=people, by=by, **more)
        return {indicator.code: found[indicator.id] for indicator in asked}

    def values(self, code, people=None):
        """The figures of a and b."""
        found = self.read(code, people=people)[code]
        self.assertFalse([fact.error for fact in found.values() if fact.error])
        return [found[person.id,].value for person in self.people]

    def define(self, **values):
        indicator = self.indicators.create(
            {
                "name": values.get("code", "Mine"),
                "code": "mine",
                "model": "cs.ticket",
                "person_field": "user_id",
                "date_field": "registered_at",
                "company_id": self.company.id,
                **values,
            }
        )
        self.known = self.indicators._of_company(self.company)
        return indicator


class TestShippedIndicators(IndicatorCase):
    def test_cases_count_for_their_responsible_unless_cancelled_or_merged(self):
        self.tickets(3, self.agent)
        self.tickets(1, self.agent, state="cancelled")
        self.tickets(1, self.agent, state="cancelled", active=False)  # merged into another
        self.tickets(2, self.agent2, state="resolved", resolved_at=NOON)
        self.assertEqual(self.values("cases_registered"), [3, 2])
        self.assertEqual(self.values("cases_resolved"), [0, 2])

    def test_a_day_begins_and_ends_in_the_time_zone_of_the_company(self):
        for moment in (FIRST - SECOND, FIRST, LAST, LAST + SECOND):
            self.tickets(1, self.agent, registered_at=moment)
        self.assertEqual(self.values("cases_registered"), [2, 0])
        by_day = self.read("cases_registered", by=("day",))["cases_registered"]
        self.assertEqual(len(by_day), 28)
        self.assertEqual({day: fact.value for (day,), fact in by_day.items() if fact.value}, {BEGIN: 1, END: 1})

    def test_in_time_is_the_share_of_stopped_clocks_that_were_kept(self):
        # a: 4 of 5 resolutions kept = 80 %; b: 1 of 3 first responses = 33.3 %
        cases = self.tickets(5, self.agent)
        self.clocks(cases[:4])
        late = self.clocks(cases[4:], state="missed")
        others = self.tickets(3, self.agent2)
        self.clocks(others[0], "first_response")
        self.clocks(others[1:], "first_response", "missed")
        # still running, no longer asked, or of a cancelled case: not counted
        self.clocks(cases[:1], state="running", stopped_at=False, breached=True, due_at=NOON)
        self.clocks(cases[:1], state="cancelled")
        self.clocks(self.tickets(1, self.agent, state="cancelled"), state="missed")
        self.assertEqual(self.values("resolved_in_time"), [Decimal("80.0"), None])
        self.assertEqual(self.values("first_response_in_time"), [None, Decimal("33.3")])
        self.assertEqual(self.values("overdue"), [1, 0])
        fact = self.read("resolved_in_time", evidence=True)["resolved_in_time"][self.a.id,]
        self.assertEqual((fact.good, fact.counted, fact.bad_ids), (4, 5, tuple(late.ids)))

    def test_minutes_are_averaged_over_the_clocks(self):
        # (30 + 30 + 45) / 3 = 35; (20 + 21) / 2 = 20.5
        cases = self.tickets(3, self.agent)
        self.clocks(cases[:2])
        self.clocks(cases[2], spent_minutes=45)
        others = self.tickets(2, self.agent2)
        self.clocks(others[0], spent_minutes=20)
        self.clocks(others[1], spent_minutes=21)
        self.clocks(cases[0], "first_response", spent_minutes=7.25)
        self.assertEqual(self.values("resolution_minutes"), [Decimal("35.0"), Decimal("20.5")])
        self.assertEqual(self.values("first_response_minutes"), [Decimal("7.3"), None])

    def test_solved_the_first_time_is_what_was_not_opened_again(self):
        # 2 of 3 = 66.7 %
        self.tickets(2, self.agent, state="closed", resolved_at=NOON)
        again = self.tickets(1, self.agent, state="resolved", resolved_at=NOON, reopen_count=1)
        self.tickets(1, self.agent, reopen_count=1)  # open again: not resolved yet
        self.assertEqual(self.values("solved_first_time"), [Decimal("66.7"), None])
        fact = self.read("solved_first_time", evidence=True)["solved_first_time"][self.a.id,]
        self.assertEqual(fact.bad_ids, tuple(again.ids))

    def test_steps_of_cases_are_counted_one_by_one(self):
        case = self.tickets(1, self.agent)
        rows = [("reopened", self.supervisor), ("reopened", self.supervisor), ("transfer", self.agent2)]
        self.env["cs.ticket.event"].create(
            [
                {"ticket_id": case.id, "at": NOON, "event_type": kind, "user_id": user.id}
                for kind, user in [*rows, ("promise_broken", self.supervisor)]
            ]
        )
        # opened again: whose case it is; passed on: who passed it on
        self.assertEqual(self.values("reopened"), [2, 0])
        self.assertEqual(self.values("transferred_away"), [0, 1])
        self.assertEqual(self.values("promises_broken"), [1, 0])

    def test_a_repeat_counts_for_the_earlier_case(self):
        first = self.tickets(4, self.agent, state="closed", resolved_at=NOON)
        self.tickets(1, self.agent2, repeat_of_id=first[0].id)
        self.assertEqual(self.values("repeats"), [1, 0])
        # 1 repeat by 4 resolved cases = 25 %; b has resolved nothing
        self.assertEqual(self.values("repeat_rate"), [Decimal("25.0"), None])

    def test_complaints_and_their_rate(self):
        # a: 1 of 4 cases = 25 %; b: none of one
        self.tickets(1, self.agent, kind_id=self.complaint.id)
        self.tickets(3, self.agent)
        self.tickets(1, self.agent2)
        self.assertEqual(self.values("complaints"), [1, 0])
        self.assertEqual(self.values("complaint_rate"), [Decimal("25.0"), Decimal("0.0")])

    def test_a_justified_complaint_counts_for_whom_it_is_about(self):
        found = {"kind_id": self.complaint.id, "validity": "valid", "state": "closed", "resolved_at": NOON}
        self.tickets(2, self.agent, blamed_id=self.b.id, **found)
        self.tickets(1, self.agent, blamed_id=self.b.id, **{**found, "validity": "invalid"})
        self.tickets(1, self.agent, **found)  # about nobody
        self.assertEqual(self.values("complaint_justified"), [0, 2])

    def test_callbacks_count_for_the_caller_and_their_result_for_the_responsible(self):
        rule = self.env["cs.callback.rule"].search([], limit=1)
        case = self.tickets(1, self.agent)
        shared = {
            "rule_id": rule.id,
            "company_id": self.company.id,
            "ticket_id": case.id,
            "user_id": self.agent2.id,
            "event_at": NOON,
            "ready_at": NOON,
            "done_at": NOON,
            "state": "done",
            "result": "satisfied",
        }
        rows = [{}, {"late": True, "result": "unsatisfied"}, {"result": "satisfied"}, {"state": "cancelled"}]
        rows += [{"state": "given_up", "late": True, "result": False}, {"state": "todo", "done_at": False}]
        self.env["cs.callback"].create([{**shared, **row} for row in rows])
        # ended: done, done late, done, given up late: 2 of 4 in time
        self.assertEqual(self.values("callbacks_in_window"), [None, Decimal("50.0")])
        # with a result: 2 of 3 satisfied, for the responsible of the case
        self.assertEqual(self.values("callback_satisfied"), [Decimal("66.7"), None])

    def test_satisfaction_is_that_of_named_answers(self):
        survey = self.env["survey.survey"].create({"title": "Short form"})
        cases = self.tickets(4, self.agent)
        shared = {
            "company_id": self.company.id,
            "survey_id": survey.id,
            "partner_id": self.customer.id,
            "planned_at": NOON,
            "asked_at": NOON,
            "expires_at": NOON + timedelta(days=30),
        }
        answered = {"state": "answered", "answered_at": NOON}
        rows = [{**answered, "score": 80}, {**answered, "score": 95.5}, {"state": "asked"}]
        rows += [{"state": "asked", "anonymous": True}]
        self.env["cs.survey.invitation"].create(
            [{**shared, "ticket_id": case.id, **row} for case, row in zip(cases, rows, strict=True)]
        )
        # (80 + 95.5) / 2 = 87.75, half up
        self.assertEqual(self.values("satisfaction_score"), [Decimal("87.8"), None])
        # named invitations: two of three answered
        self.assertEqual(self.values("response_rate"), [Decimal("66.7"), None])
        whole = self.read("surveys_asked", people=None, by=())["surveys_asked"]
        self.assertEqual(whole[()].value, 3)
        everybody = self.known["surveys_asked"]._read(BEGIN, END, self.company, by=())
        self.assertEqual(everybody[self.known["surveys_asked"].id][()].value, 4)

    def test_attendance_leaves_out_leave_and_what_was_excused(self):
        template = self.env["cs.shift.template"].create(
            {"name": "Early", "code": "E", "span_ids": [Command.create({"start": 8, "end": 16})]}
        )
        roster = self.env["cs.roster"].create(
            {"team_id": self.team.id, "date_from": BEGIN, "date_to": END, "employee_ids": [Command.set(self.a.ids)]}
        )
        rows = [
            {"state": "done"},
            {"state": "late", "is_late": True},
            {"state": "early", "is_early": True, "settled": "excused"},
            {"state": "absent", "is_absent": True, "settled": "confirmed"},
            {"state": "leave"},
        ]
        shifts = self.env["cs.shift"].create(
            [
                {
                    "roster_id": roster.id,
                    "employee_id": self.a.id,
                    "date": BEGIN + timedelta(n),
                    "template_id": template.id,
                }
                for n in range(len(rows))
            ]
        )
        self.env["cs.shift.attendance"].create(
            [
                {
                    "shift_id": shift.id,
                    "employee_id": self.a.id,
                    "team_id": self.team.id,
                    "company_id": self.company.id,
                    "date": shift.date,
                    **row,
                }
                for shift, row in zip(shifts, rows, strict=True)
            ]
        )
        # as planned or excused: 2 of 4, leave not counted
        self.assertEqual(self.values("attendance"), [Decimal("50.0"), None])
        self.assertEqual(self.values("times_late"), [1, 0])
        self.assertEqual(self.values("times_early"), [0, 0])
        self.assertEqual(self.values("times_absent"), [1, 0])

    def test_overtime_is_what_was_approved(self):
        template = self.env["cs.shift.template"].create(
            {"name": "Early", "code": "E", "span_ids": [Command.create({"start": 8, "end": 16})]}
        )
        begin = datetime(2026, 2, 10, 10, 0)
        with self.at("2026-02-01 01:00"):
            for days, hours, state in ((0, 2, "approved"), (1, 1.5, "approved"), (2, 3, "refused")):
                request = self.env["cs.overtime.request"].create(
                    {
                        "employee_id": self.a.id,
                        "template_id": template.id,
                        "start_at": begin + timedelta(days=days),
                        "end_at": begin + timedelta(days=days, hours=hours),
                        "reason": "Storm",
                    }
                )
                request.state = state
        self.assertEqual(self.values("overtime_minutes"), [210, 0])
        # 210 / 60 = 3.5
        self.assertEqual(self.values("overtime_hours"), [Decimal("3.5"), Decimal("0.0")])

    def test_handovers_signed_by_those_who_owed_them(self):
        post = self.env["cs.duty.post"].create({"name": "Desk"})
        shared = {"post_id": post.id, "company_id": self.company.id, "opened_at": NOON, "snapshot_at": NOON}
        done = {"state": "done", "giver_id": self.a.id, "given_at": NOON, "taker_id": self.b.id, "taken_at": NOON}
        first, second = self.env["cs.handover"].create(
            [{**shared, **done, "ends_at": NOON + timedelta(hours=n)} for n in range(2)]
        )
        lapse = {"post_id": post.id, "company_id": self.company.id, "employee_id": self.a.id, "at": NOON}
        self.env["cs.handover.lapse"].create(
            [
                {**lapse, "handover_id": first.id, "kind": "give"},
                {**lapse, "handover_id": second.id, "kind": "take", "excused_at": NOON},
                {**lapse, "handover_id": second.id, "kind": "unrecorded", "amount": 3},
            ]
        )
        # a: gave two, missed one (the other is excused): 2 of 3; b took two
        self.assertEqual(self.values("handover_signed"), [Decimal("66.7"), Decimal("100.0")])
        self.assertEqual(self.values("handover_unrecorded"), [3, 0])

    def test_every_shipped_indicator_is_sound_and_says_what_it_is(self):
        for indicator in self.indicators.search([]):
            indicator._checked()
            self.assertTrue(indicator.sentence.endswith("."), indicator.code)
            self.assertFalse(indicator.trial["error"], indicator.code)


class TestReading(IndicatorCase):
    def test_cells_are_those_that_were_asked_for(self):
        self.tickets(2, self.agent)
        self.tickets(1, self.outsider)
        of_people = self.read("cases_registered")["cases_registered"]
        self.assertEqual({key: fact.value for key, fact in of_people.items()}, {(self.a.id,): 2, (self.b.id,): 0})
        everybody = self.known["cases_registered"]._read(BEGIN, END, self.company)[self.known["cases_registered"].id]
        self.assertEqual(
            {key: fact.value for key, fact in everybody.items()},
            {(self.a.id,): 2, (self.employee_of[self.outsider].id,): 1},
        )
        self.assertEqual(self.read("cases_registered", by=())["cases_registered"][()].value, 2)

    def test_users_without_an_employee_are_nobody_together(self):
        self.tickets(1, self.privileged)
        self.tickets(2, self.env["res.users"])
        indicator = self.known["cases_registered"]
        found = indicator._read(BEGIN, END, self.company, evidence=True)[indicator.id]
        self.assertEqual(found[False,].value, 3)
        self.assertEqual(len(found[False,].ids), 3)

    def test_weeks_months_and_teams(self):
        self.tickets(1, self.agent, team_id=self.team.id)
        self.tickets(1, self.agent, team_id=self.other_team.id, registered_at=LAST)
        found = self.read("cases_registered", by=("team", "week"))["cases_registered"]
        self.assertEqual(
            {key: fact.value for key, fact in found.items()},
            {(self.team.id, date(2026, 2, 9)): 1, (self.other_team.id, date(2026, 2, 23)): 1},
        )
        self.assertEqual(self.read("cases_registered", by=("month",))["cases_registered"][BEGIN,].value, 2)

    def test_further_conditions_of_a_dashboard_reach_into_formulas(self):
        self.tickets(1, self.agent, kind_id=self.complaint.id)
        self.tickets(3, self.agent)
        where = {"cs.ticket": Domain("kind_id", "=", self.complaint.id)}
        found = self.read("cases_registered", "complaint_rate", where=where)
        self.assertEqual(found["cases_registered"][self.a.id,].value, 1)
        self.assertEqual(found["complaint_rate"][self.a.id,].value, 100)

    def test_the_sample_of_a_formula_of_numbers_is_not_the_smallest_number(self):
        self.tickets(3, self.agent)
        found = self.read("complaint_rate")["complaint_rate"][self.a.id,]
        self.assertEqual((found.value, found.counted), (0, 3), "no complaint of three cases, not of none")
        self.define(code="of_shares", source="formula", formula="solved_first_time + cases_registered")
        self.assertEqual(self.read("of_shares")["of_shares"][self.a.id,].counted, 0, "nothing is resolved")

    def test_the_list_behind_a_figure_has_exactly_its_records(self):
        cases = self.tickets(4, self.agent, state="closed", resolved_at=NOON)
        cases[0]._system_write({"reopen_count": 1})
        self.tickets(2, self.agent2, state="closed", resolved_at=NOON)
        indicator = self.known["solved_first_time"]
        fact = self.read("solved_first_time", evidence=True)["solved_first_time"][self.a.id,]
        span = (BEGIN, END, self.company)
        listed = self.env["cs.ticket"].search(indicator._records_domain(*span, person=self.a))
        self.assertEqual(sorted(listed.ids), list(fact.ids))
        against = self.env["cs.ticket"].search(indicator._records_domain(*span, person=self.a, good=False))
        self.assertEqual(sorted(against.ids), list(fact.bad_ids))
        stranger = self.env["hr.employee"].create({"name": "No user"})
        self.assertFalse(self.env["cs.ticket"].search(indicator._records_domain(*span, person=stranger)))
        kept = self.indicators._open("cs.ticket", fact.ids, "Evidence")
        self.assertEqual(self.env["cs.ticket"].search(kept["domain"]), cases.sorted())

    def test_another_company_is_another_figure(self):
        elsewhere = self.env["res.company"].create({"name": "Elsewhere"})
        self.tickets(1, self.agent)
        indicator = self.known["cases_registered"]
        self.assertEqual(indicator._read(BEGIN, END, elsewhere, by=())[indicator.id][()].value, 0)

    def test_one_that_fails_has_its_error_in_its_cells_and_stops_no_other(self):
        self.tickets(2, self.agent)
        broken = self.define(code="broken", domain="[('state', '=', 'new')]")
        # as another version of the addon had left it
        self.env.cr.execute("UPDATE cs_indicator SET domain = '[(''gone'', ''='', 1)]' WHERE id = %s", [broken.id])
        self.define(code="over_broken", source="formula", formula="broken / cases_registered")
        self.env.invalidate_all()
        found = self.read("cases_registered", "broken", "over_broken")
        self.assertEqual(found["cases_registered"][self.a.id,].value, 2)
        for person in self.people:
            self.assertIn("gone", found["broken"][person.id,].error)
            self.assertIn("gone", found["over_broken"][person.id,].error)
            self.assertIsNone(found["broken"][person.id,].value)

    def test_a_fault_of_the_database_is_that_of_one_indicator(self):
        self.tickets(1, self.agent)
        hard = self.define(code="hard", domain="[('id', '=', 99999999999999999999)]")
        found = self.read("cases_registered", "hard")
        self.assertEqual(found["cases_registered"][self.a.id,].value, 1)
        fact = found["hard"][self.a.id,]
        self.assertTrue(fact.error or fact.value == 0, hard)

    def test_queries_do_not_grow_with_people_records_or_days(self):
        records = self.indicators.search([("source", "=", "records")])
        formulas = self.indicators.search([("source", "=", "formula")])

        def cost(people, by=("person",)):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            (records | formulas)._read(BEGIN, END, self.company, people=people, by=by, evidence=True)
            return self.env.cr.sql_log_count - before

        cost(self.a)
        few = cost(self.a)
        self.tickets(40, self.agent)
        self.tickets(40, self.agent2)
        everybody = self.env["hr.employee"].search([])
        self.assertGreater(len(everybody), 4)
        self.assertEqual(cost(everybody), few)
        self.assertEqual(cost(everybody, by=("person", "day")), few)
        # one query for each way of looking at records, with two statements for its savepoint
        self.assertLessEqual(few, 3 * len(records._query_groups()) + 8)


class TestDefinitions(IndicatorCase):
    def refused(self, **values):
        with self.assertRaises(ValidationError) as caught:
            self.define(**values)
        return str(caught.exception)

    def test_what_makes_no_sense_is_refused_in_words(self):
        self.assertIn("no condition", self.refused(domain="__import__('os').system('id')"))
        self.assertIn("no condition", self.refused(domain="[('state', '=', uid)]"))
        self.assertIn("gone", self.refused(domain="[('gone', '=', 1)]"))
        self.assertIn("what is counted", self.refused(model=False))
        self.assertIn("no code", self.refused(code="Über"))
        self.assertIn("no code", self.refused(code="min"))
        self.assertIn("looked for", self.refused(aggregate="share"))
        self.assertIn("missing", self.refused(aggregate="sum"))
        self.assertIn("does not fit", self.refused(aggregate="sum", value_field="name"))
        self.assertIn("does not fit", self.refused(person_field="team_id"))
        self.assertIn("does not fit", self.refused(date_field="user_id"))
        self.assertIn("cannot be counted by", self.refused(date_field="child_ids.registered_at"))

    def test_formulas_that_make_no_sense_are_refused_in_words(self):
        self.assertIn("nobody_knows", self.refused(source="formula", formula="nobody_knows + 1"))
        self.assertIn("itself", self.refused(source="formula", formula="mine + 1"))
        self.assertIn("before it is complete", self.refused(source="formula", formula="reopened +"))
        first = self.define(code="first", source="formula", formula="reopened")
        self.define(code="second", source="formula", formula="first + 1")
        with self.assertRaisesRegex(ValidationError, "itself"):
            first.formula = "second"

    def test_a_manager_asks_only_for_what_he_may_read(self):
        mine = self.define().with_user(self.manager)
        mine.with_context(cs_change_reason="Try").domain = "[('state', '=', 'new')]"
        for domain in ("[('caller_phone', 'like', '138')]", "[('partner_id.phone', 'like', '138')]"):
            with self.subTest(domain), self.assertRaises(ValidationError):
                mine.with_context(cs_change_reason="Try").domain = domain
                mine.flush_recordset()

    def test_an_own_indicator_stands_before_the_shared_one_of_the_same_code(self):
        self.tickets(2, self.agent)
        self.define(code="cases_registered", domain="[('priority', '=', 'never')]", name="Ours")
        self.assertEqual(self.known["cases_registered"].name, "Ours")
        self.define(code="doubled", source="formula", formula="cases_registered * 2")
        self.assertEqual(self.values("doubled"), [0, 0])

    def test_the_form_shows_last_month_before_it_is_saved(self):
        self.tickets(3, self.agent)
        draft = self.indicators.new(
            {
                "name": "Mine",
                "code": "mine",
                "model": "cs.ticket",
                "person_field": "user_id",
                "date_field": "registered_at",
            }
        )
        trial = draft.trial
        self.assertIn("2026", trial["month"])
        self.assertEqual(trial["error"], "")
        self.assertEqual([(row["name"], row["counted"]) for row in trial["rows"]], [("Agent", 3)])
        opened = trial["rows"][0]["open"]
        self.assertEqual(self.env["cs.ticket"].search_count(opened["domain"]), 3)
        draft.source, draft.formula = "formula", "cases_registered * 2"
        self.assertEqual(draft.trial["rows"][0]["parts"][0]["value"], "3")
        draft.formula = "cases_registered * "
        self.assertIn("before it is complete", draft.trial["error"])

    def test_figures_of_people_are_shown_to_managers_only(self):
        indicator = self.known["cases_registered"]
        self.assertIn("trial", indicator.with_user(self.manager).fields_get())
        self.assertNotIn("trial", indicator.with_user(self.supervisor).fields_get())

    def test_the_target_of_a_day_is_the_last_one_before_it(self):
        indicator = self.define(
            target_ids=[
                Command.create({"date_from": date(2026, 1, 1), "value": 90}),
                Command.create({"date_from": date(2026, 2, 15), "value": 95}),
            ]
        )
        for day, value in ((date(2025, 12, 31), None), (date(2026, 2, 14), 90), (date(2026, 2, 15), 95)):
            self.assertEqual(indicator._target_on(day), {indicator.id: value})

    def test_evidence_is_kept_as_data(self):
        cases = self.tickets(2, self.agent, state="closed", resolved_at=NOON)
        found = self.read("cases_resolved", "repeat_rate", evidence=True)
        fact = found["cases_resolved"][self.a.id,]
        self.assertEqual(
            self.known["cases_resolved"]._evidence(fact), {"model": "cs.ticket", "ids": sorted(cases.ids), "bad": []}
        )
        parts = self.known["repeat_rate"]._evidence(found["repeat_rate"][self.a.id,])["parts"]
        self.assertEqual([(part["value"], len(part["ids"])) for part in parts], [("2", 2), ("0", 0)])
        self.assertEqual(self.known["repeat_rate"]._evidence(Fact()), {"parts": []})

    def test_whoever_chooses_what_is_counted_is_spared_the_usual_fields(self):
        draft = self.indicators.new({"name": "Mine", "code": "mine", "model": "cs.clock"})
        draft._onchange_model()
        self.assertEqual((draft.person_field, draft.date_field, draft.team_field), ("user_id", "stopped_at", "team_id"))
        self.assertFalse(draft.trial["error"])
        self.assertIn("reopened: ", draft.code_list)
