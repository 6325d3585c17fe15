from odoo import api, models
from odoo.tools.translate import LazyTranslate

_lt = LazyTranslate(__name__)

CUSTODY = ((_lt("Custody"), ("cs.custody.kind",)),)


class CsBookVersion(models.Model):
    """The chapter of custody in the rule book."""

    _inherit = "cs.book.version"

    @api.model
    def _chapters(self):
        return (*super()._chapters(), *CUSTODY)
