from odoo import fields, models
from odoo.exceptions import UserError


class CsAppealWords(models.TransientModel):
    """The dialog for the reasons of an appeal, and for the answer to it."""

    _name = "cs.appeal.words"
    _description = "Words of an appeal"

    verb = fields.Selection(
        [("appeal", "Appeal"), ("grant", "Grant"), ("decline", "Turn Down")], required=True, readonly=True
    )
    res_model = fields.Char("Kind of record", required=True, readonly=True)
    res_id = fields.Many2oneReference("Record", model_field="res_model", required=True, readonly=True)
    words = fields.Text("Reason")
    attachment_ids = fields.Many2many(
        "ir.attachment", "cs_appeal_words_attachment_rel", "words_id", "attachment_id", "Evidence"
    )

    def action_apply(self):
        """Say it.

        :raises UserError: for records that cannot be appealed against.
        """
        self.ensure_one()
        if self.verb == "appeal":
            model = self.env.get(self.res_model)
            if model is None or not isinstance(model, self.env.registry["cs.appealable.mixin"]):
                raise UserError(self.env._("There is nothing to appeal against."))
            model.browse(self.res_id).appeal(self.words, self.attachment_ids.ids)
        else:
            appeal = self.env["cs.appeal"].browse(self.res_id)
            appeal.grant(self.words) if self.verb == "grant" else appeal.decline(self.words)
        return {"type": "ir.actions.act_window_close"}
