from decimal import Decimal

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ...core.decimals import decimal


class CsAppraisalGrade(models.Model):
    """A grade of a scheme, from which score on it is given, and what follows from it."""

    _name = "cs.appraisal.grade"
    _description = "Appraisal grade"
    _inherit = ["cs.book.line.mixin"]
    _book_parent = "scheme_id"
    _order = "from_score desc, id"

    scheme_id = fields.Many2one("cs.appraisal.scheme", required=True, index=True, ondelete="cascade")
    name = fields.Char("Grade", required=True, translate=True)
    from_score = fields.Float("From (points)", digits=(8, 2))
    share_percent = fields.Float(
        "Share (%)", digits=(5, 2), help="So many percent of the people at most get this grade. 0: as many as reach it."
    )
    bonus_coefficient = fields.Float("Coefficient", digits=(6, 3), default=1, help="The bonus is multiplied by it.")
    is_excellent = fields.Boolean("Excellent", help="Counts for the promotion list.")
    is_failed = fields.Boolean("Unsatisfactory", help="Counts for the review list.")

    _figures_sane = models.Constraint(
        "CHECK (share_percent BETWEEN 0 AND 100 AND bonus_coefficient >= 0)",
        "A share is between 0 and 100 percent, and a coefficient is not negative.",
    )
    _from_uniq = models.Constraint("UNIQUE (scheme_id, from_score)", "Two grades begin at one score.")

    @api.constrains("share_percent")
    def _check_shares(self):
        for scheme in self.scheme_id:
            shares = [decimal(grade.share_percent) for grade in scheme.grade_ids]
            total = sum(shares, Decimal(0))
            if total > 100 or (all(shares) and total != 100):
                raise ValidationError(
                    self.env._("The shares of the grades of “%(scheme)s” are not everybody.", scheme=scheme.name)
                )
