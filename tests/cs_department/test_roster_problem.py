"""D16: people, rules, demand, rotations and wishes become the engine's problem; an assignment becomes shifts."""

from datetime import date, datetime
from time import perf_counter

from odoo import Command
from odoo.addons.cs_department.core.roster import problem as core_problem
from odoo.addons.cs_department.core.roster.problem import OFF, Cover, Rule
from odoo.exceptions import AccessError, ValidationError

from tests.common import CsCase

#: however many people and days there are
MOST_QUERIES = 50
MOST_SECONDS = 0.5


class RosterCase(CsCase):
    """April 2026 of the hotline for two agents: early, late and night; no rule but those that a test makes."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("en_US")
        cls.team.tz = "Asia/Shanghai"
        cls.env["cs.roster.rule"].search([]).active = False
        hours = {"Early": (8, 16), "Late": (16, 0), "Night": (22, 6)}
        cls.early, cls.late, cls.night = cls.env["cs.shift.template"].create(
            [
                {"name": name, "code": name[0], "span_ids": [Command.create({"start": start, "end": end})]}
                for name, (start, end) in hours.items()
            ]
        )
        cls.a, cls.b = cls.employee_of[cls.agent], cls.employee_of[cls.agent2]
        cls.people = cls.a | cls.b
        cls.people.resource_calendar_id = cls.calendar
        cls.roster = cls.env["cs.roster"].create(
            {
                "team_id": cls.team.id,
                "date_from": "2026-04-01",
                "date_to": "2026-04-30",
                "employee_ids": [Command.set(cls.people.ids)],
            }
        )
        cls.need(cls.early, 1)
        cls.need(cls.late, 1)
        cls.need(cls.night, 1)

    @classmethod
    def need(cls, template, needed, **more):
        return cls.env["cs.roster.demand"].create(
            {"team_id": cls.team.id, "template_id": template.id, "needed": needed, **more}
        )

    @classmethod
    def rule(cls, kind, value=0, **more):
        return cls.env["cs.roster.rule"].create({"name": kind, "kind": kind, "value": value, **more})

    def problem(self, roster=None):
        return (roster or self.roster)._problem()

    def person(self, employee, roster=None):
        return next(one for one in self.problem(roster)[0].people if one.key == str(employee.id))

    def place(self, template, roster=None):
        return self.problem(roster)[1].templates.index(template.id)

    def shift(self, employee, template, day, roster=None, **more):
        return self.env["cs.shift"].create(
            {
                "roster_id": (roster or self.roster).id,
                "employee_id": employee.id,
                "template_id": template.id,
                "date": day,
                **more,
            }
        )

    def leave(self, employee, first, last, **more):
        kind = self.env["hr.leave.type"].create({"name": "Leave", "requires_allocation": False})
        leave = self.env["hr.leave"].create(
            {
                "employee_id": employee.id,
                "holiday_status_id": kind.id,
                "request_date_from": first,
                "request_date_to": last,
                **more,
            }
        )
        leave.action_approve()
        self.assertEqual(leave.state, "validate")
        return leave


class TestProblem(RosterCase):
    def test_it_is_built_with_the_same_few_queries_for_sixty_people(self):
        self.rule("fair_night", weight=2)
        self.rule("rest", 11)
        more = self.env["hr.employee"].create(
            [{"name": f"P{number}", "resource_calendar_id": self.calendar.id} for number in range(58)]
        )
        self.roster.employee_ids |= more
        self.shift(self.a, self.early, "2026-04-01")
        for _again in range(2):
            self.env.flush_all()
            self.env.invalidate_all()
            self.env.registry.clear_cache()
            before, began = self.env.cr.sql_log_count, perf_counter()
            problem = self.problem()[0]
            took = perf_counter() - began
            self.assertLessEqual(self.env.cr.sql_log_count - before, MOST_QUERIES)
        self.assertLess(took, MOST_SECONDS)
        self.assertEqual((len(problem.people), problem.days, len(problem.shifts)), (60, 30, 3))

    def test_the_same_roster_is_the_same_problem_and_survives_being_written_down(self):
        problem = self.problem()[0]
        self.assertEqual(problem.digest, self.problem()[0].digest)
        self.assertEqual(core_problem.loads(core_problem.dumps(problem)), problem)

    def test_a_supervisor_who_may_not_read_personnel_files_gets_the_whole_problem(self):
        mine = self.roster.with_user(self.supervisor)
        self.assertEqual(mine._problem()[0].digest, self.problem()[0].digest)

    def test_target_hours_are_those_of_the_calendar_without_holidays_and_leave(self):
        self.rule("target_minutes", weight=1)
        self.env["cs.calendar.exception"].search([]).unlink()
        self.assertEqual(self.person(self.a).rules["target_minutes"], Rule(22 * 7 * 60, 1))
        self.env["cs.calendar.exception"].create(
            [
                {"name": "Qingming", "date": "2026-04-06", "kind": "off"},
                {"name": "Make-up", "date": "2026-04-11", "kind": "work", "weekday": "0"},
                {"name": "Second holiday", "date": "2026-04-07", "kind": "off"},
            ]
        )
        self.assertEqual(self.person(self.a).rules["target_minutes"].value, 21 * 7 * 60)
        self.leave(self.a, "2026-04-13", "2026-04-14")
        self.assertEqual(self.person(self.a).rules["target_minutes"].value, 19 * 7 * 60)
        self.assertEqual(self.person(self.b).rules["target_minutes"].value, 21 * 7 * 60)

    def test_holidays_weekends_and_weeks_are_those_of_the_company(self):
        self.env["cs.calendar.exception"].search([]).unlink()
        self.env["cs.calendar.exception"].create([{"name": "Qingming", "date": "2026-04-04", "kind": "off"}])
        problem = self.problem()[0]
        self.assertEqual(problem.holidays, frozenset({3}))
        self.assertEqual(problem.weekends[0], (4,))
        self.assertEqual(problem.weeks[0], (-2, -1, 0, 1, 2, 3, 4))

    def test_approved_leave_makes_its_days_impossible_and_the_night_into_them(self):
        self.leave(self.a, "2026-04-08", "2026-04-08")
        early, late, night = map(self.place, (self.early, self.late, self.night))
        self.assertEqual(self.person(self.a).cannot, {(6, night), (7, early), (7, late), (7, night)})
        self.assertFalse(self.person(self.b).cannot)

    def test_leave_that_waits_for_its_approval_blocks_nothing(self):
        kind = self.env["hr.leave.type"].create(
            {"name": "Leave", "requires_allocation": False, "leave_validation_type": "hr"}
        )
        self.env["hr.leave"].create(
            {
                "employee_id": self.a.id,
                "holiday_status_id": kind.id,
                "request_date_from": "2026-04-08",
                "request_date_to": "2026-04-08",
            }
        )
        self.assertFalse(self.person(self.a).cannot)

    def test_nobody_works_outside_of_the_contract(self):
        self.a.version_id.write({"contract_date_start": "2026-01-01", "contract_date_end": "2026-04-28"})
        days = {day for day, _shift in self.person(self.a).cannot}
        self.assertEqual(days, {28, 29})

    def test_a_shift_that_asks_for_a_skill_is_for_those_who_have_it(self):
        kind = self.env["hr.skill.type"].create(
            {
                "name": "Desk",
                "skill_ids": [Command.create({"name": "English"})],
                "skill_level_ids": [Command.create({"name": "Good", "level_progress": 100, "default_level": True})],
            }
        )
        skill = kind.skill_ids
        self.late.skill_ids = skill
        self.need(self.early, 1, skill_id=skill.id)
        self.env["hr.employee.skill"].create(
            {
                "employee_id": self.a.id,
                "skill_id": skill.id,
                "skill_type_id": kind.id,
                "skill_level_id": kind.skill_level_ids.id,
            }
        )
        late = self.place(self.late)
        self.assertNotIn((0, late), self.person(self.a).cannot)
        self.assertIn((0, late), self.person(self.b).cannot)
        self.assertEqual(self.person(self.a).skills, {str(skill.id)})
        rows = [row for row in self.problem()[0].cover if row.skill]
        self.assertEqual((len(rows), rows[0].skill, rows[0].shift), (30, str(skill.id), self.place(self.early)))

    def test_a_night_is_as_long_as_it_really_is_when_the_clock_changes(self):
        self.team.tz = "Europe/Berlin"
        roster = self.env["cs.roster"].create(
            {"team_id": self.team.id, "date_from": "2026-03-28", "date_to": "2026-03-30"}
        )
        night = self.problem(roster)[0].shifts[self.place(self.night, roster)]
        lengths = [end - start for start, end in night.times]
        self.assertEqual(lengths, [7 * 60, 8 * 60, 8 * 60])
        self.assertEqual(night.times[1][0], 24 * 60 + 22 * 60 - 60)

    def test_days_that_are_over_and_fixed_shifts_stay_as_they_are(self):
        roster = self.env["cs.roster"].create(
            {
                "team_id": self.team.id,
                "date_from": "2026-03-02",
                "date_to": "2026-03-08",
                "employee_ids": [Command.set(self.a.ids)],
            }
        )
        # it is ten o'clock on Wednesday the 4th
        self.shift(self.a, self.night, "2026-03-02", roster)
        self.shift(self.a, self.early, "2026-03-04", roster)
        self.shift(self.a, self.late, "2026-03-06", roster, is_pinned=True)
        early, late, night = (self.place(one, roster) for one in (self.early, self.late, self.night))
        person = self.person(self.a, roster)
        self.assertEqual(person.pinned, {0: night, 1: OFF, 2: early, 4: late})
        self.assertEqual({row.day for row in self.problem(roster)[0].cover}, {2, 3, 4, 5, 6})
        self.assertEqual({row.day for row in roster._problem(whole=True)[0].cover}, set(range(7)))

    def test_today_nobody_begins_what_has_begun_already(self):
        roster = self.env["cs.roster"].create(
            {
                "team_id": self.team.id,
                "date_from": "2026-03-04",
                "date_to": "2026-03-05",
                "employee_ids": [Command.set(self.a.ids)],
            }
        )
        self.assertEqual(self.person(self.a, roster).cannot, {(0, self.place(self.early, roster))})
        # who has begun it is on it, and breaks nothing
        self.shift(self.a, self.early, "2026-03-04", roster)
        self.assertFalse(self.person(self.a, roster).cannot)

    def test_the_roster_before_is_history_and_one_of_another_team_is_work(self):
        self.rule("rest", 11)
        before = self.env["cs.roster"].create(
            {
                "team_id": self.team.id,
                "date_from": "2026-03-01",
                "date_to": "2026-03-31",
                "employee_ids": [Command.set(self.people.ids)],
            }
        )
        self.shift(self.a, self.night, "2026-03-31", before)
        there = self.env["cs.roster"].create(
            {
                "team_id": self.other_team.id,
                "date_from": "2026-04-01",
                "date_to": "2026-04-30",
                "employee_ids": [Command.set(self.a.ids)],
            }
        )
        self.shift(self.a, self.early, "2026-04-10", there)
        person = self.person(self.a)
        self.assertEqual([(one.day, one.start, one.end, one.night) for one in person.past[:1]], [(-1, -120, 360, True)])
        self.assertEqual([one.day for one in person.past], [-1, 9])
        self.assertEqual(person.known_days, 14)
        self.assertEqual({day for day, _shift in person.cannot}, {9})

    def test_who_begins_early_after_the_roster_does_not_end_it_with_a_night(self):
        self.rule("rest", 11)
        after = self.env["cs.roster"].create(
            {
                "team_id": self.team.id,
                "date_from": "2026-05-01",
                "date_to": "2026-05-31",
                "employee_ids": [Command.set(self.a.ids)],
            }
        )
        self.shift(self.a, self.early, "2026-05-01", after)
        self.assertEqual(self.person(self.a).cannot, {(29, self.place(self.night)), (29, self.place(self.late))})

    def test_wishes_have_the_price_of_their_rule(self):
        wish = {"employee_id": self.a.id, "date_from": "2026-04-03", "date_to": "2026-04-12", "weekday": "4"}
        self.env["cs.shift.wish"].create(
            [wish, {**wish, "wish": "not", "template_id": self.night.id, "weekday": "0", "is_important": True}]
        )
        self.assertFalse(self.person(self.a).wishes)
        self.rule("wish", weight=5)
        self.rule("wish_strong", weight=20)
        wishes = {(one.day, one.shift, one.weight, one.wanted) for one in self.person(self.a).wishes}
        night = self.place(self.night)
        self.assertEqual(wishes, {(2, None, 5, False), (9, None, 5, False), (5, night, 20, False)})

    def test_what_nobody_asked_for_is_needed_by_nobody_and_has_its_price(self):
        self.rule("cover", weight=100, strength="should")
        self.rule("over", weight=10, shift_scope="night")
        self.env["cs.roster.demand"].search([("template_id", "=", self.late.id)]).day_type = "workday"
        early, late, night = map(self.place, (self.early, self.late, self.night))
        rows = {(row.day, row.shift): row for row in self.problem()[0].cover}
        self.assertEqual(rows[0, early], Cover(0, early, 1, 100))
        self.assertEqual(rows[0, night], Cover(0, night, 1, 100, 10))
        self.assertEqual(rows[10, late], Cover(10, late, 0, 100, 100))

    def test_a_surplus_has_a_price_on_shifts_that_are_asked_for(self):
        kind = self.env["hr.skill.type"].create(
            {
                "name": "Languages",
                "skill_ids": [Command.create({"name": "English"})],
                "skill_level_ids": [Command.create({"name": "Good", "level_progress": 100, "default_level": True})],
            }
        )
        skill = kind.skill_ids
        self.rule("surplus", weight=2, shift_scope="all")
        self.need(self.early, 1, skill_id=skill.id)
        problem, keys = self.problem()
        early, late = keys.templates.index(self.early.id), keys.templates.index(self.late.id)
        spread = {(row.shift, bool(row.skill)): row.spread for row in problem.cover}
        # everybody on a shift is counted once
        self.assertEqual((spread[early, False], spread[early, True], spread[late, False]), (2, 0, 2))

    def test_hours_of_the_contract_have_a_tolerance(self):
        rule = self.rule("target_minutes", 4, weight=1)
        person = self.problem()[0].people[0]
        self.assertEqual((person.rules["target_minutes"].weight, person.rules["target_minutes"].slack), (1, 240))
        self.assertIn("up to 4 hour(s) more or less do not count", rule.with_context(lang="en_US").sentence)
        rule.with_context(cs_change_reason="x").value = 0
        self.assertNotIn("more or less", rule.with_context(lang="en_US").sentence)

    def test_important_demand_costs_more_and_cover_may_be_a_must(self):
        self.rule("cover", weight=100, strength="should")
        self.env["cs.roster.demand"].search([("template_id", "=", self.night.id)]).priority = "10"
        rows = {(row.day, row.shift): row.under for row in self.problem()[0].cover}
        self.assertEqual((rows[0, self.place(self.night)], rows[0, self.place(self.early)]), (1000, 100))
        self.assertFalse(self.problem()[0].cover_is_hard)
        self.env["cs.roster.rule"].search([("kind", "=", "cover")]).with_context(cs_change_reason="x").strength = "must"
        self.assertTrue(self.problem()[0].cover_is_hard)

    def test_forbidden_successions_and_shifts_that_somebody_never_has(self):
        self.rule(
            "succession", template_ids=[Command.set(self.late.ids)], next_template_ids=[Command.set(self.early.ids)]
        )
        never = self.rule("never", shift_scope="night", employee_ids=[Command.set(self.a.ids)])
        problem, keys = self.problem()
        early, late, night = map(self.place, (self.early, self.late, self.night))
        self.assertEqual(problem.forbidden, {(late, early)})
        self.assertEqual({shift for _day, shift in problem.people[keys.employees.index(self.a.id)].cannot}, {night})
        self.assertEqual(keys.never, {(keys.employees.index(self.a.id), night): never.id})

    def test_it_is_known_by_which_rule_a_limit_holds(self):
        own = self.rule("max_run", 4, employee_ids=[Command.set(self.a.ids)])
        general = self.rule("max_run", 6)
        problem, keys = self.problem()
        found = {problem.people[one].key: keys.rules[one, "max_run"] for one in range(2)}
        self.assertEqual(found, {str(self.a.id): own.id, str(self.b.id): general.id})

    def test_rules_hold_for_their_teams_and_dates(self):
        self.rule("max_run", 3, team_ids=[Command.set(self.other_team.ids)])
        self.rule("max_run", 4, date_to="2026-03-31")
        self.assertNotIn("max_run", self.person(self.a).rules)
        own = self.rule("max_run", 5, company_id=self.company.id, key="run_of_mine")
        self.rule("max_run", 6, key="run_of_mine")
        self.assertEqual(self.person(self.a).rules["max_run"].value, 5)
        own.with_context(cs_change_reason="x").active = False
        self.assertNotIn("max_run", self.person(self.a).rules)

    def test_of_a_published_roster_every_departure_is_a_change(self):
        self.rule("change_soon", 2, weight=20)
        self.shift(self.a, self.early, "2026-04-02")
        self.assertFalse(self.person(self.a).current)
        self.roster.sudo().state = "published"
        with self.at("2026-04-02 00:30"):
            current = self.person(self.a).current
            self.assertEqual((current[1], current[2]), (self.place(self.early), OFF))
            self.assertEqual(self.problem()[0].soon, {1, 2})

    def test_hours_of_a_week_that_were_too_many_already_block_nothing(self):
        self.rule("max_week_minutes", 8)
        before = self.env["cs.roster"].create(
            {
                "team_id": self.team.id,
                "date_from": "2026-03-01",
                "date_to": "2026-03-31",
                "employee_ids": [Command.set(self.a.ids)],
            }
        )
        for day in ("2026-03-30", "2026-03-31"):
            self.shift(self.a, self.early, day, before)
        self.assertEqual(sum(one.minutes for one in self.person(self.a).past), 8 * 60)


class TestShares(RosterCase):
    def test_nights_are_shared_out_by_hours_and_by_what_was_done_before(self):
        self.rule("fair_night", weight=2)
        self.assertEqual([one.shares["night"] for one in self.problem()[0].people], [15, 15])
        before = self.env["cs.roster"].create(
            {
                "team_id": self.team.id,
                "date_from": "2026-03-05",
                "date_to": "2026-03-31",
                "employee_ids": [Command.set(self.people.ids)],
            }
        )
        for day in (10, 12, 14, 16):
            self.shift(self.a, self.night, date(2026, 3, day), before)
            self.shift(self.b, self.early, date(2026, 3, day), before)
        self.assertEqual([one.shares["night"] for one in self.problem()[0].people], [15, 15])
        before.sudo().shift_ids.state = "published"
        self.assertEqual([self.person(one).shares["night"] for one in (self.a, self.b)], [13, 17])

    def test_the_ledger_looks_back_as_far_as_the_setting_says(self):
        self.rule("fair_night", weight=2)
        before = self.env["cs.roster"].create(
            {
                "team_id": self.team.id,
                "date_from": "2026-01-01",
                "date_to": "2026-01-31",
                "employee_ids": [Command.set(self.people.ids)],
            }
        )
        self.shift(self.a, self.night, "2026-01-10", before)
        self.shift(self.a, self.night, "2026-01-12", before)
        self.shift(self.b, self.early, "2026-01-10", before)
        self.shift(self.b, self.early, "2026-01-12", before)
        before.sudo().shift_ids.state = "published"
        self.assertEqual(self.person(self.a).shares["night"], 14)
        self.company.cs_fair_months = 2
        self.assertEqual(self.person(self.a).shares["night"], 15)

    def test_who_never_has_nights_is_entitled_to_none(self):
        self.rule("fair_night", weight=2)
        self.rule("never", shift_scope="night", employee_ids=[Command.set(self.a.ids)])
        self.assertNotIn("night", self.person(self.a).shares)
        self.assertEqual(self.person(self.b).shares["night"], 30)


class TestRotations(RosterCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.rotation = cls.env["cs.rotation"].create(
            {
                "name": "Four days",
                "step_ids": [
                    Command.create({"template_id": cls.early.id}),
                    Command.create({"template_id": cls.night.id}),
                    Command.create({"entry": "off"}),
                    Command.create({"entry": "any"}),
                ],
            }
        )
        cls.crew = cls.env["cs.rotation.crew"].create(
            {
                "name": "A",
                "rotation_id": cls.rotation.id,
                "team_id": cls.team.id,
                "anchor": "2026-04-01",
                "employee_ids": [Command.set(cls.a.ids)],
            }
        )

    def test_a_crew_lays_down_its_pattern_and_leaves_open_which_shift_any_work_is(self):
        early, night = self.place(self.early), self.place(self.night)
        pattern = self.person(self.a).pattern
        self.assertEqual([pattern.get(day) for day in range(5)], [early, night, OFF, None, early])
        self.assertFalse(self.person(self.b).pattern)

    def test_the_rotation_of_another_team_is_none_here(self):
        other = self.env["cs.team"].create({"name": "Patrol"})
        (self.early | self.night).team_ids = self.team
        roster = self.env["cs.roster"].create(
            {"team_id": other.id, "date_from": self.roster.date_from, "employee_ids": [Command.set(self.a.ids)]}
        )
        problem, keys = roster.with_user(self.supervisor)._problem(whole=True)
        self.assertFalse(problem.people[0].pattern)
        self.assertFalse({self.early.id, self.night.id} & set(keys.templates))
        self.assertFalse(roster.with_user(self.supervisor).grid_load()["needs"])
        self.assertTrue(self.person(self.a).pattern)

    def test_the_rotation_fills_the_roster_but_not_leave_and_fixed_shifts(self):
        self.leave(self.a, "2026-04-09", "2026-04-09")
        fixed = self.shift(self.a, self.late, "2026-04-02", is_pinned=True)
        self.roster.with_user(self.supervisor).action_lay_rotation()
        laid = {shift.date.day: shift for shift in self.roster.shift_ids}
        self.assertEqual(laid[1].template_id, self.early)
        self.assertEqual(laid[1].origin, "rotation")
        self.assertEqual(laid[2], fixed)
        self.assertEqual(set(laid) & {3, 4, 9}, set())
        self.assertEqual(laid[6].template_id, self.night)

    def test_an_office_rotation_is_off_on_holidays_and_works_make_up_days(self):
        self.env["cs.calendar.exception"].search([]).unlink()
        self.env["cs.calendar.exception"].create(
            [
                {"name": "Qingming", "date": "2026-04-06", "kind": "off"},
                {"name": "Make-up", "date": "2026-04-11", "kind": "work", "weekday": "0"},
            ]
        )
        self.crew.employee_ids = self.b
        week = self.env["cs.rotation"].create(
            {
                "name": "Week",
                "follows_calendar": True,
                "step_ids": [Command.create({"template_id": self.early.id}) for _day in range(5)]
                + [Command.create({"entry": "off"}) for _day in range(2)],
            }
        )
        self.crew.copy({"rotation_id": week.id, "anchor": "2026-03-30", "employee_ids": [Command.set(self.a.ids)]})
        pattern = self.person(self.a).pattern
        early = self.place(self.early)
        self.assertEqual([pattern[day] for day in (1, 3, 5, 9, 10, 11)], [early, OFF, OFF, early, early, OFF])

    def test_crews_are_spread_evenly(self):
        crews = self.crew | self.crew.copy({"name": "B", "employee_ids": [Command.set(self.b.ids)]})
        self.rotation.action_spread_crews()
        self.assertEqual(crews.mapped("offset"), [0, 2])

    def test_nobody_follows_two_rotations_at_once(self):
        with self.assertRaises(ValidationError):
            self.crew.copy({"name": "B", "employee_ids": [Command.set(self.a.ids)]})
        self.crew.date_to = "2026-04-10"
        self.crew.copy({"name": "B", "anchor": "2026-04-11", "employee_ids": [Command.set(self.a.ids)]})

    def test_a_shift_without_a_demand_is_needed_by_those_whom_the_rotation_has_on_it(self):
        self.env["cs.roster.demand"].search([("template_id", "=", self.night.id)]).unlink()
        night = self.place(self.night)
        rows = {row.day: row.needed for row in self.problem()[0].cover if row.shift == night}
        self.assertEqual([rows[day] for day in range(6)], [0, 1, 0, 0, 0, 1])


class TestApply(RosterCase):
    def rows(self, **days):
        """An assignment: day number → template for each of the two."""
        problem = self.problem()[0]
        wanted = {self.a.id: days.get("a", {}), self.b.id: days.get("b", {})}
        return tuple(
            tuple(
                self.place(wanted[int(person.key)][day]) if day in wanted[int(person.key)] else OFF
                for day in range(problem.days)
            )
            for person in problem.people
        )

    def test_an_assignment_becomes_shifts_and_reads_back_the_same(self):
        rows = self.rows(a={0: self.early, 1: self.night}, b={0: self.night})
        made = self.roster.with_user(self.supervisor)._apply(rows, "generated")
        self.assertEqual(len(made), 3)
        self.assertEqual(set(made.mapped("origin")), {"generated"})
        self.assertEqual(self.roster._assignment(self.problem()[0]), rows)

    def test_only_what_differs_is_written(self):
        self.roster._apply(self.rows(a={0: self.early, 1: self.early}, b={0: self.night}), "generated")
        before = self.roster.shift_ids
        made = self.roster._apply(self.rows(a={0: self.early, 1: self.late, 2: self.early}), "manual")
        kept = before.exists()
        self.assertEqual(len(kept), 2)
        self.assertEqual({(s.date.day, s.template_id, s.origin) for s in kept}, {
            (1, self.early, "generated"), (2, self.late, "manual")
        })  # fmt: skip
        self.assertEqual({shift.date.day for shift in made}, {2, 3})
        # it begins at four in the afternoon in Shanghai
        self.assertEqual(kept.filtered(lambda s: s.date.day == 2).span_ids.start_at, datetime(2026, 4, 2, 8))

    def test_shifts_that_change_places_do_not_stand_in_each_other_s_way(self):
        long = self.env["cs.shift.template"].create(
            {"name": "Long", "code": "X", "span_ids": [Command.create({"start": 12, "end": 11})]}
        )
        self.need(long, 1)
        self.roster._apply(self.rows(a={0: self.early, 1: self.early, 2: long}), "generated")
        self.roster._apply(self.rows(a={0: long, 1: self.late, 2: self.early}), "generated")
        self.assertEqual([s.template_id for s in self.roster.shift_ids.sorted("date")], [long, self.late, self.early])

    def test_a_fixed_shift_stays(self):
        fixed = self.shift(self.a, self.early, "2026-04-01", is_pinned=True)
        self.roster._apply(self.rows(b={0: self.night}), "generated")
        self.assertTrue(fixed.exists())

    def test_shifts_in_force_are_taken_back_and_new_ones_are_in_force_at_once(self):
        self.roster._apply(self.rows(a={0: self.early}), "generated")
        self.roster.sudo().state = "published"
        old = self.roster.shift_ids
        old.sudo().state = "published"
        new = self.roster._apply(self.rows(b={0: self.early}), "repair")
        self.assertEqual((old.state, new.state, new.employee_id), ("cancelled", "published", self.b))

    def test_the_number_of_queries_does_not_grow_with_the_shifts(self):
        counts = []
        for days in (5, 25):
            self.roster.shift_ids.unlink()
            rows = self.rows(a=dict.fromkeys(range(days), self.early), b=dict.fromkeys(range(days), self.late))
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.roster._apply(rows, "generated")
            self.env.flush_all()
            counts.append(self.env.cr.sql_log_count - before)
        self.assertLessEqual(counts[1], counts[0] + 3)

    def test_what_a_rule_says_about_somebody_by_name_is_for_planners(self):
        rule = self.rule("max_night_run", 1, employee_ids=[Command.set(self.a.ids)], name="Few nights for A")
        rule.write({"change_reason": "as agreed", "value": 2})
        for user, sees in ((self.agent, False), (self.supervisor, True)):
            books = self.env["cs.book.version"].with_user(user)
            chapters = books.book_text()["chapters"]
            entries = [entry for chapter in chapters for entry in chapter["entries"]]
            titles = [name["title"] for entry in entries for name in entry["names"]]
            self.assertEqual("Few nights for A" in titles, sees)
            self.assertEqual(bool(self.env["cs.roster.rule"].with_user(user).search([("id", "=", rule.id)])), sees)
            self.assertEqual(bool(books.search([("key", "=", rule.key), ("book", "=", "roster_rules")])), sees)

    def test_agents_and_employees_make_no_roster(self):
        rows = self.rows(a={0: self.early})
        for user in (self.agent, self.employee):
            with self.assertRaises(AccessError):
                self.roster.with_user(user)._apply(rows, "manual")
            with self.assertRaises(AccessError):
                self.roster.with_user(user).action_lay_rotation()


class TestRules(RosterCase):
    def test_every_kind_of_rule_reads_as_a_sentence(self):
        for kind, _label in self.env["cs.roster.rule"]._fields["kind"].selection:
            more = {}
            if kind in ("succession", "never", "over", "surplus", "max_of_shift"):
                more["template_ids"] = [Command.set(self.late.ids)]
            if kind == "succession":
                more["next_template_ids"] = [Command.set(self.early.ids)]
            rule = self.rule(kind, 2, **more).with_context(lang="en_US")
            with self.subTest(kind=kind):
                self.assertRegex(rule.sentence, r"^[A-Z].*\.$")
                self.assertNotIn("%", rule.sentence)

    def test_a_rule_says_for_whom_it_is_and_what_breaking_it_costs(self):
        rule = self.rule(
            "max_run",
            5,
            strength="should",
            weight=7,
            team_ids=[Command.set(self.team.ids)],
            employee_ids=[Command.set(self.a.ids)],
        )
        self.assertEqual(
            rule.with_context(lang="en_US").sentence,
            f"{self.team.name} · {self.a.name}: at most 5 working day(s) in a row, as far as possible (weight 7).",
        )

    def test_what_can_only_be_a_must_or_an_aim_is_no_other(self):
        self.assertEqual(self.rule("target_minutes").strength, "should")
        self.assertEqual(self.rule("max_day_minutes", 12).strength, "must")
        for kind, strength in (("target_minutes", "must"), ("max_day_minutes", "should")):
            with self.subTest(kind=kind), self.assertRaises(ValidationError):
                self.rule(kind, 12, strength=strength)

    def test_a_rule_about_shifts_names_them_and_one_about_the_roster_names_no_people(self):
        for kind in ("never", "over", "surplus", "max_of_shift", "succession"):
            with self.subTest(kind=kind), self.assertRaises(ValidationError):
                self.rule(kind)
        with self.assertRaises(ValidationError):
            self.rule("cover", strength="should", employee_ids=[Command.set(self.a.ids)])

    def test_a_demand_reads_as_a_sentence(self):
        demand = self.need(self.night, 3, day_type="weekdays", on_monday=True, on_friday=True, priority="3")
        self.assertEqual(
            demand.with_context(lang="en_US").sentence,
            f"{self.team.name}: on Monday and Friday 3 people on Night (important).",
        )
        with self.assertRaises(ValidationError):
            demand.write({"on_monday": False, "on_friday": False})

    def test_the_shipped_rotations_and_rules_make_a_problem(self):
        with_steps = self.env["cs.rotation"].search([]).filtered("sentence")
        self.assertLessEqual(
            {"rotation_four_three", "rotation_four_two", "rotation_six_one", "rotation_weekend"},
            set(with_steps.mapped("key")),
        )
        archived = self.env["cs.roster.rule"].with_context(active_test=False).search([("active", "=", False)])
        archived.with_context(cs_change_reason="x").active = True
        problem = self.problem()[0]
        self.assertEqual(problem.people[0].rules["rest"], Rule(660))
        self.assertEqual(problem.people[0].rules["week_days_off"], Rule(1))
        self.assertIn("max_minutes", problem.people[0].rules)


class TestWishRights(RosterCase):
    def test_everybody_wishes_for_himself_and_the_supervisor_reads_all(self):
        wishes = self.env["cs.shift.wish"]
        mine = wishes.with_user(self.agent).create({"date_from": "2026-04-03", "note": "Wedding"})
        self.assertEqual((mine.employee_id, mine.date_to), (self.a, date(2026, 4, 3)))
        self.assertFalse(wishes.with_user(self.agent2).search([]))
        self.assertIn(mine, wishes.with_user(self.supervisor).search([]).sudo(False))
        with self.assertRaises(AccessError):
            wishes.with_user(self.agent2).create({"employee_id": self.a.id, "date_from": "2026-04-03"})

    def test_a_wish_for_a_shift_names_it(self):
        with self.assertRaises(ValidationError):
            self.env["cs.shift.wish"].create({"employee_id": self.a.id, "date_from": "2026-04-03", "wish": "on"})

    def test_shifts_are_seen_once_they_are_in_force(self):
        self.shift(self.a, self.early, "2026-04-01")
        shifts = self.env["cs.shift"]
        self.assertFalse(shifts.with_user(self.agent).search([]))
        self.roster.sudo().state = "published"
        self.roster.sudo().shift_ids.state = "published"
        self.assertEqual(len(shifts.with_user(self.agent).search([])), 1)
        self.assertEqual(len(shifts.with_user(self.agent2).search([])), 1)
        self.assertFalse(shifts.with_user(self.outsider).search([]))
        self.assertFalse(shifts.with_user(self.employee).search([]))
