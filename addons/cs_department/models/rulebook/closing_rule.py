from odoo import fields, models


class CsClosingRule(models.Model):
    _name = "cs.closing.rule"
    _description = "Automatic closing rule"
    _inherit = ["cs.rule.mixin"]

    close_after = fields.Float(
        "Closed after (days)",
        required=True,
        digits=(6, 2),
        help="Calendar days from the resolution to the automatic closing.",
    )
    warn_before = fields.Float(
        "Customer warned before (days)",
        digits=(6, 2),
        help="Calendar days before the closing at which the customer gets the "
        "closing notice. 0: no warning.",
    )

    _days_sane = models.Constraint(
        "CHECK (close_after > 0 AND warn_before >= 0 AND warn_before < close_after)",
        "A case is closed after some days, and the warning comes before that.",
    )
