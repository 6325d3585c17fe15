from odoo import fields, models
from odoo.exceptions import UserError


class CsPropertyNoticeLate(models.TransientModel):
    """A planned notice that comes later than its rule wants: why."""

    _name = "cs.property.notice.late"
    _description = "Reason for a late notice"

    notice_id = fields.Many2one("cs.property.notice", required=True, readonly=True)
    reason = fields.Char(required=True)

    def action_publish(self):
        self.ensure_one()
        if not (self.reason or "").strip():
            raise UserError(self.env._("Say why the notice comes so late."))
        self.notice_id.action_publish(self.reason)
        return {"type": "ir.actions.act_window_close"}


class CsPropertyNoticeAnswer(models.TransientModel):
    """One answer to all cases of a notice."""

    _name = "cs.property.notice.answer"
    _description = "Answer to the cases of a notice"

    notice_id = fields.Many2one("cs.property.notice", required=True, readonly=True)
    words = fields.Text("Answer", required=True)
    resolve = fields.Boolean("The cases are resolved with it")

    def action_answer(self):
        self.ensure_one()
        count = self.notice_id.answer_cases(self.words, self.resolve)
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self.env._("%(count)s cases were answered.", count=count),
                "next": {"type": "ir.actions.act_window_close"},
            },
        }
