from odoo import api, models
from odoo.tools.translate import LazyTranslate

_lt = LazyTranslate(__name__)


class CsBookVersion(models.Model):
    """The chapter of move-ins in the rule book."""

    _inherit = "cs.book.version"

    @api.model
    def _chapters(self):
        return (*super()._chapters(), (_lt("Move-in"), ("cs.move.in.rule", "cs.agreement.kind")))
