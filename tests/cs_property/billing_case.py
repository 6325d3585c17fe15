"""Charges and money for tests of billing."""

from datetime import date

from tests.cs_property.estate_case import EstateCase


class BillingCase(EstateCase):
    """Three fees (service, water, late fee) and helpers that propose charges, bill them and take money."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        items = cls.env["cs.fee.item"]
        cls.rent = items.create({"name": "Management fee", "sequence": 1})
        cls.water = items.create({"name": "Water", "sequence": 2})
        cls.late = items.create({"name": "Late fee", "sequence": 9, "kind": "late"})

    @classmethod
    def propose(cls, unit, *amounts, month=3, due=(2026, 3, 31), items=None, **more):
        """Charges of a month of 2026, one for each amount: service, water, late fee."""
        return cls.env["cs.billing.line"]._propose(
            [
                {
                    "unit_id": unit.id,
                    "item_id": item.id,
                    "partner_id": unit.payer_id.id,
                    "date_from": date(2026, month, 1),
                    "date_to": date(2026, month, 28),
                    "due_on": date(*due),
                    "amount": amount,
                    **more,
                }
                for item, amount in zip(items or (cls.rent, cls.water, cls.late), amounts, strict=False)
            ]
        )

    @classmethod
    def bill(cls, unit, *amounts, **more):
        charges = cls.propose(unit, *amounts, **more)
        charges._invoice()
        return charges

    @classmethod
    def pay(cls, unit, amount, day=date(2026, 3, 4)):
        """Money of the payer on the bank, not used for anything yet: the open credit."""
        receivable = unit.payer_id.property_account_receivable_id
        move = cls.env["account.move"].create(
            {
                "move_type": "entry",
                "journal_id": cls.bank.id,
                "date": day,
                "cs_unit_id": unit.id,
                "line_ids": [
                    (0, 0, {"account_id": cls.bank.default_account_id.id, "debit": amount}),
                    (0, 0, {"account_id": receivable.id, "credit": amount, "partner_id": unit.payer_id.id}),
                ],
            }
        )
        move._post(soft=False)
        return move.line_ids.filtered(lambda line: line.account_id == receivable)
