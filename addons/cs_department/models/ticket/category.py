from odoo import api, fields, models, tools
from odoo.exceptions import ValidationError


class CsTicketCategory(models.Model):
    _name = "cs.ticket.category"
    _description = "Category of cases"
    _inherit = ["cs.cached.name.mixin", "cs.book.mixin"]
    _book = "categories"
    _pack_row = "D3"
    _pack_twins_by = ("name", "parent_id")
    _parent_store = True
    _rec_name = "complete_name"
    _rec_names_search = ["name", "complete_name"]
    _order = "complete_name, id"

    name = fields.Char(required=True, translate=True)
    complete_name = fields.Char(compute="_compute_complete_name", recursive=True, store=True, translate=False)
    active = fields.Boolean(default=True)
    parent_id = fields.Many2one("cs.ticket.category", "Under", index=True, ondelete="restrict")
    parent_path = fields.Char(index=True)
    child_ids = fields.One2many("cs.ticket.category", "parent_id", "Sub-categories")
    kind_ids = fields.Many2many("cs.ticket.kind", string="Kinds", help="Offered for these kinds; empty: for all.")
    team_id = fields.Many2one("cs.team", index=True)
    skill_ids = fields.Many2many(
        "hr.skill",
        string="Skills needed",
        help="Routing gives a case of this category to somebody with all of them.",
    )
    ticket_properties_definition = fields.PropertiesDefinition("Own fields")
    # Odoo edits the fields of a category through a record that fills them in: the
    # category is its own, so that managers do it where they look for it.
    own_id = fields.Many2one("cs.ticket.category", compute="_compute_own_id")
    own_trial = fields.Properties(
        "Trial of the own fields",
        definition="own_id.ticket_properties_definition",
        copy=False,
    )

    _name_uniq = models.UniqueIndex(
        "(COALESCE(parent_id, 0), md5(name->>'en_US')) WHERE active IS TRUE",
        "There is a category of this name here already.",
    )

    def _compute_own_id(self):
        for category in self:
            category.own_id = category._origin

    @api.depends("name", "parent_id.complete_name")
    def _compute_complete_name(self):
        for category in self:
            parent = category.parent_id
            category.complete_name = f"{parent.complete_name} / {category.name}" if parent else category.name

    @tools.ormcache("self.env.lang")
    @api.model
    def _cached_names(self):
        """Categories with their branches, in the reader's language: the stored name knows one only."""
        # sudo: a list names what its rows refer to, whoever reads it
        everything = self.sudo().with_context(active_test=False)
        categories = everything.search([])  # pylint: disable=no-search-all  # a department has a few dozen
        names = {str(category.id): category.name or "" for category in categories}
        return {
            category.id: " / ".join(names[step] for step in (category.parent_path or "").split("/") if step in names)
            for category in categories
        }

    @api.constrains("parent_id")
    def _check_parent(self):
        if self._has_cycle():
            raise ValidationError(self.env._("A category cannot stand under one of its own branches."))

    @tools.ormcache("category_id")
    @api.model
    def _skills_needed(self, category_id: int | bool) -> frozenset[int]:
        # sudo: routing reads it for every registrar
        return frozenset(self._for_cache().browse(category_id or ()).skill_ids.ids)
