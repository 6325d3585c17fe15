from odoo import api, fields, models

from ...core.unit_words import in_order

USES = [
    ("living", "Living"),
    ("shop", "Shop"),
    ("office", "Office"),
    ("common", "Common property"),
    ("other", "Other use"),
]


class CsEstateUnit(models.Model):
    """A flat, shop, parking space or storage room: what fees are charged for."""

    _name = "cs.estate.unit"
    _description = "Unit"
    _inherit = ["mail.thread"]
    _order = "estate_id, code_order, id"
    _rec_name = "code"
    _rec_names_search = ["code", "name"]
    _check_company_auto = True

    name = fields.Char("Door number", required=True, help="Number of the door, like 1201.", tracking=True)
    code = fields.Char(
        required=True, help="Building, stair and number, like 3-2-1201: how people write it.", tracking=True
    )
    code_order = fields.Char(compute="_compute_code_order", store=True, index=True)
    active = fields.Boolean(default=True, tracking=True)
    estate_id = fields.Many2one("cs.estate", required=True, index=True, ondelete="restrict", check_company=True)
    company_id = fields.Many2one(related="estate_id.company_id", store=True, index=True)
    building_id = fields.Many2one(
        "cs.estate.building", index=True, ondelete="restrict", check_company=True, tracking=True
    )
    stair_id = fields.Many2one(
        "cs.estate.stair", index="btree_not_null", ondelete="restrict", check_company=True, tracking=True
    )
    parent_id = fields.Many2one(
        "cs.estate.unit",
        "Belongs to",
        index="btree_not_null",
        check_company=True,
        help="The flat to which a parking space or storage room belongs.",
        tracking=True,
    )
    child_ids = fields.One2many("cs.estate.unit", "parent_id", "Parking and storage")
    floor = fields.Integer()
    type_id = fields.Many2one(
        "cs.unit.type", "Type of unit", required=True, index=True, ondelete="restrict", tracking=True
    )
    use = fields.Selection(USES, required=True, default="living", tracking=True)
    area = fields.Float("Charged area (m²)", digits=(12, 2), tracking=True)
    inside_area = fields.Float("Inside area (m²)", digits=(12, 2), tracking=True)
    people_count = fields.Integer("People living here", tracking=True)
    handed_over_on = fields.Date("Handed over on", index=True, tracking=True)
    steward_id = fields.Many2one(
        "res.users",
        compute="_compute_steward_id",
        store=True,
        readonly=False,
        index="btree_not_null",
        domain=[("share", "=", False)],
        tracking=True,
    )
    party_ids = fields.One2many("cs.unit.party", "unit_id", "People")
    owner_ids = fields.One2many("cs.unit.party", "unit_id", "Owners over time", domain=[("role", "=", "owner")])
    transfer_ids = fields.One2many("cs.unit.transfer", "unit_id", "Transfers")
    renovating_from = fields.Date("Renovation since")
    renovating_until = fields.Date("Renovation until")
    layout = fields.Char(help="Like: three rooms, two halls, south.")
    structure = fields.Selection(
        [("frame", "Frame"), ("shear", "Shear wall"), ("brick", "Brick and concrete"), ("steel", "Steel")],
        tracking=True,
    )
    condition = fields.Selection(
        [("raw", "Unfinished"), ("basic", "Basic finish"), ("full", "Fully finished")], tracking=True
    )
    floor_plan = fields.Image(max_width=1920, max_height=1920)
    note = fields.Text("Notes")

    _words_sane = models.Constraint(
        "CHECK (length(name) <= 64 AND length(code) <= 200)",
        "The number of a door has 64 letters at most, a code 200.",
    )
    _code_uniq = models.UniqueIndex("(estate_id, code)", "The estate has a unit with this code.")

    @api.depends("code")
    def _compute_code_order(self):
        for unit in self:
            unit.code_order = in_order(unit.code or "")

    @api.depends("building_id.steward_id")
    def _compute_steward_id(self):
        for unit in self:
            unit.steward_id = unit.building_id.steward_id
