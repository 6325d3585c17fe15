from typing import NamedTuple

from odoo import api, fields, models, tools

#: fields that a kind may demand; the form shows each of them
REQUIRABLE = (
    "partner_id",
    "category_id",
    "channel_id",
    "area_id",
    "place",
    "description",
    "order_ref",
    "called_at",
    "product_id",
    "product_spec",
    "product_batch",
    "product_made_on",
    "product_used_since",
    "product_symptom",
)
#: findings that a kind may demand before a case of it is resolved
REQUIRABLE_TO_RESOLVE = (
    "validity",
    "cause_id",
    "responsible_department_id",
    "plan",
    "corrective_action",
)


class KindFacts(NamedTuple):
    """What registration and resolution must know of a kind, as plain data."""

    impact: str
    urgency: str
    demanded: tuple[str, ...]
    demanded_to_resolve: tuple[str, ...]
    color: int
    is_product_complaint: bool


class CsTicketKind(models.Model):
    _name = "cs.ticket.kind"
    _description = "Kind of case"
    _inherit = ["cs.cached.name.mixin", "cs.book.mixin"]
    _book = "kinds"
    _pack_row = "D1"
    _pack_twins_by = ("code",)
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    code = fields.Char(required=True, help="Short name used by imports and web forms.")
    active = fields.Boolean(default=True)
    sequence = fields.Integer(default=10)
    color = fields.Integer()
    is_product_complaint = fields.Boolean(
        "About a product",
        help="The form asks for product, batch, symptom and what was used before.",
    )
    team_id = fields.Many2one("cs.team", "Default team", index=True)
    impact = fields.Selection(selection="_selection_level", default="2", required=True)
    urgency = fields.Selection(selection="_selection_level", default="2", required=True)
    required_field_ids = fields.Many2many(
        "ir.model.fields",
        "cs_kind_required_field_rel",
        string="Never left blank",
        domain=[("model", "=", "cs.ticket"), ("name", "in", REQUIRABLE)],
        help="A case of this kind cannot be registered while one of these is empty.",
    )
    required_to_resolve_ids = fields.Many2many(
        "ir.model.fields",
        "cs_kind_required_to_resolve_rel",
        string="Found before resolution",
        domain=[("model", "=", "cs.ticket"), ("name", "in", REQUIRABLE_TO_RESOLVE)],
        help="A case of this kind cannot be resolved while one of these is empty.",
    )

    _code_uniq = models.UniqueIndex("(code)", "Two kinds cannot share a code.")

    def _selection_level(self):
        return self.env["cs.priority.matrix"]._selection_level()

    @tools.ormcache()
    @api.model
    def _default_id(self) -> int | bool:
        # sudo: the default is the same for every registrar
        return self._for_cache().search([], limit=1).id

    @tools.ormcache("kind_id")
    @api.model
    def _facts(self, kind_id: int | bool) -> KindFacts:
        """The facts of one kind; without a kind nothing is demanded."""
        # sudo: what a kind demands is the same for every registrar
        kind = self._for_cache().browse(kind_id or ())
        return KindFacts(
            kind.impact or "2",
            kind.urgency or "2",
            tuple(kind.required_field_ids.mapped("name")),
            tuple(kind.required_to_resolve_ids.mapped("name")),
            kind.color,
            kind.is_product_complaint,
        )
