from decimal import Decimal

from odoo import models


class CsAppraisal(models.Model):
    _inherit = "cs.appraisal"

    def _kept_late_points(self) -> dict[int, Decimal]:
        return {}

    def _late_points(self) -> dict[int, Decimal]:
        return {}
