from odoo import api, models
from odoo.tools.translate import LazyTranslate

_lt = LazyTranslate(__name__)

REPAIRS = ((_lt("Repairs and paid services"), ("cs.repair.rule", "cs.repair.item")),)


class CsBookVersion(models.Model):
    """The chapter of repairs in the rule book."""

    _inherit = "cs.book.version"

    @api.model
    def _chapters(self):
        return (*super()._chapters(), *REPAIRS)
