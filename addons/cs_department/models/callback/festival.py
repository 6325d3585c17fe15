from odoo import fields, models


class CsCallbackFestival(models.Model):
    """A festival on which customers are greeted; the moon moves most of them."""

    _name = "cs.callback.festival"
    _description = "Festival"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    code = fields.Char(required=True, help="Short name by which rule books know it.")
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    date_ids = fields.One2many("cs.callback.festival.date", "festival_id", "Days")

    _code_uniq = models.UniqueIndex("(code)", "Two festivals cannot share a code.")


class CsCallbackFestivalDate(models.Model):
    _name = "cs.callback.festival.date"
    _description = "Day of a festival"
    _order = "date"
    _rec_name = "date"

    festival_id = fields.Many2one("cs.callback.festival", required=True, index=True, ondelete="cascade")
    date = fields.Date("Day", required=True, index=True)

    _once = models.UniqueIndex("(festival_id, date)", "This day of the festival is there already.")
