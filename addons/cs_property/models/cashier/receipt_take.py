from dataclasses import replace
from decimal import Decimal

from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import formatLang

from ...core import till
from ..money import exact
from .receipt_book import Taking


class CsReceipt(models.Model):
    """Taking money: any number of charges, a prepayment and deposits, by several means, on one receipt."""

    _inherit = "cs.receipt"

    @api.model
    def take(self, unit_id, paid, means, prepayment=0, deposits=None, services=None, partner_id=None, late=True):
        """Take the money of a customer.

        :param unit_id: the unit that the money is for.
        :param paid: {charge id: amount}; a late fee that is not billed yet as ``"late:<id of the charge>"``.
        :param means: [{``means_id``, ``amount``, ``reference``}] as given; change is worked out from the cash.
        :param prepayment: kept for what will be billed.
        :param deposits: [{``item_id``, ``amount``}].
        :param services: [{``item_id``, ``amount``, ``words``}] sold at the counter: billed and paid at once.
        :param partner_id: who pays a prepayment or deposit; else who pays the fees of the unit.
        :param late: bill the late fees up to today first.
        :return: {``id``, ``number``, ``change``} of the receipt.
        :raises UserError: in words, and nothing is taken.
        """
        shift, unit = self._shift_and_unit(unit_id)
        wanted = self._wanted(paid, prepayment, deposits, services)
        charges, amounts = shift._charges_to_pay(unit, wanted, partner_id, late)
        partner = shift._payer(unit, charges, partner_id)
        given, references = shift._given(means)
        taking = Taking(unit, partner, charges, amounts, wanted["prepayment"], [], references, wanted["deposits"])
        if not taking.total:
            raise UserError(self.env._("Choose what is paid."))
        change = self._change(taking.total, given)
        cash = sum((part.amount for part in given if part.is_cash), Decimal(0))
        receipt = shift._book_takings([replace(taking, kept=till.net(given, change), given=cash, change=change)])
        return {"id": receipt.id, "number": receipt.number, "change": float(change)}

    # -- what is wanted --------------------------------------------------------------------

    @api.model
    def _need_till(self):
        """The caller's open till, in sudo.

        :raises UserError: without one; AccessError for who is no cashier.
        """
        shifts = self.env["cs.cashier.shift"]
        shifts._need_cashier()
        shift = shifts._own()
        if not shift:
            raise UserError(self.env._("Open your till first."))
        return shift

    @api.model
    def _shift_and_unit(self, unit_id):
        """The caller's open till and the unit he takes money for, in sudo.

        :raises UserError: without an open till, or for a unit that he does not see.
        """
        shift = self._need_till()
        unit = self.env["cs.estate.unit"].browse(unit_id if type(unit_id) is int else 0).exists()
        if not unit or unit.company_id != self.env.company:
            raise UserError(self.env._("There is no such unit."))
        unit.check_access("read")
        return shift, shift.env["cs.estate.unit"].browse(unit.id)

    @api.model
    def _wanted(self, paid, prepayment, deposits, services) -> dict:
        money = self.env["cs.cashier.shift"]._money
        rows = {"deposits": deposits or [], "services": services or []}
        if not isinstance(paid or {}, dict) or not all(isinstance(row, list) for row in rows.values()):
            raise UserError(self.env._("Choose what is paid."))
        found = {"paid": {str(key): money(amount) for key, amount in (paid or {}).items()}}
        found["paid"] = {key: amount for key, amount in found["paid"].items() if amount}
        found["prepayment"] = money(prepayment)
        for name, listed in rows.items():
            if not all(isinstance(row, dict) for row in listed):
                raise UserError(self.env._("Choose what is paid."))
            kind = "deposit" if name == "deposits" else "service"
            found[name] = [
                {
                    "item": self._item(row.get("item_id"), kind),
                    "amount": money(row.get("amount")),
                    "words": str(row.get("words") or "")[:200],
                }
                for row in listed
            ]
            found[name] = [row for row in found[name] if row["amount"]]
        return found

    @api.model
    def _item(self, item_id, kind):
        """
        :raises UserError: for a fee that is not of this kind.
        """
        item = self.env["cs.fee.item"].browse(item_id if type(item_id) is int else 0).exists()
        # sudo: fees of other companies are told apart here
        if not item or item.sudo().kind != kind or (item.sudo().company_id or self.env.company) != self.env.company:
            raise UserError(self.env._("Choose what the money is for."))
        return item.sudo()  # sudo: read and priced for the receipt

    @api.model
    def _change(self, total, given) -> Decimal:
        try:
            return till.change(total, given)
        except till.TillError as error:
            amount = formatLang(self.env, float(error.amount), currency_obj=self.env.company.currency_id)
            if error.code == "short":
                message = self.env._("%(amount)s is missing.", amount=amount)
            else:
                message = self.env._("%(amount)s is too much, and no change is given from it.", amount=amount)
            raise UserError(message) from error


