from collections import defaultdict
from decimal import Decimal

from odoo import api, models

from ...core import scoring
from ...core.appraisal_rows import Row, changes, result_of
from ...core.evidence import Fact


class CsAppraisal(models.Model):
    """From facts to scores: everything is read at once, computed in plain data, written at once.

    ``rows`` reads and writes the scores in bulk, ``late`` knows what came after a period was frozen.
    """

    _inherit = "cs.appraisal"

    # -- what others say -----------------------------------------------------------

    def _given_points(self) -> dict[tuple[int, int], Decimal]:
        """(appraisal id, criterion id) → points that people gave. Whoever collects ratings extends it."""
        return {}

    def _score_changed(self):
        """The scores of these appraisals are others than before. Whoever shows them extends it."""

    # -- computing (in sudo) -------------------------------------------------------

    def _compute_scores(self):
        """Read the facts of these people (of one period) and compute their scores."""
        period = self.period_id
        facts = period._facts_of(self.edition_id._indicators(), period.date_from, period.date_to, self.employee_id)
        self._score_by(facts, self._late_points(), read=True)

    def _recompute(self):
        """Ratings have changed: the same facts, new points.

        :raises UserError: once the period is frozen.
        """
        # what a run has still before it is computed there, with these ratings
        done = self.filtered(lambda appraisal: appraisal.computed_at and not appraisal.next_action_at)
        for period, appraisals in done.grouped("period_id").items():
            # ratings that are given together belong to one period, as a rule
            period._refuse_frozen()
            appraisals._score_by(appraisals._kept_facts(), appraisals._kept_late_points(), read=False)
            if period.state == "open":
                period._run_finished()

    def _kept_facts(self) -> dict[int, dict[int, Fact]]:
        """What the last run read, as facts without their records: indicator id → employee id → fact."""
        found = defaultdict(dict)
        # a content is copied each time that it is read: once per edition, not once per score
        criteria = {edition: edition._criteria() for edition in self.edition_id}
        for score in self.score_ids:
            indicator = criteria[score.appraisal_id.edition_id][score.position]["indicator_id"]
            found[indicator][score.employee_id.id] = score._kept_fact()
        return found

    def _score_by(self, facts, late, read):
        """Points of these facts, written with their evidence.

        :param facts: indicator id → employee id → fact.
        :param late: appraisal id → points of earlier periods.
        :param read: whether the facts were read anew; else their evidence stays.
        """
        given, previous, before = self._given_points(), self._previous_shares(), self._rows_before(read)
        asked = {indicator.id: indicator for indicator in self.edition_id._indicators()}
        # a content is copied each time that it is read: once per edition, not once per person
        parsed = {
            edition: (edition._criteria(), edition._core_criteria(), edition._most()) for edition in self.edition_id
        }
        rows, totals = [], []
        for appraisal in self:
            person = appraisal.employee_id.id
            criteria, core, most = parsed[appraisal.edition_id]
            mine = [facts.get(one["indicator_id"], {}).get(person) or Fact() for one in criteria]
            results = [
                result_of(one, fact, given.get((appraisal.id, one["id"])), previous.get((person, one["id"])))
                for one, fact in zip(criteria, mine, strict=True)
            ]
            # points that people give have no records: what another criterion left in the place goes
            kept = [
                None if not read else asked[one["indicator_id"]]._evidence(fact) if one["indicator_id"] in asked else {}
                for one, fact in zip(criteria, mine, strict=True)
            ]
            extra = late.get(appraisal.id, Decimal(0))
            total = scoring.score(core, results, most)
            lines = [
                self._prepare_row(appraisal.id, place, *parts, before.get((appraisal.id, parts[0]["id"])))
                for place, parts in enumerate(zip(criteria, total.lines, mine, kept, strict=True))
            ]
            rows += lines
            totals.append(appraisal._prepare_total(total.score, lines, extra, most))
        self._write_rows(rows, read)
        self.browse(self._write_totals(totals, read))._score_changed()

    @api.model
    def _prepare_row(self, appraisal_id, place, criterion, line, fact, evidence, old) -> Row:
        """One score as a row.

        :param evidence: ``None``: what is stored stays.
        :param old: what the last run wrote, if there was one.
        """
        moved = changes(old.evidence, evidence) if old and evidence is not None else None
        return Row(
            appraisal_id=appraisal_id,
            criterion_id=criterion["id"],
            position=place,
            value=fact.value,
            good=fact.good,
            counted=fact.counted,
            points=line.points,
            weight=line.weight,
            how=line.how,
            error=fact.error or None,
            evidence=evidence,
            previous_points=old.points if old else None,
            is_changed=bool(old and (moved or (old.points, old.how) != (line.points, line.how))),
            changes=moved,
        )

    def _prepare_total(self, own, lines, extra, most) -> dict:
        """The score of one person as values of its row.

        :param own: the score of the period alone; ``None``: there is none.
        :param extra: points of earlier periods.
        """
        points = None if own is None else scoring.within(own + extra, most)
        before = scoring.decimal(self.score) if self.has_score else None
        again = bool(self.computed_at)
        return {
            "id": self.id,
            "own_score": own,
            "score": points,
            "has_score": points is not None,
            "previous_score": before if again else points,
            "adjustment_points": extra,
            "error_count": sum(row.how == scoring.ERROR for row in lines),
            "hand_count": sum(row.how == scoring.HAND for row in lines),
            "is_changed": again and (before != points or any(row.is_changed for row in lines)),
            "is_moved": again and before != points,
        }
