from odoo import api, fields, models
from odoo.exceptions import UserError

#: verbs that ask for a word, by model: of handovers, and of the reports that people owe
VERBS = {
    "cs.handover": ("release", "discard"),
    "cs.handover.matter": ("close",),
    "cs.handover.lapse": ("excuse_lapse",),
    "cs.day.report": ("answer_report", "waive"),
    "cs.week.summary": ("answer_report", "waive"),
}


class CsHandoverWord(models.TransientModel):
    """Asks for the word that a verb of a handover needs."""

    _name = "cs.handover.word"
    _description = "Word on a handover"

    verb = fields.Char(required=True)
    res_model = fields.Char(required=True)
    res_id = fields.Integer(required=True)
    words = fields.Text(required=True)

    @api.model
    def _dialog(self, record, verb, title):
        return {
            "type": "ir.actions.act_window",
            "name": title,
            "res_model": self._name,
            "view_mode": "form",
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_verb": verb, "default_res_model": record._name, "default_res_id": record.id},
        }

    def action_say(self):
        """Hand the words to the verb, which checks the rights.

        :raises UserError: for anything but these verbs.
        """
        self.ensure_one()
        if self.verb not in VERBS.get(self.res_model, ()):
            raise UserError(self.env._("Nothing to say."))
        record = self.env[self.res_model].browse(self.res_id).exists()
        record.check_access("read")
        if record:
            getattr(record, self.verb)(self.words)
        return {"type": "ir.actions.act_window_close"}
