from datetime import date, timedelta
from uuid import uuid4

from babel.dates import format_skeleton
from odoo import fields, models
from odoo.tools.misc import babel_locale_parse


class CsRoster(models.Model):
    """What the roster grid shows: people by days, read at one go."""

    _inherit = "cs.roster"

    # counts what changes cells, so that two who edit at once learn of each other
    grid_version = fields.Integer("Version of the grid", readonly=True, copy=False)

    def action_grid(self):
        """Open the grid of this roster."""
        self.ensure_one()
        return {
            "type": "ir.actions.client",
            "tag": "cs_department.roster_grid",
            "name": self.name,
            "path": "cs-roster",
            "params": {"resId": self.id},
        }

    def grid_load(self) -> dict:
        """Everything that the grid of one roster shows.

        Who may not make rosters sees who works when, without hours, wishes and leave of
        the others.
        """
        self.ensure_one()
        self.check_access("read")
        token = uuid4().hex
        editor = self.has_access("write")
        people = self._grid_people()
        answer = {
            "id": self.id,
            "name": self.name,
            "team": self.team_id.id,
            "state": self.state,
            "can_edit": editor and self.state != "closed",
            "version": self.grid_version,
            "token": token,
            "days": self._grid_days(),
            "today": fields.Date.context_today(self.with_context(tz=self.tz)),
            "templates": self._grid_templates(),
            "posts": self._grid_posts(),
            "people": people,
            "needs": [],
            "trouble": "",
            **self._grid_neighbours(),
        }
        cells = self._grid_cells()
        for person in people:
            person["cells"] = cells.get(person["id"], [])
        if editor:
            self._grid_add_leave(people)
            self._grid_add_account(answer, token)
        return answer

    # -- days ----------------------------------------------------------------------

    def _grid_dates(self) -> list[date]:
        return [self.date_from + timedelta(days=number) for number in range((self.date_to - self.date_from).days + 1)]

    def _grid_days(self) -> list[dict]:
        """Each day with what it is: working day, weekend, public holiday, make-up working day."""
        special = self._grid_special_days()
        locale = babel_locale_parse(self.env.lang)
        days = []
        for day in self._grid_dates():
            kind, name = special.get(day, ("weekend" if day.weekday() > 4 else "workday", ""))
            days.append(
                {
                    "date": fields.Date.to_string(day),
                    "number": day.day,
                    "weekday": format_skeleton("EEEEEE", day, locale=locale),
                    "words": format_skeleton("MMMEd", day, locale=locale),
                    "kind": kind,
                    "name": name,
                    "monday": day.weekday() == 0,
                }
            )
        return days

    def _grid_special_days(self) -> dict:
        # sudo: public holidays are no secret
        found = self.env["cs.calendar.exception"].sudo()
        found = found.search_fetch(
            [
                ("date", ">=", self.date_from),
                ("date", "<=", self.date_to),
                ("company_id", "in", [False, self.company_id.id]),
                ("calendar_ids", "=", False),
            ],
            ["date", "kind", "name", "company_id"],
        )
        # a company's own day replaces the general one
        ordered = found.sorted(lambda day: bool(day.company_id))
        return {day.date: ("makeup" if day.kind == "work" else "holiday", day.name or "") for day in ordered}

    def _grid_neighbours(self) -> dict:
        """The rosters of the team before and after this one."""
        others = self.search([("team_id", "=", self.team_id.id)], order="date_from")
        place = others.ids.index(self.id) if self in others else 0
        return {
            "previous": others[place - 1].id if place else False,
            "next": others[place + 1].id if place + 1 < len(others) else False,
        }

    # -- shifts --------------------------------------------------------------------

    def _grid_template_records(self):
        """The shifts that may be put on this roster, and those that are on it already."""
        # sudo: what a shift needs is read through skills that not everybody may read
        templates = self.env["cs.shift.template"].sudo()
        fit = templates.search(
            [
                ("company_id", "in", [False, self.company_id.id]),
                "|",
                ("team_ids", "=", False),
                ("team_ids", "in", self.team_id.ids),
            ]
        )
        used = self.env["cs.shift"].sudo()._read_group([("roster_id", "=", self.id)], ["template_id"])  # sudo: as above
        return fit | templates.browse(template.id for (template,) in used)

    def _grid_templates(self, also=()) -> list[dict]:
        """
        :param also: ids of shifts that the rules speak of, though nobody may put them here.
        """
        fit = self._grid_template_records()
        return [
            {
                "id": template.id,
                "code": template.code,
                "name": template.name,
                "color": template.color % 12,
                "hours": template.hours,
                "minutes": template.minutes,
                "night": template.is_night,
                "post": template.post_id.id,
                "skills": template.skill_ids.mapped("name"),
                "active": template.active and template in fit,
            }
            for template in fit | fit.browse(also)
        ]

    def _grid_posts(self) -> list[dict]:
        posts = self._grid_template_records().post_id
        return [{"id": post.id, "name": post.name} for post in posts.sorted("sequence")]

    def _grid_cells(self, employee_ids=None) -> dict[int, list]:
        """Person → his shifts as (day, shift, fixed, minutes, acknowledged)."""
        domain = [("roster_id", "=", self.id), ("state", "!=", "cancelled")]
        if employee_ids is not None:
            domain.append(("employee_id", "in", employee_ids))
        columns = ["employee_id", "date", "template_id", "is_pinned", "minutes", "acknowledged_at"]
        cells: dict[int, list] = {}
        for shift in self.env["cs.shift"].search_fetch(domain, columns):
            cell = [
                (shift.date - self.date_from).days,
                shift.template_id.id,
                shift.is_pinned,
                shift.minutes,
                bool(shift.acknowledged_at),
            ]
            cells.setdefault(shift.employee_id.id, []).append(cell)
        return cells

    # -- people --------------------------------------------------------------------

    def _grid_employees(self):
        """People of the roster, and whoever has a shift on it though he left its list."""
        # sudo: names and skills of colleagues; personnel files stay closed
        roster = self.sudo()
        there = [("roster_id", "=", self.id), ("state", "!=", "cancelled")]
        ((also,),) = roster.env["cs.shift"]._read_group(there, [], ["employee_id:recordset"])
        return (roster.employee_ids | also).sorted(lambda one: (one.name or "", one.id))

    def _grid_people(self) -> list[dict]:
        return [
            {
                "id": employee.id,
                "name": employee.name,
                "job": employee.job_id.name or "",
                "skills": employee.employee_skill_ids.skill_id.mapped("name"),
                "leave": [],
                "wishes": [],
                "cannot": [],
                "target": None,
                "shares": {},
                "breaches": [],
            }
            for employee in self._grid_employees()
        ]

    def _grid_add_leave(self, people):
        """Days of approved leave, whole or in part."""
        # sudo: who plans must know that somebody is away, not why
        leaves = self.env["hr.leave"].sudo()
        leaves = leaves.search_fetch(
            [
                ("employee_id", "in", [person["id"] for person in people]),
                ("state", "=", "validate"),
                ("request_date_from", "<=", self.date_to),
                ("request_date_to", ">=", self.date_from),
            ],
            ["employee_id", "request_date_from", "request_date_to"],
        )
        by_person = leaves.grouped("employee_id")
        last = (self.date_to - self.date_from).days
        for person in people:
            for leave in by_person.get(self.env["hr.employee"].browse(person["id"]), ()):
                first_day = max(0, (leave.request_date_from - self.date_from).days)
                last_day = min(last, (leave.request_date_to - self.date_from).days)
                person["leave"] += range(first_day, last_day + 1)
