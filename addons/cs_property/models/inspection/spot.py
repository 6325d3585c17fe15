from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ...core.scan_code import LONGEST
from ...core.unit_words import typed

CATEGORIES = [
    ("outside", "Outside area"),
    ("stairs", "Stairs and halls"),
    ("equipment", "Equipment"),
    ("fire", "Fire equipment"),
    ("greenery", "Greenery"),
    ("advertising", "Advertising"),
    ("notice_board", "Notice board"),
    ("guard", "Duty post of guards"),
    ("cleaner", "Cleaners' area"),
    ("unit", "Unit"),
]


class CsSpot(models.Model):
    """A place of an estate that is looked at on rounds; its code hangs there, who scans it was there."""

    _name = "cs.spot"
    _description = "Spot"
    _inherit = ["mail.thread", "cs.scan.mixin"]
    _order = "estate_id, building_id, sequence, code, id"
    _rec_names_search = ["name", "code"]
    _check_company_auto = True
    _scan_kind = "S"

    name = fields.Char(required=True)
    code = fields.Char(required=True, copy=False, help="Short and unique: it hangs there beside the QR code.")
    active = fields.Boolean(default=True)
    sequence = fields.Integer(default=10, help="Rounds go by this order, where a plan has no route of its own.")
    category = fields.Selection(CATEGORIES, required=True, default="outside", index=True)
    estate_id = fields.Many2one("cs.estate", required=True, index=True, ondelete="restrict", check_company=True)
    company_id = fields.Many2one(related="estate_id.company_id", store=True, index=True, precompute=True)
    building_id = fields.Many2one(
        "cs.estate.building",
        index="btree_not_null",
        ondelete="restrict",
        domain="[('estate_id', '=', estate_id)]",
        check_company=True,
    )
    stair_id = fields.Many2one(
        "cs.estate.stair", ondelete="restrict", domain="[('building_id', '=', building_id)]", check_company=True
    )
    unit_id = fields.Many2one(
        "cs.estate.unit",
        index="btree_not_null",
        ondelete="restrict",
        domain="[('estate_id', '=', estate_id)]",
        check_company=True,
    )
    where = fields.Char("Where exactly", help="Like: behind the gate, first floor beside the lift.")
    department_id = fields.Many2one(
        "hr.department",
        "Looked after by",
        check_company=True,
        ondelete="restrict",
        help="What is found here becomes a task of this department.",
    )
    post_id = fields.Many2one(
        "cs.duty.post",
        "Post here",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        help="Whoever is on duty at this post by the roster is the one who is checked.",
    )
    check_ids = fields.One2many("cs.check", "spot_id", "Checks")
    last_on = fields.Date("Last looked at", compute="_compute_last")
    last_passed = fields.Boolean("All was right", compute="_compute_last")

    _code_uniq = models.UniqueIndex("(company_id, code)", "A spot with this code is there already.")

    @api.depends("check_ids.state")
    def _compute_last(self):
        """Day and result of the last finished check, one query for all."""
        found = self.env["cs.check"].search(
            [("spot_id", "in", self.ids), ("state", "=", "done")], order="spot_id, date desc, id desc"
        )
        last = {}
        for check in found:
            last.setdefault(check.spot_id.id, check)
        for spot in self:
            check = last.get(spot.id)
            spot.last_on, spot.last_passed = (check.date, check.passed) if check else (False, False)

    @api.depends("name", "building_id.name", "stair_id.name")
    def _compute_display_name(self):
        for spot in self:
            spot.display_name = " ".join(filter(None, (spot.building_id.name, spot.stair_id.name, spot.name)))

    @api.constrains("category", "unit_id")
    def _check_unit(self):
        for spot in self:
            if spot.category == "unit" and not spot.unit_id:
                raise ValidationError(self.env._("Say which unit “%(spot)s” is.", spot=spot.name))

    @api.constrains("estate_id", "building_id", "stair_id", "unit_id")
    def _check_estate(self):
        for spot in self:
            lies = spot.building_id.estate_id | spot.stair_id.estate_id | spot.unit_id.estate_id
            if lies - spot.estate_id or (spot.stair_id and spot.stair_id.building_id != spot.building_id):
                raise ValidationError(self.env._("“%(spot)s” does not lie in this estate.", spot=spot.name))

    def _of_code(self, text):
        """The spot whose code was scanned or typed, in the company of this one (in sudo).

        :raises UserError: for a code of nothing, or of something else.
        """
        text = typed(text, LONGEST)
        if text.startswith("CS1."):
            found = self.env["cs.scan"]._read(text)
        else:
            found = self.search([("company_id", "=", self.company_id.id), ("code", "=", text)], limit=1)
        if not found or found._name != self._name:
            raise UserError(self.env._("This is the code of no spot."))
        return found

    def action_checks(self):
        """What was found here so far."""
        self.ensure_one()
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id("cs_department.cs_check_action")
        return {**action, "domain": [("spot_id", "=", self.id)], "context": {}}
