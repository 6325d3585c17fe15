from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ...core import waiting


class CsParkingVehicle(models.Model):
    """A car or motorcycle of somebody who lives here, known by its plate."""

    _name = "cs.parking.vehicle"
    _description = "Vehicle"
    _inherit = ["mail.thread"]
    _order = "plate, id"
    _rec_name = "plate"
    _check_company_auto = True

    plate = fields.Char("Number plate", required=True, index=True, tracking=True)
    unit_id = fields.Many2one("cs.estate.unit", required=True, index=True, ondelete="restrict", check_company=True)
    company_id = fields.Many2one(related="unit_id.company_id", store=True, index=True)
    partner_id = fields.Many2one("res.partner", "Keeper", required=True, index=True, ondelete="restrict")
    model = fields.Char("Make and colour")
    new_energy = fields.Boolean("New energy")
    active = fields.Boolean(default=True)
    lease_ids = fields.Many2many("cs.parking.lease", string="Leases", readonly=True)

    _plate_uniq = models.UniqueIndex("(company_id, plate) WHERE active IS TRUE", "This plate is entered already.")

    @api.onchange("plate")
    def _onchange_plate(self):
        self.plate = waiting.plate(self.plate) or self.plate

    @api.onchange("unit_id")
    def _onchange_unit_id(self):
        self.partner_id = self.partner_id or self.unit_id.payer_id

    @api.model_create_multi
    def create(self, vals_list):
        return super().create([self._plain(vals) for vals in vals_list])

    def write(self, vals):
        return super().write(self._plain(vals))

    @api.model
    def _plain(self, vals) -> dict:
        """
        :raises ValidationError: for what can be no plate.
        """
        if "plate" not in vals:
            return vals
        plate = waiting.plate(vals["plate"] or "")
        if not plate:
            raise ValidationError(self.env._("“%(plate)s” is no number plate.", plate=(vals["plate"] or "")[:20]))
        return {**vals, "plate": plate}
