from odoo import api, fields, models


class CsAppraisal(models.Model):
    """What one person came to in a period, with the scores that make it up."""

    _name = "cs.appraisal"
    _description = "Appraisal"
    _inherit = ["cs.due.mixin"]
    _order = "period_id desc, score desc, id"
    _rec_name = "employee_id"
    _check_company_auto = True
    _allow_sudo_commands = False

    period_id = fields.Many2one("cs.appraisal.period", required=True, readonly=True, index=True, ondelete="cascade")
    employee_id = fields.Many2one(
        "hr.employee", "Person", required=True, readonly=True, index=True, ondelete="restrict"
    )
    user_id = fields.Many2one("res.users", readonly=True, index="btree_not_null")
    supervisor_id = fields.Many2one("res.users", readonly=True, index="btree_not_null")
    team_id = fields.Many2one("cs.team", readonly=True, index="btree_not_null", ondelete="set null")
    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True)
    date_from = fields.Date("First day", required=True, readonly=True)
    date_to = fields.Date("Last day", required=True, readonly=True)
    scheme_id = fields.Many2one("cs.appraisal.scheme", readonly=True, index="btree_not_null", ondelete="set null")
    edition_id = fields.Many2one(
        "cs.appraisal.edition", "Scheme as used", readonly=True, index="btree_not_null", ondelete="restrict"
    )
    state = fields.Selection(
        [
            ("computing", "In preparation"),
            ("shown", "To be confirmed"),
            ("confirmed", "Confirmed"),
            ("appealed", "Appealed"),
            ("final", "Final"),
        ],
        required=True,
        readonly=True,
        default="computing",
        index=True,
    )
    score = fields.Float(digits=(8, 2), readonly=True, aggregator="avg")
    own_score = fields.Float("Of the period alone", digits=(8, 2), readonly=True, aggregator="avg")
    has_score = fields.Boolean("Scored", readonly=True, help="No: nothing could be counted yet.")
    previous_score = fields.Float("Score before the last run", digits=(8, 2), readonly=True)
    grade_id = fields.Many2one("cs.appraisal.grade", "Grade of the scheme", readonly=True, ondelete="set null")
    grade_name = fields.Char("Grade", readonly=True)
    coefficient = fields.Float(digits=(6, 3), readonly=True, aggregator="avg")
    is_excellent = fields.Boolean("Excellent", readonly=True)
    is_failed = fields.Boolean("Unsatisfactory", readonly=True)
    score_ids = fields.One2many("cs.appraisal.score", "appraisal_id", "Scores", readonly=True)
    adjustment_ids = fields.One2many("cs.appraisal.adjustment", "appraisal_id", "Adjustments", readonly=True)
    adjustment_points = fields.Float("Adjustments (points)", digits=(8, 2), readonly=True)
    error_count = fields.Integer("Not computed", readonly=True)
    hand_count = fields.Integer("To be given by hand", readonly=True)
    is_changed = fields.Boolean("Changed by the last run", readonly=True)
    changed_text = fields.Text("What changed since the last run", compute="_compute_changed_text")
    is_frozen = fields.Boolean(readonly=True)
    computed_at = fields.Datetime("Computed", readonly=True)

    _person_uniq = models.Constraint("UNIQUE (period_id, employee_id)", "A person is appraised once in a period.")

    @api.depends("employee_id", "period_id")
    def _compute_display_name(self):
        for appraisal in self:
            # sudo: the name of the person belongs to the appraisal
            name = appraisal.sudo().employee_id.name or ""
            appraisal.display_name = f"{name} · {appraisal.sudo().period_id.display_name or ''}"  # sudo: the same

    @api.depends("is_changed", "score_ids.is_changed", "score", "previous_score")
    @api.depends_context("lang")
    def _compute_changed_text(self):
        for appraisal in self:
            appraisal.changed_text = appraisal._say_changes() if appraisal.is_changed else ""

    def _say_changes(self) -> str:
        """What the last run changed, line by line."""
        lines = [score.changed_text for score in self.score_ids if score.is_changed]
        if self.previous_score != self.score:
            said = self.env._(
                "Score: %(before)s → %(after)s", before=f"{self.previous_score:.2f}", after=f"{self.score:.2f}"
            )
            lines.insert(0, said)
        return "\n".join(lines)
