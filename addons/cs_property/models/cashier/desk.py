from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

#: units that a search shows
FOUND = 12


class CsCashierShift(models.Model):
    """What the counter's screen reads."""

    _inherit = "cs.cashier.shift"

    @api.model
    def screen(self) -> dict:
        """The till of the caller, the means of payment, and what can be sold or held."""
        self._need_cashier()
        company = self.env.company
        # sudo: the till of the caller
        shift = self.sudo().search(
            [("user_id", "=", self.env.uid), ("company_id", "=", company.id), ("state", "in", ("open", "counted"))],
            limit=1,
        )
        company._cs_fee_setup()
        means = self.env["cs.payment.means"].search([("company_id", "=", company.id)])
        items = self.env["cs.fee.item"].search([("kind", "in", ("deposit", "service"))])
        return {
            "shift": {
                "id": shift.id,
                "name": shift.name,
                "opened_at": fields.Datetime.to_string(shift.opened_at),
                "counted": shift.state == "counted",
                "signed": bool(shift.signed_by_id),
            }
            if shift
            else False,
            "means": means.read(["name", "is_cash", "needs_reference"]),
            "items": [{"id": item.id, "name": item.name, "kind": item.kind} for item in items],
            "currency": {"symbol": company.currency_id.symbol, "position": company.currency_id.position},
        }

    @api.model
    def find(self, words) -> list[dict]:
        """Units by code, number of the door, name or telephone of who lives there.

        :param words: what was typed or scanned.
        """
        self._need_cashier()
        units = self.env["cs.estate.unit"]
        found = units.browse(units._find(words, FOUND, Domain("company_id", "=", self.env.company.id)))
        owed = self._owed(found)
        return [
            {
                "id": unit.id,
                "code": unit.code,
                "estate": unit.estate_id.name,
                "payer": unit.payer_id.name or "",
                "owed": owed.get(unit.id, 0),
            }
            for unit in found
        ]

    @api.model
    def _owed(self, units) -> dict:
        # sudo: the counter sees what every unit owes
        rows = (
            self.env["cs.billing.line"]
            .sudo()
            ._read_group(
                [("unit_id", "in", units.ids), ("amount_residual", ">", 0)], ["unit_id"], ["amount_residual:sum"]
            )
        )
        return {unit.id: amount for unit, amount in rows}

    @api.model
    def unit_account(self, unit_id) -> dict:
        """What a unit owes, has to its credit and has deposited, for the counter's screen.

        :raises UserError: for a unit that the caller does not see.
        """
        self._need_cashier()
        unit = self.env["cs.estate.unit"].browse(unit_id if type(unit_id) is int else 0).exists()
        if not unit or unit.company_id != self.env.company:
            raise UserError(self.env._("There is no such unit."))
        unit.check_access("read")
        unit = unit.sudo()  # sudo: charges, credits and deposits of the unit, read for who takes its money
        today = self.env.company._cs_today()
        charges = (
            self.env["cs.billing.line"]
            .sudo()
            .search(  # sudo: as above
                [("unit_id", "=", unit.id), ("amount_residual", ">", 0)], order="due_on, date_from, id"
            )
        )
        disputed = charges._disputed_on(today)
        late = unit._late_until(today)
        principals = charges.browse(late)
        return {
            "unit": {
                "id": unit.id,
                "code": unit.code,
                "estate": unit.estate_id.name,
                "area": unit.area,
                "type": unit.type_id.name,
            },
            "payers": [
                {"id": partner.id, "name": partner.name}
                for partner in (unit.payer_id | charges.partner_id | unit.party_ids.partner_id)
            ],
            "charges": [self._charge_row(charge, today, charge in disputed) for charge in charges]
            + [self._late_row(charge, amount) for charge, amount in zip(principals, late.values(), strict=True)],
            "credit": -sum(unit._open_credits().mapped("amount_residual")),
            "deposits": [
                {"id": one.id, "name": one.item_id.name, "held": one.amount_held, "date": str(one.date)}
                for one in self.env["cs.deposit"]
                .sudo()
                .search(  # sudo: as above
                    [("unit_id", "=", unit.id), ("state", "=", "held")]
                )
            ],
        }

    @api.model
    def _charge_row(self, charge, today, is_disputed) -> dict:
        return {
            "key": str(charge.id),
            "name": charge.item_id.name,
            "days": charge._days(),
            "due": str(charge.due_on or ""),
            "overdue": bool(charge.due_on and charge.due_on < today),
            "disputed": is_disputed,
            "payer_id": charge.partner_id.id,
            "payer": charge.partner_id.name,
            "open": charge.amount_residual,
            "explanation": charge.explanation or "",
        }

    @api.model
    def _late_row(self, charge, amount) -> dict:
        return {
            "key": f"late:{charge.id}",
            "name": self.env._("Late fee"),
            "days": f"{charge.item_id.name} {charge._days()}",
            "due": "",
            "overdue": True,
            "disputed": False,
            "payer_id": charge.partner_id.id,
            "payer": charge.partner_id.name,
            "open": float(amount),
            "explanation": "",
        }
