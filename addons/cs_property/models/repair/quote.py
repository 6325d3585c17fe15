from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import formatLang
from odoo.tools.translate import LazyTranslate

from ...core import repair as core
from ..money import exact
from .order import CLERK, IN_HAND, SUPERVISOR

_lt = LazyTranslate(__name__)


class CsRepairOrder(models.Model):
    """Quoting, the sign-off of large quotes, and what the customer says to it."""

    _inherit = "cs.repair.order"

    agreement_ids = fields.One2many("cs.repair.agreement", "order_id", "Quotes", readonly=True)
    agreed_amount = fields.Monetary("Agreed amount", readonly=True, tracking=True)
    needs_agreement = fields.Boolean("More than agreed", compute="_compute_needs_agreement")
    signing_off = fields.Boolean("Being signed off", compute="_compute_needs_agreement")
    asked_amount = fields.Monetary("Waits for the customer", compute="_compute_needs_agreement")

    @api.depends("state", "is_free", "line_ids.quantity", "line_ids.agreed_quantity", "agreement_ids.state")
    @api.depends("signoff_ids.state")
    def _compute_needs_agreement(self):
        for order in self:
            order.needs_agreement = order.state in IN_HAND and bool(order._not_agreed())
            order.asked_amount = order._asked().amount_total
            order.signing_off = bool(order._signoff_asked())

    def _not_agreed(self):
        """Lines that are more than the customer agreed to; of a free order none."""
        if self.is_free:
            return frozenset()
        agreed = {line.id: exact(line.agreed_quantity) for line in self.line_ids}
        return core.exceeds(agreed, {line.id: exact(line.quantity) for line in self.line_ids})

    def _asked(self):
        """The quote that the customer has to answer."""
        return self.agreement_ids.filtered(lambda one: one.state == "asked")[:1]

    def _money(self, amount) -> str:
        return formatLang(self.env, amount, currency_obj=self.currency_id)

    # -- verbs ---------------------------------------------------------------------------------

    def action_quote(self):
        """Quote what stands in the lines; large sums are signed off first, then the customer is asked.

        :raises UserError: for what is free, or comes to nothing; AccessError: for who is no clerk.
        """
        self._need_clerk()
        order = self._in_state("draft", *IN_HAND)
        if order.is_free:
            raise UserError(self.env._("This is free of charge: send somebody straight away."))
        if not order.line_ids or order.amount <= 0:
            raise UserError(self.env._("Put down what it takes: services and materials."))
        if order.state != "draft" and not order._not_agreed():
            raise UserError(self.env._("The customer has agreed to all of it."))
        # the product gives the taxes that the customer reads
        order.env["cs.repair.rule"]._rule_for(order.company_id).fee_item_id._products(order.company_id)
        order.invalidate_recordset(["amount_total"])
        if order.state == "draft":
            order.state = "signing"
        self._ask_signoff("quote", amount=order.amount)
        return True

    def action_requote(self):
        """Take a quote back, to change it.

        :raises UserError: once somebody was sent.
        """
        self._need_clerk()
        order = self._in_state("signing", "quoted", "agreed")
        order._void_signoff()
        order._void_quotes()
        order.write({"state": "draft", "agreed_amount": 0})
        order.line_ids.write({"agreed_quantity": 0})
        order._case_waits_no_more()
        return True

    def action_sign_quote(self):
        """Let the customer sign the quote on the screen."""
        return self.action_sign("quote")

    def _void_quotes(self):
        self.agreement_ids.filtered(lambda one: one.state in ("asked", "given")).write({"state": "void"})

    def _signed_off(self, what):
        """The quote may go to the customer (in sudo)."""
        self._asked().write({"state": "void"})
        self.agreement_ids.flush_recordset()  # what was answered makes room for the new one
        today = self._today()
        rule = self.env["cs.repair.rule"]._rule_for(self.company_id)
        self.env["cs.repair.agreement"].create(
            {
                "order_id": self.id,
                "company_id": self.company_id.id,
                "partner_id": self.partner_id.id,
                "number": max(self.agreement_ids.mapped("number"), default=0) + 1,
                "amount": self.amount,
                "amount_total": self.amount_total,
                "words": self._quote_words(),
                "quoted_on": today,
                "valid_until": fields.Date.add(today, days=rule.quote_days),
            }
        )
        if self.state == "signing":
            self.state = "quoted"
        self._case_waits()

    def _signoff_refused(self, reason, what):
        if self.state == "signing":
            self.state = "draft"
        self.message_post(body=self.env._("Not signed off: %(reason)s", reason=reason))
        self._tell({self.id: self.create_uid}, _lt("The quote is not signed off"), reason, by=("screen", "activity"))

    def _quote_words(self) -> str:
        """What is agreed to, line by line; the language of the company."""
        order = self._signing()
        rows = [
            f"{line.name} {line.quantity:g} {line.uom} × {line.unit_price:,.2f} = {line.amount:,.2f}"
            for line in order.line_ids
            if line.quantity
        ]
        if exact(order.amount_total) != exact(order.amount):
            rows.append(order.env._("Before tax: %(amount)s", amount=order._money(order.amount)))
        rows.append(order.env._("Together: %(amount)s", amount=order._money(order.amount_total)))
        return "\n".join(rows)

    def _quote_answered(self, agreement):
        """The customer has said yes or no (in sudo)."""
        order = self.with_context(lang=self.company_id.partner_id.lang)
        if agreement.state == "given":
            for line in self.line_ids:
                # each line has its own quantity
                line.agreed_quantity = line.quantity
            self.agreed_amount = agreement.amount
            if self.state == "quoted":
                self.state = "agreed"
            said = order.env._("%(name)s agrees to %(amount)s.", name=agreement.answered_by, amount=self.agreed_amount)
        else:
            said = order.env._("%(name)s does not agree.", name=agreement.answered_by)
            if self.state == "quoted":
                self.state = "draft"
            for line in self.line_ids.filtered("is_extra"):
                # what he does not want is not used
                line.quantity = line.agreed_quantity
        self.message_post(body=said)
        self._case_waits_no_more()
        self._tell({self.id: self.create_uid | self.worker_id}, _lt("The customer has answered the quote"), said)

    # -- signatures ----------------------------------------------------------------------------

    @api.model
    def _signature_roles(self):
        return {"quote": self.env._("Customer: quote"), "acceptance": self.env._("Customer: acceptance")}

    def _signature_words(self, role):
        order = self._signing()
        head = f"{order.name} · {order._place_words()}\n{order.service_id.name}\n"
        if role == "quote":
            return head + (order._asked().words or "")
        return head + order.env._("The work was done: %(words)s", words=order.work_done or order.words)

    def _need_may_sign(self, role):
        """
        :raises AccessError: for who does not deal with the order; UserError: for what is not to be signed now.
        """
        if not self._has_group(CLERK, SUPERVISOR, "cs_property.group_cs_inspector") and self.worker_id != self.env.user:
            raise AccessError(self.env._("Repairs are ordered and billed at the counter."))
        self._need_to_sign(role)

    def _need_to_sign(self, role):
        # sudo: whether there is something to sign, for whoever may have it signed
        order = self.sudo()
        if role == "quote" and not order._asked():
            raise UserError(self.env._("There is no quote to agree to."))
        if role == "acceptance" and (order.state != "finished" or not order._needs_customer()):
            raise UserError(self.env._("There is no work to accept."))

    def _was_signed(self, role):
        last = self.signature_ids.sorted("id")[-1:]
        if role == "quote":
            self._asked()._answer(True, "screen", last.name)
        else:
            self.acceptance_signature_id = last
            self._try_accept()
