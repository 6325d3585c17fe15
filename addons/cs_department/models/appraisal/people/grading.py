from odoo import models

from ....core.decimals import decimal
from ....core.grades import Grade, distribute


class CsAppraisalPeriod(models.Model):
    """Grades: of everybody who is appraised by one scheme, together."""

    _inherit = "cs.appraisal.period"

    def _run_finished(self):
        result = super()._run_finished()
        self._grade_people()
        return result

    def _end_if_done(self):
        computing = self.state == "computing"
        result = super()._end_if_done()
        if computing and self.state == "open":
            self.appraisal_ids._ask_ratings()
        return result

    def _grade_people(self):
        """Give everybody the grade that his score and his scheme bring (in sudo); writes what changed."""
        self.ensure_one()
        known = self.env["cs.appraisal.grade"]
        for edition, appraisals in self.appraisal_ids.grouped("edition_id").items():
            # a period has a handful of schemes, each with grades of its own
            scale = edition._scale()
            # who still waits for points is no measure for the others
            scored = appraisals.filtered(lambda one: one.has_score and not one.hand_count)
            given = distribute({one: decimal(one.score) for one in scored}, [grade for grade, _values in scale])
            there = set(known.browse(values["grade_id"] for _grade, values in scale).exists().ids)
            values_of = {grade.key: values for grade, values in scale}
            wanted = {}
            for one in appraisals:
                grade = given.get(one)
                values = dict(values_of[grade.key]) if grade else _no_grade()
                if values["grade_id"] not in there:
                    values["grade_id"] = False
                wanted[one] = values
            self.env["cs.appraisal"]._move_to(wanted)


class CsAppraisalEdition(models.Model):
    _inherit = "cs.appraisal.edition"

    def _scale(self) -> list[tuple]:
        """The grades of the scheme as it was used, with what each writes on an appraisal."""
        lang = self.company_id.partner_id.lang or "en_US"
        found = []
        for place, one in enumerate((self.content or {}).get("grades") or ()):
            grade = Grade(
                place,
                decimal(one["from_score"]),
                decimal(one["share_percent"]),
                one["is_excellent"],
                one["is_failed"],
            )
            values = {
                "grade_id": one["id"],
                "grade_name": self.with_context(lang=lang)._said(one["name"]),
                "coefficient": float(one["bonus_coefficient"]),
                "is_excellent": one["is_excellent"],
                "is_failed": one["is_failed"],
            }
            found.append((grade, values))
        return found


def _no_grade() -> dict:
    return {"grade_id": False, "grade_name": False, "coefficient": 0.0, "is_excellent": False, "is_failed": False}
