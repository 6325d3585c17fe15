from odoo import api, models
from odoo.tools.translate import LazyTranslate

_lt = LazyTranslate(__name__)


class CsBookVersion(models.Model):
    """The chapters of the property's counter in the rule book."""

    _inherit = "cs.book.version"

    @api.model
    def _chapters(self):
        return (*super()._chapters(), *PROPERTY_DESK)


#: (title, models) in the order of the book; each area adds its own
PROPERTY_DESK = (
    (_lt("Notices to residents"), ("cs.property.notice.template",)),
    (_lt("Inspections"), ("cs.inspection.plan",)),
)
