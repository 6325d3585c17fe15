from collections import defaultdict
from decimal import Decimal

from odoo import models
from odoo.tools import SQL

from ...core import scoring
from ...core.appraisal_rows import changes, result_of
from ...core.evidence import Fact
from ...core.late import Kept, adjust


class CsAppraisal(models.Model):
    """What became known of frozen periods since: it moves the score of the period that is open.

    The facts of the last frozen periods are read once more and scored by the scheme as it
    was then. What people gave stays, and so does what an indicator said that counts
    something else by now: a changed definition is no late fact.
    """

    _inherit = "cs.appraisal"

    def _kept_late_points(self) -> dict[int, Decimal]:
        """Appraisal id → points of the adjustments that the last run found."""
        return {appraisal.id: scoring.decimal(appraisal.adjustment_points) for appraisal in self}

    def _late_points(self) -> dict[int, Decimal]:
        """Appraisal id → points of earlier periods, written as adjustments."""
        found, points = [], defaultdict(Decimal)
        for period in self.period_id._looked_back():
            # a few periods, each with the facts and the scheme of its own
            found += self._late_rows(period)
        for row in found:
            points[row["appraisal_id"]] += row["points"]
        if found or self.adjustment_ids:
            self._replace_adjustments(found)
        return points

    def _late_rows(self, period) -> list[dict]:
        """Adjustments of one frozen period, as values of rows."""
        now = {appraisal.employee_id: appraisal for appraisal in self}
        then = period.appraisal_ids.filtered(lambda appraisal: appraisal.employee_id in now and appraisal.has_score)
        if not then:
            return []
        asked = then.edition_id._same_indicators(period.company_id)
        facts = period._facts_of(asked, period.date_from, period.date_to, then.employee_id)
        carried, rows = then._carried(), []
        for old in then:
            kept = old._kept_scores(carried)
            renewed = old._renewed(facts, asked, kept)
            for place, (before, after) in adjust(kept, renewed, old._total_with(carried)).items():
                score = old.score_ids.filtered(lambda one, place=place: one.position == place)
                rows.append(now[old.employee_id]._prepare_adjustment(old, score, before, after, facts, asked))
        return rows

    def _renewed(self, facts, asked, kept) -> scoring.Total:
        """The frozen score, computed from today's facts."""
        criteria, results = self.edition_id._criteria(), []
        for criterion, before in zip(criteria, kept, strict=True):
            fact = facts.get(criterion["indicator_id"], {}).get(self.employee_id.id)
            if (
                criterion["indicator_id"] in asked.ids
                and fact
                and not fact.error
                and before.how
                in (
                    scoring.FACTS,
                    scoring.SKIPPED,
                    scoring.FULL,
                )
            ):
                results.append(result_of(criterion, fact, None, None))
            else:
                results.append(scoring.Result(given=before.own_points, failed=before.failed))
        return scoring.score(self.edition_id._core_criteria(), results, self.edition_id._most())

    def _kept_scores(self, carried) -> list[Kept]:
        """The frozen scores with what was carried over from them since, in the order of the criteria."""
        by_place = {score.position: score for score in self.score_ids}
        kept, cores = [], self.edition_id._core_criteria()
        for place, criterion in enumerate(self.edition_id._criteria()):
            score = by_place[place]
            points = None if score.how in scoring.OPEN else scoring.decimal(score.points)
            own, weight = scoring.decimal(criterion["weight"]), scoring.decimal(score.weight)
            kept.append(
                Kept(
                    how=score.how,
                    points=(points or Decimal(0)) + carried.get((self.id, score.id), Decimal(0)),
                    own_points=points * own / weight if points is not None and weight else points,
                    failed=score.how == scoring.FACTS
                    and score.has_value
                    and scoring.is_failed(cores[place], scoring.decimal(score.value)),
                )
            )
        return kept

    def _total_with(self, carried) -> Decimal:
        """The frozen total, with everything that was carried over from it since."""
        mine = [points for (appraisal, _score), points in carried.items() if appraisal == self.id]
        return scoring.decimal(self.own_score) + sum(mine, Decimal(0))

    def _carried(self) -> dict[tuple[int, int | bool], Decimal]:
        """(appraisal id, score id or ``False``) → points that frozen periods have carried over already."""
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(
                """SELECT a.id, d.source_id, sum(d.points) FROM cs_appraisal a
                     JOIN cs_appraisal n ON n.employee_id = a.employee_id AND n.is_frozen
                     JOIN cs_appraisal_adjustment d ON d.appraisal_id = n.id AND d.period_id = a.period_id
                    WHERE a.id IN %s GROUP BY a.id, d.source_id""",
                tuple(self.ids),
            )
        )
        return {(appraisal, source or False): scoring.decimal(points) for appraisal, source, points in rows}

    def _prepare_adjustment(self, old, score, before, after, facts, asked) -> dict:
        """One line; without a score it is what limits of the whole total make."""
        indicator = (
            asked.browse(old.edition_id._criteria()[score.position]["indicator_id"]) if score else asked.browse()
        )
        fact = facts.get(indicator.id, {}).get(old.employee_id.id) or Fact()
        evidence = indicator._evidence(fact) if indicator in asked and score else {}
        return {
            "appraisal_id": self.id,
            "company_id": self.company_id.id,
            "period_id": old.period_id.id,
            "source_id": score.id,
            "old_points": float(before),
            "new_points": float(after),
            "points": after - before,
            "evidence": {**evidence, "changes": changes(score.evidence, evidence) or {}} if score else {},
        }

    def _replace_adjustments(self, rows):
        """Bring the adjustments to what was found: those of one run at once."""
        self.adjustment_ids.unlink()
        self.env["cs.appraisal.adjustment"].create([{**row, "points": float(row["points"])} for row in rows])


class CsAppraisalPeriod(models.Model):
    _inherit = "cs.appraisal.period"

    def _looked_back(self):
        """The frozen periods whose late facts move this one."""
        self.ensure_one()
        return (
            self.search(
                [("company_id", "=", self.company_id.id), ("is_frozen", "=", True), ("date_to", "<", self.date_from)],
                order="date_to desc",
                limit=self.company_id.cs_appraisal_late_periods,
            )
            if self.company_id.cs_appraisal_late_periods
            else self.browse()
        )


class CsAppraisalEdition(models.Model):
    _inherit = "cs.appraisal.edition"

    def _same_indicators(self, company):
        """The indicators that still count what they counted then."""
        digests = self._indicators()._digests(company)
        same = {
            one["indicator_id"]
            for edition in self
            for one in edition._criteria()
            if digests.get(one["indicator_id"]) == one["digest"]
        }
        return self.env["cs.indicator"].browse(sorted(same))
