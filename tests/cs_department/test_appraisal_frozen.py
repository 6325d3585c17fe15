"""A frozen period does not move, whatever is tried; late facts count in the next one. Runs survive being killed."""

from contextlib import suppress
from datetime import date
from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.tools import mute_logger
from psycopg2.errors import RestrictViolation

from tests.cs_department.appraisal_case import AppraisalCase


class FrozenCase(AppraisalCase):
    def freeze(self, period=None):
        period = period or self.period
        self.show_all(period)
        period.with_user(self.manager).action_freeze()

    def march(self):
        """The next period; both gave the same impression."""
        return self.env["cs.appraisal.period"].create(
            {
                "company_id": self.company.id,
                "date_from": date(2026, 3, 1),
                "date_to": date(2026, 3, 31),
                "extra_ids": [(6, 0, self.people.ids)],
                "scheme_id": self.scheme.id,
            }
        )


class TestFrozenPeriod(FrozenCase):
    def setUp(self):
        super().setUp()
        self.found = self.run_period()

    def test_after_freezing_nothing_is_computed_written_or_deleted(self):
        self.freeze()
        self.assertEqual((self.period.state, self.period.frozen_by_id), ("frozen", self.manager))
        self.assertEqual(set(self.period.appraisal_ids.mapped("state")), {"final"})
        a = self.found[self.a]
        for attempt in (
            lambda: self.run_period(),
            lambda: a.write({"score": 100}),
            lambda: a.score_ids[0].write({"points": 30}),
            lambda: a.score_ids[0].unlink(),
            lambda: a.unlink(),
            lambda: a._recompute(),
            lambda: self.period.write({"state": "open"}),
            lambda: self.period.unlink(),
            lambda: self.period.edition_ids.write({"content": {}}),
            lambda: self.freeze(),
        ):
            with self.assertRaisesRegex(UserError, "frozen"):
                attempt()

    def test_the_database_keeps_frozen_rows_itself(self):
        self.freeze()
        a = self.found[self.a]
        for statement in (
            "UPDATE cs_appraisal SET score = 100 WHERE id = %(appraisal)s",
            "UPDATE cs_appraisal_score SET points = 0 WHERE appraisal_id = %(appraisal)s",
            "DELETE FROM cs_appraisal_score WHERE appraisal_id = %(appraisal)s",
            "DELETE FROM cs_appraisal WHERE id = %(appraisal)s",
            "UPDATE cs_appraisal_period SET state = 'open' WHERE id = %(period)s",
            "UPDATE cs_appraisal_edition SET content = NULL WHERE period_id = %(period)s",
            """INSERT INTO cs_appraisal_score (appraisal_id, period_id, employee_id, company_id, position)
               SELECT id, period_id, employee_id, company_id, 99 FROM cs_appraisal WHERE id = %(appraisal)s""",
        ):
            with self.assertRaises(RestrictViolation), mute_logger("odoo.sql_db"), self.env.cr.savepoint():
                self.env.cr.execute(statement, {"appraisal": a.id, "period": self.period.id})

    def test_a_frozen_score_stays_what_it_was_when_its_scheme_and_facts_change(self):
        self.freeze()
        a = self.found[self.a]
        before = (a.score, self.points(a), a.score_ids.mapped("name"), a.score_ids.mapped("evidence"))
        scheme = self.scheme.with_context(cs_change_reason="new names")
        scheme.criterion_ids[0].write({"name": "Done in time", "weight": 25})
        scheme.criterion_ids[1].unlink()
        self.clocks(self.tickets(5, self.agent), state="missed")
        self.env.invalidate_all()
        self.assertEqual((a.score, self.points(a), a.score_ids.mapped("name"), a.score_ids.mapped("evidence")), before)

    def test_a_period_is_frozen_when_it_is_over(self):
        self.show_all()
        # 23:59 of the last day in Shanghai, and a minute later
        with self.at("2026-02-28 15:59"), self.assertRaisesRegex(UserError, "not over"):
            self.period.with_user(self.manager).action_freeze()
        with self.at("2026-02-28 16:00"):
            self.period.with_user(self.manager).action_freeze()
        self.assertTrue(self.period.is_frozen)

    def test_what_is_left_to_do_is_said_before_freezing(self):
        del self.given[self.a]
        self.run_period()
        self.show_all()
        with self.assertRaisesRegex(UserError, "1 people wait"):
            self.period.with_user(self.manager).action_freeze()

    def test_whoever_had_nothing_to_count_does_not_hold_the_period_up(self):
        self.period.extra_ids |= self.employee_of[self.engineer]
        self.scheme.with_context(cs_change_reason="facts only").criterion_ids.filtered(
            lambda one: one.source == "manual" or not one.weight
        ).active = False
        self.scheme.with_context(cs_change_reason="facts only").criterion_ids[0].weight = 45
        # nothing reopened is full points: what is counted at all is left out
        self.scheme.with_context(cs_change_reason="facts only").criterion_ids[2].min_sample = 1
        nobody = self.run_period()[self.employee_of[self.engineer]]
        self.assertFalse(nobody.has_score)
        (self.period.appraisal_ids - nobody).write({"state": "confirmed"})
        self.period.with_user(self.manager).action_freeze()
        self.assertEqual(self.period.state, "frozen")


