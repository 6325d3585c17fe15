from odoo import api, models
from odoo.tools.translate import LazyTranslate

from ..merit.source import Source

_lt = LazyTranslate(__name__)


class CsMeritRule(models.Model):
    """Training outside that came to a good end is a fact that may be rewarded."""

    _inherit = "cs.merit.rule"

    @api.model
    def _merit_sources(self):
        return {
            **super()._merit_sources(),
            "training_external": Source(
                _lt("training outside was passed"),
                model="cs.training.record",
                domain=[
                    ("kind", "=", "external"),
                    ("state", "in", ("attended", "passed", "expired")),
                    ("is_open", "=", False),
                ],
                person="employee_id",
                day="done_on",
                words="note",
            ),
        }
