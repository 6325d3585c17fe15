"""What the tests of handovers share: a counter with two shifts a day."""

from datetime import date
from math import inf
from unittest.mock import patch

from tests.cs_department.helpers import TicketCase

#: the smallest picture that counts as drawn
DRAWN = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
#: ten minutes before the early shift ends (16:00 in Shanghai)
CHANGE = "2026-03-04 07:50"


class HandoverCase(TicketCase):
    """The agent has the early shift at the counter (8–16), his colleague the late one (16–24)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.post = cls.env["cs.duty.post"].create({"name": "Front desk", "team_id": cls.team.id})
        cls.early, cls.late = cls.env["cs.shift.template"].create(
            [
                {"name": name, "code": code, "post_id": cls.post.id, "span_ids": [(0, 0, {"start": start, "end": end})]}
                for name, code, start, end in (("Early", "E", 8, 16), ("Late", "L", 16, 0))
            ]
        )
        cls.shift_early = cls.make_shift(cls.agent, cls.early)
        cls.shift_late = cls.make_shift(cls.agent2, cls.late)
        cls.handovers = cls.env["cs.handover"]

    @classmethod
    def make_shift(cls, user, template, day=date(2026, 3, 4), **values):
        return cls.env["cs.shift"].create(
            {
                "employee_id": cls.employee_of[user].id,
                "template_id": template.id,
                "team_id": cls.team.id,
                "date": day,
                "state": "published",
                **values,
            }
        )

    def open(self, user=None, at=CHANGE, post=None):
        """The handover as a user finds it, looked at in sudo."""
        with self.at(at):
            key = self.handovers.with_user(user or self.agent).open_for((post or self.post).id)
        return self.handovers.browse(key)

    def give(self, handover, user=None, at=CHANGE, **values):
        with self.at(at):
            return handover.with_user(user or self.agent).give(DRAWN, **values)

    def take(self, handover, user=None, at="2026-03-04 07:58", accept=True, **values):
        taking = handover.with_user(user or self.agent2)
        with self.at(at):
            if accept:
                taking.accept_rest()
            return taking.take(DRAWN, **values)

    def hand_over(self, giver=None, taker=None, at=CHANGE):
        """A whole handover: opened, signed by both."""
        handover = self.open(giver, at)
        self.give(handover, giver, at)
        self.take(handover, taker, at)
        return handover

    def item(self, handover, record):
        """What a handover tells of a record."""
        return handover.item_ids.filtered(lambda i: (i.res_model, i.res_id) == (record._name, record.id))

    def run_handovers(self, at):
        """One pass of the time-driven work, without its real commits."""
        with self.at(at), patch.object(type(self.env["ir.cron"]), "_commit_progress", lambda *a, **k: inf):
            self.handovers._cron_handover()
        self.env.flush_all()
