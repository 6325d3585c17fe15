from datetime import date, timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ...core.now import utcnow
from ...core.roster import times
from ...core.roster.exchange import open_shifts
from ...core.roster.problem import OFF
from .receipt import OPEN
from .request_mixin import WAITING

#: most days that one look at the own shifts covers
_MOST_DAYS = 62
#: colleagues named beside a shift
_NAMED = 12
#: requests and changes that the screen shows
_SHOWN = 20


class CsShift(models.Model):
    """My shifts, on a telephone: everything that the screen shows is read at one go."""

    _inherit = "cs.shift"

    @api.model
    def my_shifts(self, date_from, date_to) -> dict:
        """The own shifts of some days, the next one, and whatever waits for an answer.

        :param date_from: and date_to: local days, as text.
        """
        first, last = self._read_days(date_from, date_to)
        me = self.env.user.employee_id
        answer = {"now": fields.Datetime.to_string(utcnow()), "known": bool(me), "name": me.name or ""}
        if not me:
            return answer
        # sudo: the own shifts, the names of colleagues beside them, and nothing else
        shifts = self.sudo()
        mine = [("employee_id", "=", me.id), ("state", "=", "published")]
        of_days = shifts.search([*mine, ("date", ">=", first), ("date", "<=", last)])
        coming = shifts.search([*mine, ("end_at", ">", utcnow())], order="start_at", limit=1)
        beside = (of_days | coming)._colleagues_beside()
        return {
            **answer,
            "shifts": [one._my_row(beside) for one in of_days],
            "next": coming._my_row(beside) if coming else False,
            "days": self._my_days(me, first, last),
            "receipts": self._my_receipts(me),
            "wishes": self._my_wishes(me, first, last),
            "requests": self._my_requests(me),
            "offers": self._my_offers(me),
            "absence": self._my_absence(me),
            "address": self.env["cs.shift.feed"].my_address(),
        }

    @api.model
    def my_open_shifts(self) -> list[dict]:
        """Shifts of the own rosters that lack people and that I may take: free that day, skill, no leave."""
        me = self.env.user.employee_id
        # sudo: what is missing is computed from everybody's shifts; only what is missing is told
        rosters = self.env["cs.roster"].sudo()
        yesterday = utcnow().date() - timedelta(days=1)
        found = []
        for roster in rosters.search(
            [("state", "=", "published"), ("employee_ids", "in", me.ids), ("date_to", ">=", yesterday)], limit=3
        ):
            # a person is on one or two rosters at a time
            found += roster._open_for(me)
        return found

    @api.model
    def my_partners(self, shift_id) -> list[dict]:
        """Colleagues' shifts that the own shift may be swapped for, the nearest days first."""
        me, now = self.env.user.employee_id, utcnow()
        # sudo: colleagues' names and shifts of the own roster, which they see on its grid
        shift = self.sudo().browse(shift_id if type(shift_id) is int else ()).exists()
        if not me or shift.employee_id != me or shift.state != "published" or not shift.roster_id:
            raise UserError(self.env._("This is not one of your shifts."))
        own_days = set(
            self.sudo()  # sudo: the own shifts
            .search([("roster_id", "=", shift.roster_id.id), ("employee_id", "=", me.id), ("state", "=", "published")])
            .mapped("date")
        )
        others = self.sudo().search_fetch(  # sudo: as above
            [
                ("roster_id", "=", shift.roster_id.id),
                ("employee_id", "!=", me.id),
                ("state", "=", "published"),
                ("start_at", ">", now),
                ("user_id", "!=", False),
            ],
            ["employee_id", "date", "template_id", "start_at", "end_at"],
        )
        busy = {(one.employee_id, one.date) for one in others}
        fit = others.filtered(
            lambda one: (
                (one.date == shift.date and one.template_id != shift.template_id)
                or (one.date not in own_days and (one.employee_id, shift.date) not in busy)
            )
        )
        rows = fit.sorted(lambda one: (abs((one.date - shift.date).days), one.date, one.employee_id.name))
        return [{**one._my_facts(), "who": one.employee_id.name, "employee_id": one.employee_id.id} for one in rows]

    @api.model
    def my_colleagues(self) -> list[dict]:
        """Who could take a shift of mine, or stand in for me: the people of my rosters."""
        me = self.env.user.employee_id
        # sudo: names of colleagues of the own rosters
        rosters = self.env["cs.roster"].sudo()
        mine = rosters.search(
            [("state", "=", "published"), ("employee_ids", "in", me.ids)], order="date_to desc", limit=3
        )
        return [
            {"id": one.id, "name": one.name}
            for one in (mine.employee_ids - me).filtered("user_id").sorted(lambda one: one.name)
        ]

    # -- parts ---------------------------------------------------------------------

    @api.model
    def _read_days(self, date_from, date_to) -> tuple[date, date]:
        try:
            first, last = fields.Date.to_date(date_from), fields.Date.to_date(date_to)
        except (ValueError, TypeError) as error:
            raise UserError(self.env._("These are no days.")) from error
        if not (isinstance(first, date) and isinstance(last, date)) or not 0 <= (last - first).days <= _MOST_DAYS:
            raise UserError(self.env._("Up to two months are shown at once."))
        return first, last

    def _my_facts(self) -> dict:
        return {
            "id": self.id,
            "date": fields.Date.to_string(self.date),
            "start": fields.Datetime.to_string(self.start_at),
            "end": fields.Datetime.to_string(self.end_at),
            "name": self.template_id.name,
            "code": self.template_id.code,
            "color": self.template_id.color % 12,
        }

    def _my_row(self, beside) -> dict:
        colleagues = beside.get(self.id, [])
        return {
            **self._my_facts(),
            "post": self.post_id.name or "",
            "spans": [
                [fields.Datetime.to_string(span.start_at), fields.Datetime.to_string(span.end_at)]
                for span in self.span_ids
            ],
            "minutes": self.minutes,
            "on_call": self.layer == "on_call",
            "officer": self.is_duty_officer,
            "origin": self.origin,
            "acknowledged": bool(self.acknowledged_at),
            "conflict": self.leave_conflict,
            "tradable": bool(self.roster_id) and self.roster_id.state == "published" and self.start_at > utcnow(),
            "colleagues": colleagues[:_NAMED],
            "more": max(0, len(colleagues) - _NAMED),
            "duties": [{"name": duty.name, "moment": duty.moment} for duty in self.template_id.duty_ids],
        }

    def _colleagues_beside(self) -> dict[int, list]:
        """Shift → who of the team is on duty at some time of it (in sudo): one query."""
        if not self:
            return {}
        spans = self.env["cs.shift.span"].search_fetch(
            [
                ("team_id", "in", self.team_id.ids),
                ("in_force", "=", True),
                ("start_at", "<", max(self.mapped("end_at"))),
                ("end_at", ">", min(self.mapped("start_at"))),
            ],
            ["employee_id", "team_id", "start_at", "end_at", "shift_id"],
        )
        beside = {}
        for shift in self:
            there = spans.filtered(
                lambda span, own=shift: (
                    span.team_id == own.team_id
                    and span.employee_id != own.employee_id
                    and span.start_at < own.end_at
                    and span.end_at > own.start_at
                )
            )
            rows = {}
            for span in there:
                rows.setdefault(span.employee_id, span.shift_id.template_id)
            beside[shift.id] = [
                {"name": person.name, "code": template.code, "same": template == shift.template_id}
                for person, template in sorted(
                    rows.items(), key=lambda row: (row[1] != shift.template_id, row[0].name or "")
                )
            ]
        return beside

    @api.model
    def _my_days(self, me, first, last) -> dict[str, str]:
        """Days of leave and public holidays: day → what it is."""
        leaves = (
            self.env["hr.leave"]
            # sudo: the own leave
            .sudo()
            .search_fetch(
                [
                    ("employee_id", "=", me.id),
                    ("state", "=", "validate"),
                    ("request_date_from", "<=", last),
                    ("request_date_to", ">=", first),
                ],
                ["request_date_from", "request_date_to"],
            )
        )
        days = {}
        for day in self.env["cs.calendar.exception"]._exception_days():
            if not day.calendar_ids and day.company_id in (False, me.company_id.id) and first <= day.date <= last:
                days[fields.Date.to_string(day.date)] = "holiday" if day.weekday is None else "workday"
        for number in range((last - first).days + 1):
            today = first + timedelta(days=number)
            if any(leave.request_date_from <= today <= leave.request_date_to for leave in leaves):
                days[fields.Date.to_string(today)] = "leave"
        return days

    @api.model
    def _my_receipts(self, me) -> list[dict]:
        # sudo: the own copies of rosters
        receipts = self.env["cs.roster.receipt"].sudo()
        waiting = receipts.search(
            [("employee_id", "=", me.id), ("state", "in", OPEN), ("roster_id.state", "=", "published")]
        )
        changes = (
            self.env["cs.shift.change"]
            # sudo: what became other for me
            .sudo()
            .search([("employee_id", "=", me.id), ("roster_id", "in", waiting.roster_id.ids)], limit=_SHOWN)
        )
        return [
            {
                "id": one.id,
                "name": one.roster_id.name,
                "changed": one.state == "changed" or bool(one.changed_at),
                "changes": [
                    change._my_row()
                    for change in changes
                    if change.roster_id == one.roster_id and (not one.told_at or change.at >= one.changed_at)
                ],
            }
            for one in waiting
        ]

    @api.model
    def _my_wishes(self, me, first, last) -> list[dict]:
        wishes = (
            self.env["cs.shift.wish"]
            # sudo: the own wishes
            .sudo()
            .search([("employee_id", "=", me.id), ("date_from", "<=", last), ("date_to", ">=", first)])
        )
        labels = dict(wishes._fields["wish"]._description_selection(self.env))
        return [
            {
                "id": one.id,
                "from": fields.Date.to_string(one.date_from),
                "to": fields.Date.to_string(one.date_to),
                "wish": one.wish,
                "words": " · ".join(filter(None, (labels[one.wish], one.template_id.name))),
                "days": [fields.Date.to_string(day) for day in one._dates() if first <= day <= last],
            }
            for one in wishes
        ]

    @api.model
    def _my_requests(self, me) -> list[dict]:
        requests = (
            self.env["cs.shift.request"]
            # sudo: the own requests
            .sudo()
            .search(
                [
                    ("employee_id", "=", me.id),
                    "|",
                    ("state", "in", WAITING),
                    ("write_date", ">", utcnow() - timedelta(days=7)),
                ],
                limit=_SHOWN,
            )
        )
        return [one._my_row() for one in requests]

    @api.model
    def _my_offers(self, me) -> list[dict]:
        """What colleagues ask me."""
        offers = (
            self.env["cs.shift.request"]
            # sudo: what is asked of me, or of everybody on my roster
            .sudo()
            .search(
                Domain("state", "=", "offered")
                & Domain("employee_id", "!=", me.id)
                & (
                    Domain("colleague_id", "=", me.id)
                    | (Domain("colleague_id", "=", False) & Domain("roster_id.employee_ids", "in", me.ids))
                ),
                limit=_SHOWN,
            )
        )
        return [one._my_row() for one in offers]

    @api.model
    def _my_absence(self, me):
        """The way out of the post that is asked for, approved or under way."""
        absence = (
            self.env["cs.post.absence"]
            # sudo: the own request
            .sudo()
            .search(
                [
                    ("employee_id", "=", me.id),
                    ("state", "in", ("asked", "approved")),
                    ("back_at", "=", False),
                    ("shift_id.end_at", ">", utcnow()),
                ],
                order="start_at",
                limit=1,
            )
        )
        if not absence:
            return False
        return {
            "id": absence.id,
            "state": absence.state,
            "away": bool(absence.left_at),
            "end": fields.Datetime.to_string(absence.end_at),
            "stand_in": absence.stand_in_id.name,
        }


