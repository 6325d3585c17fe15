from odoo import fields, models
from odoo.exceptions import UserError


class CsRenovationDeed(models.TransientModel):
    """One dialog for what needs a reason, a day or an amount."""

    _name = "cs.renovation.deed"
    _description = "Renovation: say why"

    deed = fields.Selection(
        [
            ("extend", "More time"),
            ("give_up", "Give up"),
            ("stop", "Stop work"),
            ("revoke", "Revoke the pass"),
            ("drop", "Was no violation"),
            ("impose", "Fine"),
        ],
        required=True,
        readonly=True,
    )
    renovation_id = fields.Many2one("cs.renovation", readonly=True)
    pass_id = fields.Many2one("cs.renovation.pass", readonly=True)
    violation_id = fields.Many2one("cs.renovation.violation", readonly=True)
    currency_id = fields.Many2one(related="violation_id.currency_id")
    words = fields.Char("Why", required=True)
    until = fields.Date("New last day")
    amount = fields.Monetary("Fine")

    def action_confirm(self):
        """Do it.

        :raises UserError: without what it is about.
        """
        self.ensure_one()
        about = {"revoke": self.pass_id, "drop": self.violation_id, "impose": self.violation_id}
        record = about.get(self.deed, self.renovation_id)
        if not record:
            raise UserError(self.env._("Choose what it is about."))
        if self.deed == "extend":
            record.extend(self.until, self.words)
        elif self.deed == "impose":
            record.impose(self.amount, self.words)
        else:
            getattr(record, self.deed)(self.words)
        return {"type": "ir.actions.act_window_close"}
