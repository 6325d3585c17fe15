from odoo import fields, models


class CsParkingEnd(models.TransientModel):
    """When and why a lease ends early."""

    _name = "cs.parking.end"
    _description = "End of a parking lease"

    lease_id = fields.Many2one("cs.parking.lease", required=True, readonly=True)
    day = fields.Date("Last day", required=True, default=lambda self: self.env.company._cs_today())
    reason = fields.Char(required=True)

    def action_end(self):
        self.ensure_one()
        self.lease_id.end(self.day, self.reason)
        return {"type": "ir.actions.act_window_close"}


class CsParkingIdentity(models.TransientModel):
    """How the identity of who lost a card was checked."""

    _name = "cs.parking.identity"
    _description = "Check of identity"

    item_id = fields.Many2one("cs.custody.item", required=True, readonly=True)
    words = fields.Char("What was seen", required=True, help="Which paper, and its last four signs.")

    def action_check(self):
        self.ensure_one()
        self.item_id.check_identity(self.words)
        return {"type": "ir.actions.act_window_close"}