class TestLateFacts(FrozenCase):
    def setUp(self):
        super().setUp()
        self.february = self.run_period()
        self.freeze()
        self.next = self.march()

    def lines(self, appraisal):
        return [(one.name, one.old_points, one.new_points, one.points) for one in appraisal.adjustment_ids.sorted("id")]

    def test_without_late_facts_there_are_no_adjustments(self):
        found = self.run_period(self.next)
        self.assertFalse(found[self.a].adjustment_ids)
        self.assertEqual(found[self.a].score, found[self.a].own_score)

    def test_a_late_fact_moves_the_next_score_by_exactly_its_difference(self):
        # one case of a was resolved late after all: 8 of 10 = 80 %: none of the 25.00 points that he had
        self.clocks(self.tickets(9, self.agent)[:0])
        met = self.env["cs.clock"].browse(self.february[self.a].score_ids[0].evidence["ids"]) - self.missed
        met[0].write({"state": "missed"})
        a = self.run_period(self.next)[self.a]
        self.assertEqual(self.lines(a), [("Resolved in time", 25.0, 0.0, -25.0)])
        self.assertEqual(a.adjustment_ids.action_open_evidence()["domain"], [("id", "in", met[0].ids)])
        # in March only the impression counts so far, and nothing was reopened: full 100 shared by both
        self.assertEqual(a.score, round(a.own_score - 25, 2))
        self.assertEqual(self.february[self.a].score, 77.63)

    def test_a_late_fact_is_carried_once_however_often_it_is_run(self):
        self.env["cs.clock"].browse(self.february[self.a].score_ids[0].evidence["bad"]).write({"state": "met"})
        first = self.run_period(self.next)[self.a]
        score, lines = first.score, self.lines(first)
        # 10 of 10 = 100 %: 37.50 of 37.50
        self.assertEqual(lines, [("Resolved in time", 25.0, 37.5, 12.5)])
        again = self.run_period(self.next)[self.a]
        self.assertEqual((again.score, self.lines(again)), (score, lines))
        self.assertFalse(again.is_changed)
        # once March is frozen, April sees only what is newer still
        with self.at("2026-04-01 02:00"):
            self.freeze(self.next)
        april = self.next.copy({"date_from": date(2026, 4, 1), "date_to": date(2026, 4, 30)})
        self.company.cs_appraisal_late_periods = 2
        self.assertFalse(self.run_period(april)[self.a].adjustment_ids)

    def test_a_sample_that_becomes_large_enough_moves_all_weights(self):
        # two more callbacks of February, satisfied: 5 of 5; now a has all his weights
        self.callbacks(self.tickets(2, self.agent), ["satisfied"] * 2)
        a = self.run_period(self.next)[self.a]
        # 20.00 − 25.00, 16.00 − 20.00, 11.00 − 13.75, 20.00 − 0, 13.50 − 16.88
        self.assertEqual([points for *_rest, points in self.lines(a)], [-5.0, -4.0, -2.75, 20.0, -3.38])
        self.assertEqual(a.adjustment_points, 4.87)

    def test_a_complaint_taken_back_lifts_the_limit_of_the_whole_score(self):
        complaint = self.env["cs.ticket"].browse(self.february[self.b].score_ids[6].evidence["ids"])
        complaint._system_write({"validity": "invalid"})
        b = self.run_period(self.next)[self.b]
        # 59 for a fatal complaint; without it the lines of b are 79.27
        self.assertEqual(self.lines(b), [("Limit of the whole score", 0.0, 20.27, 20.27)])

    def test_an_indicator_that_counts_something_else_by_now_is_no_late_fact(self):
        self.known["resolved_in_time"].with_context(
            cs_change_reason="stricter"
        ).good_domain = "[('state', '=', 'missed')]"
        self.assertFalse(self.run_period(self.next)[self.a].adjustment_ids)

    def test_how_far_is_looked_back_is_a_setting(self):
        self.missed.write({"state": "met"})
        self.company.cs_appraisal_late_periods = 0
        self.assertFalse(self.run_period(self.next)[self.a].adjustment_ids)


