from odoo import api, models
from odoo.tools.translate import LazyTranslate

from .source import Source

_lt = LazyTranslate(__name__)


class CsMeritRule(models.Model):
    """A quality check that was not passed is a fact; of a second rating the first one decides."""

    _inherit = "cs.merit.rule"

    @api.model
    def _merit_sources(self):
        failed = [
            ("state", "=", "done"),
            ("is_self", "=", False),
            ("second_of_id", "=", False),
            ("is_scored", "=", True),
            ("passed", "=", False),
        ]
        fatal = [*failed, ("fatal_hit", "=", True)]
        checks = {"model": "cs.check", "person": "employee_id", "day": "date", "words": "note"}
        return {
            **super()._merit_sources(),
            "check_failed": Source(_lt("quality check not passed"), domain=failed, **checks),
            "check_fatal": Source(_lt("quality check: a fatal item failed"), domain=fatal, **checks),
        }
