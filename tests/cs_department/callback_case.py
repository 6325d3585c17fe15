"""What the tests of callbacks share."""

from math import inf
from unittest.mock import patch

from tests.cs_department.helpers import TicketCase


class CallbackCase(TicketCase):
    """Cases are closed by the supervisor; callbacks are looked at in sudo."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.rules = cls.env["cs.callback.rule"]
        cls.rules.search([]).action_archive()
        cls.repair = cls.env.ref("cs_department.kind_repair")
        cls.service = cls.env.ref("cs_department.kind_service")
        cls.closed = cls.env.ref("cs_department.callback_event_closed")
        cls.callbacks = cls.env["cs.callback"]

    @classmethod
    def make_rule(cls, rate=100, **values):
        return cls.rules.create({"name": "Call back", "event_id": cls.closed.id, "rate": rate, "sequence": 1, **values})

    def closed_tickets(self, count=1, kind=None, **values):
        """So many cases of the agent, resolved and closed at once."""
        kind = kind or self.complaint
        row = {
            "name": "Water comes through the ceiling",
            "kind_id": kind.id,
            "category_id": self.category.id,
            "partner_id": self.customer.id,
            "description": "Since this morning.",
            "place": "1-101",
            "user_id": self.agent.id,
            **values,
        }
        tickets = self.env["cs.ticket"].with_user(self.agent).create([dict(row) for _ in range(count)])
        self.finish(tickets)
        return tickets

    def finish(self, tickets):
        """Resolve as the agent, close as the supervisor."""
        tickets.with_user(self.agent).resolve("Done", validity="valid", cause_id=self.cause.id)
        tickets.with_user(self.supervisor).close()

    def callback_of(self, ticket):
        self.env.flush_all()
        return self.callbacks.sudo().search([("ticket_id", "in", ticket.ids)])

    def run_callbacks(self, at):
        """One pass of the time-driven work on callbacks, without its real commits."""
        with self.at(at), patch.object(type(self.env["ir.cron"]), "_commit_progress", lambda *a, **k: inf):
            self.callbacks._cron_due()
        self.env.flush_all()
