from datetime import date

from odoo import models
from odoo.exceptions import UserError

from ...core.now import utcnow
from ...core.roster import problem as core_problem
from ...core.roster.axes import axes_of, moved
from ...core.roster.changed import absent, relaxed, without
from ...core.roster.problem import OFF
from ..answers import notification
from .run import LIVE


class CsRosterRun(models.Model):
    """What a run is asked, and how its result becomes the roster, and back."""

    _inherit = "cs.roster.run"

    # -- what is asked -----------------------------------------------------------

    def _problem(self):
        """The roster's problem, with what is changed for this run only."""
        problem = self.roster_id._problem()[0]
        for change in self.changes or ():
            problem = self._change_problem(problem, change)
        return problem

    def _change_problem(self, problem, change):
        """One change: a rule that gives way, or somebody who is absent."""
        person = self._index(problem.people, change.get("employee"))
        if change.get("employee") and person is None:
            return problem  # not on the roster any more
        days = [day for text in change.get("dates") or () if 0 <= (day := self._day(text)) < problem.days]
        if change["do"] == "absent":
            return absent(problem, person, days)
        shift = self._index(problem.shifts, change.get("template"))
        return relaxed(problem, change["rule"], person, days, shift, change.get("skill"))

    @staticmethod
    def _index(rows, record_id):
        """The place of a person or a shift in a problem."""
        return next((index for index, row in enumerate(rows) if row.key == str(record_id)), None)

    def _day(self, text) -> int:
        """Days from the roster's first day to a day (ISO)."""
        return (date.fromisoformat(text) - self.roster_id.date_from).days

    def _problem_text(self, problem) -> str:
        return core_problem.dumps(problem)

    def _axes(self, problem) -> dict:
        return axes_of(problem, self.roster_id.date_from)

    def _start_assignment(self, problem):
        """Where the work goes on: the last roster of this run; for a repair the roster in force."""
        current = self.roster_id._assignment(problem)
        for change in self.changes or ():
            if change["do"] == "absent":
                person = self._index(problem.people, change["employee"])
                if person is not None:
                    current = without(current, person, map(self._day, change["dates"]))
        if self.assignment:
            return moved(self.assignment, self.axes, problem, self.roster_id.date_from, current)[0]
        return current if self.mode == "repair" else None

    def _fits(self, assignment) -> bool:
        """Whether something is a roster of this run's people and days; a file may hold anything."""
        if not isinstance(assignment, list) or len(assignment) != len(self.axes["people"]):
            return False
        kinds, days = range(OFF, len(self.axes["shifts"])), self._day(self.roster_id.date_to.isoformat()) + 1
        return all(
            isinstance(row, list) and len(row) == days and all(isinstance(cell, int) and cell in kinds for cell in row)
            for row in assignment
        )

    # -- taken over and back -----------------------------------------------------

    def action_apply(self):
        """Make the result the roster; what was there before can be brought back."""
        self.ensure_one()
        roster = self._roster_to_change()
        if not self.assignment:
            raise UserError(self.env._("There is no roster to take over."))
        problem = self._problem()  # what gives way for this roster gives way when it is taken over
        current = roster._assignment(problem)
        assignment, fallen = moved(
            self.assignment, self.axes, problem, roster.date_from, self._with_absent(current, problem)
        )
        former = {"axes": self._axes(problem), "rows": current, "fixed": self._set_free(roster)}
        # sudo: see write()
        self.sudo().write({"former": former, "applied_at": utcnow(), "applied_by": self.env.uid})
        roster._apply(assignment, "repair" if self.mode == "repair" else "generated", problem)
        return self._tell_applied(fallen)

    def _set_free(self, roster) -> list:
        """Fixed shifts that give way for this roster are fixed no more.

        :return: employee id and day of each, to fix them again.
        """
        free = {
            (change["employee"], day)
            for change in self.changes or ()
            if change["do"] == "relax" and change["rule"] == "pinned"
            for day in change["dates"]
        }
        fixed = roster._standing_shifts().filtered(
            lambda shift: shift.is_pinned and (shift.employee_id.id, shift.date.isoformat()) in free
        )
        fixed.is_pinned = False
        return [[shift.employee_id.id, shift.date.isoformat()] for shift in fixed]

    def _with_absent(self, current, problem):
        """The present roster without the shifts of those whom this run takes for absent."""
        for change in self.changes or ():
            person = self._index(problem.people, change.get("employee"))
            if change["do"] == "absent" and person is not None:
                current = without(current, person, map(self._day, change["dates"]))
        return current

    def _tell_applied(self, fallen) -> dict:
        """Go on to the roster, told of what was left out."""
        grid = self.roster_id.action_grid()
        if not fallen:
            return grid
        message = self.env._(
            "%(count)s shifts were left out: people cannot work them any more since the roster was computed.",
            count=fallen,
        )
        return notification(message, "warning", next=grid)

    def action_undo(self):
        """Bring back the roster as it was before this result was taken over."""
        self.ensure_one()
        roster = self._roster_to_change()
        if not self.former:
            raise UserError(self.env._("There is no former roster to go back to."))
        problem = roster._problem()[0]
        former = self.former
        assignment, fallen = moved(
            former["rows"], former["axes"], problem, roster.date_from, roster._assignment(problem)
        )
        # sudo: see write()
        self.sudo().write({"former": False, "applied_at": False, "applied_by": False})
        roster._apply(assignment, "manual")
        again = {tuple(cell) for cell in former["fixed"]}
        roster._standing_shifts().filtered(
            lambda shift: (shift.employee_id.id, shift.date.isoformat()) in again
        ).is_pinned = True
        return self._tell_applied(fallen)

    def _roster_to_change(self):
        """The roster, with the rights of whoever asks.

        :raises UserError: while it is being computed, or once it is closed.
        """
        roster = self.roster_id
        roster.check_access("write")
        if self.state in LIVE:
            raise UserError(self.env._("The roster is still being computed."))
        if roster.state == "closed":
            raise UserError(self.env._("A closed roster is kept as it was."))
        return roster

    # -- one click ---------------------------------------------------------------

    def action_relax(self):
        """Let the cheapest of the contradicting rules give way, for this roster only, and compute again."""
        self.ensure_one()
        self._roster_to_change()
        # sudo: see write()
        run = self.sudo()
        giving = run.finding_ids.filtered(lambda finding: finding.kind == "relaxation")
        if not giving:
            raise UserError(self.env._("There is no rule that could give way."))
        run.write(
            {
                "changes": [*(run.changes or ()), *[finding._prepare_change() for finding in giving]],
                "change_words": [*(run.change_words or ()), *giving.mapped("words")],
            }
        )
        run._requeue()
        return True


class CsRosterFinding(models.Model):
    _inherit = "cs.roster.finding"

    def _prepare_change(self) -> dict:
        """This rule gives way, told by people and days."""
        return {
            "do": "relax",
            "rule": self.rule,
            "employee": self.employee_id.id,
            "dates": self.days or [],
            "template": self.template_id.id,
            "skill": self.skill or None,
        }
