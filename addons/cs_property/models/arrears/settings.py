from odoo import fields, models


class ResCompany(models.Model):
    """How arrears are chased."""

    _inherit = "res.company"

    cs_arrears_minimum = fields.Monetary("Arrears chased from", default=1)
    cs_arrears_promise_days = fields.Integer("A promise lies ahead (days)", default=30)
    cs_arrears_limitation_years = fields.Integer("Limitation (years)", default=3)
    cs_arrears_limitation_days = fields.Integer("Warned of the limitation (days)", default=90)

    _cs_arrears_sane = models.Constraint(
        "CHECK (cs_arrears_minimum >= 0 AND cs_arrears_promise_days > 0 AND cs_arrears_limitation_years > 0"
        " AND cs_arrears_limitation_days >= 0)",
        "Days, years and amounts of arrears are above zero.",
    )


class CsFeeSettings(models.TransientModel):
    _inherit = "cs.fee.settings"

    arrears_minimum = fields.Float("Arrears chased from", digits=(16, 2), help="Less is not worth a case of its own.")
    arrears_promise_days = fields.Integer(
        "A promise lies ahead (days)", help="A promise for a later day is an agreement on instalments."
    )
    arrears_limitation_years = fields.Integer(
        "Limitation (years)", help="So long a debt can be enforced after it fell due or was last demanded."
    )
    arrears_limitation_days = fields.Integer(
        "Warned of the limitation (days)", help="So long before it a case stands on the list of its steward."
    )
