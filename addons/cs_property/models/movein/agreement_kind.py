from odoo import api, fields, models

from ..estate.unit import USES

#: what the text of an agreement may name
NAMES = ("resident", "unit", "estate", "company", "area", "day")


class CsAgreementKind(models.Model):
    """What people sign when they move in; a change holds for who signs after it."""

    _name = "cs.agreement.kind"
    _description = "Agreement"
    _inherit = ["cs.book.mixin", "cs.worded.mixin"]
    _worded = ("text",)
    _worded_names = NAMES
    _order = "sequence, id"
    _book = "agreements"
    _pack_row = "P3"
    _reason_needed = True

    name = fields.Char("Title of the agreement", required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one("res.company", index=True, help="Empty: for every company.")
    role = fields.Selection(
        [("owner", "Owners only"), ("tenant", "Tenants only")], "Who signs", help="Empty: whoever moves in."
    )
    use = fields.Selection(USES, "Only for units in use as", help="Empty: for every unit.")
    required = fields.Boolean("It does not go without", default=True)
    text = fields.Text(
        "Text of the agreement",
        required=True,
        translate=True,
        help="It may name {resident}, {unit}, {estate}, {company}, {area} and {day}.",
    )
    sentence = fields.Text("In words", compute="_compute_sentence")

    _key_uniq = models.UniqueIndex("(COALESCE(company_id, 0), key)", "Two records of a book cannot share a key.")

    @api.depends_context("lang")
    @api.depends("name", "role", "use", "required")
    def _compute_sentence(self):
        roles = dict(self._fields["role"]._description_selection(self.env))
        uses = dict(self._fields["use"]._description_selection(self.env))
        for kind in self:
            said = [
                self.env._("must be signed") if kind.required else self.env._("may be signed"),
                roles[kind.role] if kind.role else "",
                self.env._("only for: %(use)s", use=uses[kind.use]) if kind.use else "",
            ]
            kind.sentence = f"{kind.name or ''}: {', '.join(filter(None, said))}"

    @api.model
    def _for_move_ins(self, move_ins) -> dict:
        """Move-in → the agreements that are signed there (in sudo), read once."""
        kinds = self.search([("company_id", "in", (False, *move_ins.company_id.ids))])
        return {
            one: kinds.filtered(
                lambda kind, one=one: (
                    kind.company_id.id in (False, one.company_id.id)
                    and kind.role in (False, one.role)
                    and kind.use in (False, one.unit_id.use)
                )
            )
            for one in move_ins
        }
