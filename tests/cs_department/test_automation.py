"""Rules of managers: when this happens, and if that holds, then do so."""

from datetime import timedelta
from unittest.mock import patch

from odoo import Command
from odoo.addons.cs_department.models.automation.action import ACTIONS
from odoo.addons.cs_department.models.automation.facts import TRIGGERS
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import users

from tests.common import NOW
from tests.cs_department.helpers import TicketCase


class AutomationCase(TicketCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["cs.automation.rule"].search([]).action_archive()
        cls.tag, cls.other_tag = cls.env["cs.ticket.tag"].create([{"name": "Night"}, {"name": "Other"}])

    @classmethod
    def rule(cls, trigger, actions=None, conditions=(), **values):
        """A rule of the manager; by default it puts a tag on the case."""
        return cls.env["cs.automation.rule"].create(
            {
                "name": f"When {trigger}",
                "trigger": trigger,
                "condition_ids": [Command.create(line) for line in conditions],
                "action_ids": [
                    Command.create(line)
                    for line in actions or [{"action": "add_tags", "tag_ids": [Command.link(cls.tag.id)]}]
                ],
                **values,
            }
        )

    def runs(self, rule, ticket=None):
        found = self.env["cs.automation.run"].search([("rule_id", "=", rule.id)], order="id")
        return found.filtered(lambda run: run.ticket_id == ticket) if ticket else found

    def run_automations(self, at=None):
        """One pass of the rules that act later, without its real commits."""
        with self.at(at), patch.object(type(self.env["ir.cron"]), "_commit_progress", lambda *a, **k: 1000):
            self.env["cs.automation.run"]._cron_due()
            self.env.flush_all()


class TestTriggers(AutomationCase):
    def test_every_trigger_sets_its_rule_off_and_no_other(self):
        for trigger, _label in TRIGGERS:
            with self.subTest(trigger=trigger):
                ticket = self.make_ticket()
                rule = self.rule(trigger)
                other = self.rule("closed" if trigger != "closed" else "assigned")
                ticket.sudo()._happened(trigger)
                self.assertEqual(ticket.tag_ids, self.tag)
                self.assertEqual(self.runs(rule).state, "done")
                self.assertFalse(self.runs(other))
                (rule | other).action_archive()

    def test_registration_and_the_verbs_set_rules_off(self):
        steps = {
            "registered": lambda t: None,
            "answered": lambda t: t.with_user(self.agent).answer("We are coming."),
            "waiting": lambda t: t.with_user(self.agent).wait("key"),
            "resumed": lambda t: t.with_user(self.agent).resume(),
            "promised": lambda t: t.with_user(self.agent).promise(NOW + timedelta(days=2)),
            "resolved": self.resolve,
            "reopened": lambda t: t.with_user(self.supervisor).reopen("Again"),
            "cancelled": lambda t: t.with_user(self.supervisor).cancel("Mistake"),
        }
        rules = {trigger: self.rule(trigger) for trigger in steps}
        ticket = self.make_ticket(user_id=self.agent.id)
        for step in steps.values():
            step(ticket)
        self.env.flush_all()
        for trigger, rule in rules.items():
            with self.subTest(trigger=trigger):
                self.assertEqual(self.runs(rule, ticket).mapped("state"), ["done"])

    def test_imported_history_sets_nothing_off(self):
        from odoo.addons.cs_department.models.intake.ticket import IMPORTING
        from odoo.addons.cs_department.models.ticket.ticket import VERB

        rule = self.rule("registered")
        vals = {"name": "Old", "kind_id": self.complaint.id, "category_id": self.category.id}
        self.env["cs.ticket"].with_context(cs_verb=VERB, cs_import=IMPORTING).create(vals)
        self.assertFalse(self.runs(rule))


class TestConditions(AutomationCase):
    def test_all_or_any_of_the_conditions(self):
        lines = [
            {"fact": "name", "operator": "contains", "text": "ceiling、漏水"},
            {"fact": "place", "operator": "contains", "text": "basement"},
        ]
        both = self.rule("registered", conditions=lines)
        either = self.rule("registered", conditions=lines, match="any")
        ticket = self.make_ticket()
        self.assertFalse(self.runs(both))
        self.assertEqual(self.runs(either).ticket_id, ticket)

    def test_working_time_is_that_of_the_team_at_the_moment(self):
        outside = [{"fact": "working_hours", "operator": "no"}]
        rule = self.rule("registered", conditions=outside)
        self.make_ticket()
        self.assertFalse(self.runs(rule))
        with self.at("2026-03-04 15:00"):  # 23:00 in Shanghai
            night = self.make_ticket(name="At night", place="B2")
        self.assertEqual(self.runs(rule).ticket_id, night)

    def test_a_branch_counts_with_what_grows_on_it(self):
        child = self.env["cs.ticket.category"].create({"name": "Kitchen leak", "parent_id": self.category.id})
        rule = self.rule(
            "registered",
            conditions=[{"fact": "category_id", "operator": "is", "category_ids": [Command.link(self.category.id)]}],
        )
        ticket = self.make_ticket(category_id=child.id)
        self.assertEqual(self.runs(rule).ticket_id, ticket)

    def test_a_condition_without_a_value_is_refused(self):
        for line in (
            {"fact": "name", "operator": "contains", "text": " ,、"},
            {"fact": "channel_id", "operator": "is"},
            {"fact": "registered_at", "operator": "longer_ago"},
            {"fact": "name", "operator": "at_least", "number": 1},
        ):
            with self.subTest(line=line), self.assertRaises(ValidationError):
                self.rule("registered", conditions=[line])

    def test_what_may_be_compared_follows_the_fact(self):
        line = self.env["cs.automation.condition"].new({"fact": "reopen_count"})
        self.assertEqual(line.operators, ["at_least", "at_most", "equals"])
        self.assertEqual(line.operator, "at_least")

    def test_the_rule_reads_as_a_sentence(self):
        rule = self.rule(
            "customer_wrote",
            conditions=[
                {"fact": "name", "operator": "contains", "text": "gas"},
                {"fact": "unread_reply", "operator": "yes"},
            ],
            actions=[{"action": "tell", "role": "supervisor"}],
            delay=4,
        )
        said = rule.with_context(lang="en_US").sentence
        for words in (
            "When the customer writes, 4 working hours later",
            "the subject contains “gas”",
            "a reply of the customer is unread",
            ": tell the supervisor of the team",
        ):
            self.assertIn(words, said)

    def test_the_open_cases_that_fit_are_shown(self):
        rule = self.rule(
            "registered",
            conditions=[
                {"fact": "name", "operator": "contains", "text": "ceiling"},
                {"fact": "working_hours", "operator": "no"},
            ],
            kind_ids=[Command.link(self.complaint.id)],
        )
        fitting = self.make_ticket()
        other = self.make_ticket(kind_id=self.enquiry.id)
        found = self.env["cs.ticket"].search(rule.with_user(self.manager).action_fitting_cases()["domain"])
        self.assertIn(fitting, found)
        self.assertNotIn(other, found)


class TestOrder(AutomationCase):
    def test_every_rule_that_fits_acts_in_the_order_of_the_list(self):
        first = self.rule("registered", [{"action": "set_priority", "urgency": "1"}], sequence=1)
        second = self.rule("registered", [{"action": "set_priority", "urgency": "3"}], sequence=2)
        ticket = self.make_ticket()
        self.assertEqual(ticket.urgency, "3")
        self.assertEqual(self.env["cs.automation.run"].search([], order="id").rule_id.ids, (first | second).ids)

    def test_stop_here_holds_the_later_ones_back(self):
        self.rule("registered", sequence=1, stop_here=True)
        later = self.rule("registered", sequence=2)
        self.make_ticket()
        self.assertFalse(self.runs(later))

    def test_a_rule_out_of_force_or_for_other_cases_stays_still(self):
        rules = (
            self.rule("registered", date_to="2026-03-03"),
            self.rule("registered", kind_ids=[Command.link(self.enquiry.id)]),
        )
        self.make_ticket()
        for rule in rules:
            self.assertFalse(self.runs(rule))

    def test_cases_of_one_batch_are_served_alike(self):
        rule = self.rule("registered")
        vals = {"kind_id": self.complaint.id, "category_id": self.category.id, "partner_id": self.customer.id}
        tickets = self.env["cs.ticket"].create(
            [{**vals, "name": f"Case {n}", "description": "x", "place": f"P{n}"} for n in range(20)]
        )
        self.assertEqual(self.runs(rule).ticket_id, tickets)
        self.assertEqual(tickets.tag_ids, self.tag)

    def test_without_a_rule_for_it_an_event_costs_no_query(self):
        self.rule("closed")
        ticket, runs = self.make_ticket().sudo(), self.env["cs.automation.run"]
        runs._set_off("answered", ticket)
        ticket.company_id.id  # noqa: B018  # the case is read by its step already
        with self.assertQueryCount(0):
            runs._set_off("answered", ticket)


class TestLoops(AutomationCase):
    def test_rules_that_set_each_other_off_end(self):
        up = self.rule("classified", [{"action": "set_severity", "severity_id": self.severe.id}], sequence=1)
        down = self.rule("classified", [{"action": "set_severity", "severity_id": self.minor.id}], sequence=2)
        ticket = self.make_ticket()
        ticket.with_user(self.supervisor).write({"category_id": self.other_category.id})
        self.env.flush_all()
        states = self.runs(up, ticket).mapped("state")
        self.assertEqual(states[0], "done")
        self.assertIn("stopped", states + self.runs(down, ticket).mapped("state"))
        self.assertLess(len(self.env["cs.automation.run"].search([("ticket_id", "=", ticket.id)])), 10)

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        levels = [{"name": "Up", "level": 7}, {"name": "Down", "level": 8}]
        cls.severe, cls.minor = cls.env["cs.severity"].create(levels)

    def test_a_rule_does_not_set_itself_off(self):
        rule = self.rule("classified", [{"action": "set_severity", "severity_id": self.severe.id}])
        ticket = self.make_ticket()
        ticket.with_user(self.supervisor).write({"category_id": self.other_category.id})
        self.assertEqual(self.runs(rule, ticket).mapped("state"), ["done", "stopped"])
        self.assertEqual(ticket.severity_id, self.severe)

    def test_a_chain_over_hours_ends_as_well(self):
        first = self.rule(
            "classified", [{"action": "set_severity", "severity_id": self.severe.id}], delay=1, delay_basis="elapsed"
        )
        second = self.rule(
            "classified", [{"action": "set_severity", "severity_id": self.minor.id}], delay=2, delay_basis="elapsed"
        )
        ticket = self.make_ticket()
        ticket.with_user(self.supervisor).write({"category_id": self.other_category.id})
        for hour in range(1, 48):
            self.run_automations(NOW + timedelta(hours=hour))
        runs = self.runs(first, ticket) | self.runs(second, ticket)
        self.assertNotIn("waiting", runs.mapped("state"))
        self.assertLess(len(runs), 12)


class TestLater(AutomationCase):
    def test_it_acts_n_hours_later_in_working_time(self):
        rule = self.rule("registered", delay=4)
        ticket = self.make_ticket()  # 10:00; lunch from 12 to 14
        self.assertFalse(ticket.tag_ids)
        run = self.runs(rule)
        self.assertEqual((run.state, str(run.next_action_at)), ("waiting", "2026-03-04 08:00:00"))
        self.run_automations("2026-03-04 07:59")
        self.assertFalse(ticket.tag_ids)
        self.run_automations("2026-03-04 08:00")
        self.assertEqual(ticket.tag_ids, self.tag)
        self.assertEqual(run.state, "done")

    def test_the_conditions_are_asked_when_its_time_has_come(self):
        rule = self.rule(
            "customer_wrote",
            conditions=[{"fact": "unread_reply", "operator": "yes"}],
            delay=1,
            delay_basis="elapsed",
        )
        answered, forgotten = self.make_ticket(), self.make_ticket(place="B1")
        (answered | forgotten).sudo()._customer_wrote()
        answered.with_user(answered.user_id).answer("Done")
        self.run_automations(NOW + timedelta(hours=1))
        self.assertEqual(self.runs(rule, answered).state, "unfit")
        self.assertEqual(self.runs(rule, forgotten).state, "done")

    def test_what_happens_again_counts_from_the_last_time(self):
        rule = self.rule("customer_wrote", delay=2, delay_basis="elapsed")
        ticket = self.make_ticket()
        ticket.sudo()._customer_wrote()
        with self.at(NOW + timedelta(hours=1)):
            ticket.sudo()._customer_wrote()
        self.run_automations(NOW + timedelta(hours=2))
        self.assertFalse(ticket.tag_ids)
        self.run_automations(NOW + timedelta(hours=3))
        self.assertEqual(self.runs(rule).mapped("state"), ["unfit", "done"])

    def test_a_case_that_ended_meanwhile_is_left_alone(self):
        rule = self.rule("registered", delay=1, delay_basis="elapsed")
        after = self.rule("resolved", delay=1, delay_basis="elapsed")
        ticket = self.make_ticket()
        self.resolve(ticket)
        self.run_automations(NOW + timedelta(hours=1))
        self.assertEqual(self.runs(rule).state, "unfit")
        self.assertEqual(self.runs(after).state, "done")

    def test_a_rule_that_is_no_longer_in_force_does_not_act(self):
        rule = self.rule("registered", delay=1, delay_basis="elapsed")
        self.make_ticket()
        rule.action_archive()
        self.run_automations(NOW + timedelta(hours=1))
        self.assertEqual(self.runs(rule).state, "unfit")

    def test_waiting_rows_cost_nothing_until_their_time(self):
        self.rule("registered", delay=1)
        self.make_ticket()
        self.assertEqual(self.env["cs.automation.run"].search_count(self.env["cs.automation.run"]._due_domain()), 0)

    def test_a_rule_that_acts_later_cannot_hold_others_back(self):
        with self.assertRaises(Exception), self.env.cr.savepoint():  # noqa: B017
            self.rule("registered", delay=1, stop_here=True)


class TestActions(AutomationCase):
    def act(self, trigger="answered", **line):
        rule = self.rule(trigger, [line])
        ticket = self.make_ticket()
        ticket.sudo()._happened(trigger)
        self.env.flush_all()
        self.assertEqual(self.runs(rule).mapped("state"), ["done"], self.runs(rule).note)
        return ticket

    def test_every_action_has_its_handler(self):
        actions = self.env["cs.automation.action"]
        for name, _label in ACTIONS:
            self.assertTrue(callable(getattr(actions, f"_act_{name}", None)), name)

    def test_assign_to_a_role(self):
        ticket = self.act(action="assign", role="supervisor")
        self.assertEqual(ticket.user_id, self.supervisor)
        self.assertIn("assigned", self.event_types(ticket))

    def test_assign_to_a_person(self):
        ticket = self.act(action="assign", role="named", user_ids=[Command.link(self.outsider.id)])
        self.assertEqual(ticket.user_id, self.outsider)

    def test_hand_over_to_a_team(self):
        ticket = self.act(action="assign_team", team_id=self.other_team.id)
        self.assertEqual(ticket.team_id, self.other_team)
        self.assertEqual(ticket.user_id, self.outsider)

    def test_set_severity(self):
        severity = self.env["cs.severity"].create({"name": "Grave", "level": 9})
        self.assertEqual(self.act(action="set_severity", severity_id=severity.id).severity_id, severity)

    def test_set_priority(self):
        ticket = self.act(action="set_priority", impact="1", urgency="1")
        self.assertEqual((ticket.impact, ticket.urgency), ("1", "1"))
        self.assertEqual(ticket.priority, self.env["cs.priority.matrix"]._priority("1", "1"))

    def test_add_tags(self):
        self.assertEqual(self.act(action="add_tags", tag_ids=[Command.link(self.tag.id)]).tag_ids, self.tag)

    def test_ask_a_department(self):
        ticket = self.act(action="dispatch", department_id=self.engineering.id, steps="all", words="Look at the pipe")
        tasks = ticket.sudo().task_ids.sorted("sequence")
        self.assertEqual(tasks.mapped("step"), ["verify", "plan", "do", "report"])
        self.assertEqual(set(tasks.mapped("name")), {"Look at the pipe"})

    def test_tell_by_activity(self):
        ticket = self.act(action="tell", role="supervisor", by_activity=True, by_screen=False, words="Look")
        activity = ticket.sudo().activity_ids
        self.assertEqual((activity.user_id, activity.summary), (self.supervisor, "Look"))

    def test_give_a_todo_with_a_date(self):
        ticket = self.act(action="activity", role="agent", words="Call back", days=3)
        activity = ticket.sudo().activity_ids
        self.assertEqual((activity.user_id, str(activity.date_deadline)), (ticket.user_id, "2026-03-07"))

    def test_mail_the_customer(self):
        template = self.env["mail.template"].create(
            {
                "name": "We know",
                "model_id": self.env["ir.model"]._get_id("cs.ticket"),
                "subject": "We know of {{ object.number }}",
                "use_default_to": True,
            }
        )
        ticket = self.act(action="notify", template_id=template.id)
        mail = self.env["mail.mail"].search([("subject", "=", f"We know of {ticket.number}")])
        self.assertEqual(mail.recipient_ids, self.customer)
        self.assertIn("Auto-Submitted", mail.headers)
        self.assertIn("notice", self.event_types(ticket))

    def test_text_the_customer(self):
        template = self.env["sms.template"].create(
            {"name": "Text", "model_id": self.env["ir.model"]._get_id("cs.ticket"), "body": "{{ object.number }}: done"}
        )
        ticket = self.act(action="notify_sms", sms_template_id=template.id)
        sms = self.env["sms.sms"].search([("body", "=", f"{ticket.number}: done")])
        self.assertEqual(sms.partner_id, self.customer)

    def test_ask_for_approval_of_the_plan(self):
        rule = {"name": "Plans", "what": "plan", "tier_ids": [Command.create({"role": "manager"})]}
        self.env["cs.approval.rule"].create(rule)
        acting = self.rule("answered", [{"action": "ask_approval"}])
        planned, bare = self.make_ticket(), self.make_ticket(place="B2")
        planned.sudo().plan = "New pipe"
        (planned | bare).sudo()._happened("answered")
        self.assertEqual(self.runs(acting, planned).state, "done")
        approval = self.env["cs.approval"].search([("ticket_id", "=", planned.id)])
        self.assertEqual(approval.words, "New pipe")
        self.assertEqual(self.runs(acting, bare).state, "failed")

    def test_propose_a_compensation(self):
        self.env["cs.approval.rule"].create(
            {"name": "Money", "what": "compensation", "tier_ids": [Command.create({"role": "manager"})]}
        )
        ticket = self.act(action="propose_compensation", amount=50, words="For the trouble")
        compensation = ticket.sudo().compensation_ids
        self.assertEqual((compensation.amount, compensation.reason), (50, "For the trouble"))

    def test_have_the_customer_called_back(self):
        rules = self.env["cs.callback.rule"]
        rules.search([]).action_archive()
        event = self.env.ref("cs_department.callback_event_by_hand")
        rules.create({"name": "By hand", "event_id": event.id, "rate": 100})
        ticket = self.act(action="create_callback")
        self.assertEqual(len(ticket.sudo().callback_ids), 1)

    def test_without_a_rule_for_calls_by_hand_it_says_so(self):
        self.env["cs.callback.rule"].search([]).action_archive()
        rule, ticket = self.rule("answered", [{"action": "create_callback"}]), self.make_ticket()
        ticket.sudo()._happened("answered")
        self.assertEqual(self.runs(rule).state, "failed")

    def test_ask_how_satisfied_the_customer_is(self):
        rule, ticket = self.rule("resolved", [{"action": "send_survey"}]), self.make_ticket()
        self.resolve(ticket)
        self.assertEqual(self.runs(rule).state, "done", self.runs(rule).note)
        self.assertEqual(ticket.sudo().invitation_ids.partner_id, self.customer)

    def test_what_is_not_complete_is_refused(self):
        for line in (
            {"action": "set_severity"},
            {"action": "dispatch"},
            {"action": "notify"},
            {"action": "tell", "by_screen": False},
            {"action": "assign", "role": "named"},
        ):
            with self.subTest(line=line), self.assertRaises(ValidationError):
                self.rule("answered", [line])


class TestFailing(AutomationCase):
    def failing_rule(self, trigger="answered"):
        """Nobody may be asked once the case is over: dispatching a resolved case is refused."""
        return self.rule(
            trigger,
            [
                {"action": "add_tags", "tag_ids": [Command.link(self.tag.id)]},
                {"action": "dispatch", "department_id": self.engineering.id},
            ],
        )

    def test_a_failing_action_does_not_stop_the_step_of_the_case(self):
        rule, good = self.failing_rule("resolved"), self.rule("resolved", sequence=90)
        ticket = self.make_ticket()
        self.resolve(ticket)
        self.assertEqual(ticket.state, "resolved")
        self.assertEqual(self.runs(rule).state, "failed")
        self.assertIn(ticket.number, self.runs(rule).note)
        self.assertEqual(self.runs(good).state, "done")
        self.assertIn("automation", self.event_types(ticket))
        self.assertEqual((rule.failed_count, rule.last_failure), (1, self.runs(rule).note))

    def test_a_rule_acts_wholly_or_not_at_all(self):
        self.failing_rule("resolved")
        ticket = self.make_ticket()
        self.resolve(ticket)
        self.assertFalse(ticket.tag_ids)

    def test_one_case_that_fails_does_not_stop_the_others_of_the_batch(self):
        rule = self.failing_rule()
        good, bad = self.make_ticket(), self.make_ticket(place="B2")
        self.resolve(bad)
        (good | bad).sudo()._happened("answered")
        self.assertEqual(self.runs(rule, good).state, "done")
        self.assertEqual(self.runs(rule, bad).state, "failed")
        self.assertEqual(good.tag_ids, self.tag)

    def test_a_fault_of_the_program_is_a_failure_like_any_other(self):
        rule, ticket = self.rule("answered"), self.make_ticket()
        actions = type(self.env["cs.automation.action"])
        with (
            patch.object(actions, "_act_add_tags", side_effect=ZeroDivisionError),
            self.assertLogs("odoo.addons.cs_department.models.automation.run", "WARNING"),
        ):
            ticket.sudo()._happened("answered")
        self.assertEqual(self.runs(rule).state, "failed")

    def test_the_same_event_never_sets_a_rule_off_twice(self):
        rule, ticket = self.rule("answered"), self.make_ticket()
        ticket.sudo()._happened("answered")
        ticket.sudo()._happened("answered")
        self.assertEqual(len(self.runs(rule)), 1)
        ticket.with_user(ticket.user_id).answer("Words")
        self.assertEqual(len(self.runs(rule)), 2)


class TestRights(AutomationCase):
    def test_rules_act_whoever_sets_them_off(self):
        self.rule("registered", [{"action": "assign", "role": "named", "user_ids": [Command.link(self.outsider.id)]}])
        ticket = self.make_ticket(user=self.employee)
        self.assertEqual(ticket.sudo().user_id, self.outsider)
        step = ticket.sudo().event_ids.filtered(lambda event: event.event_type == "automation")
        self.assertEqual(step.user_id, self.env.ref("base.user_root"))

    @users("cs_manager")
    def test_managers_make_rules(self):
        self.env["cs.automation.rule"].create(
            {
                "name": "Mine",
                "trigger": "registered",
                "action_ids": [Command.create({"action": "tell", "role": "supervisor"})],
            }
        )

    def test_nobody_else_makes_or_changes_rules(self):
        rule = self.rule("registered")
        for user in (self.agent, self.supervisor):
            with self.assertRaises(AccessError):
                rule.with_user(user).with_context(cs_change_reason="For me").name = "Mine"
            with self.assertRaises(AccessError):
                rule.action_ids.with_user(user).with_context(cs_change_reason="For me").words = "Mine"

    def test_managers_do_not_touch_what_administrators_automate(self):
        server_action = self.env.ref("cs_department.automation_reopened_twice_action")
        line = server_action.cs_action_ids[:1].with_user(self.manager)
        with self.assertRaises(AccessError):
            line.words = "Mine"
        with self.assertRaises(AccessError):
            line.create({"server_action_id": server_action.id, "action": "tell"})

    def test_a_rule_without_an_action_is_refused(self):
        with self.assertRaises(UserError):
            self.env["cs.automation.rule"].create({"name": "Idle", "trigger": "registered"})

    def test_rules_of_another_company_do_not_act(self):
        elsewhere = self.env["res.company"].create({"name": "Elsewhere"})
        rule = self.rule("registered", company_id=elsewhere.id)
        self.make_ticket()
        self.assertFalse(self.runs(rule))


class TestBook(AutomationCase):
    def words(self, rule):
        return rule.with_user(self.manager).check_words

    def test_rules_for_the_same_cases_are_no_clash(self):
        first, second = self.rule("registered", sequence=1), self.rule("registered", sequence=1)
        self.assertFalse(self.words(first) or self.words(second))

    def test_a_rule_behind_one_that_stops_never_acts_and_it_says_so(self):
        first = self.rule("registered", sequence=1, stop_here=True, name="All stop")
        second = self.rule("registered", sequence=2)
        self.assertFalse(self.words(first))
        self.assertIn("All stop", self.words(second))

    def test_one_that_stops_on_a_condition_hides_nothing(self):
        condition = [{"fact": "name", "operator": "contains", "text": "gas"}]
        self.rule("registered", conditions=condition, sequence=1, stop_here=True)
        self.assertFalse(self.words(self.rule("registered", sequence=2)))

    def test_a_case_says_which_rules_are_for_it_and_when_they_acted(self):
        acted, other = self.rule("registered"), self.rule("closed", kind_ids=[Command.link(self.enquiry.id)])
        ticket = self.make_ticket()
        topics = {topic["topic"]: topic for topic in self.env["cs.automation.rule"]._explain(ticket)}
        self.assertEqual(topics["registered"]["applied"]["id"], acted.id)
        self.assertTrue(topics["registered"]["applied"]["since"])
        self.assertFalse(topics["closed"]["applied"])
        self.assertEqual([rule["id"] for rule in topics["closed"]["others"]], other.ids)

    def test_a_rule_is_written_down_and_brought_back(self):
        rule = self.rule(
            "customer_wrote",
            conditions=[{"fact": "channel_id", "operator": "is", "channel_ids": [Command.link(self.channel.id)]}],
            actions=[{"action": "tell", "role": "manager", "by_mail": True, "words": "Look"}],
            delay=3,
        )
        data = rule._book_data(portable=True)
        twin = rule.create({**rule.browse()._book_vals(data), "name": "Twin"})
        self.assertEqual(twin.sentence, rule.sentence)
        self.assertEqual(twin._book_data(portable=True)["condition_ids"], data["condition_ids"])

    def test_a_change_of_a_line_is_in_the_history_of_its_rule(self):
        rule = self.rule("registered")
        with self.assertRaises(UserError):
            rule.action_ids.with_user(self.manager).words = "New"
        rule.action_ids.with_user(self.manager).with_context(cs_change_reason="Clearer").words = "New"
        last = self.env["cs.book.version"]._last_of(rule, False)
        self.assertEqual((last.action, last.reason), ("changed", "Clearer"))

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.channel = cls.env["cs.ticket.channel"].search([], limit=1)
