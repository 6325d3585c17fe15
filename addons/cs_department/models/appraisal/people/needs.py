from odoo import fields, models

from ....core.decimals import decimal
from ....core.gaps import gap
from ..criterion import BY_PEOPLE
from ..words import in_unit


class CsAppraisalCriterion(models.Model):
    _inherit = "cs.appraisal.criterion"

    course_id = fields.Many2one(
        "cs.training.course",
        "Course for a gap",
        index="btree_not_null",
        ondelete="set null",
        help="Who misses the target gets it as a training need.",
    )


class CsAppraisalPeriod(models.Model):
    """Who missed a target has something to learn."""

    _inherit = "cs.appraisal.period"

    def _frozen_with_it(self):
        result = super()._frozen_with_it()
        self.appraisal_ids._raise_needs()
        return result


class CsAppraisal(models.Model):
    _inherit = "cs.appraisal"

    def _raise_needs(self):
        """Training needs of final scores, in batch (in sudo); those that are known already stay one."""
        lang = self.company_id[:1].partner_id.lang or "en_US"
        rows = [row for score in self.with_context(lang=lang).score_ids if (row := score._prepare_need())]
        if rows:
            self.env["cs.training.need"]._raise(rows)


class CsAppraisalScore(models.Model):
    _inherit = "cs.appraisal.score"

    def _prepare_need(self) -> dict | None:
        """The training need that the score shows; ``None``: none."""
        content = self.appraisal_id.edition_id._criterion(self.position)
        by_people = content.get("source") in BY_PEOPLE
        known = self.how == "given" if by_people else self.has_value
        if not content or not known or content["source"] == "merit":
            return None
        target = decimal(content["target"])
        # what people gave is aimed at in points
        result = decimal(self.points) if by_people else decimal(self.value)
        if not target or not gap(result, target, by_people or content["higher"]):
            return None
        unit = "points" if by_people else content["unit"]
        return {
            "employee_id": self.employee_id.id,
            "topic": self.name,
            "source": "appraisal",
            "res_model": "cs.appraisal",
            "res_id": self.appraisal_id.id,
            "course_id": self.criterion_id.course_id.id,
            "words": self.env._(
                "%(period)s: %(result)s, aimed at %(target)s",
                period=self.period_id.display_name,
                result=in_unit(self.env, result, unit),
                target=in_unit(self.env, target, unit),
            ),
        }
