from odoo import fields, models


class CsRuleChange(models.Model):
    """A change of a rule that is thought over, previewed and decided before it counts."""

    _name = "cs.rule.change"
    _description = "Change of a rule"
    _order = "id desc"

    name = fields.Char("Rule", required=True, readonly=True)
    model = fields.Char(required=True, readonly=True)
    original_id = fields.Many2oneReference("Original", model_field="model", readonly=True, help="Empty: a new rule.")
    draft_id = fields.Many2oneReference("Draft", model_field="model", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True, index=True)
    proposer_id = fields.Many2one("res.users", "Proposed by", readonly=True, default=lambda self: self.env.user)
    owner_id = fields.Many2one("res.users", "Decided by", readonly=True)
    reason = fields.Char("Why")
    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("proposed", "Proposed"),
            ("in_force", "In force"),
            ("declined", "Declined"),
            ("discarded", "Discarded"),
        ],
        required=True,
        readonly=True,
        default="draft",
    )
    effective_from = fields.Date("In force from", help="Empty: at once.")
    decision_note = fields.Char("Why decided so", readonly=True)
