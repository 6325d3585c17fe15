from itertools import groupby

from odoo import api, models
from odoo.tools import format_list

from ..rulebook import words
from .words import number, say_rule


class CsAppraisalScheme(models.Model):
    """A scheme in the words of the rule book."""

    _inherit = "cs.appraisal.scheme"

    @api.depends(
        "total",
        "confirm_days",
        "appeal_days",
        "promotion_after",
        "review_after",
        "criterion_ids.name",
        "criterion_ids.section",
        "criterion_ids.weight",
        "criterion_ids.sequence",
        "criterion_ids.active",
        "grade_ids.name",
        "grade_ids.from_score",
        "grade_ids.share_percent",
        "grade_ids.bonus_coefficient",
    )
    @api.depends_context("lang")
    def _compute_sentence(self):
        for scheme in self:
            scheme.sentence = scheme._in_words()

    def _in_words(self) -> str:
        self.ensure_one()
        # filtered() would read the criteria of each scheme apart
        criteria = [one for one in self.criterion_ids if one.active]
        if not criteria:
            return ""
        groups = [
            self._say_group(section, list(found))
            # pylint: disable-next=bad-builtin-groupby  # groups stand together in the manager's order
            for section, found in groupby(criteria, key=lambda one: one.section or "")
        ]
        said = self.env._("%(total)s points: %(groups)s.", total=number(self.total), groups=self._listed(groups))
        return " ".join(filter(None, [said, self._say_grades(), self._say_deadlines(), self._say_runs()]))

    def _listed(self, parts) -> str:
        return words.clauses(self.env, parts)

    def _say_group(self, section, criteria) -> str:
        named = [
            self.env._("%(criterion)s %(weight)s", criterion=one.name or "", weight=number(one.weight))
            if one.weight
            else one.name or ""
            for one in criteria
        ]
        listed = format_list(self.env, named, lang_code=self.env.lang or "en_US")
        return self.env._("%(group)s – %(criteria)s", group=section, criteria=listed) if section else listed

    def _say_grades(self) -> str:
        said = [
            self.env._(
                "%(grade)s from %(score)s (coefficient %(coefficient)s)",
                grade=grade.name or "",
                score=number(grade.from_score),
                coefficient=number(grade.bonus_coefficient),
            )
            if not grade.share_percent
            else self.env._(
                "%(grade)s from %(score)s for the best %(share)s %% (coefficient %(coefficient)s)",
                grade=grade.name or "",
                score=number(grade.from_score),
                share=number(grade.share_percent),
                coefficient=number(grade.bonus_coefficient),
            )
            for grade in self.grade_ids.sorted(lambda grade: -grade.from_score)
        ]
        return self.env._("Grades: %(grades)s.", grades=self._listed(said)) if said else ""

    def _say_deadlines(self) -> str:
        return self.env._(
            "Confirmed within %(confirm)s days, appeal within %(appeal)s days.",
            confirm=self.confirm_days,
            appeal=self.appeal_days,
        )

    def _say_runs(self) -> str:
        said = []
        if self.promotion_after:
            said.append(self.env._("Excellent %(count)s times in a row: promotion list.", count=self.promotion_after))
        if self.review_after:
            said.append(self.env._("Failed %(count)s times in a row: review list.", count=self.review_after))
        return " ".join(said)


class CsAppraisalCriterion(models.Model):
    _inherit = "cs.appraisal.criterion"

    @api.depends(lambda self: tuple(sorted(self._book_fields())))
    @api.depends("step_ids.from_value", "step_ids.percent")
    @api.depends_context("lang")
    def _compute_says(self):
        for criterion in self:
            ready = criterion.source and not criterion._say_problem()
            criterion.says = words.capital(say_rule(self.env, criterion._prepare_content())) if ready else ""
