from odoo import api, fields, models

from ..ticket.ticket import VERB

#: Held by the context while cases are imported, see ``VERB``: no caller by RPC can
#: say so of itself.
IMPORTING = object()

__all__ = ["IMPORTING", "VERB"]


class CsTicket(models.Model):
    """A case that came in with a file."""

    _inherit = "cs.ticket"

    import_id = fields.Many2one(
        "cs.ticket.import",
        "Imported with",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
    )
    external_ref = fields.Char(
        "Number in the file",
        readonly=True,
        copy=False,
        index="btree_not_null",
        help="The number that an imported case had in the system it came from.",
    )

    _import_uniq = models.UniqueIndex(
        "(import_id, external_ref) WHERE import_id IS NOT NULL",
        "An import brings each case once.",
    )

    def _is_importing(self) -> bool:
        return self.env.context.get("cs_import") is IMPORTING

    @api.model
    def _refuse_missing(self, prepared):
        """What a kind demands today was not asked when the case happened."""
        if self._is_importing():
            return None
        return super()._refuse_missing(prepared)

    def _after_registration(self):
        """An imported case has its own past: nobody is told and nothing is routed here."""
        if self._is_importing():
            return None
        return super()._after_registration()


class ResPartner(models.Model):
    _inherit = "res.partner"

    cs_import_id = fields.Many2one(
        "cs.ticket.import",
        "Came with the import",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
    )
