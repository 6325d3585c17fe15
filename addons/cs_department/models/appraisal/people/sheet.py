from collections import defaultdict

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools.translate import LazyTranslate

from ....core.decimals import decimal
from ....core.now import utcnow
from ....core.ratings import Limits, needs_reason

_lt = LazyTranslate(__name__)

#: what the rater himself may write
_BY_RATER = frozenset({"points", "reason"})


class CsAppraisalSheet(models.Model):
    """What one person is asked to rate of one appraisal: himself, a colleague, somebody of his team.

    Written by the system; the rater fills in the points and hands the form in. Only he and
    the managers read it: the rated person sees what colleagues gave as an average.
    """

    _name = "cs.appraisal.sheet"
    _description = "Rating form"
    _inherit = ["mail.thread", "mail.activity.mixin", "cs.tell.mixin"]
    _order = "state, id desc"
    _check_company_auto = True
    _allow_sudo_commands = False

    appraisal_id = fields.Many2one("cs.appraisal", required=True, readonly=True, index=True, ondelete="cascade")
    period_id = fields.Many2one("cs.appraisal.period", required=True, readonly=True, index=True, ondelete="cascade")
    employee_id = fields.Many2one(
        "hr.employee", "Who is rated", required=True, readonly=True, index=True, ondelete="restrict"
    )
    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True)
    user_id = fields.Many2one("res.users", "User who is rated", readonly=True, index="btree_not_null")
    rater_id = fields.Many2one("res.users", "Who rates", required=True, readonly=True, index=True)
    relation = fields.Selection(
        [
            ("self", "Rates himself"),
            ("peer", "Rates a colleague"),
            ("manager", "Rates somebody of the team"),
            ("appeal", "Corrects after an appeal"),
        ],
        required=True,
        readonly=True,
    )
    state = fields.Selection(
        [("asked", "To be filled in"), ("given", "Handed in")],
        required=True,
        readonly=True,
        default="asked",
        index=True,
    )
    given_at = fields.Datetime("Handed in on", readonly=True)
    line_ids = fields.One2many("cs.appraisal.rating", "sheet_id", "Points to give")
    is_mine = fields.Boolean(compute="_compute_is_mine")

    _rater_uniq = models.Constraint(
        "UNIQUE (appraisal_id, rater_id, relation)", "Somebody rates an appraisal once in a role."
    )

    @api.depends("employee_id", "period_id")
    def _compute_display_name(self):
        for sheet in self:
            # sudo: whom and when a rating form is about, its rater knows
            known = sheet.sudo()
            sheet.display_name = f"{known.employee_id.name or ''} · {known.period_id.display_name or ''}"

    @api.depends("rater_id")
    @api.depends_context("uid")
    def _compute_is_mine(self):
        for sheet in self:
            sheet.is_mine = sheet.rater_id == self.env.user

    def write(self, vals):
        """The rater writes the lines, see :class:`CsAppraisalRating`; all else goes by the verbs."""
        own = {name for name in self._fields if name.startswith(("message_", "activity_"))} | {"line_ids"}
        if not self.env.su and vals.keys() - own:
            raise AccessError(self.env._("A rating is points and a reason; the rest stays as it was asked."))
        return super().write(vals)

    def _link(self):
        return f"/odoo/cs-rating-forms/{self.id}"

    def _ask(self):
        """Tell the raters what is to be filled in (in sudo)."""
        title = _lt("Ratings are to be given")
        self._tell({sheet.id: sheet.rater_id for sheet in self}, title, by=("activity", "screen"))

    def action_give(self):
        """Hand the form in.

        :raises AccessError: for anybody but the rater.
        :raises UserError: with points missing, outside, or without the reason that they need.
        """
        self.check_access("read")
        if any(sheet.rater_id != self.env.user for sheet in self):
            raise AccessError(self.env._("Only who is asked rates."))
        for sheet in self:
            if sheet.state != "asked":
                raise UserError(self.env._("This form was handed in already."))
            sheet.line_ids._check_complete()
        # sudo: written by the verb, the right was checked
        forms = self.sudo()
        forms.write({"state": "given", "given_at": utcnow()})
        forms._end_told()
        # a correction takes effect when the appeal is granted
        forms.filtered(lambda sheet: sheet.relation != "appeal").appraisal_id._ratings_given()
        return True

    def action_reopen(self):
        """Fill it in once more, while the scores are not final.

        :raises AccessError: for anybody but the rater.
        :raises UserError: when the period does not change any more.
        """
        self.check_access("read")
        if any(sheet.rater_id != self.env.user for sheet in self):
            raise AccessError(self.env._("Only who is asked rates."))
        # sudo: written by the verb; the appraisal of a colleague is not readable for him
        forms = self.sudo()
        if any(sheet.appraisal_id.state != "computing" for sheet in forms):
            raise UserError(self.env._("The score was shown already: its ratings stay as they are."))
        forms.write({"state": "asked", "given_at": False})
        return True


