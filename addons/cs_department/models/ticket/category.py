from odoo import api, fields, models
from odoo.exceptions import ValidationError


class CsTicketCategory(models.Model):
    _name = "cs.ticket.category"
    _description = "Category of cases"
    _parent_store = True
    _rec_name = "complete_name"
    _rec_names_search = ["name", "complete_name"]
    _order = "complete_name, id"

    name = fields.Char(required=True, translate=True)
    complete_name = fields.Char(
        compute="_compute_complete_name", recursive=True, store=True, translate=False
    )
    active = fields.Boolean(default=True)
    parent_id = fields.Many2one(
        "cs.ticket.category", "Under", index=True, ondelete="restrict"
    )
    parent_path = fields.Char(index=True)
    child_ids = fields.One2many("cs.ticket.category", "parent_id", "Sub-categories")
    kind_ids = fields.Many2many(
        "cs.ticket.kind", string="Kinds", help="Offered for these kinds; empty: for all."
    )
    team_id = fields.Many2one("cs.team", "Team", index=True)
    skill_ids = fields.Many2many(
        "hr.skill",
        string="Skills needed",
        help="Routing gives a case of this category to somebody with all of them.",
    )
    ticket_properties_definition = fields.PropertiesDefinition("Own fields")

    _name_uniq = models.UniqueIndex(
        "(COALESCE(parent_id, 0), (name->>'en_US')) WHERE active IS TRUE",
        "There is a category of this name here already.",
    )

    @api.depends("name", "parent_id.complete_name")
    def _compute_complete_name(self):
        for category in self:
            parent = category.parent_id
            category.complete_name = (
                f"{parent.complete_name} / {category.name}" if parent else category.name
            )

    @api.constrains("parent_id")
    def _check_parent(self):
        if self._has_cycle():
            raise ValidationError(
                self.env._("A category cannot stand under one of its own branches.")
            )

    @api.model_create_multi
    def create(self, vals_list):
        self.env.registry.clear_cache()
        return super().create(vals_list)

    def write(self, vals):
        if {"parent_id", "active"} & vals.keys():
            # rules for a branch are cached with all that grows on it
            self.env.registry.clear_cache()
        return super().write(vals)
