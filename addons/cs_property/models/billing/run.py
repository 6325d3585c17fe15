from odoo import fields, models


class CsBillingRun(models.Model):
    """One period of fees of an estate: computed, looked at, approved, billed."""

    _name = "cs.billing.run"
    _description = "Billing run"
    _inherit = ["mail.thread", "cs.due.mixin"]
    _order = "date_from desc, id desc"
    _check_company_auto = True
    _allow_sudo_commands = False

    name = fields.Char(required=True)
    company_id = fields.Many2one("res.company", required=True, index=True, default=lambda self: self.env.company)
    date_from = fields.Date("First day", required=True)
    date_to = fields.Date("Last day", required=True)
    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("computing", "Computing"),
            ("computed", "To be approved"),
            ("billing", "Billing"),
            ("done", "Billed"),
            ("cancelled", "Cancelled"),
        ],
        required=True,
        readonly=True,
        default="draft",
        index=True,
    )
    line_ids = fields.One2many("cs.billing.line", "run_id", "Charges", readonly=True)
