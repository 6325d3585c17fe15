from collections import defaultdict
from datetime import datetime, time, timedelta

from odoo import api, models
from pytz import timezone, utc

from ...core import routing
from ...core.flow import LIVE
from ...core.now import utcnow


class CsTicket(models.Model):
    """Who gets a case: the area's agent, the skilled with least load, the supervisor."""

    _inherit = "cs.ticket"

    def _route(self):
        """Give the cases that nobody answers for to somebody (in sudo, in batch)."""
        todo = self.filtered(lambda ticket: not ticket.user_id)
        for team, tickets in todo.grouped("team_id").items():
            if team:
                # loads and presence are read once per team
                tickets._route_in_team(team)
        orphans = todo.filtered(lambda ticket: not ticket.team_id)
        orphans._system_write({"alarm": "unassigned"})

    def _route_in_team(self, team):
        loads = self._open_loads(team.member_ids)
        skills = self._skills_of(team.member_ids)
        presence = {}
        for ticket in self.sorted(lambda t: (-int(t.priority), t.id)):
            rule = ticket._routing_rule()
            if rule not in presence:
                presence[rule] = self._present_ids(
                    team.member_ids | ticket.area_id._agent(), rule.presence, team
                )
            agent = ticket.area_id._agent()
            members = team.member_ids | agent
            candidates = [
                routing.Candidate(
                    user_id=user.id,
                    load=loads[user.id],
                    present=user.id in presence[rule],
                    skills=skills.get(user.id, frozenset()),
                )
                for user in members
            ]
            choice = routing.choose(
                rule.step_ids.mapped("step") or list(routing.STEPS),
                candidates,
                agent.id,
                team.supervisor_id.id,
                frozenset(ticket.category_id.skill_ids.ids),
            )
            ticket._apply_choice(choice)
            loads[choice.user_id] += 1

    def _routing_rule(self):
        rules = self.env["cs.routing.rule"]
        return rules._rule_for(self.company_id.id, self._rule_facts(), self._rule_day())

    def _apply_choice(self, choice):
        vals = {"user_id": choice.user_id or False}
        if choice.alarm:
            vals["alarm"] = "unassigned"
        # each case has its own agent; the ORM flushes the batch as one statement
        self._system_write(vals)
        user = self.env["res.users"].browse(choice.user_id or ())
        steps = dict(
            self.env["cs.routing.step"]._fields["step"]._description_selection(self.env)
        )
        self._log_event(
            "alarm" if choice.alarm else "assigned",
            new=user.name or "",
            note=steps.get(choice.step, self.env._("nobody could be found")),
        )
        if choice.alarm:
            self._alert_users(user, self.env._("Nobody present for a new case"))

    @api.model
    def _open_loads(self, users) -> defaultdict:
        """Open cases per user id."""
        counts = self.env["cs.ticket"]._read_group(
            [("user_id", "in", users.ids), ("state", "in", sorted(LIVE))],
            ["user_id"],
            ["__count"],
        )
        loads = defaultdict(int)
        loads.update({user.id: count for user, count in counts})
        return loads

    @api.model
    def _skills_of(self, users) -> dict[int, frozenset[int]]:
        """Skill ids per user id, from the employees' skills."""
        found = defaultdict(set)
        for line in self.env["hr.employee.skill"].search(
            [("employee_id.user_id", "in", users.ids)]
        ):
            found[line.employee_id.user_id.id].add(line.skill_id.id)
        return {user_id: frozenset(skills) for user_id, skills in found.items()}

    @api.model
    def _present_ids(self, users, presence, team) -> set[int]:
        """Users at work on the team's local day: working hours or a check-in, no leave.

        A user without an employee record counts as present: nothing says otherwise.
        """
        zone = timezone(team.tz)
        day = team._local_day(utcnow())
        start = zone.localize(datetime.combine(day, time.min)).astimezone(utc)
        stop = start + timedelta(days=1)
        employees = self.env["hr.employee"].search(
            [("user_id", "in", users.ids), ("company_id", "=", team.company_id.id)]
        )
        without_employee = users - employees.user_id
        if presence == "attendance":
            employees = self._checked_in(employees, start, stop)
        working = self._with_working_time(employees, start, stop)
        return set(working.user_id.ids) | set(without_employee.ids)

    @api.model
    def _checked_in(self, employees, start, stop):
        naive = [moment.replace(tzinfo=None) for moment in (start, stop)]
        return self.env["hr.attendance"].search(
            [
                ("employee_id", "in", employees.ids),
                ("check_in", "<", naive[1]),
                "|",
                ("check_out", "=", False),
                ("check_out", ">=", naive[0]),
            ]
        ).employee_id

    @api.model
    def _with_working_time(self, employees, start, stop):
        """Employees whose calendar, less their leaves, has work on the day."""
        present = self.env["hr.employee"]
        for calendar, group in employees.grouped("resource_calendar_id").items():
            if not calendar:
                present |= group
                continue
            # one call per working calendar, departments have a handful
            intervals = calendar._work_intervals_batch(
                start, stop, resources=group.resource_id
            )
            present |= group.filtered(lambda e, i=intervals: bool(i[e.resource_id.id]))
        return present

    def _raise_severity_alarm(self):
        severe = self.filtered(lambda ticket: ticket.severity_id.alert_supervisor)
        severe._system_write({"alarm": "severe"})
        for team, tickets in severe.grouped("team_id").items():
            tickets._log_event("alarm", new=team.supervisor_id.name or "")
            tickets._alert_users(team.supervisor_id, self.env._("Severe case"))
