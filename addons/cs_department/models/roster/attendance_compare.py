from collections import defaultdict
from datetime import datetime, timedelta

from odoo import api, fields, models
from odoo.fields import Domain

from ...core.now import utcnow
from ...core.roster.attendance import Outcome, Planned, Tolerance, compare

#: a shift that is over is looked at in passes of so many
_BATCH = 500
#: who forgot to clock out is looked at again for so long after the shift
_OPEN_FOR = timedelta(hours=24)
_AGAIN = timedelta(hours=1)
#: shifts around a stretch of work that may explain it
_AROUND = timedelta(hours=36)


class CsShiftAttendance(models.Model):
    """Shifts that have ended are held against the time clock, in batch."""

    _inherit = "cs.shift.attendance"

    @api.model
    def _cron_compare(self):
        """Everything that has ended or was corrected since, pass by pass; safe to kill and to run twice."""
        commit = self.env["ir.cron"]._commit_progress
        for source in (self._ended_shifts, self._new_stretches):
            while found := source():
                found._cs_compare()
                if not commit(len(found)):
                    return
        self._cron_due()

    @api.model
    def _ended_shifts(self):
        """Shifts in force that are over and have not been compared."""
        shifts = self.env["cs.shift"]
        companies = self.env["res.company"].search([("cs_attendance_from", "!=", False)])
        now = utcnow()
        ended = Domain.OR(
            Domain("company_id", "=", company.id)
            & Domain("date", ">=", company.cs_attendance_from)
            & Domain("end_at", "<=", now - timedelta(minutes=company.cs_attendance_wait_minutes))
            for company in companies
        )
        waiting = Domain("state", "=", "published") & Domain("layer", "=", "work") & Domain("is_compared", "=", False)
        return shifts.search(waiting & ended, order="end_at, id", limit=_BATCH)

    @api.model
    def _new_stretches(self):
        """Stretches of the time clock that are over and that nobody has looked at."""
        return self.env["hr.attendance"].search(
            [("cs_compared", "=", False), ("check_out", "!=", False)], order="check_in, id", limit=_BATCH
        )

    def _act_on_time(self):
        """Rows whose facts may have changed are made anew."""
        self._put_off(False)
        shifts = self.shift_id
        windows = [(row.employee_id.id, row.start_at, row.end_at) for row in self if not row.shift_id]
        # work that is not there any more leaves no row, unless somebody has settled it
        self.filtered(lambda row: not row.settled and (not row.shift_id or row.shift_id.state != "published")).unlink()
        shifts._cs_compare()
        self._compare_windows(windows)

    # -- comparing ------------------------------------------------------------------

    @api.model
    def _compare_windows(self, windows):
        """Compare what people did and should have done around these times.

        :param windows: (employee id, from, until), naive UTC.
        """
        if not windows:
            return
        people = self.env["hr.employee"].browse({employee for employee, _start, _end in windows}).exists()
        first = min(start for _one, start, _end in windows) - _AROUND
        last = max(end for _one, _start, end in windows) + _AROUND
        facts = self._read_facts(people, first, last)
        rows = []
        for company, ours in people.grouped("company_id").items():
            if not company.cs_attendance_from:
                continue
            tolerance = Tolerance(
                late=company.cs_attendance_late_minutes,
                early=company.cs_attendance_early_minutes,
                unasked=company.cs_attendance_unasked_minutes,
            )
            asked = defaultdict(list)
            for employee, start, end in windows:
                asked[employee].append((start, end))
            # who is relieved late has still to clock out
            ended = utcnow() - timedelta(minutes=company.cs_attendance_wait_minutes)
            for person in ours:
                rows += self._compare_person(person, asked[person.id], facts, tolerance, ended)
        self._store(rows)

    @api.model
    def _read_facts(self, people, first, last) -> tuple[dict, dict, dict]:
        """Shifts, stretches of the time clock and approved leave of people, by person: three queries."""
        shifts = self.env["cs.shift"].search(
            [
                ("employee_id", "in", people.ids),
                ("state", "=", "published"),
                ("layer", "=", "work"),
                ("start_at", "<", last),
                ("end_at", ">", first),
            ],
            order="start_at",
        )
        stretches = self.env["hr.attendance"].search(
            [
                ("employee_id", "in", people.ids),
                ("check_in", "<", last),
                "|",
                ("check_out", "=", False),
                ("check_out", ">", first),
            ],
            order="check_in",
        )
        leaves = self.env["hr.leave"].search(
            [
                ("employee_id", "in", people.ids),
                ("state", "=", "validate"),
                ("date_from", "<", last),
                ("date_to", ">", first),
            ]
        )
        return tuple(records.grouped("employee_id") for records in (shifts, stretches, leaves))

    @api.model
    def _compare_person(self, person, windows, facts, tolerance, ended) -> list[dict]:
        of_shifts, of_stretches, of_leaves = facts
        shifts = of_shifts.get(person, self.env["cs.shift"])
        stretches = of_stretches.get(person, self.env["hr.attendance"])
        now = utcnow()
        planned = [
            Planned(
                one.id, tuple((span.start_at, span.end_at) for span in one.span_ids), one.template_id.extend_minutes
            )
            for one in shifts
        ]
        outcomes, strays = compare(
            planned,
            [(one.check_in, one.check_out or None) for one in stretches],
            of_leaves.get(person, self.env["hr.leave"])._cs_away_spans(shifts),
            tolerance,
            now,
        )
        rows = [
            self._prepare_row(shift, outcomes[shift.id], now)
            for shift in shifts
            if shift.end_at <= ended and _within(windows, shift.start_at, shift.end_at)
        ]
        return rows + self._prepare_strays(person, [one for one in strays if _within(windows, *one)])

    @api.model
    def _prepare_row(self, shift, outcome: Outcome, now: datetime) -> dict:
        state = outcome.state
        if state == "done" and (outcome.late or outcome.early):
            state = "both" if outcome.late and outcome.early else "late" if outcome.late else "early"
        gone = outcome.came is None or outcome.left is not None or now > shift.end_at + _OPEN_FOR
        return {
            "shift_id": shift.id,
            "employee_id": shift.employee_id.id,
            "team_id": shift.team_id.id,
            "company_id": shift.company_id.id,
            "date": shift.date,
            "start_at": shift.start_at,
            "end_at": shift.end_at,
            "came_at": outcome.came or False,
            "left_at": outcome.left or False,
            "planned_minutes": shift.minutes,
            "worked_minutes": outcome.worked,
            "late_minutes": outcome.late,
            "early_minutes": outcome.early,
            "unasked_minutes": outcome.unasked,
            "state": state,
            "is_late": bool(outcome.late),
            "is_early": bool(outcome.early),
            "is_absent": state == "absent",
            "is_unasked": bool(outcome.unasked),
            "next_action_at": False if gone else now + _AGAIN,
        }

    @api.model
    def _prepare_strays(self, person, strays) -> list[dict]:
        """Work on days without a shift: one row a day, for people who are on rosters."""
        team = person._cs_duty_team() if strays else self.env["cs.team"]
        if not team:
            return []
        days = defaultdict(list)
        for start, end in strays:
            days[team._local_day(start)].append((start, end))
        return [
            {
                "shift_id": False,
                "employee_id": person.id,
                "team_id": team.id,
                "company_id": team.company_id.id,
                "date": day,
                "start_at": min(start for start, _end in spans),
                "end_at": max(end for _start, end in spans),
                "came_at": min(start for start, _end in spans),
                "left_at": max(end for _start, end in spans),
                "unasked_minutes": sum((end - start).total_seconds() for start, end in spans) // 60,
                "state": "unasked",
                "is_unasked": True,
                "count": 0,
            }
            for day, spans in days.items()
        ]

    @api.model
    def _store(self, rows):
        """Renew rows that exist and make the others; what was settled stays settled while nothing changes."""
        known = self.search(
            Domain("shift_id", "in", [row["shift_id"] for row in rows if row["shift_id"]])
            | (
                Domain("shift_id", "=", False)
                & Domain("employee_id", "in", [row["employee_id"] for row in rows if not row["shift_id"]])
                & Domain("date", "in", [row["date"] for row in rows if not row["shift_id"]])
            )
        )
        places = {(one.shift_id.id, one.employee_id.id, one.date): one for one in known}
        fresh = []
        for row in rows:
            one = places.get((row["shift_id"], row["employee_id"], row["date"]))
            if not one:
                fresh.append(row)
            elif changed := {name: value for name, value in row.items() if one[name] != _plain(one, name, value)}:
                one.write(changed)  # corrections are few
        self.create(fresh)


