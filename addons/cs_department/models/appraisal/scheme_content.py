from odoo import fields, models

from ...core.decimals import decimal


class CsAppraisalEdition(models.Model):
    """A scheme as it was when a period was computed: what the scores were made from stays known."""

    _name = "cs.appraisal.edition"
    _description = "Scheme as used in a period"
    _order = "period_id desc, id"
    _rec_name = "scheme_id"
    _allow_sudo_commands = False

    period_id = fields.Many2one("cs.appraisal.period", required=True, readonly=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="period_id.company_id", store=True, index=True)
    scheme_id = fields.Many2one("cs.appraisal.scheme", readonly=True, index="btree_not_null", ondelete="set null")
    content = fields.Json(readonly=True)
    is_frozen = fields.Boolean(readonly=True)

    _scheme_uniq = models.Constraint("UNIQUE (period_id, scheme_id)", "A scheme is used once in a period.")

    def _said(self, words) -> str:
        """Words of the content in the reader's language."""
        if not isinstance(words, dict):
            return words or ""
        return words.get(self.env.lang or "en_US") or words.get("en_US") or next(iter(words.values()), "")

    def _criterion(self, position) -> dict:
        """The criterion at a place, with its words in the reader's language; empty where there is none."""
        criteria = (self.content or {}).get("criteria") or []
        if not 0 <= position < len(criteria):
            return {}
        found = criteria[position]
        said = {name: self._said(found.get(name)) for name in ("name", "section", "description", "indicator")}
        return {**found, **said}


class CsAppraisalScheme(models.Model):
    """What a scheme contains, as plain data that scores are computed from."""

    _inherit = "cs.appraisal.scheme"

    def _prepare_content(self, company) -> dict:
        """The scheme as JSON: numbers as text, words in every language.

        Ids of criteria, grades and indicators say where a part came from; what counts is in the content.
        """
        self.ensure_one()
        criteria = self.criterion_ids.filtered("active").sorted(lambda one: (one.sequence, one.id))
        total = _text(self.total)
        return {
            "scheme": self._book_translations(["name"])[self.id].get("name", {}),
            "total": total,
            "most": None if self.may_exceed else total,
            "criteria": criteria._prepare_contents(company),
            "grades": self.grade_ids._prepare_contents(),
        }


class CsAppraisalCriterion(models.Model):
    _inherit = "cs.appraisal.criterion"

    def _prepare_contents(self, company) -> list[dict]:
        """The criteria as JSON, in their order."""
        digests = self.indicator_id._digests(company)
        words = self._book_translations(["name", "section", "description"])
        named = self.indicator_id._book_translations(["name"])
        return [
            {
                **words[criterion.id],
                **criterion._prepare_content(),
                "digest": digests.get(criterion.indicator_id.id, ""),
                "indicator": named[criterion.indicator_id.id].get("name", {}) if criterion.indicator_id else {},
            }
            for criterion in self
        ]

    def _prepare_content(self) -> dict:
        indicator = self.indicator_id
        return {
            "id": self.id,
            "source": self.source,
            "indicator_id": indicator.id,
            "unit": indicator.unit if indicator else "points",
            "digits": indicator.digits if indicator else 2,
            "higher": indicator.better != "lower",
            "curve": self.curve if self.source == "indicator" else "direct",
            "steps": [[_text(step.from_value), _text(step.percent)] for step in self.step_ids],
            "min_sample": self.min_sample,
            # what people give is waited for; merit nobody earned is none
            "below": {"manual": "hand", "360": "hand"}.get(self.source, self.below_sample),
            "parts": self.part_units,
            "weight": _text(self.weight),
            "best": _text(self.best_value),
            "worst": _text(self.worst_value),
            "unit_size": _text(self.unit_size),
            "per_unit": _text(self.points_per_unit),
            "fatal_total": _text(self.fatal_total),
            "floor": _text(self.floor_points),
            "cap": _text(self.cap_points),
            "target": _text(self.target),
            "reason_below": _text(self.reason_below),
            "reason_above": _text(self.reason_above),
            "raters": {"self": self.rater_self, "peer": self.rater_peer, "manager": self.rater_manager},
        }


class CsAppraisalGrade(models.Model):
    _inherit = "cs.appraisal.grade"

    def _prepare_contents(self) -> list[dict]:
        """The grades as JSON, the best one first."""
        words = self._book_translations(["name"])
        return [
            {
                "id": grade.id,
                "name": words[grade.id].get("name", {}),
                "from_score": _text(grade.from_score),
                "share_percent": _text(grade.share_percent),
                "bonus_coefficient": _text(grade.bonus_coefficient),
                "is_excellent": grade.is_excellent,
                "is_failed": grade.is_failed,
            }
            for grade in self.sorted(lambda grade: (-grade.from_score, grade.id))
        ]


def _text(number) -> str:
    """A number as text: exact in JSON."""
    return f"{decimal(number):f}"
