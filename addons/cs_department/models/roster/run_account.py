from collections import defaultdict
from datetime import date, timedelta

from odoo import models

from ...core.roster import problem as core_problem
from ...core.roster.account import account, coverage
from ...core.roster.gaps import obstacles
from ...core.roster.told import told
from .rule_labels import RULE_LABELS
from .run import ENDED

#: of so many gaps the reasons are looked into: whoever lacks more people needs more people
MAX_EXPLAINED = 60

_KNOWN = frozenset(rule for rule, _label in RULE_LABELS)


class CsRosterRun(models.Model):
    """The account of a run: what its roster does not meet, what is missing, what contradicts."""

    _inherit = "cs.roster.run"

    def _give_account(self, conflict):
        """Write the findings of a run that has ended."""
        self.finding_ids.unlink()
        problem = self._solved_problem()
        if problem is None:
            return
        rows = self._prepare_conflict(problem, conflict)
        if self.assignment and self.state in ENDED:
            rows += self._prepare_breaches(problem)
            gaps = self._prepare_gaps(problem)
            soft = len(rows)
            rows += gaps
            self.write({"gap_count": len(gaps), "soft_count": soft})
        self.env["cs.roster.finding"].create(rows)

    def _solved_problem(self):
        """The problem as the process had it, ``None`` if its folder is gone."""
        try:
            return core_problem.loads((self._folder().path / "problem.json").read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return None

    def _prepare_breaches(self, problem) -> list[dict]:
        breaches = [one for one in account(problem, self.assignment).breaches if one.rule != "cover"]
        return [
            self._prepare_finding(
                problem,
                "hard" if one.weight is None else "soft",
                {name: getattr(one, name) for name in ("rule", "person", "days", "shift", "skill")},
                amount=one.amount,
                price=one.price,
                stage=one.stage,
            )
            for one in told(problem, breaches)
        ]

    def _prepare_gaps(self, problem) -> list[dict]:
        """Shifts without their people, and for the first ones why."""
        counts = coverage(problem, self.assignment)
        gaps = [
            (row, row.needed - count) for row, count in zip(problem.cover, counts, strict=True) if count < row.needed
        ]
        leaves, found = self._leave_days(), []
        for position, (row, missing) in enumerate(gaps):
            reasons = []
            if position < MAX_EXPLAINED:
                reasons = [
                    self._prepare_reason(problem, row.day, one, leaves)
                    for one in obstacles(problem, self.assignment, row)
                ]
            where = {"rule": "cover", "person": None, "days": (row.day,), "shift": row.shift, "skill": row.skill}
            found.append(
                self._prepare_finding(
                    problem, "gap", where, amount=missing, price=missing * row.under, stage="cover", reasons=reasons
                )
            )
        return found

    def _prepare_reason(self, problem, day, obstacle, leaves) -> dict:
        employee_id = int(problem.people[obstacle.person].key)
        why = obstacle.why
        if why == "cannot" and self._iso(day) in leaves[employee_id]:
            why = "leave"
        return {
            "employee": employee_id,
            "why": why,
            "rule": obstacle.rule if obstacle.rule in _KNOWN else None,
            "template": None if obstacle.shift is None else int(problem.shifts[obstacle.shift].key),
        }

    def _leave_days(self) -> dict[int, set]:
        """Employee id → days (ISO) of approved leave and of absence that this run is about."""
        roster, found = self.roster_id, defaultdict(set)
        # sudo: that somebody is on leave is what the supervisor plans with; why is not read
        leaves = self.env["hr.leave"].sudo()
        leaves = leaves.search_fetch(
            [
                ("employee_id", "in", roster.employee_ids.ids),
                ("state", "=", "validate"),
                ("request_date_from", "<=", roster.date_to),
                ("request_date_to", ">=", roster.date_from),
            ],
            ["employee_id", "request_date_from", "request_date_to"],
        )
        for leave in leaves:
            days = (leave.request_date_to - leave.request_date_from).days + 1
            found[leave.employee_id.id].update(
                (leave.request_date_from + timedelta(days=day)).isoformat() for day in range(days)
            )
        for change in self.changes or ():
            if change["do"] == "absent":
                found[change["employee"]].update(change["dates"])
        return found

    def _prepare_conflict(self, problem, conflict) -> list[dict]:
        """The rules that contradict each other, and those that could give way."""
        if not isinstance(conflict, dict):
            return []
        keys = self.roster_id._problem()[1]
        return [
            self._prepare_finding(problem, kind, rule, rule_id=self._rule_on_record(keys, rule))
            for kind, key in (("conflict", "rules"), ("relaxation", "relaxation"))
            for rule in conflict.get(key) or ()
        ]

    @staticmethod
    def _rule_on_record(keys, part):
        """The roster rule by which somebody has to keep what a conflict names."""
        name, person, shift = part.get("rule"), part.get("person"), part.get("shift")
        if not keys:
            return False
        return keys.rules.get((person, name)) or keys.never.get((person, shift)) or keys.kinds.get(name) or False

    def _prepare_finding(self, problem, kind, where, **values) -> dict:
        """A row of the account, told by people and days instead of places.

        :param where: rule, person, days, shift and skill, as in an account's breach.
        """
        days = [self._iso(day) for day in where.get("days") or ()]
        person, shift, rule = where.get("person"), where.get("shift"), where.get("rule")
        return {
            "run_id": self.id,
            "company_id": self.company_id.id,
            "team_id": self.team_id.id,
            "kind": kind,
            "rule": rule if rule in _KNOWN else False,
            "employee_id": False if person is None else int(problem.people[person].key),
            "template_id": False if shift is None or shift < 0 else int(problem.shifts[shift].key),
            "skill": where.get("skill") or False,
            "date": date.fromisoformat(days[0]) if days else False,
            "days": days,
            **values,
        }

    def _iso(self, day) -> str:
        """The date of a day of the roster."""
        return (self.roster_id.date_from + timedelta(days=day)).isoformat()
