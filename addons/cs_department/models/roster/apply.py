from collections import defaultdict
from datetime import timedelta

from odoo import models
from odoo.exceptions import UserError

from ...core.roster.problem import OFF, Assignment


class CsRoster(models.Model):
    """Shifts as an assignment of the engine, and back."""

    _inherit = "cs.roster"

    def _assignment(self, problem) -> Assignment:
        """The shifts of this roster as they stand, in the places of a problem of it."""
        self.ensure_one()
        index = {int(shift.key): place for place, shift in enumerate(problem.shifts)}
        rows = {int(person.key): [OFF] * problem.days for person in problem.people}
        for shift in self._standing_shifts():
            place = index.get(shift.template_id.id)
            if place is not None and shift.employee_id.id in rows:
                rows[shift.employee_id.id][(shift.date - self.date_from).days] = place
        return tuple(map(tuple, rows.values()))

    def _standing_shifts(self):
        return self.shift_ids.filtered(lambda shift: shift.state != "cancelled")

    def _apply(self, assignment, origin, problem=None):
        """Make an assignment the roster: only what differs is written, in a few batches.

        Fixed shifts stay. The rights are those of the user.

        :param assignment: in the places of ``problem``, by default of today's.
        :param origin: ``cs.shift.origin`` of what is new.
        :return: the shifts that were made or changed.
        """
        self.ensure_one()
        self.check_access("write")
        if self.state == "closed":
            raise UserError(self.env._("A closed roster is kept as it was."))
        problem = problem or self._problem()[0]
        gone, moved, new = self._difference(problem, assignment)
        shifts = self.env["cs.shift"]
        gone = shifts.browse(gone)
        gone.filtered(lambda shift: shift.state == "published").write({"state": "cancelled"})
        gone.filtered(lambda shift: shift.state == "draft").unlink()
        changed = shifts.browse([shift_id for ids in moved.values() for shift_id in ids])
        # sudo: nobody edits spans; old times give way before the first new ones are laid
        self.env["cs.shift.span"].sudo().search([("shift_id", "in", changed.ids)]).unlink()
        for template_id, ids in moved.items():
            # one write per kind of shift, a roster has a handful
            shifts.browse(ids).write({"template_id": template_id, "origin": origin})
        state = "published" if self.state == "published" else "draft"
        values = {"roster_id": self.id, "origin": origin, "state": state}
        return changed + shifts.create([{**values, **row} for row in new])

    def _difference(self, problem, assignment) -> tuple[list[int], dict[int, list[int]], list[dict]]:
        """Shifts that go, shifts that become another kind (template id → shift ids), and new ones."""
        standing = {(shift.employee_id.id, shift.date): shift for shift in self._standing_shifts()}
        gone, moved, new = [], defaultdict(list), []
        for person, row in zip(problem.people, assignment, strict=True):
            for day, place in enumerate(row):
                cell = (int(person.key), self.date_from + timedelta(days=day))
                shift = standing.get(cell)
                if shift and shift.is_pinned:
                    continue
                template_id = int(problem.shifts[place].key) if place != OFF else False
                if shift and not template_id:
                    gone.append(shift.id)
                elif shift and shift.template_id.id != template_id:
                    moved[template_id].append(shift.id)
                elif template_id and not shift:
                    new.append({"employee_id": cell[0], "date": cell[1], "template_id": template_id})
        return gone, moved, new

    # -- rotations ---------------------------------------------------------------

    def action_lay_rotation(self):
        """Fill the roster with the days of the rotations; fixed shifts and leave stay as they are."""
        for roster in self:
            # rosters are filled one at a time, from their own window
            roster.check_access("write")
            problem = roster._problem()[0]
            if not any(person.pattern for person in problem.people):
                raise UserError(
                    self.env._(
                        "Nobody on “%(roster)s” follows a rotation in these days. Put people into crews first, "
                        "under Duty.",
                        roster=roster.name,
                    )
                )
            roster._apply(roster._with_rotation(problem), "rotation", problem)
        return True

    def _with_rotation(self, problem) -> Assignment:
        """The roster as it stands, with the days of the rotations on top."""
        rows = []
        for person, row in zip(problem.people, self._assignment(problem), strict=True):
            days = list(row)
            for day, shift in person.pattern.items():
                if day not in person.pinned:
                    days[day] = OFF if (day, shift) in person.cannot else shift
            rows.append(tuple(days))
        return tuple(rows)
