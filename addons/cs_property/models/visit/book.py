from odoo import api, models
from odoo.tools.translate import LazyTranslate

_lt = LazyTranslate(__name__)

VISITS = ((_lt("Home visits and mediation"), ("cs.visit.rule", "cs.mediation.way")),)


class CsBookVersion(models.Model):
    """The chapter of home visits and mediation in the rule book."""

    _inherit = "cs.book.version"

    @api.model
    def _chapters(self):
        return (*super()._chapters(), *VISITS)
