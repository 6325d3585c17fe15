from odoo import fields, models


class CsDutyPost(models.Model):
    """What is handed over at a post besides the work itself."""

    _name = "cs.duty.post"
    _inherit = "cs.duty.post"
    _book_lines = ("line_ids",)

    never_empty = fields.Boolean(
        "Never left alone", help="Whoever is on duty stays until somebody has taken over, even where no shift follows."
    )
    line_ids = fields.One2many("cs.duty.post.line", "post_id", string="Equipment and counts", copy=True)


class CsDutyPostLine(models.Model):
    """Something at a post whose state or number is looked at in each handover."""

    _name = "cs.duty.post.line"
    _description = "Equipment or count of a post"
    _inherit = ["cs.book.line.mixin"]
    _book_parent = "post_id"
    _book_line_key = ("kind", "name")
    _order = "kind desc, sequence, id"

    post_id = fields.Many2one("cs.duty.post", required=True, index=True, ondelete="cascade")
    sequence = fields.Integer(default=10)
    name = fields.Char("What", required=True, translate=True)
    kind = fields.Selection(
        [("equipment", "Equipment: in order or faulty"), ("count", "Count: how many or how much")],
        required=True,
        default="equipment",
    )
    unit = fields.Char(translate=True, help="What is counted in, as pieces or yuan.")
