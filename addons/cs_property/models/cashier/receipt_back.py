from decimal import Decimal

from odoo import api, models
from odoo.addons.cs_department.core.now import utcnow
from odoo.exceptions import AccessError, UserError
from odoo.tools import formatLang

from ..money import exact
from .receipt_payments import OWED


class CsReceipt(models.Model):
    """Giving money back: prepayments, deposits, and receipts that were wrong."""

    _inherit = "cs.receipt"

    @api.model
    def refund(self, unit_id, amount, means_id, reason):
        """Give back what was paid beforehand.

        :param amount: no more than the unit has to its credit, CNY.
        :return: {``id``, ``number``} of the receipt.
        :raises UserError: in words, and nothing goes out.
        """
        shift, unit = self._shift_and_unit(unit_id)
        amount, reason = shift._money(amount), self._said(reason)
        credits_ = unit._open_credits()
        payer = credits_[:1].partner_id
        credits_ = credits_.filtered(lambda line: line.partner_id == payer)
        held = -sum(map(exact, credits_.mapped("amount_residual")), Decimal(0))
        if not amount or amount > held:
            shown = formatLang(self.env, float(held), currency_obj=self.env.company.currency_id)
            raise UserError(self.env._("The unit has %(amount)s to its credit: no more goes back.", amount=shown))
        if len(credits_.try_lock_for_update()) < len(credits_):
            raise UserError(self.env._("Somebody else takes money for this unit just now: look again."))
        receipt = shift._new_receipt("out", unit, payer, amount, reason=reason)
        payment = receipt._pay_out(shift._means(means_id), amount, OWED)
        own = payment.move_id.line_ids.filtered(lambda line: line.account_type == "asset_receivable")
        receipt._match_out(credits_, own, amount)
        line = {"receipt_id": receipt.id, "purpose": "refund", "words": reason, "amount": float(amount)}
        receipt.env["cs.receipt.line"].create(line)
        return {"id": receipt.id, "number": receipt.number}

    def _match_out(self, credits_, debit, amount):
        """The oldest credits first, each as far as it goes; in one reconciliation (in sudo)."""
        pairs = []
        for line in credits_:
            used = min(amount, -exact(line.amount_residual))
            if used > 0:
                pairs.append(debit | line)
            amount -= used
        self.env["account.move.line"]._reconcile_plan(pairs)

    def _pay_out(self, means, amount, purpose):
        """A payment to the customer, posted, with its means on the receipt."""
        self.env["cs.receipt.means"].create({"receipt_id": self.id, "means_id": means.id, "amount": float(amount)})
        return self._payments([(self, means.id, purpose, amount, "outbound")])

    @api.model
    def _said(self, reason) -> str:
        """
        :raises UserError: without a reason.
        """
        if not isinstance(reason, str) or not reason.strip():
            raise UserError(self.env._("Say why the money goes back."))
        return reason.strip()[:500]

    # -- wrong receipts ----------------------------------------------------------------------

    def ask_cancel(self, reason):
        """Ask somebody else to cancel the receipt.

        :raises UserError: without a reason, or when it is cancelled already.
        """
        self.ensure_one()
        self.env["cs.cashier.shift"]._need_cashier()
        self.check_access("read")
        receipt = self.sudo()  # sudo: receipts are written by verbs only
        if receipt.state != "done" or receipt.kind != "in":
            raise UserError(self.env._("This receipt cannot be cancelled."))
        receipt.write({"state": "asked", "reason": self._said(reason), "cancel_asked_by_id": self.env.uid})
        receipt.message_post(body=self.env._("To be cancelled: %(reason)s", reason=receipt.reason))

    def refuse_cancel(self):
        """Leave the receipt as it is."""
        receipt = self._to_decide()
        receipt.write({"state": "done", "cancel_asked_by_id": False})
        receipt.message_post(body=self.env._("Not cancelled."))

    def approve_cancel(self):
        """Cancel the receipt: its payments are reversed, what it paid is open again.

        :raises AccessError: for whoever asked for it.
        """
        receipt = self._to_decide()
        moves = receipt.payment_ids.move_id
        receipt._need_reversible(moves)
        receipt._take_from_open_till()
        moves.line_ids.remove_move_reconcile()
        words = receipt.env._("Receipt %(number)s cancelled", number=receipt.number)
        values = [{"ref": words, "date": receipt.company_id._cs_today()} for _move in moves]
        moves._reverse_moves(values, cancel=True)
        receipt._undo_deposits()
        receipt.write({"state": "cancelled", "cancelled_by_id": self.env.uid, "cancelled_at": utcnow()})
        receipt.message_post(body=receipt.env._("Cancelled."))

    def _need_reversible(self, moves):
        """
        :raises UserError: when a deposit of the receipt is gone already, or the bank has confirmed a payment.
        """
        if self.line_ids.deposit_id.filtered(lambda one: one.amount_back or one.amount_used):
            raise UserError(self.env._("A deposit of this receipt was given back or used already."))
        if moves.line_ids.filtered(
            lambda line: (
                line.account_id.reconcile
                and line.reconciled
                and line.account_type != "asset_receivable"
                and line.account_id != self.company_id.cs_deposit_account_id
            )
        ):
            raise UserError(self.env._("The bank has confirmed a payment of this receipt: refund it instead."))

    def _take_from_open_till(self):
        """Money of a till that is closed goes back from the till of who asked, on a receipt of its own (in sudo).

        :raises UserError: when that till is not open.
        """
        if self.shift_id.state in ("open", "counted"):
            return
        asked_by = self.cancel_asked_by_id
        shift = self.shift_id.search(
            [("user_id", "=", asked_by.id), ("company_id", "=", self.company_id.id), ("state", "=", "open")], limit=1
        )
        if not shift:
            raise UserError(
                self.env._(
                    "The till of this receipt is closed: %(cashier)s opens a till first, and gives it back from there.",
                    cashier=asked_by.name,
                )
            )
        words = self.env._("Receipt %(number)s cancelled", number=self.number)
        back = shift._new_receipt(
            "out", self.unit_id, self.partner_id, exact(self.amount), reason=self.reason, reverses_id=self.id
        )
        self.env["cs.receipt.line"].create(
            {"receipt_id": back.id, "purpose": "refund", "words": words, "amount": self.amount}
        )
        self.env["cs.receipt.means"].create(
            [
                {"receipt_id": back.id, "means_id": one.means_id.id, "amount": one.amount, "reference": one.reference}
                for one in self.means_ids
            ]
        )

    def _undo_deposits(self):
        for deposit in self.line_ids.deposit_id:
            # one or two on a receipt
            deposit.amount_back = deposit.amount

    def _to_decide(self):
        """The receipt that waits, in sudo.

        :raises AccessError: for whoever asked, and for who is no cashier.
        """
        self.ensure_one()
        self.env["cs.cashier.shift"]._need_cashier()
        self.check_access("read")
        receipt = self.sudo()  # sudo: see ask_cancel
        if receipt.state != "asked":
            raise UserError(self.env._("Nobody has asked to cancel this receipt."))
        if receipt.cancel_asked_by_id == self.env.user:
            raise AccessError(self.env._("Somebody else decides: you have asked for it."))
        return receipt


