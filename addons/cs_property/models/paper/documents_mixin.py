from odoo import fields, models
from odoo.fields import Domain

#: who reads papers; whoever has the record beside them does without
READERS = (
    "cs_property.group_cs_counter,cs_property.group_cs_inspector,cs_property.group_cs_fee_auditor,"
    "cs_department.group_cs_supervisor"
)


class CsDocumentsMixin(models.AbstractModel):
    """Records with a checklist of papers; a model needs ``company_id``, and perhaps ``unit_id``."""

    _name = "cs.documents.mixin"
    _description = "Record with documents"

    document_ids = fields.One2many(
        "cs.document",
        "res_id",
        "Documents",
        domain=lambda self: Domain("res_model", "=", self._name),
        copy=False,
        bypass_search_access=True,
        groups=READERS,
    )

    def _ask_documents(self, occasion, kinds=None):
        """Ask for the papers of an occasion, each once; again is nothing new (in sudo).

        :param kinds: kinds that must be there beside those of the occasion.
        """
        wanted = self.env["cs.document.kind"].search([("occasion", "=", occasion)], order="sequence, id")
        rows = []
        for record in self:
            use = record.unit_id.use if "unit_id" in record._fields else False
            fitting = wanted.filtered(
                lambda kind, one=record, use=use: (
                    kind.use in (False, use) and kind.company_id.id in (False, one.company_id.id)
                )
            )
            extra = kinds or wanted.browse()
            known = record.document_ids.kind_id
            rows += [
                {
                    "company_id": record.company_id.id,
                    "kind_id": kind.id,
                    "required": kind.required or kind in extra,
                    "res_model": self._name,
                    "res_id": record.id,
                }
                for kind in (fitting | extra) - known
            ]
        self.env["cs.document"].create(rows)
        self.invalidate_recordset(["document_ids"])

    def _missing_documents(self):
        """Papers that must be there and were not handed in yet."""
        self.ensure_one()
        return self.document_ids.filtered(lambda one: one.required and one.state == "missing")

    def _unchecked_documents(self):
        """Papers that must be there and that nobody has looked at yet."""
        self.ensure_one()
        return self.document_ids.filtered(lambda one: one.required and one.state in ("missing", "handed_in"))

    def _kept_originals(self):
        """Originals that were not given back yet."""
        self.ensure_one()
        return self.document_ids.filtered(lambda one: one.original and one.state in ("handed_in", "checked"))
