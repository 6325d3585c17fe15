from decimal import Decimal

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ...core.decimals import decimal


class CsAppraisalScheme(models.Model):
    """What people of a post are appraised by: criteria with weights, and the grades."""

    _name = "cs.appraisal.scheme"
    _description = "Appraisal scheme"
    _inherit = ["cs.roster.shared.mixin"]
    _named_by_shared = True
    _book = "schemes"
    _book_lines = ("criterion_ids", "grade_ids")
    _pack_row = "D13"
    _reason_needed = True

    summary = fields.Text(translate=True, help="What the scheme is for, in a sentence or two.")
    date_from = fields.Date("In force from")
    date_to = fields.Date("In force until")
    total = fields.Float(
        "Full score", digits=(8, 2), required=True, default=100, help="The weights of the criteria add up to it."
    )
    may_exceed = fields.Boolean(
        "May exceed the full score", help="Points beside the weights (merit) lift a score above the full one."
    )
    confirm_days = fields.Integer(
        "Confirmed within (days)", default=3, help="So many days after a score is shown it counts as confirmed."
    )
    appeal_days = fields.Integer(
        "Appeal within (days)", default=3, help="So many days after a score is shown one may appeal."
    )
    promotion_after = fields.Integer(
        "Promotion list after (excellent in a row)", help="0: there is no such list for this scheme."
    )
    review_after = fields.Integer("Review list after (failed in a row)", help="0: there is no such list.")
    criterion_ids = fields.One2many("cs.appraisal.criterion", "scheme_id", "Criteria", copy=True)
    grade_ids = fields.One2many("cs.appraisal.grade", "scheme_id", "Grades", copy=True)
    weight_sum = fields.Float("Sum of the weights", digits=(8, 2), compute="_compute_warning")
    warning = fields.Text(compute="_compute_warning")
    sentence = fields.Text("In words", compute="_compute_sentence")

    _figures_sane = models.Constraint(
        "CHECK (total > 0 AND confirm_days >= 0 AND appeal_days >= 0 AND promotion_after >= 0 AND review_after >= 0)",
        "A full score is above 0, and days and numbers are not negative.",
    )

    @api.constrains("date_from", "date_to")
    def _check_dates(self):
        for scheme in self:
            if scheme.date_from and scheme.date_to and scheme.date_to < scheme.date_from:
                raise ValidationError(
                    self.env._("The scheme “%(scheme)s” would end before it begins.", scheme=scheme.name)
                )

    @api.depends("total", "criterion_ids.weight", "criterion_ids.active")
    @api.depends_context("lang")
    def _compute_warning(self):
        for scheme in self:
            weights = [decimal(one.weight) for one in scheme.criterion_ids if one.active]
            scheme.weight_sum = float(sum(weights, Decimal(0)))
            scheme.warning = scheme._say_warning()

    def _say_warning(self) -> str | bool:
        """What keeps the scheme from being used, in words; ``False``: nothing."""
        self.ensure_one()
        if not self.criterion_ids:
            return self.env._("The scheme has no criteria yet.")
        total = decimal(self.total)
        missing = total - decimal(self.weight_sum)
        if missing > 0:
            return self.env._(
                "The weights add up to %(sum)s: %(missing)s are missing to the full score of %(total)s.",
                sum=f"{self.weight_sum:g}",
                missing=f"{missing.normalize():f}",
                total=f"{self.total:g}",
            )
        if missing < 0:
            return self.env._(
                "The weights add up to %(sum)s: %(over)s above the full score of %(total)s.",
                sum=f"{self.weight_sum:g}",
                over=f"{-missing.normalize():f}",
                total=f"{self.total:g}",
            )
        return False

    def _is_in_force(self, first, last) -> bool:
        """Whether the scheme holds at the end of a time (local days)."""
        self.ensure_one()
        return (
            self.active
            and (not self.date_from or self.date_from <= last)
            and (not self.date_to or self.date_to >= last)
        )