class CsShiftChange(models.Model):
    _inherit = "cs.shift.change"

    def _my_row(self) -> dict:
        return {
            "kind": self.kind,
            "date": fields.Date.to_string(self.date),
            "name": self.template_id.name,
            "before": self.before_template_id.name or "",
            "before_date": fields.Date.to_string(self.before_date) or "",
        }


class CsShiftRequest(models.Model):
    _inherit = "cs.shift.request"

    def _my_row(self) -> dict:
        states = dict(self._fields["state"]._description_selection(self.env))
        theirs = self.other_shift_id
        return {
            "id": self.id,
            "kind": self.kind,
            "state": self.state,
            "state_words": states[self.state],
            "waiting": self.state in WAITING,
            "who": self.employee_id.name,
            "colleague": self.colleague_id.name or "",
            "date": fields.Date.to_string(self.date),
            "name": self.template_id.name,
            "their_date": fields.Date.to_string(theirs.date) or "",
            "their_name": theirs.template_id.name or "",
            "reason": self.reason or "",
            "answer": self.answer or "",
            "verdict": self.verdict_words or "",
        }


class CsRoster(models.Model):
    _inherit = "cs.roster"

    def _open_for(self, person) -> list[dict]:
        """Shifts that lack people, on days on which a person could work them (in sudo)."""
        problem, keys = self._problem()
        if person.id not in keys.employees:
            return []
        me, assignment = keys.employees.index(person.id), self._assignment(problem)
        templates = self.env["cs.shift.template"].browse(keys.templates)
        asked = {
            (one.date, one.template_id)
            for one in self.env["cs.shift.request"].search(
                [
                    ("roster_id", "=", self.id),
                    ("kind", "=", "take"),
                    ("employee_id", "=", person.id),
                    ("state", "=", "asked"),
                ]
            )
        }
        found = []
        for (day, place), missing in sorted(open_shifts(problem, assignment).items()):
            template, on = templates[place], self._grid_date(day)
            spans = times.spans_of(on, template._local_spans(), self.tz)
            if assignment[me][day] != OFF or (day, place) in problem.people[me].cannot or (on, template) in asked:
                continue
            if spans[0][0] > utcnow():
                found.append(
                    {
                        "roster_id": self.id,
                        "template_id": template.id,
                        "date": fields.Date.to_string(on),
                        "start": fields.Datetime.to_string(spans[0][0]),
                        "end": fields.Datetime.to_string(spans[-1][1]),
                        "name": template.name,
                        "code": template.code,
                        "color": template.color % 12,
                        "missing": missing,
                    }
                )
        return found
