"""Rosters that are over, in force and being made; what people on them asked for, signed and missed."""

import base64
import time
from datetime import timedelta
from pathlib import Path

from dateutil.relativedelta import relativedelta
from odoo import fields

from ..core.now import frozen
from .story import Story

#: a month is published so many days before it begins
AHEAD = 5
#: days whose changes of shift are told
HANDED_OVER = 3
#: days of which people checked in and out
CLOCKED = 14
#: the solver of the next month may take so long (s)
SOLVING = 6
SIGNATURE = base64.b64encode(Path(__file__).with_name("signature.png").read_bytes()).decode()


class Duty(Story):
    """What happens on the rosters, told beside the cases."""

    def plan_duty(self) -> None:
        self.schedule(self._roster_months(), self.begin)
        self.schedule(self._roster_week(), self.days_ago(6))
        for days in range(HANDED_OVER, -1, -1):
            for hour in (7, 15, 23):
                change = self.local(self.now.date() - timedelta(days=days), hour)
                if self.begin < change < self.now:
                    self.schedule(self._change_of_shift(change), change - timedelta(minutes=10))
        self.schedule(self._requests(), self.ago(180))

    # -- rosters -----------------------------------------------------------------------

    def _roster(self, team, first, last):
        """A roster laid down by its rotation and published."""
        roster = self.by("supervisor", "cs.roster").create(
            {"team_id": self.ref(f"demo_team_{team}").id, "date_from": first, "date_to": last}
        )
        roster.action_lay_rotation()
        roster.action_publish()
        return roster

    def _roster_months(self):
        """The control room and the officers: each month from the first of the story on."""
        month = self.begin.date().replace(day=1)
        while month <= self.now.date():
            after = month + relativedelta(months=1)
            for team in ("security", "officers"):
                self._acknowledge(self._roster(team, month, after - timedelta(days=1)))
            yield max(self.local(after - timedelta(days=AHEAD), 10), self.begin + timedelta(hours=1))
            month = after

    def _roster_week(self):
        """The hotline: its first roster, five weeks from today on."""
        first = self.now.date()
        roster = self._roster("hotline", first, first + timedelta(days=34))
        yield 60
        own = roster.receipt_ids.filtered(lambda receipt: receipt.user_id == self.user("agent1"))
        own.with_user(self.user("agent1")).acknowledge()

    def _acknowledge(self, roster):
        """Everybody but the last two has seen it."""
        roster.receipt_ids.sorted("id")[:-2].with_user(self.user("supervisor")).acknowledge()

    def solve_next_month(self) -> None:
        """The roster of the next month as the solver makes it: looked at, not taken over yet."""
        first = self.now.date().replace(day=1) + relativedelta(months=1)
        last = first + relativedelta(months=1, days=-1)
        with frozen(self.now):
            self._wishes(first)
            roster = self.by("supervisor", "cs.roster").create(
                {"team_id": self.ref("demo_team_security").id, "date_from": first, "date_to": last}
            )
            roster.action_generate()
            # sudo: the time limit of the run, as the settings have it
            run = roster.sudo().run_id
            run.seconds = SOLVING
            # as a pass of the job does it, which would commit in the middle of an installation
            if run._claim():
                run._start_process()
            end = time.monotonic() + 4 * SOLVING
            while run.state == "running" and time.monotonic() < end:
                time.sleep(0.5)
                run._collect()

    def _wishes(self, first):
        guards = [self.ref(f"demo_employee_guard{number}") for number in (1, 4, 6)]
        shift = self.ref("demo_shift_third")
        self.by("supervisor", "cs.shift.wish").create(
            [
                {
                    "employee_id": guards[0].id,
                    "date_from": first + timedelta(days=9),
                    "wish": "off",
                    "note": "孩子家长会",
                },
                {
                    "employee_id": guards[1].id,
                    "date_from": first,
                    "date_to": first + timedelta(days=13),
                    "wish": "not",
                    "template_id": shift.id,
                    "is_important": True,
                    "note": "照顾住院的父亲",
                },
                {
                    "employee_id": guards[2].id,
                    "date_from": first + timedelta(days=17),
                    "wish": "work",
                    "note": "换取月底连休",
                },
            ]
        )
        kind = self.env["hr.leave.type"].create({"name": "年休假（示范）", "requires_allocation": False})
        leave = self.env["hr.leave"].create(
            {
                "employee_id": self.ref("demo_employee_guard2").id,
                "holiday_status_id": kind.id,
                "request_date_from": first + timedelta(days=7),
                "request_date_to": first + timedelta(days=11),
            }
        )
        leave.action_approve()

    # -- at the post --------------------------------------------------------------------

    def _on_shift(self, change, ending: bool):
        edge = "end_at" if ending else "start_at"
        own = [("post_id", "=", self.ref("demo_post_control").id), (edge, "=", change), ("state", "=", "published")]
        return self.env["cs.shift"].search(own, order="id").employee_id

    def _change_of_shift(self, change):
        """Who goes and who comes sign at the counter, by their PIN."""
        going, coming = self._on_shift(change, True), self._on_shift(change, False)
        if not (going and coming):
            return
        desk = self.by("guard", "cs.handover")
        handover = desk.browse(desk.open_for(self.ref("demo_post_control").id))
        number = self.env["cs.handover"].search_count([("post_id", "=", handover.post_id.id)])
        self._record(handover, "give", number)
        if number == 2:
            handover.add_item("6栋2单元门禁偶尔不识别", "已报工程部，先人工登记来访", "free")
        pin = going[0].sudo().pin  # sudo: each signs at the counter with the own PIN
        handover.give(SIGNATURE, "本班平稳。" if number % 2 else "夜间三次误报，均已复位。", going[0].id, pin)
        yield change + timedelta(minutes=5)
        self._record(handover, "take", number)
        if number == 4 and handover.item_ids:
            doubted = handover.item_ids.filtered(lambda item: item.kind == "count")[:1] or handover.item_ids[:1]
            handover.question_item(doubted.id, "实数少一把，请核对借用登记")
        handover.accept_rest()
        # sudo: as above
        handover.take(SIGNATURE, coming[0].id, coming[0].sudo().pin)

    def _record(self, handover, side, number):
        """Equipment is looked at, things are counted, duties are done."""
        # sudo: what is missing is asked as the screen does it
        for item in handover.sudo()._missing(side):
            values = {"equipment": {"condition": "ok"}, "count": {"quantity": 12 if item.unit == "把" else 8}}.get(
                item.kind, {"is_done": True}
            )
            if number == 3 and item.name == "监控大屏":
                values = {"condition": "fault", "note": "左下第三屏花屏，已报修"}
            handover.record_item(item.id, values)

    def clock_in(self) -> None:
        """People came and went; some were late, one or the other did not come."""
        shifts = self.env["cs.shift"].search(
            [
                ("team_id", "=", self.ref("demo_team_security").id),
                ("state", "=", "published"),
                ("end_at", "<", self.now - timedelta(hours=1)),
                ("start_at", ">", self.now - timedelta(days=CLOCKED)),
            ],
            order="start_at, id",
        )
        rows = []
        for number, shift in enumerate(shifts, 1):
            if number % 61 == 0:
                continue  # did not come
            late = 18 if number % 29 == 0 else -self.some(2, 12)
            early = 35 if number % 47 == 0 else -self.some(0, 9)
            rows.append(
                {
                    "employee_id": shift.employee_id.id,
                    "check_in": shift.start_at + timedelta(minutes=late),
                    "check_out": shift.end_at - timedelta(minutes=early),
                }
            )
        self.env["hr.attendance"].create(rows)
        self.env.company.cs_attendance_from = fields.Date.to_date(self.now - timedelta(days=CLOCKED - 1))
        with frozen(self.now):
            while ended := self.env["cs.shift.attendance"]._ended_shifts():
                ended._cs_compare()

    # -- what people ask for -------------------------------------------------------------

    def _requests(self):
        shifts = self.env["cs.shift"].search(
            [("team_id", "=", self.ref("demo_team_hotline").id), ("start_at", ">", self.now + timedelta(days=1))],
            order="start_at, id",
        )
        mine = {user.login: own for user, own in shifts.grouped("user_id").items()}
        self.by("agent1", "cs.shift.request").create(
            {"kind": "give", "shift_id": mine["agent1"][2].id, "reason": "孩子打疫苗"}
        )
        yield 20
        busy = set(mine["agent2"].mapped("date"))
        other = next(shift for shift in mine["agent3"] if shift.date not in busy)
        free = self.ref("demo_employee_agent2")
        request = self.by("agent3", "cs.shift.request").create(
            {"kind": "give", "shift_id": other.id, "colleague_id": free.id, "reason": "参加消防演练"}
        )
        yield 10
        request.with_user(self.user("agent2")).agree()
        yield 20
        self.by("guard", "cs.overtime.request").create(
            {
                "start_at": self.local(self.now.date() + timedelta(days=2), 3),
                "end_at": self.local(self.now.date() + timedelta(days=2), 5),
                "reason": "配合电梯年检夜间值守",
            }
        )
