"""T1: roles × models × operations, and roles × records, as reviewed tables.

``rights.csv`` says what a role may do with a model, ``records.csv`` what it may do with
records in a certain position. A model of ours without a row fails the build.
"""

from tests.common import NOW
from tests.security.common import ROLES, SecurityCase, table
from tests.security.people_case import PeopleCase


class TestRights(SecurityCase):
    def test_every_model_of_ours_has_its_row(self):
        self.assertEqual([row["model"] for row in table("rights.csv")], self.own_models())

    def test_each_role_may_do_with_each_model_what_the_table_says(self):
        for row in table("rights.csv"):
            for role in ROLES:
                with self.subTest(model=row["model"], role=role):
                    self.assertEqual(self.allowed(self.env[row["model"]], self.role(role)), row[role])

    def test_public_and_portal_see_nothing_yet(self):
        for row in table("rights.csv"):
            self.assertEqual((row["public"], row["portal"]), ("-", "-"), row["model"])

    def test_every_model_with_a_company_has_a_rule_for_it(self):
        rules = self.env["ir.rule"].search([])
        for name in self.own_models():
            model = self.env[name]
            if model._transient or not model._fields.get("company_id") or not model._fields["company_id"].store:
                continue
            with self.subTest(model=name):
                domains = rules.filtered(lambda r, n=name: r.model_id.model == n and not r.groups).mapped(
                    "domain_force"
                )
                self.assertTrue(any("company_id" in domain for domain in domains))