class TestRuns(AppraisalCase):
    def test_a_run_that_is_killed_goes_on_where_it_was(self):
        whole = self.run_period()
        scores = {person: (one.score, self.points(one)) for person, one in whole.items()}
        self.period.appraisal_ids.sudo().unlink()
        run = "odoo.addons.cs_department.models.appraisal.run"
        # what a pass has committed stays when it is killed: here nothing is rolled back
        self.patch(self.env.registry["ir.cron"], "_commit_progress", lambda *args, **kwargs: float("inf"))
        with patch(f"{run}.AT_ONCE", 0), patch(f"{run}.BATCH", 1):
            self.period.with_user(self.manager).action_run()
            self.assertEqual((self.period.state, self.period.done_count), ("computing", 0))
            compute = type(self.env["cs.appraisal"])._compute_scores
            calls = []

            def killed(appraisals):
                if calls:
                    raise KeyboardInterrupt
                calls.append(compute(appraisals))

            with (
                patch.object(type(self.env["cs.appraisal"]), "_compute_scores", killed),
                suppress(KeyboardInterrupt),  # assertRaises would roll the first batch back, too
            ):
                self.env["cs.appraisal"]._cron_compute()
            self.period.invalidate_recordset()
            self.assertEqual((self.period.state, self.period.done_count, self.period.progress), ("computing", 1, 50))
            self.env["cs.appraisal"]._cron_compute()
        self.env.invalidate_all()
        self.assertEqual(self.period.state, "open")
        found = {one.employee_id: (one.score, self.points(one)) for one in self.period.appraisal_ids}
        self.assertEqual(found, scores)

    def test_queries_do_not_grow_with_the_people(self):
        self.run_period()
        self.env.flush_all()

        def queries():
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.period.appraisal_ids._compute_scores()
            self.env.flush_all()
            return self.env.cr.sql_log_count - before

        two = queries()
        people = self.env["hr.employee"].create([{"name": f"Person {n}"} for n in range(40)])
        self.period.extra_ids |= people
        self.run_period()
        self.assertLessEqual(queries(), two + 2)

    def test_the_last_month_is_computed_by_itself_once(self):
        self.period.unlink()
        periods = self.env["cs.appraisal.period"]
        scheme, people = self.scheme, self.people
        self.patch(self.env.registry["cs.appraisal.period"], "_people_with_scheme", lambda _self, _company: people)
        self.patch(
            self.env.registry["cs.appraisal.period"], "_scheme_of", lambda _self, some: dict.fromkeys(some.ids, scheme)
        )
        self.company.cs_appraisal_day = 5
        periods._open_month(self.company)
        self.assertFalse(periods.search([("company_id", "=", self.company.id)]))
        with self.at("2026-03-05 02:00"):
            periods.with_company(self.company)._open_month(self.company)
            periods.with_company(self.company)._open_month(self.company)
        found = periods.search([("company_id", "=", self.company.id)])
        self.assertEqual((found.date_from, found.date_to), (date(2026, 2, 1), date(2026, 2, 28)))
        self.assertEqual(len(found.appraisal_ids), 2)


class TestTrialOfAScheme(AppraisalCase):
    def trial(self, **values):
        return (
            self.env["cs.appraisal.preview"]
            .with_user(self.manager)
            .create({"scheme_id": self.scheme.id, "employee_id": self.b.id, **values})
        )

    def test_a_scheme_is_tried_on_the_last_month_of_a_named_person(self):
        trial = self.trial()
        self.assertEqual((trial.date_from, trial.date_to), (self.period.date_from, self.period.date_to))
        trial.action_run()
        # without the impression its 15 go to the other 85: 23.4, 20, 15, 8.8667 at 100/85
        # 27.53 + 23.53 + 17.65 + 10.43 = 79.14, and the complaint is fatal
        self.assertEqual(trial.line_ids.mapped("points"), [27.53, 23.53, 17.65, 10.43, 0, 0, 0])
        self.assertEqual((trial.score, trial.grade_name), (59.0, "Failed"))
        self.assertEqual(trial.line_ids[4].note, "to be given by hand")
        self.assertEqual(trial.line_ids[0].action_open_evidence()["res_model"], "cs.clock")
        self.assertFalse(self.period.appraisal_ids)

    def test_a_trial_says_that_weights_do_not_add_up(self):
        self.scheme.with_context(cs_change_reason="too little").criterion_ids[0].weight = 25
        trial = self.trial()
        trial.action_run()
        self.assertIn("5 are missing", trial.warning)

    def test_a_trial_needs_a_person(self):
        with self.assertRaisesRegex(UserError, "Choose the person"):
            self.trial(employee_id=False).action_run()
