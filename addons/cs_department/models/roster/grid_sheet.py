from odoo import fields, models
from odoo.tools import format_date

from ...core.roster.account import coverage, totals
from .grid_account import ids_of, laid_out

#: pale enough for dark letters; the style sheet of the grid has the same
COLORS = (
    *("#e3e6ea", "#ffc9c9", "#ffd8a8", "#ffec99", "#b9dcff", "#d9c2e9"),
    *("#f3d9cf", "#9fe0d6", "#a9b7e8", "#f5b3d4", "#b7e4b0", "#cbb8f0"),
)
_DAY_COLORS = {"weekend": "#f0f2f5", "holiday": "#fde3e3", "makeup": "#fff8dc", "workday": ""}
_LEAVE_COLOR = "#dff0e6"
_SHORT_COLOR = "#ffd6d6"
_HOUR = 60


def _hours(minutes: float) -> float | int:
    """150 for 9000 minutes, 7.5 for 450."""
    hours = round(minutes / _HOUR, 1)
    return int(hours) if hours == int(hours) else hours


class CsRoster(models.Model):
    """The roster on paper and as a spreadsheet: the same table from the same numbers."""

    _inherit = "cs.roster"

    def _grid_sheet(self) -> dict:
        """Title, legend and table of the roster; without hours for who does not make rosters."""
        self.ensure_one()
        self.check_access("read")
        editor = self.has_access("write")
        templates = {one["id"]: one for one in self._grid_templates()}
        days = [{**day, "color": _DAY_COLORS[day["kind"]]} for day in self._grid_days()]
        people = self._grid_people()
        sums, needs = {}, []
        if editor:
            self._grid_add_leave(people)
            sums, needs = self._grid_sheet_account(days)
        cells = self._grid_cells()
        used = {cell[1] for row in cells.values() for cell in row}
        return {
            "title": self.name,
            "when": " – ".join(format_date(self.env, day) for day in (self.date_from, self.date_to)),
            "state": dict(self._fields["state"]._description_selection(self.env))[self.state],
            "printed": format_date(self.env, fields.Date.context_today(self)),
            "editor": editor,
            "days": days,
            "legend": [{**one, "color": COLORS[one["color"]]} for key, one in templates.items() if key in used],
            "rows": [
                {
                    "name": person["name"],
                    "cells": self._grid_sheet_row(person, cells.get(person["id"], ()), templates, days),
                    "sums": sums.get(person["id"], ("", "", "", "")),
                }
                for person in people
            ],
            "needs": needs,
        }

    def _grid_sheet_row(self, person: dict, cells, templates: dict, days: list) -> list[dict]:
        """What stands in each day, and how it is shaded."""
        row = [{"code": "", "color": day["color"]} for day in days]
        for day in person["leave"]:
            row[day] = {"code": self.env._("Leave"), "color": _LEAVE_COLOR}
        for day, template, *_rest in cells:
            known = templates[template]
            row[day] = {"code": known["code"], "color": COLORS[known["color"]]}
        return row

    def _grid_sheet_account(self, days: list) -> tuple[dict, list]:
        """Person → hours, target, nights, weekend days; and the rows of demand."""
        problem = self._grid_problem("")
        rows = laid_out(problem, self._grid_cells())
        known = totals(problem, rows)
        sums = {
            employee: (
                _hours(known[index].minutes),
                "" if known[index].target is None else _hours(known[index].target),
                known[index].nights,
                known[index].weekend_days,
            )
            for index, employee in enumerate(ids_of(problem.people))
        }
        there: dict[tuple, list] = {}
        for cover, count in zip(problem.cover, coverage(problem, rows), strict=True):
            row = there.setdefault(
                (cover.shift, cover.skill or ""), [{"text": "", "color": day["color"]} for day in days]
            )
            color = _SHORT_COLOR if count < cover.needed else days[cover.day]["color"]
            row[cover.day] = {"text": f"{count}/{cover.needed}", "color": color}
        names, templates = self._grid_skill_names(problem), ids_of(problem.shifts)
        asked = {(row.shift, row.skill or "") for row in problem.cover if row.needed}
        shifts = self.env["cs.shift.template"]
        needs = [
            {
                "name": " · ".join(filter(None, (shifts.browse(templates[shift]).name, names.get(skill, skill)))),
                "cells": there[shift, skill],
            }
            for shift, skill in sorted(there)
            if (shift, skill) in asked  # what nobody is asked for has no row
        ]
        return sums, needs
