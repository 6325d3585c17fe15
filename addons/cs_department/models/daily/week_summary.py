from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools.translate import LazyTranslate

from ...core import daily

_lt = LazyTranslate(__name__)


class CsWeekSummary(models.Model):
    """What a person thinks of his week, and what is to become better (D18)."""

    _name = "cs.week.summary"
    _description = "Weekly summary"
    _inherit = ["cs.report.mixin"]
    _report = "week"
    _path = "cs-week-summaries"
    _list_action = "cs_department.cs_week_summary_action"
    _own_words = ("words", "improvements", "plan")
    _reminder = _lt("Your weekly summary is due")

    words = fields.Text("How the week was")
    improvements = fields.Text("What is to become better")
    plan = fields.Text("For next week")

    def _refuse_unfinished(self):
        if self.needs_improvement and daily.length(self.words) and not daily.length(self.improvements):
            raise UserError(self.env._("Say what is to become better."))
        return super()._refuse_unfinished()

    def _after_handing_in(self):
        # the supervisor reads and answers: a to-do of his
        told = {summary.id: summary.reader_ids for summary in self}
        self._tell(told, _lt("Weekly summary to read"), by=("screen", "activity"))
