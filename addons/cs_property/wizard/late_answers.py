from odoo import fields, models

from ..models.late.dispute import OUTCOMES


class CsFeeDisputeClose(models.TransientModel):
    """How a dispute ended."""

    _name = "cs.fee.dispute.close"
    _description = "Settle a dispute"

    dispute_ids = fields.Many2many("cs.fee.dispute", string="Disputes", required=True)
    outcome = fields.Selection(OUTCOMES, "How it ended", required=True, default="rejected")
    day = fields.Date(
        "Disputed until",
        required=True,
        default=lambda self: self.env.company._cs_today(),
        help="Late fees run on after it.",
    )
    words = fields.Text("What was said to the payer")

    def action_confirm(self):
        self.ensure_one()
        self.dispute_ids.close(self.outcome, self.words or "", self.day)
        return {"type": "ir.actions.act_window_close"}


class CsLateWaiverRefuse(models.TransientModel):
    """Why late fees are not waived."""

    _name = "cs.late.waiver.refuse"
    _description = "Do not waive late fees"

    waiver_ids = fields.Many2many("cs.late.waiver", string="Requests", required=True)
    reason = fields.Char("Why not", required=True)

    def action_confirm(self):
        self.ensure_one()
        self.waiver_ids.refuse(self.reason)
        return {"type": "ir.actions.act_window_close"}
