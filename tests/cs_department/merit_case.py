"""What the tests of rewards and penalties share: a ladder as the online shop has it."""

from datetime import date
from math import inf
from unittest.mock import patch

from odoo import Command

from tests.cs_department.handover_case import HandoverCase

#: handover items not recorded, in the online shop: yuan, then a month's pay, then the dismissal review
SHOP = [
    {"consequence": "fine", "amount": 30},
    {"consequence": "fine", "amount": 50},
    {"consequence": "fine", "amount": 80},
    {"consequence": "month_pay", "by_manager": True},
    {"consequence": "dismissal_review", "by_manager": True},
]


class MeritCase(HandoverCase):
    """The agent, his supervisor and two managers; the only rule from facts is about handover items."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.cs_merit_from = date(2026, 1, 1)
        cls.company.cs_merit_shown_days = 3
        cls.company.cs_merit_back_days = 45
        cls.rules = cls.env["cs.merit.rule"]
        cls.rules.search([]).action_archive()
        cls.rule = cls.make_rule("Item not recorded", SHOP, source="handover_unrecorded")
        cls.hand = cls.make_rule("Games", [{"consequence": "fine", "amount": 50, "points": 2}])
        cls.praise = cls.make_rule("Praise", [{"consequence": "bonus", "amount": 20, "points": 1}], nature="reward")
        cls.person = cls.employee_of[cls.agent]
        cls.manager2 = cls.manager.copy({"login": "cs_manager2", "name": "Second"})
        cls.events = cls.env["cs.merit.event"]
        cls.handover = cls.env["cs.handover"].create(
            {
                "post_id": cls.post.id,
                "company_id": cls.company.id,
                "opened_at": "2026-03-01 00:00:00",
                "snapshot_at": "2026-03-01 00:00:00",
            }
        )
        cls.env["cs.handover.lapse"].search([]).unlink()

    @classmethod
    def make_rule(cls, name, steps, **values):
        # steps in the order of the list
        rows = [Command.create({"sequence": 10 * place, **step}) for place, step in enumerate(steps, 1)]
        return cls.rules.create({"name": name, "step_ids": rows, "change_reason": "Test", **values})

    @classmethod
    def lapse(cls, at, person=None, kind="unrecorded", **values):
        return cls.env["cs.handover.lapse"].create(
            {
                "handover_id": cls.handover.id,
                "post_id": cls.post.id,
                "company_id": cls.company.id,
                "employee_id": (person or cls.person).id,
                "user_id": (person or cls.person).user_id.id,
                "kind": kind,
                "at": at,
                **values,
            }
        )

    def run_merit(self, at=None):
        """One pass of the scheduled action, without its real commits."""
        if at is not None:
            with self.at(at):
                return self.run_merit()
        with patch.object(type(self.env["ir.cron"]), "_commit_progress", lambda *args, **kwargs: inf):
            self.events._cron_merit()
        self.env.flush_all()
        return self.events.search([], order="date, id")

    def propose(self, user=None, rule=None, people=None, day="2026-03-04", words="Seen at the counter", **values):
        page = self.env["cs.merit.propose"].with_user(user or self.supervisor)
        known = self.events.search([])
        page.create(
            {
                "employee_ids": [Command.set((people or self.person).ids)],
                "rule_id": (rule or self.hand).id,
                "date": day,
                "words": words,
                **values,
            }
        ).action_propose()
        return self.events.search([]) - known

    def places(self, events):
        return [(event.nth, event.consequence, event.amount) for event in events.sorted("date")]
