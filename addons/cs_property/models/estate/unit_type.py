from odoo import fields, models

CATEGORIES = [
    ("dwelling", "Dwelling"),
    ("commercial", "Shop or office"),
    ("parking", "Parking space"),
    ("storage", "Storage room"),
    ("other", "Other"),
]


class CsUnitType(models.Model):
    """Kinds of units that a manager tells apart: flats, villas, shops, garage spaces."""

    _name = "cs.unit.type"
    _description = "Type of unit"
    _inherit = ["cs.book.mixin"]
    _order = "sequence, id"
    _book = "unit_types"
    _pack_row = "P1"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one("res.company", index=True, help="Empty: for every company.")
    category = fields.Selection(CATEGORIES, required=True, default="dwelling")

    _key_uniq = models.UniqueIndex("(COALESCE(company_id, 0), key)", "Two records of a book cannot share a key.")
