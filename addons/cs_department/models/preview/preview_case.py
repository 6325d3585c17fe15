from datetime import datetime

from odoo import api, fields, models
from odoo.tools import format_datetime

from ...core.preview import Measure


class CsRulePreviewCase(models.Model):
    """What becomes of one case, by today's rule and with the change."""

    _name = "cs.rule.preview.case"
    _description = "Case in a preview"
    _order = "ticket_id desc"
    _rec_name = "ticket_id"
    _log_access = False

    preview_id = fields.Many2one("cs.rule.preview", required=True, index=True, readonly=True, ondelete="cascade")
    ticket_id = fields.Many2one("cs.ticket", "Case", required=True, index=True, readonly=True, ondelete="cascade")
    today = fields.Json("Values today", readonly=True)
    after = fields.Json("Values with the change", readonly=True)
    differs = fields.Boolean(readonly=True)
    today_words = fields.Text("Today", compute="_compute_words")
    after_words = fields.Text("With the change", compute="_compute_words")
    mark = fields.Char("Counted in a preview", store=False, search="_search_mark")
    number = fields.Char(related="ticket_id.number", string="Number")
    ticket_name = fields.Char(related="ticket_id.name", string="Subject")
    kind_id = fields.Many2one(related="ticket_id.kind_id")
    team_id = fields.Many2one(related="ticket_id.team_id")
    user_id = fields.Many2one(related="ticket_id.user_id")
    state = fields.Selection(related="ticket_id.state")
    registered_at = fields.Datetime(related="ticket_id.registered_at")

    @api.model
    def _search_mark(self, operator, value):
        return self.env["cs.rule.preview.line"]._search_marks(operator, value, "id")

    @api.depends("today", "after")
    @api.depends_context("lang", "tz")
    def _compute_words(self):
        """What differs, in words; what is the same on both sides is not said."""
        measures = {
            model: [Measure(*measure) for measure in self.env[model]._preview_measures()]
            for model in set(self.preview_id.mapped("model"))
        }
        for case in self:
            listed = measures[case.preview_id.model]
            today, after = case.today or {}, case.after or {}
            listed = [measure for measure in listed if today.get(measure.key) != after.get(measure.key)]
            case.today_words = case._say_side(today, listed)
            case.after_words = case._say_side(after, listed)

    def _say_side(self, values, measures) -> str:
        return "\n".join(self._say_value(measure, values[measure.key]) for measure in measures if measure.key in values)

    def _say_value(self, measure, value) -> str:
        """One value of one measure in the reader's words."""
        if isinstance(value, dict):
            said = format_datetime(self.env, datetime.fromisoformat(value["at"]), dt_format="short")
        elif measure.unit == "case":
            # sudo: the number of the case it repeats; drawn with the list's few rows
            said = self.env["cs.ticket"].sudo().browse(value).number or ""
        elif isinstance(value, int | float) and not measure.unit:
            # one of a kind is said by the label alone
            said = "" if value == 1 else f"{value:g}"
        else:
            said = (
                value if isinstance(value, str) else self.env["cs.rule.preview.line"]._say_amount(value, measure.unit)
            )
        return f"{measure.label} {said}".strip()

    def action_open_case(self):
        """The case itself."""
        self.ensure_one()
        self.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "res_model": "cs.ticket",
            "res_id": self.ticket_id.id,
            "view_mode": "form",
            "views": [(False, "form")],
        }