class CsCashierShift(models.Model):
    _inherit = "cs.cashier.shift"

    def _means(self, means_id):
        """
        :raises UserError: for means that are not the company's.
        """
        means = self.env["cs.payment.means"].search(
            [("id", "=", means_id if type(means_id) is int else 0), ("company_id", "=", self.company_id.id)]
        )
        if not means:
            raise UserError(self.env._("Choose how it is paid."))
        return means


class CsDeposit(models.Model):
    _inherit = "cs.deposit"

    def give_back(self, amount, means_id, reason):
        """Give the deposit, or what is left of it, back to who paid it.

        :param amount: no more than is held.
        :return: {``id``, ``number``} of the receipt.
        """
        self.ensure_one()
        receipts = self.env["cs.receipt"]
        self.check_access("read")
        shift, unit = receipts._shift_and_unit(self.sudo().unit_id.id)  # sudo: the unit of a deposit that is read
        deposit = shift.env["cs.deposit"].browse(self.id)
        amount, reason = shift._money(amount), receipts._said(reason)
        deposit._lock(shift.env["cs.billing.line"])
        if not amount or amount > exact(deposit.amount_held):
            shown = formatLang(self.env, deposit.amount_held, currency_obj=deposit.currency_id)
            raise UserError(self.env._("Of the deposit %(amount)s is held: no more goes back.", amount=shown))
        receipt = shift._new_receipt("deposit_out", unit, deposit.partner_id, amount, reason=reason)
        payment = receipt._pay_out(shift._means(means_id), amount, deposit.id)
        account = deposit.company_id.cs_deposit_account_id
        (
            deposit._liability_lines() | payment.move_id.line_ids.filtered(lambda line: line.account_id == account)
        ).reconcile()
        deposit.write({"amount_back": deposit.amount_back + float(amount), "move_ids": [(4, payment.move_id.id)]})
        receipt.env["cs.receipt.line"].create(
            {
                "receipt_id": receipt.id,
                "purpose": "deposit",
                "deposit_id": deposit.id,
                "item_id": deposit.item_id.id,
                "words": reason,
                "amount": float(amount),
            }
        )
        return {"id": receipt.id, "number": receipt.number}
