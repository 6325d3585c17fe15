from odoo import api, fields, models


class CsTicket(models.Model):
    """The unit that a case is about."""

    _inherit = "cs.ticket"

    unit_id = fields.Many2one("cs.estate.unit", index="btree_not_null", check_company=True)

    # what the form proposed itself, so that it may propose something else when the unit changes
    unit_partner_id = fields.Many2one("res.partner", "Proposed customer", store=False)

    @api.onchange("unit_id")
    def _onchange_unit_id(self):
        """Propose area and customer of the unit; what somebody chose himself stays."""
        if self.unit_partner_id and self.partner_id == self.unit_partner_id:
            self.partner_id = False
        said = {name: self[name] for name in ("caller", "caller_name", "caller_number") if self[name]}
        said |= {"area_id": self.area_id.id, "partner_id": self.partner_id.id}
        found = self._unit_vals(self.unit_id, said)
        self.update(found)
        self.unit_partner_id = found.get("partner_id", False)

    @api.onchange("partner_id")
    def _onchange_partner_unit(self):
        """Propose the unit of a customer who has to do with one only."""
        parties = self.env["cs.unit.party"]
        if not self.partner_id or self.unit_id or not parties.has_access("read"):
            return
        units = parties.search([("partner_id", "=", self.partner_id._origin.id), ("is_current", "=", True)]).unit_id
        flats = units.filtered(lambda unit: not unit.parent_id and unit.company_id == self.company_id)
        if len(flats) == 1:
            self.unit_id = flats

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
