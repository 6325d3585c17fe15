from odoo import api, models
from odoo.tools.translate import LazyTranslate

_lt = LazyTranslate(__name__)

PAPERS = ((_lt("Documents and sign-off"), ("cs.document.kind", "cs.signoff.rule")),)


class CsBookVersion(models.Model):
    """The chapter of documents and sign-off in the rule book."""

    _inherit = "cs.book.version"

    @api.model
    def _chapters(self):
        return (*super()._chapters(), *PAPERS)
