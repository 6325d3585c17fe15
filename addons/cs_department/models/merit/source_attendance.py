import pytz
from odoo import api, models
from odoo.tools.translate import LazyTranslate

from ..rulebook import words
from .source import Source

_lt = LazyTranslate(__name__)


class CsShiftAttendance(models.Model):
    """A shift beside the time clock, in the words of what is said about it."""

    _inherit = "cs.shift.attendance"

    def _merit_words(self) -> str:
        """“Early, 08:00: came late by 17 minutes”."""
        self.ensure_one()
        parts = [
            self.env._("came %(minutes)s minutes late", minutes=self.late_minutes) if self.is_late else "",
            self.env._("left %(minutes)s minutes early", minutes=self.early_minutes) if self.is_early else "",
            self.env._("absent") if self.is_absent else "",
        ]
        begins = ""
        if self.start_at:
            zone = pytz.timezone(self.team_id.tz or "UTC")
            begins = pytz.utc.localize(self.start_at).astimezone(zone).strftime("%H:%M")
        return self.env._(
            "%(shift)s, %(begins)s: %(what)s",
            shift=self.template_id.name or self.display_name,
            begins=begins,
            what=words.listed(self.env, [part for part in parts if part]),
        )


class CsMeritRule(models.Model):
    """Shifts beside the time clock are facts, unless a supervisor excuses them."""

    _inherit = "cs.merit.rule"

    @api.model
    def _merit_sources(self):
        standing = [("settled", "!=", "excused")]
        shifts = {"model": "cs.shift.attendance", "person": "employee_id", "day": "date", "words": "_merit_words"}
        return {
            **super()._merit_sources(),
            "late": Source(_lt("attendance: came late"), domain=[("is_late", "=", True), *standing], **shifts),
            "early": Source(_lt("attendance: left early"), domain=[("is_early", "=", True), *standing], **shifts),
            "absent": Source(_lt("attendance: absent"), domain=[("is_absent", "=", True), *standing], **shifts),
        }
