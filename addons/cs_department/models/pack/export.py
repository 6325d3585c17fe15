import base64

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ...core.now import utcnow
from ...core.pack.writing import write
from .pack import FORMAT


class CsPackExport(models.TransientModel):
    """Write the rules of a company into one file that people can read."""

    _name = "cs.pack.export"
    _description = "Rules as a file"

    company_id = fields.Many2one(
        "res.company",
        required=True,
        default=lambda self: self.env.company,
        domain=lambda self: [("id", "in", self.env.companies.ids)],
    )
    line_ids = fields.One2many("cs.pack.export.line", "export_id", "Books")
    file = fields.Binary(readonly=True, attachment=False)
    filename = fields.Char(readonly=True)

    @api.depends("company_id")
    def _compute_display_name(self):
        for wizard in self:
            wizard.display_name = self.env._("Export Rules")

    @api.model
    def default_get(self, fields):
        values = super().default_get(fields)
        if "line_ids" in fields:
            values["line_ids"] = [
                (0, 0, {"book": book, "name": self.env["cs.book.version"]._book_name(model._name)})
                for book, model in self.env["cs.pack"]._books().items()
            ]
        return values

    def action_export(self):
        """Make the file and hand it over."""
        self.ensure_one()
        if not self.env.user.has_group("cs_department.group_cs_manager") or self.company_id - self.env.companies:
            raise AccessError(self.env._("Only managers export the rules."))
        books = self.line_ids.filtered("selected").mapped("book")
        if not books:
            raise UserError(self.env._("Choose at least one book."))
        text = self.env["cs.pack"]._written(self.company_id, books)
        stamp = fields.Datetime.context_timestamp(self, utcnow())
        self.write({"file": base64.b64encode(text.encode()), "filename": f"rules-{stamp:%Y-%m-%d}.yaml"})
        return {
            "type": "ir.actions.act_url",
            "url": f"/web/content/{self._name}/{self.id}/file/{self.filename}?download=true",
            "target": "self",
        }


class CsPackExportLine(models.TransientModel):
    _name = "cs.pack.export.line"
    _description = "Book to be exported"
    _order = "id"

    export_id = fields.Many2one("cs.pack.export", required=True, index=True, ondelete="cascade")
    book = fields.Char("Key", required=True, readonly=True)
    name = fields.Char("Book", readonly=True)
    selected = fields.Boolean("Into the file", default=True)


class CsPack(models.Model):
    _inherit = "cs.pack"

    @api.model
    def _written(self, company, wanted=None) -> str:
        """The rules that a company goes by, as the text of a pack.

        :param wanted: names of books; without them all books.
        """
        models_of = self._books()
        if wanted and set(wanted) - models_of.keys():
            raise UserError(self.env._("There is no such book."))
        present = self._present(company, wanted or models_of, archived=False)
        books = {
            book: {key: models_of[book]._pack_brief(record) for key, record in records.items()}
            for book, records in present.items()
        }
        card = self.search([("key", "=", company.cs_pack)])
        names = card._book_translations(["name"])[card.id]["name"] if card else {"en_US": company.name}
        head = {
            "format": FORMAT,
            "pack": company.cs_pack or "own_rules",
            "version": max(company.cs_pack_version, 1),
            "name": names,
        }
        return write(head, books, self._comments(models_of))

    @api.model
    def _comments(self, models_of) -> dict[str, str]:
        about = {book: model._pack_comment() for book, model in models_of.items()}
        return {"": "Rules of a customer service department. The words are explained in packs/schema.json.", **about}
