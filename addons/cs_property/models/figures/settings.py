from odoo import fields, models


class ResCompany(models.Model):
    """When the figures of a month are frozen."""

    _inherit = "res.company"

    cs_freeze_day = fields.Integer("Monthly figures are frozen on", default=24)

    _cs_freeze_sane = models.Constraint(
        "CHECK (cs_freeze_day BETWEEN 0 AND 31)", "Figures are frozen on a day from 1 to 31; 0: by hand only."
    )


class CsFeeSettings(models.TransientModel):
    _inherit = "cs.fee.settings"

    freeze_day = fields.Integer(
        "Monthly figures are frozen on",
        help="Day of the month, its last day where it is shorter. 0: by the accountant's button only.",
    )