class CsShift(models.Model):
    _inherit = "cs.shift"

    is_compared = fields.Boolean("Compared with attendance", readonly=True, copy=False)

    _to_compare_idx = models.Index("(end_at) WHERE is_compared IS NOT TRUE AND state = 'published'")

    def write(self, vals):
        if self._OF_SPANS & vals.keys():
            # sudo: what was compared is the machinery's
            compared = self.sudo().filtered("is_compared")
            rows = self.env["cs.shift.attendance"].sudo()  # sudo: as above
            if compared:
                rows.search([("shift_id", "in", compared.ids)]).write({"next_action_at": utcnow()})
        return super().write(vals)

    def _cs_compare(self):
        """Hold these shifts against the time clock."""
        rows = self.env["cs.shift.attendance"]
        rows._compare_windows([(one.employee_id.id, one.start_at, one.end_at) for one in self])
        self.write({"is_compared": True})


class HrAttendance(models.Model):
    _inherit = "hr.attendance"

    cs_compared = fields.Boolean("Compared with the roster", readonly=True, copy=False)

    _cs_to_compare_idx = models.Index("(check_in) WHERE cs_compared IS NOT TRUE AND check_out IS NOT NULL")

    def write(self, vals):
        if {"check_in", "check_out", "employee_id"} & vals.keys():
            self._cs_look_again()
            vals = {**vals, "cs_compared": False}
        return super().write(vals)

    def unlink(self):
        self._cs_look_again()
        return super().unlink()

    def _cs_look_again(self):
        """Rows that these stretches decided are made anew."""
        # sudo: whoever corrects the time clock may know nothing of rosters
        rows = self.env["cs.shift.attendance"].sudo()
        decided = [one for one in self if one.check_out]
        if decided:
            rows.search(
                [
                    ("employee_id", "in", [one.employee_id.id for one in decided]),
                    ("start_at", "<=", max(one.check_out for one in decided)),
                    ("end_at", ">=", min(one.check_in for one in decided)),
                ]
            ).write({"next_action_at": utcnow()})

    def _cs_compare(self):
        """Hold what people did against what they should have done."""
        rows = self.env["cs.shift.attendance"]
        rows._compare_windows([(one.employee_id.id, one.check_in, one.check_out) for one in self])
        self.write({"cs_compared": True})


def _within(windows, start, end) -> bool:
    return any(start < until and end > since for since, until in windows)


def _plain(record, name, value):
    """A value as the record holds it."""
    return record._fields[name].convert_to_record(record._fields[name].convert_to_cache(value, record), record)
