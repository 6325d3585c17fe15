from odoo import api, fields, models
from odoo.exceptions import AccessError

RESULTS = [("absent", "Nobody at home"), ("refused", "Refused")]


class CsVisitAttempt(models.Model):
    """A steward rang, and nobody opened or would not talk. Rows are added by verbs and never changed."""

    _name = "cs.visit.attempt"
    _description = "Attempt of a home visit"
    _bound_through = "visit_id"
    _order = "made_at, id"
    _allow_sudo_commands = False

    visit_id = fields.Many2one("cs.visit", required=True, readonly=True, index=True, ondelete="cascade")
    steward_id = fields.Many2one(related="visit_id.steward_id", store=True, index=True)
    company_id = fields.Many2one(related="visit_id.company_id", store=True, index=True)
    made_at = fields.Datetime("Rang on", required=True, readonly=True)
    user_id = fields.Many2one("res.users", "Who rang", required=True, readonly=True, ondelete="restrict")
    result = fields.Selection(RESULTS, required=True, readonly=True)
    words = fields.Char("In words", readonly=True)
    token = fields.Char(readonly=True, help="By which a telephone knows what it has sent already.")

    _token_once = models.UniqueIndex("(visit_id, token) WHERE token IS NOT NULL", "This was sent already.")

    @api.depends("made_at", "result")
    @api.depends_context("lang")
    def _compute_display_name(self):
        results = dict(self._fields["result"]._description_selection(self.env))
        for attempt in self:
            attempt.display_name = f"{attempt.made_at or ''} {results.get(attempt.result, '')}".strip()

    def write(self, vals):
        """
        :raises AccessError: always, but for what follows from the visit.
        """
        if not self.env.su:
            raise AccessError(self.env._("An attempt cannot be changed."))
        return super().write(vals)


class CsVisitTry(models.TransientModel):
    """The dialog for what came of ringing."""

    _name = "cs.visit.try"
    _description = "What came of ringing"

    visit_id = fields.Many2one("cs.visit", required=True, readonly=True, ondelete="cascade")
    result = fields.Selection(RESULTS, "At the door", required=True, default="absent")
    words = fields.Char("In words")

    def action_apply(self):
        """Write it down. Raises as ``cs.visit.not_met``."""
        self.ensure_one()
        self.visit_id.not_met(self.result, self.words or "")
        return {"type": "ir.actions.act_window_close"}
