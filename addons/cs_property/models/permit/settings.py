from odoo import api, fields, models


class ResCompany(models.Model):
    """How long a telephone of the gate may be without a network."""

    _inherit = "res.company"

    cs_scan_late_hours = fields.Integer("Scans are believed back for (hours)", default=24)

    _cs_scan_sane = models.Constraint("CHECK (cs_scan_late_hours >= 0)", "Hours cannot be below zero.")


class CsFeeSettings(models.TransientModel):
    _inherit = "cs.fee.settings"

    scan_late_hours = fields.Integer(
        "Scans are believed back for (hours)",
        help="What was scanned without a network is judged by the clock of the telephone, if it was sent within "
        "these hours; else by the moment at which it arrived.",
    )

    @api.model
    def _controls(self):
        return super()._controls() | {"scan_late_hours"}
