from contextlib import contextmanager

from odoo import api, fields, models
from odoo.exceptions import ValidationError

#: sources whose points people give
BY_PEOPLE = frozenset({"manual", "360"})
#: sources whose points facts give
BY_FACTS = frozenset({"indicator", "merit"})


class CsAppraisalCriterion(models.Model):
    """One line of a scheme: what is looked at, how much it weighs, and how it becomes points."""

    _name = "cs.appraisal.criterion"
    _description = "Appraisal criterion"
    _inherit = ["cs.book.line.mixin"]
    _book_parent = "scheme_id"
    _book_lines = ("step_ids",)
    _order = "sequence, id"

    scheme_id = fields.Many2one("cs.appraisal.scheme", required=True, index=True, ondelete="cascade")
    active = fields.Boolean("Applies", default=True)
    sequence = fields.Integer(default=10)
    section = fields.Char("Group", translate=True, help="For example: service quality, ability, attitude, teamwork.")
    name = fields.Char("Criterion", required=True, translate=True)
    description = fields.Text(translate=True, help="What full points are given for; shown to whoever is appraised.")
    source = fields.Selection(
        [
            ("indicator", "Indicator"),
            ("manual", "Given by the superior"),
            ("360", "360° rating"),
            ("merit", "Merit points"),
        ],
        "Comes from",
        required=True,
        default="indicator",
    )
    indicator_id = fields.Many2one("cs.indicator", index="btree_not_null", ondelete="restrict")
    weight = fields.Float(
        digits=(8, 2),
        help="Full points of the criterion. 0: points are added or deducted beside the weights, within the limits.",
    )
    target = fields.Float(digits=(16, 2), help="What is aimed at. A result that misses it is a gap for training.")
    curve = fields.Selection(
        [
            ("linear", "Evenly between two values"),
            ("steps", "By steps"),
            ("per_unit", "Deducted per unit"),
            ("fatal", "Fatal"),
        ],
        "How points are given",
        required=True,
        default="linear",
    )
    best_value = fields.Float(
        "Full points at", digits=(16, 2), help="Deductions begin beyond it; a fatal criterion is failed beyond it."
    )
    worst_value = fields.Float("No points at", digits=(16, 2))
    unit_size = fields.Float("Per", digits=(16, 2), default=1, help="Points are deducted for each such part.")
    points_per_unit = fields.Float("Points deducted", digits=(8, 2))
    part_units = fields.Selection(
        [("down", "whole units only"), ("up", "each begun unit"), ("exact", "in proportion")],
        "Parts of a unit",
        required=True,
        default="down",
    )
    step_ids = fields.One2many("cs.appraisal.step", "criterion_id", "Steps of the curve", copy=True)
    fatal_total = fields.Float(
        "Score at most", digits=(8, 2), help="Whoever fails the criterion gets no more than this in all."
    )
    min_sample = fields.Integer("Minimum sample", help="So many cases must have been counted. 0: any number will do.")
    below_sample = fields.Selection(
        [
            ("skip", "left out, its weight is spread over the others"),
            ("full", "full points"),
            ("previous", "as in the period before"),
            ("hand", "given by hand"),
        ],
        "Below it",
        required=True,
        default="skip",
        help="Also holds where there is nothing to count at all.",
    )
    floor_points = fields.Float(
        "At least (points)", digits=(8, 2), help="Negative: deductions go beyond the criterion's own weight."
    )
    cap_points = fields.Float("At most (points)", digits=(8, 2), help="0: its weight.")
    reason_below = fields.Float(
        "Reason below (%)", digits=(5, 2), help="Points below this share of the weight need a reason."
    )
    reason_above = fields.Float(
        "Reason above (%)", digits=(5, 2), default=100, help="Points above this share of the weight need a reason."
    )
    rater_self = fields.Float("Self (%)", digits=(5, 2), help="How much the own rating counts in a 360° rating.")
    rater_peer = fields.Float("Colleagues (%)", digits=(5, 2))
    rater_manager = fields.Float("Superior (%)", digits=(5, 2), default=100)
    says = fields.Char("In words", compute="_compute_says")

    _figures_sane = models.Constraint(
        "CHECK (weight >= 0 AND min_sample >= 0 AND points_per_unit >= 0 AND cap_points >= 0)",
        "Weights, samples and deductions are not negative.",
    )
    _shares_sane = models.Constraint(
        """CHECK (reason_below BETWEEN 0 AND 100 AND reason_above BETWEEN 0 AND 100 AND rater_self BETWEEN 0 AND 100
                  AND rater_peer BETWEEN 0 AND 100 AND rater_manager BETWEEN 0 AND 100)""",
        "A share is between 0 and 100 percent.",
    )

    @api.constrains("source", "indicator_id", "curve", "best_value", "worst_value", "unit_size", "step_ids")
    def _check_curve(self):
        for criterion in self:
            problem = criterion._say_problem()
            if problem:
                raise ValidationError(problem)

    def _say_problem(self) -> str | None:
        """Why the criterion cannot give points, in words."""
        if self.source in BY_FACTS and not self.indicator_id:
            return self.env._("Say which indicator “%(criterion)s” is about.", criterion=self.name)
        if self.source != "indicator":
            return None
        if self.curve == "linear" and self.best_value == self.worst_value:
            return self.env._("“%(criterion)s”: full points and no points cannot be at one value.", criterion=self.name)
        if self.curve == "per_unit" and self.unit_size <= 0:
            return self.env._("“%(criterion)s”: a unit is above 0.", criterion=self.name)
        if self.curve == "steps" and not self.step_ids:
            return self.env._("“%(criterion)s” has no steps yet.", criterion=self.name)
        return None

    @api.constrains("floor_points", "cap_points", "weight")
    def _check_limits(self):
        for criterion in self:
            if criterion.floor_points > (criterion.cap_points or criterion.weight):
                raise ValidationError(
                    self.env._("“%(criterion)s”: the least points are above the most.", criterion=criterion.name)
                )

    @api.constrains("source", "rater_self", "rater_peer", "rater_manager")
    def _check_raters(self):
        for criterion in self:
            shares = (criterion.rater_self, criterion.rater_peer, criterion.rater_manager)
            if criterion.source == "360" and round(sum(shares), 2) != 100:
                raise ValidationError(
                    self.env._("“%(criterion)s”: the shares of the raters are not 100 %%.", criterion=criterion.name)
                )

    @contextmanager
    def _book_change(self, reason, vals):
        """What changes in the steps of a criterion changes its scheme."""
        with self.scheme_id._book_change(reason, {"criterion_ids": vals}):
            yield


class CsAppraisalStep(models.Model):
    _name = "cs.appraisal.step"
    _description = "Step of a criterion"
    _inherit = ["cs.book.line.mixin"]
    _book_parent = "criterion_id"
    _order = "from_value desc, id"

    criterion_id = fields.Many2one("cs.appraisal.criterion", required=True, index=True, ondelete="cascade")
    from_value = fields.Float(
        "Result",
        digits=(16, 2),
        required=True,
        help="From this value on; where lower results are better: up to this value.",
    )
    percent = fields.Float("Of the weight (%)", digits=(5, 2), required=True)

    _percent_sane = models.Constraint("CHECK (percent BETWEEN 0 AND 100)", "A share is between 0 and 100 percent.")
    _value_uniq = models.Constraint("UNIQUE (criterion_id, from_value)", "Two steps begin at one value.")
