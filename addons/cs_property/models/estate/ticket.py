from odoo import api, fields, models


class CsTicket(models.Model):
    """The unit that a case is about."""

    _inherit = "cs.ticket"

    unit_id = fields.Many2one("cs.estate.unit", index="btree_not_null", check_company=True)

    @api.onchange("unit_id")
    def _onchange_unit_id(self):
        self.update(self._unit_vals(self.unit_id, {"area_id": self.area_id.id, "partner_id": self.partner_id.id}))

    @api.model_create_multi
    def create(self, vals_list):
        units = self.env["cs.estate.unit"].browse([vals["unit_id"] for vals in vals_list if vals.get("unit_id")])
        known = {unit.id: unit for unit in units}
        return super().create(
            [
                {**vals, **self._unit_vals(known[vals["unit_id"]], vals)} if vals.get("unit_id") else vals
                for vals in vals_list
            ]
        )

    @api.model
    def _unit_vals(self, unit, vals) -> dict:
        """Service area and customer of a unit, where a case does not say others."""
        found = {"area_id": unit.estate_id.area_id.id}
        if not (vals.get("caller") or vals.get("caller_phone") or vals.get("caller_number")):
            found["partner_id"] = unit.payer_id.id
        return {name: value for name, value in found.items() if value and not vals.get(name)}


class CsEstateUnit(models.Model):
    _inherit = "cs.estate.unit"

    ticket_ids = fields.One2many("cs.ticket", "unit_id", "Cases of the unit")