class CsAppraisalRating(models.Model):
    """Points that somebody gives for one criterion of an appraisal, and why."""

    _name = "cs.appraisal.rating"
    _description = "Given points"
    _order = "sheet_id, sequence, id"
    _allow_sudo_commands = False

    sheet_id = fields.Many2one("cs.appraisal.sheet", required=True, readonly=True, index=True, ondelete="cascade")
    appraisal_id = fields.Many2one(related="sheet_id.appraisal_id", store=True, index=True, precompute=True)
    company_id = fields.Many2one(related="sheet_id.company_id", store=True, index=True, precompute=True)
    rater_id = fields.Many2one(related="sheet_id.rater_id", store=True, index=True, precompute=True)
    user_id = fields.Many2one(related="sheet_id.user_id", store=True, index="btree_not_null", precompute=True)
    relation = fields.Selection(related="sheet_id.relation", store=True, precompute=True)
    state = fields.Selection(related="sheet_id.state", store=True, index=True)
    sequence = fields.Integer(readonly=True)
    criterion_id = fields.Many2one(
        "cs.appraisal.criterion", required=True, readonly=True, index=True, ondelete="cascade"
    )
    section = fields.Char("Group", compute="_compute_words")
    name = fields.Char("Criterion in words", compute="_compute_words")
    description = fields.Text("What full points are for", compute="_compute_words")
    weight = fields.Float("Full points", digits=(8, 2), compute="_compute_words")
    points = fields.Float(digits=(8, 2))
    reason = fields.Text()

    _criterion_uniq = models.Constraint("UNIQUE (sheet_id, criterion_id)", "A criterion is rated once in a form.")

    @api.depends("criterion_id")
    @api.depends_context("lang")
    def _compute_words(self):
        for line in self:
            # sudo: the rater need not open the scheme to know what he rates
            criterion = line.criterion_id.sudo()
            line.section, line.name = criterion.section, criterion.name
            line.description, line.weight = criterion.description, criterion.weight

    def write(self, vals):
        if not self.env.su:
            if vals.keys() - _BY_RATER:
                raise AccessError(self.env._("A rating is points and a reason; the rest stays as it was asked."))
            if any(line.rater_id != self.env.user or line.state != "asked" for line in self):
                raise AccessError(self.env._("Only who is asked rates, and only until the form is handed in."))
        return super().write(vals)

    @api.constrains("points")
    def _check_points(self):
        for line in self:
            lowest, highest = line._bounds()
            if not lowest <= decimal(line.points) <= highest:
                raise UserError(
                    self.env._(
                        "“%(criterion)s” is rated from %(least)s to %(most)s points.",
                        criterion=line.name,
                        least=f"{lowest:f}",
                        most=f"{highest:f}",
                    )
                )

    def _bounds(self):
        """Least and most points of the criterion."""
        criterion = self.criterion_id.sudo()  # sudo: as above
        return decimal(criterion.floor_points), decimal(criterion.cap_points or criterion.weight)

    def _is_given(self) -> bool:
        """Nothing written is nothing given; none for a reason is none."""
        return bool(self.points or (self.reason or "").strip())

    def _check_complete(self):
        for line in self:
            if not line._is_given():
                if line.relation == "appeal":
                    continue  # what needs no correction stays
                raise UserError(
                    self.env._(
                        "Give points for “%(criterion)s”; where it is none at all, say why.", criterion=line.name
                    )
                )
            criterion = line.criterion_id.sudo()  # sudo: as above
            limits = Limits(decimal(criterion.weight), decimal(criterion.reason_below), decimal(criterion.reason_above))
            asks = line.relation == "appeal" or needs_reason(decimal(line.points), limits)
            if asks and not (line.reason or "").strip():
                raise UserError(self.env._("Say why “%(criterion)s” gets these points.", criterion=line.name))


class CsAppraisal(models.Model):
    """Ratings become points of an appraisal."""

    _inherit = "cs.appraisal"

    sheet_ids = fields.One2many("cs.appraisal.sheet", "appraisal_id", "Rating forms", readonly=True)

    def _ratings_given(self):
        """Points changed: compute the scores again (in sudo)."""
        self._recompute()

    def _ratings_by_criterion(self) -> dict:
        """(appraisal id, criterion id) → relation → ratings that were handed in (in sudo): one query."""
        found = defaultdict(lambda: defaultdict(list))
        for line in self.env["cs.appraisal.rating"].search([("appraisal_id", "in", self.ids), ("state", "=", "given")]):
            if line._is_given():
                found[line.appraisal_id.id, line.criterion_id.id][line.relation].append(line)
        return found
