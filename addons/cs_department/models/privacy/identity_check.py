from odoo import api, fields, models
from odoo.exceptions import UserError

from ...core.now import utcnow


class CsIdentityCheck(models.Model):
    """How somebody made sure that a caller is who he says he is."""

    _name = "cs.identity.check"
    _description = "Identity check"
    _order = "at desc, id desc"
    _rec_name = "partner_id"

    partner_id = fields.Many2one(
        "res.partner",
        "Customer",
        required=True,
        index=True,
        ondelete="cascade",
    )
    ticket_id = fields.Many2one("cs.ticket", "Case", index="btree_not_null", ondelete="cascade")
    company_id = fields.Many2one("res.company", required=True, default=lambda self: self.env.company)
    method = fields.Selection(
        [
            ("questions", "Questions answered"),
            ("document", "Identity document seen"),
            ("callback", "Called back on the registered number"),
            ("other", "Another way"),
        ],
        required=True,
        default="questions",
    )
    result = fields.Selection([("passed", "Passed"), ("failed", "Failed")], required=True, default="passed")
    note = fields.Char()
    user_id = fields.Many2one(
        "res.users",
        "Checked by",
        required=True,
        readonly=True,
        default=lambda self: self.env.uid,
    )
    at = fields.Datetime("Checked at", required=True, readonly=True, default=lambda self: utcnow())

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            if not self.env.su:  # who and when are never typed in
                vals.update(user_id=self.env.uid, at=utcnow())
        checks = super().create(vals_list)
        # the step goes into the timeline of the case: nobody writes in one that he cannot open
        checks.ticket_id.check_access("read")
        for check in checks.filtered("ticket_id"):
            # one timeline row per check; checks are made one at a time
            check.ticket_id._log_event(
                "identity",
                note=dict(self._fields["result"]._description_selection(self.env))[check.result],
            )
        return checks

    def write(self, vals):
        if not self.env.su:
            raise UserError(self.env._("An identity check stays as it is. Make another one."))
        return super().write(vals)

    def action_done(self):
        """Close the dialog: creating the record was the whole step."""
        return {"type": "ir.actions.act_window_close"}
