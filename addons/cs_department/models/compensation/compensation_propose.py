from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import formatLang

from ...core import compensation as core_compensation
from .compensation_rule import SETTLEMENTS


class CsCompensation(models.Model):
    """What people fill in by hand."""

    _inherit = "cs.compensation"

    def complete(self, amount=0, reason="", invoice_ref="", settle_by=""):
        """Complete what a rule proposed and could not compute, and send it for approval.

        :param amount: by hand; 0: what the rule offers for the invoice.
        """
        self.check_access("read")
        self.ticket_id.check_access("write")
        self._hold()
        for compensation in self:
            if compensation.state != "draft":
                raise UserError(self.env._("%(what)s is complete.", what=compensation.display_name))
            # sudo: written by the verbs only, after their checks
            compensation.sudo()._fill_by_hand(amount, reason, invoice_ref, settle_by)
        return True

    def _fill_by_hand(self, amount, reason, invoice_ref, settle_by):
        """Take over what a person knows, and ask for the approval (in sudo)."""
        self.ensure_one()
        vals = {"settle_by": self._settlement_argument(settle_by), "reason": reason or self.reason}
        if invoice_ref:
            vals["invoice_ref"] = str(invoice_ref).strip()
            vals["invoice_id"] = self.ticket_id._find_invoice(invoice_ref).id
            if not vals["invoice_id"]:
                raise UserError(
                    self.env._("“%(number)s” is no posted invoice of this customer.", number=vals["invoice_ref"])
                )
        self.write(vals)
        offer = self._rule_offer()
        if offer:
            self.amount = self._computed_amount(offer, self.late_until or self._late_until())
        value = self._amount_argument(amount)
        if value and value != self.amount:
            # whoever changes what the rule offers is its proposer
            self.write({"amount": value, "rule_id": False, "proposer_id": self.ticket_id._proposer().id})
        if self._is_growing():
            return
        if not self.amount:
            raise UserError(self.env._("Enter the amount, or the invoice of which a percentage is given."))
        self._refuse_too_much()
        self._ask_approval()

    def _settlement_argument(self, value) -> str:
        known = [name for name, _label in SETTLEMENTS]
        if value and value not in known:
            raise UserError(self.env._("Choose a credit note or money."))
        return value or self.settle_by

    def _amount_argument(self, value) -> float:
        try:
            amount = self.currency_id.round(float(value or 0))
        except (TypeError, ValueError, OverflowError):
            amount = -1
        if not 0 <= amount < 1e12:
            raise UserError(self.env._("Enter an amount of money."))
        return amount

    def _late_until(self):
        """When that which is late was done, or nothing (in sudo)."""
        self.ensure_one()
        if self.clock_id:
            return self.clock_id.stopped_at
        return self.ticket_id.resolved_at


class CsCompensationPropose(models.TransientModel):
    """The dialog to propose a compensation by hand, or to complete one."""

    _name = "cs.compensation.propose"
    _description = "Proposal of a compensation"

    ticket_id = fields.Many2one("cs.ticket", "Case", required=True)
    compensation_id = fields.Many2one("cs.compensation")
    currency_id = fields.Many2one(related="ticket_id.company_id.currency_id")
    offered = fields.Monetary("By the rule", compute="_compute_found")
    found = fields.Char("Invoice", compute="_compute_found")
    invoice_ref = fields.Char("Invoice or order number", compute="_compute_invoice_ref", store=True, readonly=False)
    amount = fields.Monetary(compute="_compute_amount", store=True, readonly=False)
    settle_by = fields.Selection(SETTLEMENTS, "Given as", default="auto", required=True)
    reason = fields.Text("Why", compute="_compute_invoice_ref", store=True, readonly=False)

    @api.depends("ticket_id", "compensation_id")
    def _compute_invoice_ref(self):
        for dialog in self:
            dialog.invoice_ref = dialog.compensation_id.invoice_ref or dialog.ticket_id.order_ref
            dialog.reason = dialog.compensation_id.reason

    @api.depends("ticket_id", "compensation_id", "invoice_ref")
    def _compute_found(self):
        """The invoice that the number names, and what the rule offers for it."""
        book = self.env["cs.compensation.rule"]
        for dialog in self:
            ticket = dialog.ticket_id
            dialog.found, dialog.offered = False, 0
            if not ticket:
                continue
            invoice = ticket._find_invoice(dialog.invoice_ref)
            if invoice:
                limit = self.env["cs.compensation"]._still_refundable(invoice)
                dialog.found = self.env._(
                    "%(number)s over %(total)s, of which %(limit)s can still be given back",
                    number=invoice.name,
                    total=formatLang(self.env, invoice.amount_total, currency_obj=invoice.currency_id),
                    limit=formatLang(self.env, float(limit), currency_obj=invoice.currency_id),
                )
            rule_id = (
                dialog.compensation_id.rule_id.id
                or ticket._ask_rules(
                    lambda company_id, facts, day: book._rule_id_for(company_id, facts, day, "manual")
                )[ticket.id]
            )
            if rule_id and not dialog.compensation_id:
                offer = book._offer(rule_id)
                if offer.basis not in core_compensation.GROWING:
                    dialog.offered = self.env["cs.compensation"]._offered(offer, invoice, dialog.currency_id)

    @api.depends("offered")
    def _compute_amount(self):
        for dialog in self:
            dialog.amount = dialog.compensation_id.amount or dialog.offered

    def action_apply(self):
        """Propose, or complete."""
        self.ensure_one()
        target = self.compensation_id or self.ticket_id
        verb = target.complete if self.compensation_id else target.propose_compensation
        verb(amount=self.amount, reason=self.reason, invoice_ref=self.invoice_ref or "", settle_by=self.settle_by)
        return {"type": "ir.actions.act_window_close"}
