from odoo import api, models
from odoo.exceptions import UserError


class IrAttachment(models.Model):
    """What proves a filing stays as it was when the report was filed."""

    _inherit = "ir.attachment"

    def _is_proof(self) -> bool:
        if not self.ids:
            return False
        # sudo: whether a file proves something counts, whoever touches it
        reports = self.env["cs.accident.report"].sudo()
        return bool(reports.search_count([("proof_ids", "in", self.ids), ("state", "=", "filed")], limit=1))

    def write(self, vals):
        if {
            "datas",
            "raw",
            "db_datas",
            "store_fname",
            "res_id",
            "res_model",
            "name",
        } & vals.keys() and self._is_proof():
            raise UserError(self.env._("The proof of a filed report stays as it is."))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_proof(self):
        if self._is_proof():
            raise UserError(self.env._("The proof of a filed report stays as it is."))
