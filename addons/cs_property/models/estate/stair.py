from odoo import fields, models


class CsEstateStair(models.Model):
    """An entrance of a building with its own stair and lifts."""

    _name = "cs.estate.stair"
    _description = "Stair"
    _order = "building_id, sequence, code, id"
    _check_company_auto = True

    name = fields.Char(required=True)
    code = fields.Char(required=True)
    sequence = fields.Integer(default=10)
    building_id = fields.Many2one("cs.estate.building", required=True, index=True, ondelete="cascade")
    estate_id = fields.Many2one(related="building_id.estate_id", store=True, index=True)
    company_id = fields.Many2one(related="building_id.company_id", store=True, index=True)

    _words_sane = models.Constraint(
        "CHECK (length(name) <= 200 AND length(code) <= 64)",
        "A name has 200 letters at most, a code 64.",
    )
    _code_uniq = models.UniqueIndex("(building_id, code)", "The building has a stair with this code.")
