import hashlib

from odoo import models

from ...core import scoring
from ...core.evidence import Fact

#: what an indicator counts, as against what it is called
MEANING = (
    "source",
    "model",
    "domain",
    "good_domain",
    "aggregate",
    "value_field",
    "person_field",
    "date_field",
    "formula",
    "better",
    "digits",
)


class CsIndicator(models.Model):
    _inherit = "cs.indicator"

    def _digests(self, company) -> dict[int, str]:
        """Indicator id → the same text as long as it counts the same, whatever it is called.

        A formula counts what its parts count.
        """
        known, said = self._of_company(company), {}
        for indicator in self:
            # a scheme has some twenty indicators, nearly all without parts
            parts = indicator._needed(known).sorted("code")
            meaning = [[str(part[name] or "") for name in ("code", *MEANING)] for part in parts]
            said[indicator.id] = hashlib.sha256(repr(meaning).encode()).hexdigest()[:16]
        return said


class CsAppraisalPeriod(models.Model):
    _inherit = "cs.appraisal.period"

    def _facts_of(self, indicators, date_from, date_to, employees) -> dict[int, dict[int, Fact]]:
        """Indicator id → employee id → fact, with the ids of its records (in sudo)."""
        found = indicators._read(date_from, date_to, self.company_id, people=employees, evidence=True)
        return {
            indicator: {employee: fact for (employee,), fact in facts.items()} for indicator, facts in found.items()
        }


class CsAppraisalEdition(models.Model):
    """The content of an edition, ready to compute with."""

    _inherit = "cs.appraisal.edition"

    def _criteria(self) -> list[dict]:
        return (self.content or {}).get("criteria") or []

    def _core_criteria(self) -> list[scoring.Criterion]:
        return [scoring.Criterion.from_content(one) for one in self._criteria()]

    def _most(self):
        """The most that a total can be; ``None``: there is no limit."""
        most = self.content["most"]
        return None if most is None else scoring.decimal(most)

    def _indicators(self):
        """The indicators that these editions ask."""
        ids = {one["indicator_id"] for edition in self for one in edition._criteria()} - {False, None}
        return self.env["cs.indicator"].browse(sorted(ids)).exists()
