from odoo import api, fields, models
from odoo.addons.cs_department.models.rulebook import words

PHASES = [("new", "New site"), ("finishing", "Finishing"), ("focus", "Something is to be put right")]


class CsRenovationQuota(models.Model):
    """How often an open site is looked at on a day, by phase, and with which checklist."""

    _name = "cs.renovation.quota"
    _description = "Quota of site inspections"
    _inherit = ["cs.book.mixin"]
    _order = "phase, id"
    _book = "renovation_quotas"
    _pack_row = "P5"
    _reason_needed = True
    _rec_name = "phase"

    active = fields.Boolean(default=True)
    company_id = fields.Many2one("res.company", index=True, help="Empty: for every company.")
    phase = fields.Selection(PHASES, required=True, default="new")
    per_day = fields.Integer("Times a day", required=True, default=1)
    checklist_id = fields.Many2one(
        "cs.checklist", required=True, ondelete="restrict", domain=[("subject", "=", "unit")]
    )
    sentence = fields.Text("In words", compute="_compute_sentence")

    _key_uniq = models.UniqueIndex("(COALESCE(company_id, 0), key)", "Two records of a book cannot share a key.")
    _one = models.UniqueIndex(
        "(COALESCE(company_id, 0), phase) WHERE active IS TRUE", "There is a quota for this phase already."
    )
    _sane = models.Constraint("CHECK (per_day BETWEEN 0 AND 12)", "A site is looked at no more than 12 times a day.")

    @api.model
    def _quotas(self, company) -> dict:
        """Phase → its rule: the company's own, else the shared one (in sudo)."""
        found = self.search([("company_id", "in", (False, company.id))])
        return {rule.phase: rule for rule in found.sorted(lambda rule: bool(rule.company_id))}

    @api.depends_context("lang")
    @api.depends("phase", "per_day", "checklist_id.name")
    def _compute_sentence(self):
        for quota in self:
            quota.sentence = self.env._(
                "%(phase)s: at least %(count)s times a day, by the checklist “%(name)s”.",
                phase=words.label(quota, "phase"),
                count=quota.per_day,
                name=quota.checklist_id.name or "",
            )
