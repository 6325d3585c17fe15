from odoo import fields, models


class ResCompany(models.Model):
    """When late fees are billed, and who waives them."""

    _inherit = "res.company"

    cs_late_run_day = fields.Integer("Late fees are billed on", default=1)
    cs_late_waiver_limit = fields.Float("Accountants waive late fees up to", default=500)
    cs_late_billed_on = fields.Date("Late fees billed up to", readonly=True)

    _cs_late_sane = models.Constraint(
        "CHECK (cs_late_run_day BETWEEN 0 AND 28 AND cs_late_waiver_limit >= 0)",
        "Late fees are billed on a day from 1 to 28; 0: never by themselves.",
    )


class CsFeeSettings(models.TransientModel):
    _inherit = "cs.fee.settings"

    late_run_day = fields.Integer(
        "Late fees are billed on",
        help="Day of the month, 1 to 28. 0: never by themselves, only at the counter or by hand.",
    )
    late_waiver_limit = fields.Float(
        "Accountants waive late fees up to",
        help="What is more is approved by a manager. Nobody approves his own request.",
    )

    def _controls(self):
        return super()._controls() | {"late_waiver_limit"}
