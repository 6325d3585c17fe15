from odoo import api, fields, models
from odoo.exceptions import UserError


class CsSign(models.TransientModel):
    """One dialog for every signature: the words, a name, and a field to draw in."""

    _name = "cs.sign"
    _description = "Signing"

    res_model = fields.Char(required=True, readonly=True)
    res_id = fields.Many2oneReference("Signed record", model_field="res_model", required=True, readonly=True)
    role = fields.Char(required=True, readonly=True)
    words = fields.Text("What is signed", compute="_compute_words")
    name = fields.Char("Name of the signer", required=True)
    image = fields.Binary("Signature", attachment=False)

    @api.depends("res_model", "res_id", "role")
    def _compute_words(self):
        for dialog in self:
            record = dialog._record()
            # sudo: the caller may have it signed, so he reads what is signed
            dialog.words = record.sudo()._signature_words(dialog.role) if record else ""

    def _record(self):
        """What is signed.

        :raises UserError: for anything that is not signed; AccessError: for who may not have it signed.
        """
        self.ensure_one()
        model = self.env.get(self.res_model)
        if model is None or not hasattr(model, "_need_may_sign"):
            raise UserError(self.env._("There is nothing to sign."))
        record = model.browse(self.res_id).exists()
        if not record:
            raise UserError(self.env._("There is nothing to sign."))
        record._need_may_sign(record._role(self.role))
        return record

    def action_sign(self):
        """Keep the signature."""
        self._record()._signed(self.role, self.image, self.name)
        return {"type": "ir.actions.act_window_close"}