class CsCashierShift(models.Model):
    _inherit = "cs.cashier.shift"

    def _charges_to_pay(self, unit, wanted, partner_id, late):
        """The charges that are paid, locked, with late fees and services billed on the way.

        :return: (charges in sudo, charge id → amount).
        :raises UserError: for charges of other units, more than is open, or a unit that somebody else takes money for.
        """
        paid, services = dict(wanted["paid"]), wanted["services"]
        billed = self.env["cs.billing.line"]
        late_keys = {key: amount for key, amount in paid.items() if key.startswith("late:")}
        plain = {int(key): amount for key, amount in paid.items() if key.isdecimal() and len(key) < 10}
        if len(late_keys) + len(plain) < len(paid):
            raise UserError(self.env._("Choose what is paid."))
        charges = billed.search([("id", "in", list(plain)), ("unit_id", "=", unit.id)])
        if len(charges) < len(plain):
            raise UserError(self.env._("These charges are not open for this unit."))
        if len(charges.try_lock_for_update()) < len(charges):
            raise UserError(self.env._("Somebody else takes money for this unit just now: look again."))
        if late and late_keys:
            fees = unit._bill_late(self.company_id._cs_today())
            of = {f"late:{fee.principal_id.id}": fee for fee in fees}
            if late_keys.keys() - of.keys():
                raise UserError(self.env._("The late fee has changed: look again."))
            plain |= {of[key].id: amount for key, amount in late_keys.items()}
            charges |= fees.filtered(lambda fee: fee.id in plain)
        if services:
            sold = self._sell(unit, services, partner_id)
            plain |= {charge.id: exact(charge.amount_total) for charge in sold}
            charges |= sold
        charges.invalidate_recordset(["amount_residual"])
        for charge in charges:
            if plain[charge.id] > exact(charge.amount_residual):
                raise UserError(
                    self.env._(
                        "Of “%(charge)s” only %(open)s is open.",
                        charge=charge.display_name,
                        open=formatLang(self.env, charge.amount_residual, currency_obj=charge.currency_id),
                    )
                )
        return charges, plain

    def _sell(self, unit, services, partner_id):
        """Services that are sold at the counter, billed on the spot (in sudo)."""
        day = self.company_id._cs_today()
        partner = self._payer(unit, self.env["cs.billing.line"], partner_id)
        return self.env["cs.billing.line"]._bill_once(
            [
                {
                    "unit_id": unit.id,
                    "item_id": row["item"].id,
                    "partner_id": partner.id,
                    "amount": float(row["amount"]),
                    "explanation": row["words"],
                    "day": day,
                }
                for row in services
            ]
        )

    def _payer(self, unit, charges, partner_id):
        """Who pays: of the charges, else as chosen, else who pays the fees.

        :raises UserError: for charges of several payers, or when nobody is known.
        """
        payers = charges.partner_id
        if len(payers) > 1:
            raise UserError(self.env._("These charges are owed by several people: take a receipt for each."))
        if not payers and type(partner_id) is int:
            # only people of the unit, so that no number from outside is taken for a payer
            payers = unit.party_ids.partner_id.filtered(lambda partner: partner.id == partner_id)
        payers = payers or unit.payer_id
        if not payers:
            raise UserError(self.env._("Nobody pays the fees of this unit: enter its owner first."))
        return payers

    def _given(self, means):
        """
        :return: (what is given, means id → number of the transfer).
        :raises UserError: for means that are not the company's, or a missing number.
        """
        rows = means if isinstance(means, list) and all(isinstance(row, dict) for row in means) else []
        known = self.env["cs.payment.means"].search([("company_id", "=", self.company_id.id)])
        amounts, references = {}, {}
        for row in rows:
            one = known.filtered(lambda m, row=row: m.id == row.get("means_id"))
            if not one:
                raise UserError(self.env._("Choose how it is paid."))
            amounts[one] = amounts.get(one, Decimal(0)) + self._money(row.get("amount"))
            references[one.id] = str(row.get("reference") or "").strip()[:64]
        for one, amount in amounts.items():
            if amount and one.needs_reference and not references[one.id]:
                raise UserError(self.env._("Write down the number of the payment by %(means)s.", means=one.name))
        # cash last, so that change is given from it
        listed = sorted(amounts, key=lambda one: (one.is_cash, one.sequence))
        return [till.Given(one.id, amounts[one], one.is_cash) for one in listed if amounts[one]], references