class TestRecords(PeopleCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        team = cls.env["cs.team"].create(
            {"name": "There", "company_id": cls.elsewhere.id, "tz": "Asia/Shanghai", "resource_calendar_id": False}
        )
        there = {"company_id": cls.elsewhere.id, "team_id": team.id}
        department = cls.env["hr.department"].create({"name": "Finance"})
        user = cls.env.user
        ticket = cls.make_ticket(user=cls.employee).sudo()
        tickets = {
            "ticket of the team, registered by the employee": ticket,
            "ticket of another team": cls.make_ticket(user=user, team_id=cls.other_team.id),
            "ticket of another company": cls.make_ticket(user=user, **there),
        }
        tasks = ticket.dispatch(cls.engineering.id, ["do"], "Repair").sudo()
        tasks |= ticket.dispatch(department.id, ["do"], "Refund").sudo()
        cls.records = {
            **tickets,
            "task of engineering": tasks[0],
            "task of finance": tasks[1],
            "timeline of the team's ticket": ticket.event_ids[0],
            "timeline in another company": tickets["ticket of another company"].event_ids[0],
            "clock of the team's ticket": ticket.clock_ids[0],
            "clock in another company": tickets["ticket of another company"].clock_ids[0],
            "team of another company": team,
            "area of another company": cls.env["cs.area"].create({"name": "X", "company_id": cls.elsewhere.id}),
            "rule of another company": cls.env["cs.sla.rule"].create({"name": "X", "company_id": cls.elsewhere.id}),
            "rule of every company": cls.env.ref("cs_department.sla_rule_general"),
            "target of a rule of another company": cls.env["cs.sla.target"].create(
                {
                    "rule_id": cls.env["cs.sla.rule"].create({"name": "Y", "company_id": cls.elsewhere.id}).id,
                    "clock_type": "resolution",
                }
            ),
            "routing step of a rule of another company": cls.env["cs.routing.step"].create(
                {
                    "rule_id": cls.env["cs.routing.rule"].create({"name": "Y", "company_id": cls.elsewhere.id}).id,
                    "step": "supervisor",
                }
            ),
        }
        cls.records |= cls._money_records(tickets)
        foreign_import = cls.env["cs.ticket.import"].create({"user_id": cls.env.user.id})
        for name in ("error", "column", "word", "case"):
            # rows of a file hold telephone numbers unmasked
            cls.records[f"{name} of somebody else's import"] = cls.import_row(name, foreign_import)
        cls.records |= cls.callbacks(ticket, tickets["ticket of another company"])
        cls.records |= cls._book_records(cls.records["rule of another company"])
        cls.records |= cls._survey_records(tickets)
        cls.records |= cls._handover_records(team)
        cls.records |= cls._daily_records(team)
        for whose, found in (("of the agent", cls.kept), ("in another company", cls.elsewhere_kept)):
            cls.records |= {f"{record._description.lower()} {whose}": record for record in found.values()}
        cls.env.flush_all()

    @classmethod
    def _money_records(cls, tickets):
        """Approvals, compensations and accident reports of these cases."""
        places = dict(zip(("the team's ticket", "another team", "another company"), tickets.values(), strict=True))
        found = {}
        for place, ticket in places.items():
            common = {"ticket_id": ticket.id, "company_id": ticket.company_id.id}
            approval = cls.env["cs.approval"].create({**common, "what": "reply", "asked_at": "2026-01-01"})
            if place == "the team's ticket":
                approval.user_ids = cls.engineer
            found[f"approval of {place}, the first asked of the engineer"] = approval
            found[f"compensation of {place}"] = cls.env["cs.compensation"].create(
                {**common, "cause": "manual", "proposed_at": "2026-01-01"}
            )
            found[f"accident report of {place}"] = cls.env["cs.accident.report"].create({"ticket_id": ticket.id})
        return found

    @classmethod
    def _handover_records(cls, team_elsewhere):
        """A handover of the team that concerns the employee too, with what belongs to it; one elsewhere."""
        post = cls.env["cs.duty.post"].create({"name": "X"})
        handovers = cls.env["cs.handover"].create(
            [
                {"post_id": post.id, "opened_at": NOW, "snapshot_at": NOW, "team_id": team.id, **more}
                for team, more in (
                    (cls.team, {"company_id": cls.company.id, "user_ids": [(6, 0, cls.employee.ids)]}),
                    (team_elsewhere, {"company_id": cls.elsewhere.id}),
                )
            ]
        )
        own = handovers[0]
        home = {"post_id": post.id, "company_id": own.company_id.id}
        person = cls.employee_of[cls.agent]
        return {
            "handover of the team that concerns the employee": own,
            "handover in another company": handovers[1],
            "item of the team's handover": cls.env["cs.handover.item"].create(
                {"handover_id": own.id, "kind": "free", "name": "X"}
            ),
            "matter that the team hands over": cls.env["cs.handover.matter"].create(
                {**home, "kind": "free", "name": "X", "since": NOW, "team_id": cls.team.id}
            ),
            "lapse of the agent": cls.env["cs.handover.lapse"].create(
                {
                    **home,
                    "handover_id": own.id,
                    "employee_id": person.id,
                    "user_id": person.user_id.id,
                    "kind": "give",
                    "at": NOW,
                }
            ),
        }

    @classmethod
    def _daily_records(cls, team_elsewhere):
        """What the agent reports and wrote, what his team talks about and plans; the same elsewhere."""
        person = cls.employee_of[cls.agent]
        whose = {"employee_id": person.id, "user_id": cls.agent.id}
        dates = dict.fromkeys(("date_from", "date_to"), "2026-03-02") | dict.fromkeys(("due_at", "missing_at"), NOW)
        home = {"company_id": cls.company.id, "supervisor_id": cls.supervisor.id}
        meeting, _elsewhere = meetings = cls.env["cs.meeting"].create(
            [
                {"team_id": team.id, "chair_id": chair.id, "held_at": NOW}
                for team, chair in ((cls.team, cls.supervisor), (team_elsewhere, cls.env.user))
            ]
        )
        decided = {"meeting_id": meeting.id, "name": "X"}
        plan = cls.env["cs.department.plan"].create({"name": "X", "date_from": "2026-03-01", "user_id": cls.env.uid})
        return {
            "day report of the agent": cls.env["cs.day.report"].create({**whose, **dates, **home}),
            "weekly summary of the agent": cls.env["cs.week.summary"].create({**whose, **dates, **home}),
            "banned word in a text of the agent": cls.env["cs.banned.hit"].create(
                {
                    **home,
                    "user_id": cls.agent.id,
                    "word": "X",
                    "found": "X",
                    "outcome": "sent",
                    "channel": "written",
                    "at": NOW,
                }
            ),
            "meeting of the team": meeting,
            "meeting in another company": meetings[1],
            "point of the team's meeting": cls.env["cs.meeting.point"].create(decided),
            "action of the team's meeting that the engineer does": cls.env["cs.meeting.action"].create(
                {**decided, "user_id": cls.engineer.id, "deadline": "2026-03-06"}
            ),
            "plan of the department": plan,
            "target of the department": cls.env["cs.department.plan.line"].create({"plan_id": plan.id, "name": "X"}),
        }

    @classmethod
    def _survey_records(cls, tickets):
        """Invitations to these cases; an answer with its rating; campaign and tablet of another company."""
        form = cls.env.ref("cs_department.survey_general")
        common = {"survey_id": form.id, "partner_id": cls.customer.id, "planned_at": NOW, "expires_at": NOW}
        found = {}
        for place, ticket in zip(("the team", "another team", "another company"), tickets.values(), strict=True):
            vals = {**common, "ticket_id": ticket.id, "company_id": ticket.company_id.id}
            found[f"invitation of {place}"] = cls.env["cs.survey.invitation"].create(vals)
        ticket = tickets["ticket of the team, registered by the employee"]
        filed = form._cs_answer_for(ticket, cls.customer, {form.question_ids[0].id: 5}, channel="link")
        campaign = {
            "name": "X",
            "survey_id": cls.env.ref("cs_department.survey_campaign").id,
            "company_id": cls.elsewhere.id,
        }
        return {
            **found,
            "answer of the customer": filed,
            "line of the customer's answer": filed.user_input_line_ids[0],
            "rating of the customer": filed.cs_rating_id,
            "form of the department": form,
            "campaign of another company": cls.env["cs.survey.campaign"].create(
                {**campaign, "date_from": "2026-01-01", "date_to": "2026-12-31"}
            ),
            "tablet of another company": cls.env["cs.survey.counter"].create(
                {"name": "X", "company_id": cls.elsewhere.id}
            ),
        }

    @classmethod
    def _book_records(cls, foreign_rule):
        """A change that an agent is writing, and the history of a rule that he does not see."""
        general = cls.env.ref("cs_department.sla_rule_general").with_user(cls.agent)
        change = cls.env["cs.rule.change"].with_user(cls.agent)._start(general).sudo()
        draft = cls.env["cs.sla.rule"].browse(change.draft_id)
        history = cls.env["cs.book.version"].search([("res_id", "=", foreign_rule.id), ("key", "=", foreign_rule.key)])
        return {
            "draft of a rule by the agent": draft,
            "line of a draft by the agent": draft.target_ids[0],
            "change of a rule by the agent": change.with_user(cls.env.user),
            "history of a rule of another company": history[0],
        }

    @classmethod
    def callbacks(cls, ticket, elsewhere):
        """A call of the team, one about a case that the agent handled, one in another company."""
        rule = cls.env["cs.callback.rule"].create(
            {"name": "X", "event_id": cls.env.ref("cs_department.callback_event_by_hand").id}
        )
        common = {"rule_id": rule.id, "event_at": NOW, "ready_at": NOW}
        own, handled, foreign = cls.env["cs.callback"].create(
            [
                {**common, "ticket_id": case.id, "company_id": case.company_id.id, "team_id": case.team_id.id, **more}
                for case, more in (
                    (ticket, {}),
                    (ticket, {"handler_ids": [(6, 0, cls.agent.ids)]}),
                    (elsewhere, {"named_ids": [(6, 0, cls.agent.ids)]}),
                )
            ]
        )
        return {
            "callback that the team makes": own,
            "callback of a case that the agent handled": handled,
            "callback in another company": foreign,
        }

    @classmethod
    def import_row(cls, name, owner):
        """A row of an import, with something in each field that must not be empty."""
        model = cls.env[f"cs.ticket.import.{name}"]
        vals = {"import_id": owner.id}
        for field in model._fields.values():
            if field.required and field.store and field.name not in vals and not field.default:
                vals[field.name] = {"integer": 1, "selection": None}.get(field.type, "x")
                if field.type == "selection":
                    vals[field.name] = field.get_values(cls.env)[0]
                elif field.type == "json":
                    vals[field.name] = {}
        return model.create(vals)

    def test_every_position_has_its_row(self):
        self.assertEqual([row["record"] for row in table("records.csv")], list(self.records))

    def test_each_role_may_do_with_each_record_what_the_table_says(self):
        for row in table("records.csv"):
            for role in ROLES:
                with self.subTest(record=row["record"], role=role):
                    self.env.invalidate_all()
                    self.assertEqual(self.allowed(self.records[row["record"]], self.role(role)), row[role])

    def test_what_may_not_be_read_is_not_found_by_searching_or_counting(self):
        for row in table("records.csv"):
            record = self.records[row["record"]]
            for role in ROLES:
                if "r" in row[role]:
                    continue
                model = record.browse().with_user(self.role(role))
                with self.subTest(record=row["record"], role=role):
                    if model.has_access("read"):
                        self.assertFalse(model.search_count([("id", "=", record.id)]))
                        self.assertNotIn(record.id, [found for found, _name in model.name_search("", limit=None)])

    def test_a_user_of_two_companies_sees_the_cases_of_those_he_switched_on(self):
        self.agent.write({"company_ids": [(4, self.elsewhere.id)]})
        self.supervisor.write({"company_ids": [(4, self.elsewhere.id)]})
        there = self.records["ticket of another company"]
        cases = self.env["cs.ticket"].with_user(self.supervisor)
        self.assertFalse(cases.with_context(allowed_company_ids=self.company.ids).search([("id", "=", there.id)]))
        both = (self.company | self.elsewhere).ids
        self.assertTrue(cases.with_context(allowed_company_ids=both).search([("id", "=", there.id)]))
