from odoo import api, fields, models
from odoo.exceptions import AccessError

OUTCOMES = [
    ("reached", "Reached"),
    ("no_answer", "No answer"),
    ("busy", "Busy"),
    ("wrong_number", "Wrong number"),
    ("refused", "Refused"),
    ("call_again", "Call again at"),
]


class CsCallbackAttempt(models.Model):
    """One attempt to reach a customer; rows are written once."""

    _name = "cs.callback.attempt"
    _description = "Callback attempt"
    _order = "at desc, id desc"
    _log_access = False
    _allow_sudo_commands = False

    callback_id = fields.Many2one("cs.callback", required=True, index=True, ondelete="cascade", readonly=True)
    company_id = fields.Many2one("res.company", required=True, index=True, readonly=True)
    at = fields.Datetime(required=True, index=True, readonly=True)
    user_id = fields.Many2one("res.users", "Who called", required=True, index=True, readonly=True)
    round = fields.Integer(required=True, readonly=True, aggregator=None)
    outcome = fields.Selection(OUTCOMES, required=True, readonly=True)
    result = fields.Selection([("satisfied", "Satisfied"), ("unsatisfied", "Not satisfied")], readonly=True)
    words = fields.Text("Said", readonly=True)
    again_at = fields.Datetime("Next attempt", readonly=True)
    answer_id = fields.Many2one("survey.user_input", "Answers", readonly=True, ondelete="set null", index=True)

    @api.depends("at", "outcome")
    @api.depends_context("lang", "tz")
    def _compute_display_name(self):
        labels = dict(self._fields["outcome"]._description_selection(self.env))
        for attempt in self:
            attempt.display_name = labels.get(attempt.outcome, "")

    def write(self, vals):
        if not self.env.su:
            raise AccessError(self.env._("An attempt stays as it was noted."))
        return super().write(vals)
