from dataclasses import dataclass
from decimal import Decimal

from odoo import api, models
from odoo.exceptions import UserError

from ...core import allocation, till
from ..money import exact
from .receipt_book import Taking

#: receipts of one transaction
BATCH = 50


@dataclass(frozen=True)
class Collected:
    """Money that was collected outside the counter, for one unit; unit and means as records."""

    unit: models.BaseModel
    means: models.BaseModel
    amount: Decimal
    reference: str


class CsReceipt(models.Model):
    """Receipts from a list: what stewards collected, or a direct debit brought in."""

    _inherit = "cs.receipt"

    @api.model
    def _take_list(self, collected):
        """Take a batch of money into the caller's open till, a receipt for each row.

        Each pays what is open of its unit by the rule of the estate; the rest is kept as a prepayment.

        :param collected: no more than ``BATCH`` rows.
        :return: the receipts, in the same order, in sudo.
        :raises UserError: in words, and nothing of the batch is taken.
        """
        shift = self._need_till()
        if any(
            row.unit.company_id != shift.company_id or row.means.company_id != shift.company_id for row in collected
        ):
            raise UserError(self.env._("There is no such unit."))
        units = shift.env["cs.estate.unit"].union(*(row.unit.sudo() for row in collected))  # sudo: booked by the verb
        units.with_env(self.env).check_access("read")
        charges = shift._collectable(units)
        if len(charges.try_lock_for_update()) < len(charges):
            raise UserError(self.env._("Somebody else takes money for this unit just now: look again."))
        charges.invalidate_recordset(["amount_residual"])
        return shift._book_takings(shift._plan(collected, charges))

    @api.model
    def _taken_numbers(self, references) -> dict:
        """Which numbers of payments stand on a valid receipt already: (means id, number) → number of the receipt."""
        # sudo: receipts of every till are asked for
        rows = (
            self.env["cs.receipt.means"]
            .sudo()
            .search_fetch(
                [
                    ("reference", "in", [one for one in references if one]),
                    ("company_id", "=", self.env.company.id),
                    ("receipt_id.kind", "=", "in"),
                    ("receipt_id.state", "!=", "cancelled"),
                ]
            )
        )
        return {(row.means_id.id, row.reference): row.receipt_id.number for row in rows}


class CsCashierShift(models.Model):
    _inherit = "cs.cashier.shift"

    def _collectable(self, units):
        """What is open of these units, is owed by who pays their fees, and is not disputed (in sudo)."""
        charges = self.env["cs.billing.line"].search([("unit_id", "in", units.ids), ("amount_residual", ">", 0)])
        return charges.filtered(lambda charge: charge.partner_id == charge.unit_id.payer_id)._payable_unasked()

    def _plan(self, collected, charges) -> list[Taking]:
        """What each row pays; two rows of one unit share what is open of it.

        :raises UserError: for a unit whose fees nobody pays.
        """
        orders, by_unit = charges._payment_orders(), charges.grouped("unit_id")
        still = {charge.id: exact(charge.amount_residual) for charge in charges}
        takings = []
        for row in collected:
            mine = by_unit.get(row.unit, charges.browse())
            opens = [charge._open(still[charge.id]) for charge in mine if still[charge.id]]
            order = orders[row.unit.estate_id.id] if opens else allocation.Order()
            amounts = dict(allocation.spread(row.amount, opens, order))
            for key, part in amounts.items():
                still[key] -= part
            takings.append(
                Taking(
                    unit=row.unit,
                    partner=self._payer(row.unit, charges.browse(), None),
                    charges=charges.browse(list(amounts)),
                    amounts=amounts,
                    prepayment=row.amount - sum(amounts.values(), Decimal(0)),
                    kept=[till.Given(row.means.id, row.amount, row.means.is_cash)],
                    references={row.means.id: row.reference},
                    given=row.amount if row.means.is_cash else Decimal(0),
                )
            )
        return takings
