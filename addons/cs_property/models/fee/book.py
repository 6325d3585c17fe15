from odoo import api, models
from odoo.tools.translate import LazyTranslate

_lt = LazyTranslate(__name__)


class CsBookVersion(models.Model):
    """The chapters of property management in the rule book."""

    _inherit = "cs.book.version"

    @api.model
    def _chapters(self):
        return (*super()._chapters(), *PROPERTY)


PROPERTY = (
    (_lt("Fees"), ("cs.unit.type", "cs.fee.item", "cs.fee.rule", "cs.fee.discount.limit")),
    (_lt("Use of payments"), ("cs.allocation.rule",)),
    (_lt("Meters"), ("cs.meter.check",)),
    (_lt("Late payment"), ("cs.late.rule",)),
    (_lt("Chasing of arrears"), ("cs.arrears.stage", "cs.arrears.bucket")),
)
