from decimal import Decimal

from odoo import api, fields, models
from odoo.exceptions import UserError

from ...core.sharing import round_parts
from ..money import exact
from .move_in import UNDERWAY

#: what a first bill can work out: nothing was used yet, and nothing is shared yet
METHODS = ("area", "fixed", "formula")


class CsMoveIn(models.Model):
    """The first charges: fees from the day of handing over to the end of their period, and what is charged once."""

    _inherit = "cs.move.in"

    charge_ids = fields.Many2many("cs.billing.line", string="First charges", readonly=True, copy=False)
    charged = fields.Boolean("First fees charged", readonly=True, copy=False)
    #: the unit was not handed over before: giving up takes the day back
    set_day = fields.Boolean("Handing over was entered", readonly=True, copy=False)
    amount_open = fields.Monetary("To be paid", compute="_compute_amount_open", compute_sudo=True)

    @api.depends("charge_ids.amount_residual")
    def _compute_amount_open(self):
        for one in self:
            one.amount_open = sum(one.charge_ids.mapped("amount_residual"))

    def _is_charged(self):
        """Whether first fees stand: charges that were all made void are charged anew."""
        return self.charged and (not self.charge_ids or any(one.state != "void" for one in self.charge_ids))

    def _handing_over_day(self):
        """The day on which the unit is handed over, local."""
        return self.handed_on or self.company_id._cs_today()

    def action_charge(self):
        """Charge the first fees, once: later runs leave these days out.

        :raises UserError: where a fee cannot be worked out, naming it, and the second time.
        """
        self._need_clerk()
        move_in = self._in_state("papers", "inspection", "keys")
        if move_in._is_charged():
            raise UserError(self.env._("The first fees were charged already."))
        day = move_in._handing_over_day()
        move_in._enter_people(day)
        move_in._enter_day(day)
        rows = move_in._first_fees(day) + move_in._once_fees(day)
        charges = self.env["cs.billing.line"]._propose(rows)
        charges._invoice()
        move_in.write({"charge_ids": [(6, 0, charges.ids)], "charged": True, "handed_on": day})
        move_in.message_post(
            body=self.env._(
                "First fees charged: %(amount)s", amount=move_in.currency_id.format(sum(charges.mapped("amount_total")))
            )
        )
        return True

    def _first_fees(self, day) -> list[dict]:
        """What the fee rules charge from this day to the end of the period (in sudo).

        :raises UserError: naming the first fee that is not possible.
        """
        if not self._rule().bills_first_period:
            return []
        unit = self.unit_id
        rules = self.env["cs.fee.rule"].search([("method", "in", METHODS), ("in_arrears", "=", False)])
        items = rules.item_id
        if not items:
            return []
        taken = unit._billed_days(items, day)
        lines = self.env["cs.billing.line"].with_company(self.company_id)
        rows = lines._priced(unit, day, day, items, taken)
        for row in rows:
            if row.get("error") or not row.get("partner_id"):
                item = self.env["cs.fee.item"].browse(row["item_id"])
                why = row.get("error") or self.env._("nobody pays for it")
                raise UserError(self.env._("%(fee)s cannot be charged: %(why)s", fee=item.name, why=why))
        return rows

    def _once_fees(self, day) -> list[dict]:
        """What the rule charges once (in sudo)."""
        unit = self.unit_id
        coin = exact(self.currency_id.rounding)
        fees = self._rule().fee_ids.filtered(lambda fee: fee.use in (False, unit.use) and fee.unit_price)
        rows = []
        for fee in fees:
            [amount] = round_parts([exact(fee.unit_price) * Decimal(fee.quantity)], coin)
            rows.append(
                {
                    "unit_id": unit.id,
                    "item_id": fee.item_id.id,
                    "partner_id": self.partner_id.id,
                    "date_from": day,
                    "date_to": day,
                    "due_on": day,
                    "quantity": fee.quantity,
                    "unit_price": fee.unit_price,
                    "amount": float(amount),
                    "explanation": f"{fee.quantity} × {fee.unit_price:,.2f}",
                    "is_sale": True,
                }
            )
        return rows

    def _money_lacks(self) -> list[str]:
        if not self._is_charged():
            return [self.env._("The first fees are not charged yet.")]
        return [
            self.env._("Not paid: %(name)s %(amount)s", name=one.item_id.name, amount=f"{one.amount_residual:,.2f}")
            for one in self.charge_ids
            if one.amount_residual > 0
        ]

    def action_money(self):
        """The cash desk with this unit, for who takes money; else its charges."""
        self.ensure_one()
        self._in_state(*UNDERWAY, "done")
        if not self.env.user.has_group("cs_property.group_cs_cashier"):
            return self.unit_id.action_charges()
        action = self.env["ir.actions.client"]._for_xml_id("cs_property.cs_cashier_action")
        return {**action, "params": {"unit_id": self.unit_id.id}}
