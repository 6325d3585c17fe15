from odoo import fields, models


class CsMeritWords(models.TransientModel):
    """The dialog that asks why something is cancelled."""

    _name = "cs.merit.words"
    _description = "Words on a reward or penalty"

    verb = fields.Selection([("cancel", "Cancel")], required=True, readonly=True, default="cancel")
    event_ids = fields.Many2many("cs.merit.event", "cs_merit_words_event_rel", "words_id", "event_id", readonly=True)
    reason = fields.Char("Why", required=True)

    def action_apply(self):
        """Do it.

        :raises UserError: see ``cancel_event``.
        """
        self.ensure_one()
        self.event_ids.with_env(self.env).cancel_event(self.reason)
        return {"type": "ir.actions.act_window_close"}
