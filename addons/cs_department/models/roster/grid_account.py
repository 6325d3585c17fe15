from collections.abc import Iterable
from dataclasses import replace

from odoo import models
from odoo.exceptions import UserError
from odoo.tools.lru import LRU

from ...core.roster.account import Breach, account, coverage, totals
from ...core.roster.answers import Answer, answers
from ...core.roster.problem import OFF, Person, Problem, Shift
from ...core.roster.told import amount_told, is_fair_enough

#: Problems of the grids that are open, by the token of their load: rules and leave do not
#: change with a keystroke, and reading them takes longer than the account does. A process
#: that has not seen the token reads them once.
_KEPT: LRU = LRU(32)
#: people who are named for one hole
_ASKED = 8


def ids_of(parts: Iterable[Person | Shift]) -> list[int]:
    """Records of people or shifts of a problem: their keys are ids."""
    return [int(part.key) for part in parts]


def laid_out(problem: Problem, cells: dict[int, list]) -> list[tuple[int, ...]]:
    """The rows of people as shifts of the problem; a row that is not known is empty."""
    index = {template: number for number, template in enumerate(ids_of(problem.shifts))}
    rows = []
    for employee in ids_of(problem.people):
        row = [OFF] * problem.days
        for day, template, *_rest in cells.get(employee, ()):
            row[day] = index.get(template, OFF)
        rows.append(tuple(row))
    return rows


