from odoo import api, fields, models
from odoo.exceptions import UserError

SPACE_STATES = [
    ("free", "Free"),
    ("offered", "Offered"),
    ("leased", "Let"),
    ("owned", "Sold"),
    ("closed", "Closed"),
]


class CsEstateUnit(models.Model):
    """Units that are parking spaces: who has them today."""

    _inherit = "cs.estate.unit"

    is_parking = fields.Boolean("Parking space", compute="_compute_is_parking", store=True, index="btree_not_null")
    parking_closed = fields.Boolean("Not let")
    parking_closed_reason = fields.Char("Why it is not let")
    parking_lease_ids = fields.One2many("cs.parking.lease", "space_id", "Leases of the space")
    parking_state = fields.Selection(
        SPACE_STATES, "Parking", compute="_compute_parking_state", search="_search_parking_state"
    )
    parking_tenant_id = fields.Many2one("res.partner", "Parks here", compute="_compute_parking_state")
    parking_until = fields.Date("Let until", compute="_compute_parking_state")
    parking_plates = fields.Char("Plates", compute="_compute_parking_state")
    vehicle_ids = fields.One2many("cs.parking.vehicle", "unit_id", "Vehicles")

    @api.depends("type_id.category")
    def _compute_is_parking(self):
        for unit in self:
            unit.is_parking = unit.type_id.category == "parking"

    def _compute_parking_state(self):
        spaces = self.filtered("is_parking")
        # sudo: that a space is let is seen by whoever sees the space
        leases = self.env["cs.parking.lease"].sudo()
        running = leases.search([("space_id", "in", spaces.ids), ("is_running", "=", True)]).grouped("space_id")
        offers = self.env["cs.parking.waiting"].sudo()  # sudo: as above
        offered = offers.search([("space_id", "in", spaces.ids), ("state", "=", "offered")]).space_id
        owned = self.env["cs.unit.party"].search(
            [("unit_id", "in", spaces.ids), ("role", "=", "owner"), ("is_current", "=", True)]
        )
        owners = owned.grouped("unit_id")
        for unit in self:
            lease = running.get(unit.sudo(), leases)[:1]  # sudo: compared only
            owner = owners.get(unit, owned.browse())[:1].partner_id
            unit.parking_tenant_id = lease.partner_id or owner
            unit.parking_until = lease.date_to
            unit.parking_plates = lease.plates or ""
            if unit not in spaces:
                unit.parking_state = False
            elif lease:
                unit.parking_state = "leased"
            elif owner:
                unit.parking_state = "owned"
            elif unit.parking_closed:
                unit.parking_state = "closed"
            else:
                unit.parking_state = "offered" if unit.sudo() in offered else "free"  # sudo: compared only

    @api.model
    def _search_parking_state(self, operator, value):
        if operator != "in":
            return NotImplemented
        # an estate has some hundreds of spaces: looked at once
        spaces = self.search([("is_parking", "=", True)])
        return [("id", "in", spaces.filtered(lambda unit: unit.parking_state in value).ids)]

    def _tile(self):
        tile = super()._tile()
        if self.is_parking:
            tile["states"].append(f"parking_{self.parking_state}")
            tile["until"] = str(self.parking_until or "")
            tile["payer"] = self.parking_plates or self.parking_tenant_id.name or ""
        return tile

    def action_offer_parking(self):
        """Offer a free space to the first on the waiting list.

        :raises UserError: where it is not free, or nobody waits.
        """
        self.ensure_one()
        self.check_access("read")
        self.env["cs.desk"]._need_clerk()
        # sudo: offers are the system's, by the rule
        if not self.sudo().env["cs.parking.waiting"]._offer_next(self.sudo()):
            raise UserError(self.env._("%(space)s is not free, or nobody who may have it waits.", space=self.code))
        return True
