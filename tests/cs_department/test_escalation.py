"""D6: who is told when a clock runs out, and what the customer's urging sets in motion."""

from datetime import datetime
from unittest.mock import patch

from odoo.addons.cs_department.models.ticket.clock import in_the_past
from odoo.exceptions import AccessError, UserError
from odoo.tools import mute_logger
from psycopg2.errors import UniqueViolation

from tests.cs_department.helpers import TicketCase


class LadderCase(TicketCase):
    """TicketCase with one ladder of its own before all others, and an ear for what is told."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["cs.escalation.rule"].search([]).action_archive()
        cls.minor, cls.major = cls.env["cs.severity"].create(
            [{"name": "Minor", "level": 1}, {"name": "Major", "level": 2}]
        )

    def level(self, when="at", amount=0, unit=False, clock_type="resolution", role="supervisor", **values):
        return (0, 0, {"clock_type": clock_type, "when": when, "amount": amount, "unit": unit, "role": role, **values})

    def ladder(self, *levels, sequence=1, **values):
        return self.env["cs.escalation.rule"].create(
            {"name": "Ladder", "sequence": sequence, "level_ids": list(levels), **values}
        )

    def ear(self):
        """Collects what is told from now on: (moment title, user, case ids, ways)."""
        heard = []

        def tell(_model, users_by_record, title, words="", by=("screen",)):
            for record_id, users in users_by_record.items():
                heard.extend((user, record_id, tuple(by)) for user in users)

        for name in ("cs.ticket", "cs.ticket.task"):
            patcher = patch.object(type(self.env[name]), "_tell", tell)
            patcher.start()
            self.addCleanup(patcher.stop)
        return heard

    def steps(self, ticket):
        self.env.flush_all()
        ticket.invalidate_recordset(["escalation_ids"])
        return ticket.sudo().escalation_ids.sorted("id")


class TestLevels(LadderCase):
    def test_each_level_is_told_at_its_moment_to_its_people_and_once(self):
        self.ladder(
            self.level("before", 20, "percent", role="agent"),
            self.level("at", role="supervisor", by_activity=True),
            self.level("after", 1, "hour", role="manager"),
        )
        self.set_target("resolution", 5)  # from 10:00, with the break from 12:00 to 14:00
        ticket, heard = self.make_ticket(), self.ear()
        self.team.manager_id = self.manager
        agent = ticket.user_id
        for moment, expected in (
            ("2026-03-04 07:59", []),
            ("2026-03-04 08:00", [(agent, ("screen",))]),  # 4 h used
            ("2026-03-04 08:00", []),
            ("2026-03-04 08:59", []),
            ("2026-03-04 09:00", [(self.supervisor, ("activity", "screen"))]),
            ("2026-03-04 09:01", []),
            ("2026-03-04 10:00", [(self.manager, ("screen",))]),
            ("2026-03-20 10:00", []),
        ):
            with self.subTest(moment=moment):
                heard.clear()
                self.run_due(moment)
                self.assertEqual([(user, ways) for user, _ticket, ways in heard], expected)
        self.assertEqual(self.event_types(ticket).count("escalated"), 3)
        self.assertEqual(len(self.steps(ticket)), 3)

    def test_after_a_standstill_everything_due_is_told_in_one_pass_and_not_again(self):
        self.ladder(self.level("before", 1, "hour", role="agent"), self.level("at"), self.level("after", 1, "day"))
        ticket, heard = self.make_ticket(), self.ear()
        for _restart in range(3):
            self.run_due("2026-03-20 02:00")
        self.assertEqual([user for user, *_rest in heard], [ticket.user_id, self.supervisor, self.supervisor])

    def test_a_paused_case_tells_nothing_and_goes_on_where_it_stood(self):
        self.ladder(self.level("before", 1, "hour"))
        self.set_target("resolution", 3)  # from 10:00
        ticket, heard = self.make_ticket(), self.ear()
        with self.at("2026-03-04 03:00"):
            self.wait_for_customer(ticket)
        self.run_due("2026-03-10 06:00")
        self.assertEqual(heard, [])
        self.assertFalse(self.clock(ticket, "resolution").next_level_at)
        with self.at("2026-03-10 06:00"):
            ticket.resume()
        self.run_due("2026-03-10 06:59")
        self.assertEqual(heard, [])
        self.run_due("2026-03-10 07:00")
        self.assertEqual(len(heard), 1)

    def test_what_was_reached_before_a_pause_is_told_with_the_pause(self):
        """No pass came between the level and the pause: it is not lost, and not told later."""
        self.ladder(self.level("before", 1, "hour"))
        self.set_target("resolution", 3)
        ticket, heard = self.make_ticket(), self.ear()
        with self.at("2026-03-04 06:30"):
            self.wait_for_customer(ticket)
        self.assertEqual(len(heard), 1)
        with self.at("2026-03-10 06:00"):
            ticket.resume()
        self.run_due("2026-03-10 06:01")
        self.assertEqual(len(heard), 1)

    def test_a_resolved_case_tells_what_it_reached_and_no_more(self):
        self.ladder(self.level("before", 1, "hour"), self.level("at"))
        self.set_target("resolution", 3)
        ticket, heard = self.make_ticket(), self.ear()
        with self.at("2026-03-04 06:30"):
            self.resolve(ticket)
        self.run_due("2026-03-20 06:00")
        self.assertEqual(len(heard), 1)

    def test_looked_up_again_the_same_levels_are_not_told_again(self):
        self.ladder(self.level("before", 2, "hour", role="agent"), self.level("at"))
        self.ladder(
            self.level("before", 2, "hour", role="agent"),
            self.level("at"),
            sequence=0,
            category_ids=[(6, 0, self.other_category.ids)],
        )
        self.set_target("resolution", 3)
        ticket, heard = self.make_ticket(), self.ear()
        self.run_due("2026-03-04 03:30")
        with self.at("2026-03-04 03:40"):
            ticket.write({"category_id": self.other_category.id})
            ticket.write({"category_id": self.category.id})
            ticket.write({"category_id": self.other_category.id})
        self.run_due("2026-03-04 03:45")
        self.assertEqual(len(heard), 1)
        self.run_due("2026-03-04 07:00")
        self.assertEqual(len(heard), 2)
        self.assertEqual(self.steps(ticket)[-1].rule_id.sequence, 0)

    def test_a_target_that_moves_away_arms_what_lies_ahead_again(self):
        self.ladder(self.level("before", 2, "hour"), self.level("start", role="agent"))
        self.set_target("resolution", 3)
        self.set_target("resolution", 6, sequence=0, category_ids=[(6, 0, self.other_category.ids)])
        ticket, heard = self.make_ticket(), self.ear()
        self.run_due("2026-03-04 03:30")  # 1 h used at 11:00
        self.assertEqual(len(heard), 1)
        with self.at("2026-03-04 03:30"):
            ticket.write({"category_id": self.other_category.id})
        self.run_due("2026-03-04 07:59")
        self.assertEqual(len(heard), 1)
        self.run_due("2026-03-04 08:00")  # 4 h used
        self.assertEqual(len(heard), 2)
        self.assertEqual(self.steps(ticket).filtered(lambda s: "before" in s.level_key).mapped("arming"), [0, 1])

    def test_a_clock_that_is_asked_for_again_knows_what_was_told(self):
        none = self.env["cs.sla.rule"].search([])
        self.ladder(self.level("start"))
        self.set_target("resolution", 3, category_ids=[(6, 0, self.category.ids)])
        none.action_archive()
        ticket = self.make_ticket()
        heard = self.ear()
        for _turn in range(2):
            ticket.write({"category_id": self.other_category.id})
            ticket.write({"category_id": self.category.id})
        self.run_due()
        self.assertEqual(heard, [])
        self.assertEqual(len(self.steps(ticket)), 1)

    def test_a_severe_case_is_told_at_once_by_all_ways(self):
        self.ladder(
            self.level("start", by_activity=True, by_mail=True, by_sms=True, clock_type="first_response"),
            severity_ids=[(6, 0, self.major.ids)],
        )
        heard = self.ear()
        ticket = self.make_ticket(severity_id=self.major.id)
        self.assertEqual(heard, [(self.supervisor, ticket.id, ("activity", "mail", "sms", "screen"))])
        heard.clear()
        other = self.make_ticket()
        self.assertEqual(heard, [])
        other.write({"severity_id": self.major.id})
        self.assertEqual([case for _user, case, _ways in heard], [other.id])

    def test_a_late_leg_is_told_to_the_head_of_its_department(self):
        self.engineering.manager_id = self.employee_of[self.engineer]
        self.ladder(self.level("at", clock_type="task", role="department_head", by_activity=True))
        self.set_target("task_do", 2, target_pausable=False)
        ticket = self.make_ticket()
        task = ticket.dispatch(self.engineering.id, ["do"], "Repair").sudo()
        self.wait_for_customer(ticket)
        todos = task.activity_ids
        self.run_due("2026-03-04 04:01")
        # of the task: the head of the department does not see the case
        self.assertEqual((task.activity_ids - todos).user_id, self.engineer)
        self.assertFalse(ticket.sudo().activity_ids)
        self.assertEqual(self.steps(ticket).told, self.engineer.name)

    def test_levels_count_in_working_time_over_the_spring_festival(self):
        self.ladder(self.level("before", 1, "day"), self.level("after", 1, "day", role="manager"))
        self.set_target("resolution", 14)  # two days
        with self.at("2026-02-13 01:00"):  # Friday 9:00; the 14th is worked, the 15th to the 23rd are off
            ticket = self.make_ticket()
        clock = self.clock(ticket, "resolution")
        self.assertEqual(str(clock.due_at), "2026-02-14 10:00:00")
        self.assertEqual(str(clock.next_level_at), "2026-02-13 10:00:00")
        self.run_due("2026-02-13 10:00")
        self.assertEqual(str(clock.next_level_at), "2026-02-24 10:00:00")


class TestWhatChanges(LadderCase):
    def test_a_level_gives_the_case_to_somebody_and_makes_it_graver(self):
        self.ladder(self.level("at", owner_role="supervisor", severity_id=self.major.id))
        self.set_target("resolution", 1)
        ticket = self.make_ticket(severity_id=self.minor.id)
        self.run_due("2026-03-04 03:00")
        self.assertEqual((ticket.user_id, ticket.severity_id), (self.supervisor, self.major))
        self.run_due("2026-03-04 03:05")
        self.assertEqual(self.event_types(ticket).count("escalated"), 1)

    def test_a_named_person_takes_over(self):
        self.ladder(self.level("at", by_screen=False, owner_role="named", owner_id=self.agent2.id))
        self.set_target("resolution", 1)
        ticket = self.make_ticket()
        self.run_due("2026-03-04 03:00")
        self.assertEqual(ticket.user_id, self.agent2)

    def test_a_case_never_becomes_less_grave(self):
        self.ladder(self.level("at", severity_id=self.minor.id))
        self.set_target("resolution", 1)
        ticket = self.make_ticket(severity_id=self.major.id)
        self.run_due("2026-03-04 03:00")
        self.assertEqual(ticket.severity_id, self.major)

    def test_two_ladders_that_lift_a_case_to_each_other_come_to_an_end(self):
        top = self.env["cs.severity"].create({"name": "Top", "level": 3})
        for severity, following in ((self.minor, self.major), (self.major, top), (top, self.minor)):
            self.ladder(
                self.level("start", severity_id=following.id),
                self.level("before", 50, "percent", severity_id=following.id),
                severity_ids=[(6, 0, severity.ids)],
            )
        self.set_target("resolution", 1, severity_ids=[(6, 0, self.minor.ids)])
        self.set_target("resolution", 2, severity_ids=[(6, 0, self.major.ids)])
        ticket = self.make_ticket(severity_id=self.minor.id)
        self.assertEqual(ticket.severity_id, top)
        self.run_due("2026-03-20 03:00")
        told = self.steps(ticket).mapped(lambda step: (step.clock_id.id, step.level_key, step.arming))
        self.assertEqual(len(told), len(set(told)))
        self.assertEqual(ticket.severity_id, top)

    def test_graver_cases_get_their_own_targets_in_the_same_pass(self):
        self.ladder(self.level("before", 1, "hour", severity_id=self.major.id))
        self.set_target("resolution", 8)
        self.set_target("resolution", 2, sequence=0, severity_ids=[(6, 0, self.major.ids)])
        self.set_target("verification", 4, severity_ids=[(6, 0, self.major.ids)])
        ticket = self.make_ticket(severity_id=self.minor.id)
        self.run_due("2026-03-05 02:00")
        self.assertTrue(ticket.breached)
        self.assertEqual(self.clock(ticket, "resolution").target_minutes, 120)
        self.assertTrue(self.clock(ticket, "verification").breached)


class TestLadderChanges(LadderCase):
    def test_a_level_that_is_added_speaks_from_then_on(self):
        ladder = self.ladder(self.level("at", role="manager"))
        self.set_target("resolution", 3)
        ticket, heard = self.make_ticket(), self.ear()
        with self.at("2026-03-04 03:30"):  # 1.5 h used
            ladder.write(
                {
                    "level_ids": [self.level("before", 2, "hour"), self.level("before", 1, "hour", role="agent")],
                    "change_reason": "Earlier",
                }
            )
        self.run_due("2026-03-04 03:31")
        self.assertEqual(heard, [])
        self.run_due("2026-03-04 06:00")
        self.assertEqual([user for user, *_rest in heard], [ticket.user_id])
        self.run_due("2026-03-04 07:00")
        self.assertEqual(len(heard), 2)

    def test_a_ladder_that_is_gone_tells_nothing(self):
        ladder = self.ladder(self.level("at"))
        self.set_target("resolution", 3)
        ticket, heard = self.make_ticket(), self.ear()
        ladder.unlink()
        self.run_due("2026-03-20 03:31")
        self.assertEqual(heard, [])
        self.assertIn("clock_missed", self.event_types(ticket))

    def test_a_level_must_make_sense(self):
        for level in (
            self.level("before", 0, "hour"),
            self.level("before", 2, False),
            self.level("before", 101, "percent"),
            self.level("after", 2, "time"),
            self.level("urged", 1, "time"),
            self.level("at", clock_type="urged"),
            self.level("at", role="named"),
            self.level("at", by_screen=False),
            self.level("at", owner_role="named"),
        ):
            with self.subTest(level=level), self.assertRaises(Exception) as caught, self.env.cr.savepoint():
                self.ladder(level)
                self.env.flush_all()
            self.assertIn(type(caught.exception).__name__, ("ValidationError", "CheckViolation"))
        with self.assertRaises(UniqueViolation), self.env.cr.savepoint(), mute_logger("odoo.sql_db"):
            self.ladder(self.level("at"), self.level("at"))
            self.env.flush_all()

    def test_levels_read_like_the_book(self):
        ladder = self.ladder(
            self.level("before", 2, "hour", role="agent", by_activity=True, by_screen=False),
            self.level("before", 20, "percent", role="agent"),
            self.level("after", 1, "day", role="named", user_ids=[(6, 0, self.manager.ids)], by_mail=True),
            self.level("urged", 3, "time", clock_type="urged", role="manager", owner_role="supervisor"),
        )
        self.assertEqual(
            ladder.level_ids.mapped("display_name"),
            [
                "Resolution: 2 hours before it is due: tell the responsible agent by to-do",
                "Resolution: when 80 % of the time is used: tell the responsible agent by screen",
                "Resolution: 1 day after it was due: tell Manager by mail and screen",
                "When the customer has urged 3 times: tell the manager of customer service by screen"
                " and make the supervisor of the team responsible",
            ],
        )


class TestUrging(LadderCase):
    def test_an_urging_is_counted_noted_and_told(self):
        self.ladder(
            self.level("urged", 1, "time", clock_type="urged", role="agent", by_activity=True, by_screen=False),
            self.level("urged", 2, "time", clock_type="urged", role="supervisor"),
        )
        ticket = self.make_ticket(user_id=self.agent2.id)
        heard = self.ear()
        ticket.urge("Where is the plumber?", by="phone")
        self.assertEqual(ticket.urge_count, 1)
        self.assertEqual(
            [(user, ways) for user, _case, ways in heard], [(self.agent2, ("screen",)), (self.agent2, ("activity",))]
        )
        self.assertIn("Where is the plumber?", ticket.sudo().event_ids.mapped("note"))
        heard.clear()
        with self.at("2026-03-04 02:30"):
            ticket.urge(by="portal")
        self.assertEqual([user for user, *_rest in heard], [self.agent2, self.supervisor])
        with self.at("2026-03-04 03:30"):
            ticket.urge()
        self.assertEqual(ticket.urge_count, 3)
        self.assertEqual(self.steps(ticket).mapped("urge_number"), [1, 2])
        self.assertEqual(self.event_types(ticket).count("urged"), 3)

    def test_urged_again_within_minutes_counts_once(self):
        self.company.cs_urge_minutes = 10
        ticket = self.make_ticket()
        ticket.urge()
        with self.at("2026-03-04 02:09"), self.assertRaises(UserError):
            ticket.urge()
        with self.at("2026-03-04 02:10"):
            ticket.urge()
        self.company.cs_urge_minutes = 0
        with self.at("2026-03-04 02:10"):
            ticket.urge()
        self.assertEqual(ticket.urge_count, 3)

    def test_who_may_not_act_on_the_case_cannot_urge_and_an_ended_case_is_not_urged(self):
        ticket = self.make_ticket(user=self.employee)
        for user in (self.employee, self.outsider):
            with self.assertRaises(AccessError):
                ticket.with_user(user).urge()
        ticket = ticket.with_user(self.agent)
        with self.assertRaises(UserError):
            ticket.urge(by="pigeon")
        with self.assertRaises(AccessError):
            ticket.write({"urge_count": 7})
        self.resolve(ticket)
        with self.assertRaises(UserError):
            ticket.urge()

    def test_an_urging_is_heard_by_whoever_listens(self):
        ticket, heard = self.make_ticket(), []
        cls = type(self.env["cs.ticket"])
        honest = cls._happened

        def happened(tickets, event):
            heard.append((event, tickets.ids, tickets.env.su))
            return honest(tickets, event)

        with patch.object(cls, "_happened", happened):
            ticket.urge()
        self.assertEqual(heard, [("urged", ticket.ids, True)])

    def test_a_level_of_urging_lifts_the_case(self):
        self.ladder(
            self.level("urged", 2, "time", clock_type="urged", severity_id=self.major.id, owner_role="supervisor")
        )
        ticket = self.make_ticket(user_id=self.agent.id, severity_id=self.minor.id)
        ticket.urge()
        with self.at("2026-03-04 04:10"):
            ticket.urge()
        self.assertEqual((ticket.severity_id, ticket.sudo().user_id), (self.major, self.supervisor))


class TestCosts(LadderCase):
    def test_telling_of_many_cases_costs_no_query_for_each(self):
        self.ladder(
            self.level("before", 50, "percent", role="agent"),
            self.level("at", role="supervisor"),
            self.level("after", 1, "hour", role="manager"),
        )
        self.set_target("resolution", 3)
        used = {}
        for count in (10, 100, 10, 100):
            tickets = (
                self.env["cs.ticket"]
                .with_user(self.agent)
                .create([{"name": "x", "description": "x", "kind_id": self.enquiry.id} for _ in range(count)])
            )
            self.env.flush_all()
            self.env.invalidate_all()
            with self.at("2026-03-10 02:00"):
                before = self.env.cr.sql_log_count
                tickets.sudo()._act_on_time()
                self.env.flush_all()
                used[count] = self.env.cr.sql_log_count - before
        self.assertLessEqual(used[100], used[10] + 12, used)  # rows go in by hundreds

    def test_the_ledger_refuses_what_was_told_already(self):
        ladder = self.ladder(self.level("at"))
        self.set_target("resolution", 1)
        ticket, heard = self.make_ticket(), self.ear()
        self.run_due("2026-03-04 03:00")
        clock = self.clock(ticket, "resolution")
        # as if the mark on the clock were lost
        clock.write({"levels_done": False, "next_level_at": "2026-03-04 03:00:00"})
        ticket.sudo()._refresh_due()
        self.run_due("2026-03-04 03:01")
        self.assertEqual(len(heard), 1)
        self.assertEqual(self.steps(ticket).level_id, ladder.level_ids)

    def test_what_was_escalated_stays(self):
        self.ladder(self.level("start"))
        ticket = self.make_ticket()
        step = self.steps(ticket).with_user(self.manager)
        for deed in (
            lambda: step.write({"told": "nobody"}),
            lambda: step.with_env(self.env(user=self.manager)).unlink(),
        ):
            with self.assertRaises(AccessError):
                deed()

    def test_a_past_that_is_told_again_tells_nobody(self):
        """As an import does with the cases that it brings."""
        self.ladder(self.level("before", 2, "hour"), self.level("before", 1, "hour"), self.level("at"))
        self.set_target("resolution", 3)
        ticket, heard = self.make_ticket(), self.ear()
        clock = self.clock(ticket, "resolution")
        with in_the_past():
            clock._pause(datetime(2026, 3, 4, 6, 30))  # 2.5 h used
            clock._resume(datetime(2026, 3, 5, 1, 0))
            clock._pass_over(datetime(2026, 3, 5, 1, 0))
        ticket.sudo()._refresh_due()
        self.run_due("2026-03-05 01:01")
        self.assertEqual(heard, [])
        self.run_due("2026-03-05 01:30")
        self.assertEqual(len(heard), 1)


class TestShippedLadders(TicketCase):
    def test_every_clock_and_urging_has_a_ladder(self):
        book, ticket = self.env["cs.escalation.rule"], self.make_ticket().sudo()
        for topic, label in book._rule_topic_labels():
            with self.subTest(topic=label):
                self.assertTrue(book._rule_id_for(self.company.id, ticket._rule_facts(), ticket._rule_day(), topic))

    def test_a_severe_case_has_the_supervisor_at_once(self):
        severity = self.env.ref("cs_department.severity_accident")
        ticket = self.make_ticket(severity_id=severity.id)
        self.assertIn(self.supervisor, ticket.sudo().activity_ids.user_id)
        self.assertEqual(self.event_types(ticket).count("escalated"), 1)


class TestLineOfTime(LadderCase):
    def test_the_case_shows_what_was_told_and_what_comes_next(self):
        self.ladder(
            self.level("before", 2, "hour", role="agent"),
            self.level("at"),
            self.level("after", 1, "hour", role="manager"),
        )
        self.set_target("resolution", 3)
        ticket = self.make_ticket()
        self.run_due("2026-03-04 03:00")
        with self.at("2026-03-04 03:30"):
            ticket.invalidate_recordset(["promises"])
            levels = [entry for entry in ticket.promises if entry["kind"] == "level"]
        self.assertEqual(
            [(entry["at"], entry["state"], entry["who"]) for entry in levels],
            [
                ("2026-03-04T03:00:00", "done", ticket.user_id.name),
                ("2026-03-04T07:00:00", "ahead", "the supervisor of the team"),
                ("2026-03-04T08:00:00", "ahead", "the manager of customer service"),
            ],
        )
