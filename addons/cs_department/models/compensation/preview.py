from datetime import datetime, timedelta

from odoo import api, models

from ...core import preview, replay
from ...core.preview import Measure
from ...core.replay import Life

SECOND = timedelta(seconds=1)


class CsCompensationRule(models.Model):
    """What would have been offered to the customers of real cases."""

    _inherit = "cs.compensation.rule"

    @api.model
    def _preview_measures(self):
        return [
            Measure("promise_broken", self.env._("Compensations for broken promises")),
            Measure("clock_missed", self.env._("Compensations for missed targets")),
            Measure("amount", self.env._("Amount of the compensations"), "money"),
        ]

    @api.model
    def _preview_outcomes(self, tickets):
        """By the promises that were broken and the targets that were missed."""
        known = preview.notes().setdefault("broken", {})
        missing = tickets.filtered(lambda ticket: ticket.id not in known)
        if missing:
            known |= missing._broken()
        lives, found = tickets._lives(), {ticket.id: {} for ticket in tickets}
        for ticket in tickets:
            outcome = found[ticket.id]
            for cause, topic, due_at, seen_at, done_at in known[ticket.id]:
                facts = lives[ticket.id].facts_at(seen_at)
                rule_id = self._rule_id_for(ticket.company_id.id, facts, seen_at.date(), topic)
                if rule_id:
                    outcome[cause] = outcome.get(cause, 0) + 1
                    offered = self._preview_amount(ticket, self._offer(rule_id), due_at, done_at or seen_at)
                    outcome["amount"] = outcome.get("amount", 0) + offered
        return found

    @api.model
    def _preview_amount(self, ticket, offer, due_at, until) -> float:
        invoice = ticket._find_invoice(ticket.order_ref)
        return self.env["cs.compensation"]._offered(offer, invoice, ticket.company_id.currency_id, until - due_at)


class CsTicket(models.Model):
    _inherit = "cs.ticket"

    def _broken(self) -> dict[int, list[tuple]]:
        """Ticket id → what was broken: cause, topic, due, seen, done (or ``None``) (in sudo)."""
        found = {ticket_id: [] for ticket_id in self.ids}
        lives = self._lives()
        steps = self.env["cs.ticket.event"].search_fetch(
            [("ticket_id", "in", self.ids), ("event_type", "=", "promise_broken")], ["ticket_id", "at"], order="at, id"
        )
        for step in steps:
            ticket = step.ticket_id
            # time looks at a promise a second after its date
            due_at = ticket.promised_at if step.at == ticket.promise_broken_at else step.at - SECOND
            done_at = _resolved_after(lives[ticket.id], step.at)
            found[ticket.id].append(("promise_broken", "promise_broken", due_at, step.at, done_at))
        missed = self.env["cs.clock"].search([("ticket_id", "in", self.ids), ("breached", "=", True)])
        for clock in missed:
            topic = f"clock_missed.{clock.clock_type}"
            row = ("clock_missed", topic, clock.due_at, clock.due_at + SECOND, clock.stopped_at or None)
            found[clock.ticket_id.id].append(row)
        return found


def _resolved_after(life: Life, moment: datetime) -> datetime | None:
    """When a case was first resolved at a moment or later."""
    ends = (deed.at for deed in life.deeds if deed.what == replay.STAGE and deed.state == "resolved")
    return min((at for at in ends if at >= moment), default=None)
