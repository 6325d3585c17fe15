from odoo import api, models
from odoo.addons.cs_department.core.now import utcnow


class CsFeeDispute(models.Model):
    """When a dispute begins or ends, the arrears of its unit are looked at with the next pass, not tomorrow."""

    _inherit = "cs.fee.dispute"

    @api.model_create_multi
    def create(self, vals_list):
        disputes = super().create(vals_list)
        disputes._wake_arrears()
        return disputes

    def write(self, vals):
        res = super().write(vals)
        self._wake_arrears()
        return res

    def _wake_arrears(self):
        # sudo: cases are the system's, whoever disputes
        cases = self.env["cs.arrears.case"].sudo()
        cases.search([("unit_id", "in", self.unit_id.ids), ("state", "!=", "closed")])._put_off(utcnow())
