from odoo import api, models
from odoo.tools.translate import LazyTranslate

_lt = LazyTranslate(__name__)

RENOVATION = (
    (
        _lt("Renovation"),
        (
            "cs.renovation.rule",
            "cs.renovation.work",
            "cs.renovation.fee",
            "cs.renovation.quota",
            "cs.renovation.violation.kind",
        ),
    ),
)


class CsBookVersion(models.Model):
    """The chapter of renovations in the rule book."""

    _inherit = "cs.book.version"

    @api.model
    def _chapters(self):
        return (*super()._chapters(), *RENOVATION)
