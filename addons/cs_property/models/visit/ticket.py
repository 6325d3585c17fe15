from odoo import api, fields, models
from odoo.addons.cs_department.core.flow import LIVE
from odoo.exceptions import UserError


class CsTicket(models.Model):
    """A dispute and its mediation: the case does not end before the mediation does."""

    _inherit = "cs.ticket"

    mediation_ids = fields.One2many("cs.mediation", "ticket_id", readonly=True)
    is_dispute = fields.Boolean("Dispute between residents", compute="_compute_is_dispute")

    @api.depends("kind_id")
    def _compute_is_dispute(self):
        kind = self.env.ref("cs_property.kind_dispute", raise_if_not_found=False)
        for ticket in self:
            ticket.is_dispute = bool(kind) and ticket.kind_id == kind

    def _enter_stage(self, stage, note="", by_itself=False):
        """
        :raises UserError: while a mediation of the case is open.
        """
        if stage._facts().state not in LIVE:
            # sudo: a mediation counts, visible or not
            going_on = (
                self.env["cs.mediation"].sudo().search([("ticket_id", "in", self.ids), ("state", "=", "open")], limit=1)
            )
            if going_on:
                raise UserError(
                    self.env._(
                        "The mediation of %(case)s is not over: it ends with the word of both sides.",
                        case=going_on.ticket_id.number,
                    )
                )
        return super()._enter_stage(stage, note=note, by_itself=by_itself)

    def action_mediation(self):
        """The mediation of the case, or a new one."""
        self.ensure_one()
        self.check_access("read")
        # sudo: whether there is one; opening it asks for the right
        found = self.sudo().mediation_ids
        action = self.env["ir.actions.act_window"]._for_xml_id("cs_property.cs_mediation_new_action")
        if found:
            return {**action, "res_id": found.id}
        proposed = {
            "default_ticket_id": self.id,
            "default_subject": self.name,
            "default_party_a_unit_id": self.unit_id.id,
            "default_party_a_id": self.partner_id.id,
        }
        return {**action, "context": proposed}
