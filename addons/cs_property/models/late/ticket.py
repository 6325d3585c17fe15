from odoo import api, fields, models

#: in these states a case is over, and what it disputed with it
OVER = ("closed", "cancelled")


class CsTicket(models.Model):
    """A case about a bill: disputes are put in from it, and end with it."""

    _inherit = "cs.ticket"

    fee_dispute_ids = fields.One2many("cs.fee.dispute", "ticket_id", "Disputes about fees")
    fee_dispute_count = fields.Integer("Number of disputes", compute="_compute_fee_dispute_count")

    @api.depends("fee_dispute_ids")
    def _compute_fee_dispute_count(self):
        # sudo: whoever reads a case may know that there is a dispute, not what it is about
        disputes = self.env["cs.fee.dispute"].sudo()
        counts = {
            ticket.id: count
            for ticket, count in disputes._read_group([("ticket_id", "in", self.ids)], ["ticket_id"], ["__count"])
        }
        for ticket in self:
            ticket.fee_dispute_count = counts.get(ticket.id, 0)

    def action_dispute_fee(self):
        """Put in a dispute about the fees of the unit of this case; where the unit is not clear, ask for it."""
        self.ensure_one()
        disputes = self.env["cs.fee.dispute"]
        disputes.check_access("create")
        self.check_access("read")
        dispute = self.fee_dispute_ids.filtered(lambda one: one.state == "open")[:1]
        units = self._fee_units()
        if not dispute and len(units) == 1:
            dispute = disputes.create({"ticket_id": self.id, "unit_id": units.id, "reason": self.name})
        action = {
            "type": "ir.actions.act_window",
            "name": self.env._("Dispute about a Fee"),
            "res_model": "cs.fee.dispute",
            "view_mode": "form",
            "res_id": dispute.id,
        }
        if not dispute:
            action["context"] = {"default_ticket_id": self.id, "default_reason": self.name}
        return action

    def _fee_units(self):
        """The units that a case may be about."""
        return self.unit_id or self.env["cs.estate.unit"]._of_people(self.partner_id)

    def action_open_fee_disputes(self):
        self.ensure_one()
        return {
            **self.env["ir.actions.act_window"]._for_xml_id("cs_property.cs_fee_dispute_action"),
            "domain": [("ticket_id", "=", self.id)],
            "context": {},
        }

    def _enter_stage(self, stage, note="", by_itself=False):
        result = super()._enter_stage(stage, note=note, by_itself=by_itself)
        if stage._facts().state in OVER:
            # sudo: a dispute ends with its case, whoever closes it
            disputes = self.sudo().fee_dispute_ids.filtered(lambda one: one.state == "open")
            disputes._close("rejected", self.env._("The case was closed."))
        return result
