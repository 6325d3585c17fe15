from odoo import api, fields, models, tools
from odoo.exceptions import ValidationError


class CsArea(models.Model):
    _name = "cs.area"
    _description = "Area of responsibility"
    _inherit = ["cs.cached.name.mixin"]
    _parent_store = True
    _rec_name = "complete_name"
    _rec_names_search = ["name", "complete_name"]
    _order = "complete_name, id"
    _check_company_auto = True

    name = fields.Char(required=True)
    complete_name = fields.Char(compute="_compute_complete_name", recursive=True, store=True)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one("res.company", required=True, index=True, default=lambda self: self.env.company)
    parent_id = fields.Many2one("cs.area", "Within", index=True, check_company=True)
    parent_path = fields.Char(index=True)
    user_id = fields.Many2one("res.users", "Area's agent", index="btree_not_null", check_company=True)

    @api.depends("name", "parent_id.complete_name")
    def _compute_complete_name(self):
        for area in self:
            parent = area.parent_id
            area.complete_name = f"{parent.complete_name} / {area.name}" if parent else area.name

    @api.constrains("parent_id")
    def _check_parent(self):
        if self._has_cycle():
            raise ValidationError(self.env._("An area cannot lie within one of its own parts."))

    @tools.ormcache("area_id")
    @api.model
    def _agent_id(self, area_id: int | bool) -> int | bool:
        """The agent of the area, or of the nearest area around it that has one."""
        # sudo: routing reads it for every registrar
        area = self._for_cache().browse(area_id or ())
        while area and not area.user_id.active:
            area = area.parent_id
        return area.user_id.id
