from odoo import api, fields, models
from odoo.exceptions import UserError

from .move_in import UNDERWAY


class CsMoveInInvite(models.TransientModel):
    """A new building: all its owners are invited at once."""

    _name = "cs.move.in.invite"
    _description = "Invite owners to move in"

    estate_id = fields.Many2one(
        "cs.estate", required=True, default=lambda self: self.env["cs.estate"].search([], limit=1)
    )
    building_ids = fields.Many2many("cs.estate.building", string="Buildings", domain="[('estate_id', '=', estate_id)]")
    unit_count = fields.Integer("Owners to invite", compute="_compute_unit_count")

    @api.depends("estate_id", "building_ids")
    def _compute_unit_count(self):
        for one in self:
            one.unit_count = len(one._units())

    def _units(self):
        """Units with an owner that were not handed over, and into which nobody is moving yet."""
        # sudo: who moves in where is asked for all; the units themselves by the rights of the clerk
        moving = self.env["cs.move.in"].sudo().search([("state", "in", UNDERWAY)]).unit_id
        domain = [
            ("estate_id", "=", self.estate_id.id),
            ("handed_over_on", "=", False),
            ("owner_ids.is_current", "=", True),
            ("id", "not in", moving.ids),
        ]
        if self.building_ids:
            domain.append(("building_id", "in", self.building_ids.ids))
        return self.env["cs.estate.unit"].search(domain)

    def action_invite(self):
        """Make a move-in for each unit, and ask each owner by text message to choose a time.

        :raises UserError: where there is nobody to invite.
        """
        self.ensure_one()
        move_ins = self.env["cs.move.in"]
        move_ins._need_clerk()
        owners = {}
        for party in self._units().owner_ids.filtered("is_current").sorted(lambda one: (-one.share, one.id)):
            owners.setdefault(party.unit_id.id, party.partner_id.id)
        if not owners:
            raise UserError(self.env._("There is nobody to invite: no unit with an owner waits to be handed over."))
        made = move_ins.create([{"unit_id": unit, "partner_id": owner} for unit, owner in owners.items()])
        # sudo: whether there is a number to write to; it is not shown
        if any(made.sudo().partner_id.mapped("phone")):
            made.action_invite()
        action = self.env["ir.actions.act_window"]._for_xml_id("cs_property.cs_move_in_action")
        return {**action, "domain": [("id", "in", made.ids)], "context": {}}


class CsMoveInAppoint(models.TransientModel):
    """A free slot is chosen at the counter."""

    _name = "cs.move.in.appoint"
    _description = "Appointment of a move-in"

    move_in_id = fields.Many2one("cs.move.in", "Move-in", required=True, readonly=True, ondelete="cascade")
    slot = fields.Selection("_selection_slots", "Time", required=True)

    @api.model
    def _selection_slots(self):
        found = self.env["cs.move.in"].browse(self.env.context.get("default_move_in_id") or ()).exists()
        if len(found) != 1 or not found.has_access("read"):
            return []
        return [
            (slot["value"], f"{day['day']} {slot['time']} ({slot['free']})")
            for day in found.sudo()._page_days()  # sudo: whoever reads the move-in may see free times
            for slot in day["slots"]
            if slot["free"]
        ]

    def action_confirm(self):
        self.ensure_one()
        self.move_in_id.appoint(self.slot)
        return {"type": "ir.actions.act_window_close"}