class CsRoster(models.Model):
    """What the roster in the grid breaks, told beside the cells."""

    _inherit = "cs.roster"

    def _grid_add_account(self, answer: dict, token: str):
        """Demand, wishes, targets and breaches; a sentence where the rules cannot be read."""
        try:
            problem = self._grid_problem(token)
        except UserError as error:
            answer["trouble"] = str(error)
            return
        answer["templates"] = self._grid_templates(ids_of(problem.shifts))
        by_id = {person["id"]: person for person in answer["people"]}
        sums = totals(problem, laid_out(problem, self._grid_cells()))
        for index, employee in enumerate(ids_of(problem.people)):
            if employee in by_id:
                self._grid_add_person(by_id[employee], problem, index, sums[index])
        for row in self._grid_breaches(token, None):
            if row["employee"] in by_id:
                by_id[row["employee"]]["breaches"].append(row)
        answer["needs"] = self._grid_needs(problem)
        weekend = {day for days in problem.weekends for day in days}
        for number, day in enumerate(answer["days"]):
            day["is_weekend"] = number in weekend
            day["is_holiday"] = number in problem.holidays

    def _grid_add_person(self, person: dict, problem: Problem, index: int, sums):
        known, templates = problem.people[index], ids_of(problem.shifts)
        person["target"] = sums.target
        person["shares"] = sums.shares
        person["elsewhere"] = sum(past.minutes for past in known.past if 0 <= past.day < problem.days)
        person["wishes"] = [
            [wish.day, wish.wanted, 0 if wish.shift is None else templates[wish.shift]] for wish in known.wishes
        ]
        closed: dict[int, list[int]] = {}
        for day, shift in sorted(known.cannot):
            closed.setdefault(day, []).append(templates[shift])
        person["cannot"] = list(closed.items())

    def _grid_needs(self, problem: Problem) -> list[dict]:
        """Rows of demand: a shift, with a skill or without, and how many on each day."""
        employees, templates = ids_of(problem.people), ids_of(problem.shifts)
        names = self._grid_skill_names(problem)
        rows: dict[tuple, dict] = {}
        for cover in problem.cover:
            key = (cover.shift, cover.skill or "")
            row = rows.setdefault(
                key,
                {
                    "template": templates[cover.shift],
                    "key": cover.skill or "",
                    "skill": names.get(cover.skill, cover.skill) or "",
                    "needed": [0] * problem.days,
                    "able": None
                    if cover.skill is None
                    else [
                        employee
                        for employee, person in zip(employees, problem.people, strict=True)
                        if cover.skill in person.skills
                    ],
                },
            )
            row["needed"][cover.day] += cover.needed
        # what nobody is asked for has no row
        return [rows[key] for key in sorted(rows) if any(rows[key]["needed"])]

    def _grid_skill_names(self, problem: Problem) -> dict[str, str]:
        """A skill of the problem is the id of a skill; others are called by their own name."""
        keys = {cover.skill for cover in problem.cover if cover.skill and cover.skill.isdigit()}
        # sudo: what a skill is called is no secret
        skills = self.env["hr.skill"].sudo().browse(map(int, keys))
        return {str(skill.id): skill.name for skill in skills}

    # -- breaches --------------------------------------------------------------------

    def _grid_breaches(self, token: str, employee_ids: Iterable[int] | None) -> list[dict]:
        """What these people's rows break; ``None``: everybody's."""
        try:
            problem = self._grid_problem(token)
        except UserError:
            return []  # the load has said why
        employees = ids_of(problem.people)
        place = {employee: index for index, employee in enumerate(employees)}
        chosen = None if employee_ids is None else [place[one] for one in employee_ids if one in place]
        cells = self._grid_cells(employee_ids)
        if {cell[1] for row in cells.values() for cell in row} - {int(shift.key) for shift in problem.shifts}:
            _KEPT.pop((self.env.cr.dbname, self.id, token))  # a shift that nobody had when it was read
            problem = self._grid_problem(token)
        rows = laid_out(problem, cells)
        people = range(len(employees)) if chosen is None else chosen
        said: dict[tuple, str] = {}
        return [
            {
                "employee": employees[breach.person],
                "rule": breach.rule,
                "label": self._grid_rule_label(breach.rule),
                "days": breach.days,
                "hard": breach.weight is None,
                "cost": breach.cost,
                "words": self._grid_say(replace(breach, amount=amount_told(problem, breach)), said),
            }
            for breach in account(problem, rows, people).breaches
            if not is_fair_enough(breach)
        ]

    def _grid_rule_label(self, rule: str) -> str:
        field = self.env["cs.roster.finding"]._fields["rule"]
        return dict(field._description_selection(self.env)).get(rule, rule)

    def _grid_say(self, breach: Breach, said: dict) -> str:
        """By how much a rule is broken; the same words for the same amount."""
        key = (breach.rule, breach.amount)
        if key not in said:
            said[key] = self.env["cs.roster.finding"].new({"rule": breach.rule, "amount": breach.amount})._say_amount()
        return said[key]

    # -- holes -------------------------------------------------------------------------

    def grid_answers(self, day, token="") -> dict[str, list[dict]]:
        """Who could fill the holes of a day, who is to be asked first comes first.

        :param day: of the roster, from 0.
        :returns: "shift:skill" → people with a reason.
        """
        self.ensure_one()
        self.check_access("write")
        problem = self._grid_problem(str(token))
        rows = laid_out(problem, self._grid_cells())
        counts = coverage(problem, rows)
        templates = ids_of(problem.shifts)
        found = {}
        for cover, there in zip(problem.cover, counts, strict=True):
            if cover.day == day and there < cover.needed:
                ranked = answers(problem, rows, cover.day, cover.shift, cover.skill)[:_ASKED]
                found[f"{templates[cover.shift]}:{cover.skill or ''}"] = self._grid_name_answers(problem, ranked)
        return found

    def _grid_name_answers(self, problem: Problem, ranked: Iterable[Answer]) -> list[dict]:
        employees, templates = ids_of(problem.people), ids_of(problem.shifts)
        # sudo: names of colleagues; personnel files stay closed
        people, shifts = self.env["hr.employee"].sudo(), self.env["cs.shift.template"]
        return [
            {
                "id": employees[answer.person],
                "name": people.browse(employees[answer.person]).name,
                "words": self._grid_say_answer(
                    answer, shifts if answer.before == OFF else shifts.browse(templates[answer.before])
                ),
            }
            for answer in ranked
        ]

    def _grid_say_answer(self, answer: Answer, before) -> str:
        """What asking this person means."""
        parts = [self.env._("instead of %(shift)s", shift=before.name) if before else self.env._("is off")]
        if answer.leaves:
            parts.append(self.env._("leaves a hole there"))
        if answer.due > 0:
            parts.append(self.env._("%(n)s below the fair share", n=f"{answer.due:.1f}".removesuffix(".0")))
        elif answer.due < 0:
            parts.append(self.env._("%(n)s above the fair share", n=f"{-answer.due:.1f}".removesuffix(".0")))
        said: dict[tuple, str] = {}
        parts += [f"{self._grid_rule_label(one.rule)}: {self._grid_say(one, said)}" for one in answer.broken]
        return " · ".join(parts)

    # -- the problem -------------------------------------------------------------------

    def _grid_problem(self, token: str) -> Problem:
        """The problem of the roster as it was when the grid was loaded."""
        key = (self.env.cr.dbname, self.id, token)
        if key not in _KEPT or not token:
            problem = self._problem(whole=True)[0]
            # what is fixed or in force is so for the solver: by hand it may be moved
            free = tuple(replace(person, pinned={}, current={}) for person in problem.people)
            _KEPT[key] = replace(problem, people=free)
        return _KEPT[key]
