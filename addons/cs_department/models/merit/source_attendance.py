from odoo import api, models
from odoo.tools.translate import LazyTranslate

from .source import Source

_lt = LazyTranslate(__name__)


class CsMeritRule(models.Model):
    """Shifts beside the time clock are facts, unless a supervisor excuses them."""

    _inherit = "cs.merit.rule"

    @api.model
    def _merit_sources(self):
        standing = [("settled", "!=", "excused")]
        shifts = {"model": "cs.shift.attendance", "person": "employee_id", "day": "date"}
        return {
            **super()._merit_sources(),
            "late": Source(_lt("attendance: came late"), domain=[("is_late", "=", True), *standing], **shifts),
            "early": Source(_lt("attendance: left early"), domain=[("is_early", "=", True), *standing], **shifts),
            "absent": Source(_lt("attendance: absent"), domain=[("is_absent", "=", True), *standing], **shifts),
        }
