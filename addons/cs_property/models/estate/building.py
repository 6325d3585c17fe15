from odoo import api, fields, models


class CsEstateBuilding(models.Model):
    """A building, or the garage or yard in which spaces lie."""

    _name = "cs.estate.building"
    _description = "Building"
    _order = "estate_id, sequence, code, id"
    _rec_names_search = ["name", "code"]
    _check_company_auto = True

    name = fields.Char(required=True)
    code = fields.Char(required=True, help="Second part of the codes of its units, like 3 for building 3.")
    active = fields.Boolean(default=True)
    sequence = fields.Integer(default=10)
    estate_id = fields.Many2one("cs.estate", required=True, index=True, ondelete="restrict", check_company=True)
    company_id = fields.Many2one(related="estate_id.company_id", store=True, index=True)
    steward_id = fields.Many2one(
        "res.users", domain=[("share", "=", False)], index="btree_not_null", check_company=True
    )
    stair_ids = fields.One2many("cs.estate.stair", "building_id", "Stairs")
    unit_ids = fields.One2many("cs.estate.unit", "building_id", "Units")

    _words_sane = models.Constraint(
        "CHECK (length(name) <= 200 AND length(code) <= 64)",
        "A name has 200 letters at most, a code 64.",
    )
    _code_uniq = models.UniqueIndex("(estate_id, code)", "The estate has a building with this code.")

    @api.depends("name", "estate_id.name")
    @api.depends_context("cs_estate_known")
    def _compute_display_name(self):
        for building in self:
            building.display_name = f"{building.estate_id.name or ''} {building.name or ''}".strip()
