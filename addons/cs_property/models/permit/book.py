from odoo import api, models
from odoo.tools.translate import LazyTranslate

_lt = LazyTranslate(__name__)

PASSES = ((_lt("Passes and visitors"), ("cs.release.rule", "cs.visitor.rule")),)


class CsBookVersion(models.Model):
    """The chapter of passes in the rule book."""

    _inherit = "cs.book.version"

    @api.model
    def _chapters(self):
        return (*super()._chapters(), *PASSES)
