from odoo import api, fields, models


class CsMediationWay(models.Model):
    """What follows when a mediation fails: the police, the residents' committee, the court."""

    _name = "cs.mediation.way"
    _description = "Way after a failed mediation"
    _inherit = ["cs.book.mixin"]
    _order = "sequence, id"
    _book = "mediation_ways"
    _pack_row = "P21"
    _reason_needed = True

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one("res.company", index=True, help="Empty: for every company.")
    words = fields.Text("What to do", required=True, translate=True)
    category_ids = fields.Many2many(
        "cs.ticket.category",
        "cs_mediation_way_category_rel",
        "way_id",
        "category_id",
        "Only for cases about",
        help="Empty: for all.",
    )
    sentence = fields.Text("In words", compute="_compute_sentence")

    _key_uniq = models.UniqueIndex("(COALESCE(company_id, 0), key)", "Two records of a book cannot share a key.")

    @api.depends("name", "words")
    @api.depends_context("lang")
    def _compute_sentence(self):
        for way in self:
            way.sentence = f"{way.name or ''}: {way.words or ''}"

    @api.model
    def _ways_for(self, company, category):
        """What may follow for cases about a category (in sudo)."""
        found = self.search([("company_id", "in", (company.id, False))])
        about = self.env["cs.ticket.category"].search([("id", "parent_of", category.ids)])
        return found.filtered(lambda way: not way.category_ids or way.category_ids & about)
