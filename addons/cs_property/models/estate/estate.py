from odoo import api, fields, models
from odoo.addons.base.models.res_partner import _tz_get


class CsEstate(models.Model):
    """A housing estate, compound or tower that one company manages."""

    _name = "cs.estate"
    _description = "Estate"
    _order = "name, id"
    _check_company_auto = True

    name = fields.Char(required=True)
    code = fields.Char(help="Short name, the first part of the codes of its units on statements.")
    active = fields.Boolean(default=True)
    company_id = fields.Many2one("res.company", required=True, index=True, default=lambda self: self.env.company)
    tz = fields.Selection(
        _tz_get, "Time zone", required=True, default=lambda self: self.env.company.resource_calendar_id.tz or "UTC"
    )
    street = fields.Char("Address")
    manager_id = fields.Many2one(
        "res.users", "Estate manager", domain=[("share", "=", False)], index="btree_not_null", check_company=True
    )
    area_id = fields.Many2one(
        "cs.area",
        "Service area",
        index="btree_not_null",
        check_company=True,
        help="Cases from here are routed by this area.",
    )
    building_ids = fields.One2many("cs.estate.building", "estate_id", "Buildings")
    unit_ids = fields.One2many("cs.estate.unit", "estate_id", "Units")
    unit_count = fields.Integer("Number of units", compute="_compute_unit_count")

    # what is longer does not fit into an index
    _words_sane = models.Constraint("CHECK (length(name) <= 200)", "A name has 200 letters at most.")
    _name_uniq = models.UniqueIndex("(company_id, name)", "The company has an estate of this name.")

    @api.depends("unit_ids")
    def _compute_unit_count(self):
        counts = dict(
            self.env["cs.estate.unit"]._read_group([("estate_id", "in", self.ids)], ["estate_id"], ["__count"])
        )
        for estate in self:
            estate.unit_count = counts.get(estate, 0)
