from odoo import api, models
from odoo.tools.translate import LazyTranslate

from .source import Source

_lt = LazyTranslate(__name__)


class CsMeritRule(models.Model):
    """A complaint about somebody's work that was found justified is a fact."""

    _inherit = "cs.merit.rule"

    @api.model
    def _merit_sources(self):
        justified = [("validity", "=", "valid"), ("state", "!=", "cancelled"), ("merged_into_id", "=", False)]
        return {
            **super()._merit_sources(),
            "complaint_justified": Source(
                _lt("justified complaint about the person"), "cs.ticket", justified, "blamed_id", "registered_at"
            ),
        }
