from odoo import api, fields, models

from ..estate.unit import USES

#: when papers are asked for; areas add their own by ``selection_add``
OCCASIONS = [
    ("renovation", "Renovation"),
    ("renovation_work", "Certain works of a renovation"),
    ("move_in", "Move-in"),
    ("move_in_authorised", "Move-in, somebody else comes"),
    ("lease", "Lease"),
    ("release", "Release pass"),
]


class CsDocumentKind(models.Model):
    """Papers that are asked for: on which occasion, for which units, and whether it goes without."""

    _name = "cs.document.kind"
    _description = "Kind of document"
    _inherit = ["cs.book.mixin"]
    _order = "occasion, sequence, id"
    _book = "document_kinds"
    _pack_row = "P3-P5"
    _reason_needed = True

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one("res.company", index=True, help="Empty: for every company.")
    occasion = fields.Selection(OCCASIONS, required=True, default="renovation", index=True)
    use = fields.Selection(USES, "Only for units in use as", help="Empty: for every unit.")
    required = fields.Boolean("It does not go without", default=True)
    original = fields.Boolean("Original, given back", help="The file is complete once it was given back.")
    hint = fields.Char("What is looked at", translate=True)
    sentence = fields.Text("In words", compute="_compute_sentence")

    _key_uniq = models.UniqueIndex("(COALESCE(company_id, 0), key)", "Two records of a book cannot share a key.")

    @api.depends_context("lang")
    @api.depends("name", "occasion", "use", "required", "original", "hint")
    def _compute_sentence(self):
        occasions = dict(self._fields["occasion"]._description_selection(self.env))
        uses = dict(self._fields["use"]._description_selection(self.env))
        for kind in self:
            said = [
                self.env._("must be there") if kind.required else self.env._("where there is one"),
                self.env._("only for: %(use)s", use=uses[kind.use]) if kind.use else "",
                self.env._("the original is given back") if kind.original else "",
                kind.hint or "",
            ]
            kind.sentence = f"{occasions.get(kind.occasion, '')} · {kind.name or ''}: {', '.join(filter(None, said))}"
