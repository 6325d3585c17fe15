from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

#: most cells that one edit of the grid changes: everybody, four months
_MOST = 40_000


@dataclass(frozen=True, slots=True)
class Cell:
    """What is to stand in a cell: a shift (0: none), fixed or not."""

    template: int
    pinned: bool


@dataclass(frozen=True, slots=True)
class Change:
    """One cell as whoever edits saw it, and as he wants it."""

    employee: int
    day: int
    before: Cell
    after: Cell


class CsRoster(models.Model):
    """Edits of the grid: in batches, and never over what somebody else has just done."""

    _inherit = "cs.roster"

    def grid_apply(self, changes, version, token="") -> dict:
        """Write cells of the grid.

        :param changes: rows of (employee, day of the roster from 0, shift before, fixed
            before, shift after, fixed after); 0 is no shift.
        :param version: the roster as whoever edits knows it.
        :param token: of the load, for the account of the rules.
        :returns: the new version, what the rows break now, the cells that somebody else
            has changed meanwhile (left as they are), and all cells where the roster is
            not the one that was known.
        """
        self.ensure_one()
        self.check_access("write")
        if self.state == "closed":
            raise UserError(self.env._("This roster is closed: it shows who worked when and stays as it is."))
        wanted = self._grid_read_changes(changes)
        known = self._grid_lock() == version
        there = self._grid_current(wanted)
        theirs = [change for change in wanted if self._grid_cell(there, change) != change.before]
        ours = [change for change in wanted if change not in theirs]
        self._grid_write(ours, there)
        people = {change.employee for change in wanted}
        self.invalidate_recordset(["grid_version"])
        return {
            "version": self.grid_version,
            "conflicts": [self._grid_conflict(there, change) for change in theirs],
            "cells": self._grid_cells() if theirs or not known else self._grid_cells(list(people)),
            "all": bool(theirs or not known),
            "breaches": self._grid_breaches(token, people if known else None),
        }

    # -- reading what the client sent ----------------------------------------------

    def _grid_read_changes(self, changes) -> list[Change]:
        """The changes of a request, held to this roster's people, days and shifts."""
        days = (self.date_to - self.date_from).days
        people = set(self._grid_employees().ids)
        templates = {0, *self._grid_template_records().ids}
        try:
            read = [
                Change(int(row[0]), int(row[1]), Cell(int(row[2]), bool(row[3])), Cell(int(row[4]), bool(row[5])))
                for row in changes
            ]
        except (TypeError, ValueError, IndexError, KeyError) as error:
            raise UserError(self.env._("These are no cells of a roster.")) from error
        sane = len({(one.employee, one.day) for one in read}) == len(read) <= _MOST and all(
            one.employee in people and 0 <= one.day <= days and one.after.template in templates for one in read
        )
        if not sane:
            raise UserError(
                self.env._("People, days or shifts of the roster have changed: load it anew and try again.")
            )
        return read

    # -- two at once ---------------------------------------------------------------

    def _grid_lock(self) -> int:
        """Hold the roster until the end of the transaction; the version before.

        Whoever comes second waits, and is then served anew by the server with the cells
        of the first.
        """
        self._grid_changed()
        return self.grid_version - 1

    def _grid_changed(self):
        """Cells of these rosters have changed."""
        if self.ids:
            self.env.cr.execute(
                SQL("UPDATE cs_roster SET grid_version = COALESCE(grid_version, 0) + 1 WHERE id IN %s", tuple(self.ids))
            )
            self.invalidate_recordset(["grid_version"], flush=False)

    def _grid_current(self, changes: Iterable[Change]) -> dict:
        """(employee, day) → the shift in force there now."""
        changes = list(changes)
        shifts = self.env["cs.shift"].search(
            [
                ("roster_id", "=", self.id),
                ("state", "!=", "cancelled"),
                ("employee_id", "in", [change.employee for change in changes]),
                ("date", "in", list({self._grid_date(change.day) for change in changes})),
            ]
        )
        return {(shift.employee_id.id, (shift.date - self.date_from).days): shift for shift in shifts}

    def _grid_date(self, day: int) -> date:
        return self.date_from + timedelta(days=day)

    @api.model
    def _grid_cell(self, there: dict, change: Change) -> Cell:
        shift = there.get((change.employee, change.day))
        return Cell(shift.template_id.id, shift.is_pinned) if shift else Cell(0, False)

    def _grid_conflict(self, there: dict, change: Change) -> dict:
        """Who was quicker, in a cell that stays as he left it."""
        shift = there.get((change.employee, change.day))
        # sudo: only the name of a colleague
        who = (shift.write_uid or shift.create_uid).sudo().name if shift else ""
        return {"employee": change.employee, "day": change.day, "who": who}

    # -- writing -------------------------------------------------------------------

    def _grid_write(self, changes: Iterable[Change], there: dict):
        """Take back what goes, make what comes, fix or free the rest: a batch of each."""
        shifts = self.env["cs.shift"]
        gone, fixed, freed, made = shifts, shifts, shifts, []
        for change in changes:
            shift, after = there.get((change.employee, change.day)), change.after
            if shift and shift.template_id.id == after.template:
                if shift.is_pinned != after.pinned:
                    fixed, freed = (fixed | shift, freed) if after.pinned else (fixed, freed | shift)
                continue
            if shift:
                gone |= shift
            if after.template:
                made.append(self._grid_prepare_shift(change))
        fixed.write({"is_pinned": True})
        freed.write({"is_pinned": False})
        if self.state == "draft":
            gone.unlink()
        else:
            gone.write({"state": "cancelled"})
        shifts.create(made)

    def _grid_prepare_shift(self, change: Change) -> dict:
        return {
            "roster_id": self.id,
            "employee_id": change.employee,
            "template_id": change.after.template,
            "date": fields.Date.to_string(self._grid_date(change.day)),
            "is_pinned": change.after.pinned,
            "state": "draft" if self.state == "draft" else "published",
            "origin": "manual",
        }


class CsShift(models.Model):
    _inherit = "cs.shift"

    #: what a cell of the grid shows
    _ON_GRID = frozenset({"roster_id", "employee_id", "template_id", "date", "is_pinned", "state"})

    @api.model_create_multi
    def create(self, vals_list):
        shifts = super().create(vals_list)
        shifts.roster_id._grid_changed()
        return shifts

    def write(self, vals):
        rosters = self.roster_id if self._ON_GRID & vals.keys() else self.env["cs.roster"]
        result = super().write(vals)
        if rosters or "roster_id" in vals:
            (rosters | self.roster_id)._grid_changed()
        return result

    def unlink(self):
        rosters = self.roster_id
        result = super().unlink()
        rosters._grid_changed()
        return result
