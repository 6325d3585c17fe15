from odoo import api, models
from odoo.tools.translate import LazyTranslate

from ..merit.source import Source

_lt = LazyTranslate(__name__)


class CsIndicator(models.Model):
    """Reports, actions of meetings and banned words can be counted."""

    _inherit = "cs.indicator"

    @api.model
    def _permitted_models(self):
        return {
            **super()._permitted_models(),
            "cs.banned.hit": "company_id",
            "cs.day.report": "company_id",
            "cs.week.summary": "company_id",
        }


class CsMeritRule(models.Model):
    """Reports that are late or missing are facts, unless whoever they go to says they were not owed."""

    _inherit = "cs.merit.rule"

    @api.model
    def _merit_sources(self):
        owed = [("state", "!=", "waived")]
        week = {"model": "cs.week.summary", "person": "employee_id", "day": "due_at"}
        day = {"model": "cs.day.report", "person": "employee_id", "day": "due_at"}
        return {
            **super()._merit_sources(),
            "weekly_summary_late": Source(
                _lt("weekly summary: late or missing"), domain=[("is_late", "=", True), *owed], **week
            ),
            "weekly_summary_missing": Source(
                _lt("weekly summary: missing"), domain=[("is_missing", "=", True), *owed], **week
            ),
            "day_report_late": Source(
                _lt("day report: late or missing"), domain=[("is_late", "=", True), *owed], **day
            ),
            "day_report_missing": Source(_lt("day report: missing"), domain=[("is_missing", "=", True), *owed], **day),
            "banned_word_sent": Source(
                _lt("banned word sent to a customer"),
                "cs.banned.hit",
                [("outcome", "=", "sent"), ("channel", "=", "written")],
                "user_id",
                "at",
                "found",
            ),
        }
