from collections import defaultdict

from odoo import api, models

from ...core import preview
from ...core.preview import Measure


class CsApprovalRule(models.Model):
    """What would have had to be approved in real cases, and how many answers that takes."""

    _inherit = "cs.approval.rule"

    @api.model
    def _preview_measures(self):
        return [
            Measure("plan", self.env._("Plans to be approved")),
            Measure("reply", self.env._("Written replies to be approved")),
            Measure("compensation", self.env._("Compensations to be approved")),
            Measure("answers", self.env._("Answers of approvers")),
        ]

    @api.model
    def _preview_outcomes(self, tickets):
        """By what was planned, written to customers and given to them."""
        known = preview.notes().setdefault("approvable", {})
        missing = tickets.filtered(lambda ticket: ticket.id not in known)
        if missing:
            known |= missing._approvable()
        found = {ticket.id: {} for ticket in tickets}
        for what in ("plan", "reply", "compensation"):
            rules = tickets._approval_rules(what)
            for ticket in tickets:
                amounts = known[ticket.id][what]
                if amounts and rules[ticket.id]:
                    outcome, rule = found[ticket.id], self.browse(rules[ticket.id])
                    outcome[what] = len(amounts)
                    # an amount that no tier speaks of is the managers'
                    answers = sum(len(rule._chain(amount)) or 1 for amount in amounts)
                    outcome["answers"] = outcome.get("answers", 0) + answers
        return found


class CsTicket(models.Model):
    _inherit = "cs.ticket"

    def _approvable(self) -> dict[int, dict]:
        """Ticket id → what → the amounts of what left the house, ``None`` for what costs nothing (in sudo)."""
        found = {ticket_id: defaultdict(list) for ticket_id in self.ids}
        steps = self.env["cs.ticket.event"]._read_group(
            [("ticket_id", "in", self.ids), ("event_type", "in", ("dispatched", "promised"))], ["ticket_id"]
        )
        for (ticket,) in steps:
            if ticket.plan:
                found[ticket.id]["plan"].append(None)
        written = self.env["mail.message"].search_fetch(
            [
                ("model", "=", self._name),
                ("res_id", "in", self.ids),
                ("message_type", "in", ("comment", "sms")),
                ("author_id.partner_share", "=", False),
            ],
            ["res_id", "partner_ids"],
        )
        for message in written:
            if any(partner.partner_share for partner in message.partner_ids):
                found[message.res_id]["reply"].append(None)
        return found
