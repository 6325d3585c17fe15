from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from odoo import models
from odoo.addons.cs_department.core.now import utcnow

from ...core import till
from ..billing.invoice import QUIET
from ..money import exact
from .receipt_payments import OWED


@dataclass(frozen=True)
class Taking:
    """Money of one customer that is about to be booked.

    :param charges: what is paid of the unit; ``amounts`` says how much: charge id → amount.
    :param kept: what stays in the till of each means.
    :param references: means id → number of the transfer.
    :param deposits: [{``item``, ``amount``}].
    :param given: cash that the customer gave, ``change`` what went back of it.
    """

    unit: Any
    partner: Any
    charges: Any
    amounts: dict[int, Decimal]
    prepayment: Decimal
    kept: list[till.Given]
    references: dict[int, str]
    deposits: list[dict] = field(default_factory=list)
    given: Decimal = Decimal(0)
    change: Decimal = Decimal(0)

    @property
    def owed(self) -> Decimal:
        """What goes to charges and into the prepayment."""
        return sum(self.amounts.values(), self.prepayment)

    @property
    def total(self) -> Decimal:
        return self.owed + sum((row["amount"] for row in self.deposits), Decimal(0))


class CsCashierShift(models.Model):
    _inherit = "cs.cashier.shift"

    def _book_takings(self, takings):
        """Receipts, payments and matching of what was taken: each in one go, however many (in sudo).

        :param takings: no more than one transaction holds, their charges locked.
        :return: the receipts, in the same order.
        """
        receipts = self._new_receipts(
            [
                {
                    "kind": "in",
                    "unit_id": taking.unit.id,
                    "partner_id": taking.partner.id,
                    "amount": float(taking.total),
                    "cash_given": float(taking.given),
                    "change_given": float(taking.change),
                }
                for taking in takings
            ]
        )
        booked = list(zip(receipts, takings, strict=True))
        receipts._write_means(booked)
        receipts._book_in(booked)
        return receipts

    def _new_receipts(self, rows):
        """Numbered receipts of this shift; the numbers are taken last of all locks (in sudo)."""
        company = self.company_id
        day = company._cs_today()
        common = {
            "company_id": company.id,
            "shift_id": self.id,
            "user_id": self.user_id.id,
            "date": day,
            "taken_at": utcnow(),
        }
        numbers = company._cs_receipt_numbers(day, len(rows))
        # the receipt itself says who took what and when: no message tells it again
        receipts = self.env["cs.receipt"].with_context(**QUIET)
        made = receipts.create([{"number": number, **common, **row} for number, row in zip(numbers, rows, strict=True)])
        return made.with_env(self.env)

    def _new_receipt(self, kind, unit, partner, total, **more):
        """One numbered receipt of this shift (in sudo)."""
        row = {"kind": kind, "unit_id": unit.id, "partner_id": partner.id, "amount": float(total)}
        return self._new_receipts([row | more])


class CsReceipt(models.Model):
    """The booking behind every receipt, at the counter and from a list."""

    _inherit = "cs.receipt"

    def _write_means(self, booked):
        self.env["cs.receipt.means"].create(
            [
                {
                    "receipt_id": receipt.id,
                    "means_id": part.key,
                    "amount": float(part.amount),
                    "reference": taking.references.get(part.key, ""),
                }
                for receipt, taking in booked
                for part in taking.kept
            ]
        )

    def _book_in(self, booked):
        """Payments for what was taken, matched with the charges in one reconciliation (in sudo)."""
        deposits = self._new_deposits(booked)
        parts = []
        for receipt, taking in booked:
            purposes = {OWED: taking.owed} | {one.id: exact(one.amount) for one in deposits[receipt]}
            split = till.split(taking.kept, {key: amount for key, amount in purposes.items() if amount})
            parts += [(receipt, *part, "inbound") for part in split]
        payments = self._payments(parts)
        for (receipt, _means, purpose, _amount, _way), payment in zip(parts, payments, strict=True):
            if purpose != OWED:
                # deposits are one or two
                deposits[receipt].browse(purpose).move_ids = [(4, payment.move_id.id)]
        credits_ = payments.move_id.line_ids.filtered(
            lambda line: line.account_type == "asset_receivable" and line.credit > 0
        ).grouped(lambda line: line.move_id.origin_payment_id.cs_receipt_id)
        # quietly: the receipt says what was paid, no entry tells it again
        self.env["cs.billing.line"].with_context(**QUIET)._pay_each(
            [(taking.charges, credits_[receipt], taking.amounts) for receipt, taking in booked if taking.amounts]
        )
        payments.with_context(**QUIET).flush_recordset(["state"])
        self._write_lines(booked, deposits)

    def _new_deposits(self, booked):
        """:return: receipt → its deposits."""
        rows = [(receipt, row) for receipt, taking in booked for row in taking.deposits]
        made = self.env["cs.deposit"].create(
            [
                {
                    "company_id": receipt.company_id.id,
                    "unit_id": receipt.unit_id.id,
                    "partner_id": receipt.partner_id.id,
                    "item_id": row["item"].id,
                    "date": receipt.date,
                    "amount": float(row["amount"]),
                }
                for receipt, row in rows
            ]
        )
        found = {receipt: made.browse() for receipt, _taking in booked}
        for (receipt, _row), deposit in zip(rows, made, strict=True):
            found[receipt] |= deposit
        return found

    def _write_lines(self, booked, deposits):
        rows = []
        for receipt, taking in booked:
            rows += [{"receipt_id": receipt.id, **row} for row in self._lines_of(taking, deposits[receipt])]
        self.env["cs.receipt.line"].create(rows)

    def _lines_of(self, taking, deposits) -> list[dict]:
        rows = [
            {
                "purpose": "charge",
                "charge_id": charge.id,
                "item_id": charge.item_id.id,
                "words": f"{charge.item_id.name} {charge._days()}",
                "amount": float(taking.amounts[charge.id]),
            }
            for charge in taking.charges
            if charge.id in taking.amounts
        ]
        if taking.prepayment:
            row = {"purpose": "prepayment", "words": self.env._("Prepayment"), "amount": float(taking.prepayment)}
            rows.append(row)
        rows += [
            {
                "purpose": "deposit",
                "deposit_id": deposit.id,
                "item_id": deposit.item_id.id,
                "words": deposit.item_id.name,
                "amount": deposit.amount,
            }
            for deposit in deposits
        ]
        return rows
