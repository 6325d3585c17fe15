from datetime import timedelta

from odoo import _lt, api, fields, models


class CsShift(models.Model):
    """Shifts of a published roster during which somebody is on leave after all."""

    _inherit = "cs.shift"

    leave_conflict = fields.Boolean("On leave", readonly=True, copy=False, help="Leave was approved afterwards.")

    _conflict_idx = models.Index("(roster_id) WHERE leave_conflict IS TRUE")

    def write(self, vals):
        result = super().write(vals)
        if vals.get("state") == "cancelled" and (mended := self.filtered("leave_conflict")):
            # sudo: the to-do is the supervisor's, whoever mends the roster
            rosters = mended.roster_id.sudo()
            rosters.invalidate_recordset(["conflict_count"])
            rosters.filtered(lambda roster: not roster.conflict_count)._end_told()
        return result

    def action_mend(self):
        """Who steps in: the answers that change the least."""
        self.check_access("write")
        known = {
            "default_employee_id": self.employee_id[:1].id,
            "default_date_from": min(self.mapped("date"), default=False),
            "default_date_to": max(self.mapped("date"), default=False),
            "default_cause": "leave",
        }
        return self.roster_id[:1].with_context(**known).action_repair()

    def _note_conflicts(self):
        """Compare these shifts with approved leave, in one pass; return those newly in conflict (in sudo)."""
        shifts = self.filtered(lambda shift: shift.state == "published")
        if not shifts:
            return shifts
        leaves = self.env["hr.leave"].search_fetch(
            [
                ("employee_id", "in", shifts.employee_id.ids),
                ("state", "=", "validate"),
                ("request_date_from", "<=", max(shifts.mapped("date")) + timedelta(days=1)),
                ("request_date_to", ">=", min(shifts.mapped("date"))),
            ],
            ["employee_id", "request_date_from", "request_date_to"],
        )
        of_person = leaves.grouped("employee_id")
        away = shifts.filtered(
            lambda shift: any(leave._cs_forbids(shift) for leave in of_person.get(shift.employee_id, ()))
        )
        fresh = away.filtered(lambda shift: not shift.leave_conflict)
        fresh.write({"leave_conflict": True})
        (shifts - away).filtered("leave_conflict").write({"leave_conflict": False})
        return fresh


class CsRoster(models.Model):
    _inherit = "cs.roster"

    def _flag_leave_conflicts(self):
        """Flag shifts of people who are on leave then."""
        # sudo: that somebody is away is what the roster needs to know; why is not read
        self.sudo().shift_ids._note_conflicts()

    def _tell_conflicts(self, shifts):
        """The supervisor of each team has something to mend (in sudo)."""
        told = {roster.id: roster.team_id.supervisor_id for roster in shifts.roster_id}
        names = sorted(set(shifts.mapped("employee_id.name")))
        self._tell(
            told,
            _lt("Leave was approved for people on the published roster"),
            words="\n".join(f"{name}: {self._say_days(shifts, name)}" for name in names),
            by=("activity", "screen"),
        )

    @api.model
    def _say_days(self, shifts, name) -> str:
        days = shifts.filtered(lambda shift: shift.employee_id.name == name).mapped("date")
        return ", ".join(map(str, sorted(days)))


class HrLeave(models.Model):
    _inherit = "hr.leave"

    #: what decides who is away when
    _CS_AWAY = frozenset({"state", "date_from", "date_to", "request_date_from", "request_date_to", "employee_id"})

    @api.model_create_multi
    def create(self, vals_list):
        leaves = super().create(vals_list)
        leaves.filtered(lambda leave: leave.state == "validate")._cs_compare_rosters()
        return leaves

    def write(self, vals):
        touched = bool(self._CS_AWAY & vals.keys())
        # leave that is taken back frees what it was in conflict with
        windows = self._cs_windows() if touched else []
        result = super().write(vals)
        if touched:
            self._cs_compare_rosters(windows)
        return result

    def unlink(self):
        windows = self._cs_windows()
        result = super().unlink()
        self.browse()._cs_compare_rosters(windows)
        return result

    def _cs_is_whole(self) -> bool:
        """Leave of whole days is leave of all shifts of these days, whatever the working hours of the contract."""
        return not (self.request_unit_hours or self.request_unit_half)

    def _cs_forbids(self, shift) -> bool:
        """Whether a shift cannot be worked beside the leave.

        An evening before a day of leave may end after midnight, a night may not.
        """
        if not self._cs_is_whole():
            return self.date_from < shift.end_at and self.date_to > shift.start_at
        eve = self.request_date_from - timedelta(days=1)
        within = self.request_date_from <= shift.date <= self.request_date_to
        return within or (shift.date == eve and shift.is_night)

    def _cs_away_spans(self, shifts) -> list[tuple]:
        """When a person need not be at work: the hours of leave, and shifts on whole days of it."""
        whole = self.filtered(lambda leave: leave._cs_is_whole())
        free = shifts.filtered(
            lambda shift: any(leave.request_date_from <= shift.date <= leave.request_date_to for leave in whole)
        )
        return [(leave.date_from, leave.date_to) for leave in self - whole] + [
            (span.start_at, span.end_at) for span in free.span_ids
        ]

    def _cs_windows(self) -> list[tuple]:
        """Whom approved leave is about, and from when to when."""
        return [
            (leave.employee_id.id, leave.request_date_from, leave.request_date_to)
            for leave in self
            if leave.state == "validate" and leave.request_date_from and leave.request_date_to
        ]

    def _cs_compare_rosters(self, windows=()):
        """Shifts in force that the leave lies on are flagged, and their supervisors told once."""
        windows = [*windows, *self._cs_windows()]
        if not windows:
            return
        # sudo: whoever approves leave may know nothing of rosters
        shifts = self.env["cs.shift"].sudo()
        around = shifts.search(
            [
                ("employee_id", "in", [employee for employee, _start, _end in windows]),
                ("state", "=", "published"),
                ("date", "<=", max(end for _employee, _start, end in windows)),
                ("date", ">=", min(start for _employee, start, _end in windows) - timedelta(days=1)),
            ]
        )
        fresh = around._note_conflicts().filtered(lambda shift: shift.roster_id.state == "published")
        if fresh:
            fresh.roster_id._tell_conflicts(fresh)
