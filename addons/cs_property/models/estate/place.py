from odoo import fields, models
from odoo.tools import SQL

#: the models of a tree; the number of a place is the id of its record × 4 + its position here
KINDS = [("estate", "Estate"), ("building", "Building"), ("stair", "Stair"), ("unit", "Unit")]
MODELS = {"estate": "cs.estate", "building": "cs.estate.building", "stair": "cs.estate.stair", "unit": "cs.estate.unit"}


class CsEstatePlace(models.Model):
    """Estates, their buildings, stairs and units as one tree, to walk down."""

    _name = "cs.estate.place"
    _description = "Place in an estate"
    _auto = False
    _order = "kind_no, sequence, name, id"
    _check_company_auto = True

    name = fields.Char(readonly=True)
    kind = fields.Selection(KINDS, "Kind of place", readonly=True)
    kind_no = fields.Integer(readonly=True)
    sequence = fields.Integer(readonly=True)
    res_id = fields.Many2oneReference("Record", model_field="res_model", readonly=True)
    res_model = fields.Char(readonly=True)
    parent_id = fields.Many2one("cs.estate.place", readonly=True)
    child_ids = fields.One2many("cs.estate.place", "parent_id", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    payer_id = fields.Many2one("res.partner", "Pays the fees", readonly=True)
    occupancy = fields.Selection(related="unit_id.occupancy")
    unit_id = fields.Many2one("cs.estate.unit", readonly=True)

    @property
    def _table_query(self):
        return SQL(
            """
            SELECT id * 4 AS id, name, 'estate' AS kind, 0 AS kind_no, 0 AS sequence, id AS res_id,
                   'cs.estate' AS res_model, NULL::int AS parent_id, company_id, NULL::int AS payer_id,
                   NULL::int AS unit_id
              FROM cs_estate WHERE active
            UNION ALL
            SELECT id * 4 + 1, name, 'building', 1, sequence, id, 'cs.estate.building', estate_id * 4, company_id,
                   NULL, NULL
              FROM cs_estate_building WHERE active
            UNION ALL
            SELECT id * 4 + 2, name, 'stair', 2, sequence, id, 'cs.estate.stair', building_id * 4 + 1, company_id,
                   NULL, NULL
              FROM cs_estate_stair
            UNION ALL
            SELECT id * 4 + 3, code, 'unit', 3, floor, id, 'cs.estate.unit',
                   COALESCE(parent_id * 4 + 3, stair_id * 4 + 2, building_id * 4 + 1, estate_id * 4), company_id,
                   payer_id, id
              FROM cs_estate_unit WHERE active
            """
        )

    def action_open(self):
        """The record of this place."""
        self.ensure_one()
        self.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "res_model": MODELS[self.kind],
            "res_id": self.res_id,
            "views": [(False, "form")],
        }
