from collections import defaultdict
from datetime import datetime

from odoo import api, models
from odoo.tools import SQL
from pytz import timezone, utc

from ...core import duty, preview, routing
from ...core.preview import Measure
from ...core.rules import DIMENSIONS


class CsRoutingRule(models.Model):
    """Which rule and which of its steps would have given real cases to somebody.

    Teams, areas, skills and training are taken as they are now; who was present is told from the
    working hours, leaves and check-ins of the day.
    """

    _inherit = "cs.routing.rule"

    @api.model
    def _preview_measures(self):
        return [Measure("step", self.env._("Assigned by")), Measure("rule", self.env._("Rule"))]

    @api.model
    def _preview_outcomes(self, tickets):
        moments, found = tickets._preview_routed(), {}
        routed = tickets.browse(list(moments))
        lives = routed._lives()
        labels = dict(self.env["cs.routing.step"]._fields["step"]._description_selection(self.env))
        asked = {}
        for ticket in routed:
            facts, company_id = lives[ticket.id].facts, ticket.company_id.id
            key = (company_id, *[facts.get(name) for name in DIMENSIONS])
            if key not in asked:
                # the day says nothing: rules of a preview come without dates
                asked[key] = self._rule_id_for(company_id, facts, moments[ticket.id].date())
            found[ticket.id] = (asked[key], facts, moments[ticket.id])
        asked_ids = {row[0] for row in found.values() if row[0]}
        # sudo: the names of rules and steps are no secret
        names = {rule.id: rule.display_name for rule in self.sudo().browse(asked_ids)}
        people = tickets._preview_people([(facts, moment) for _rule, facts, moment in found.values()])
        return {
            ticket_id: {
                "step": labels.get(self._preview_step(rule_id, facts, moment, people), self.env._("nobody")),
                "rule": names.get(rule_id, False),
            }
            for ticket_id, (rule_id, facts, moment) in found.items()
        }

    @api.model
    def _preview_step(self, rule_id, facts, moment, people) -> str:
        """The step that finds somebody, ``""`` if none does."""
        plan, areas = self._plan(rule_id), self.env["cs.area"]
        team = self.env["cs.team"]._facts(facts["team_id"])
        agent_id = areas._agent_id(facts["area_id"])
        present = people.present(facts["team_id"], plan.presence, moment, facts["area_id"])
        out = people.untrained(facts["category_id"], team.company_id)
        candidates = [
            routing.Candidate(
                user_id=user_id,
                present=present(user_id),
                skills=people.skills.get(user_id, frozenset()),
                member=user_id in team.member_ids,
                barred=user_id in out,
            )
            for user_id in {*team.member_ids, agent_id} - {False}
        ]
        needed = self.env["cs.ticket.category"]._skills_needed(facts["category_id"])
        officers = people.officers(facts["team_id"], moment, out) if "duty_officer" in plan.steps else ()
        return routing.choose(plan.steps, candidates, agent_id, team.supervisor_id, needed, officers).step


class CsTicket(models.Model):
    """When cases were given to somebody by rule, and who was there then."""

    _inherit = "cs.ticket"

    def _preview_routed(self) -> dict[int, datetime]:
        """Ticket id → when a rule first gave it to somebody; cases that nobody routed are left out."""
        known = preview.notes().setdefault("routed", {})
        key = self._ids
        if key not in known:
            self.env["cs.ticket.event"].flush_model()
            known[key] = dict(
                self.env.execute_query(
                    SQL(
                        "SELECT ticket_id, min(at) FROM cs_ticket_event WHERE ticket_id IN %s"
                        " AND event_type IN ('assigned', 'alarm') AND facts ? 'step' GROUP BY ticket_id",
                        tuple(self.ids),
                    )
                )
            )
        teamed = [ticket_id for ticket_id, life in self._lives().items() if life.facts.get("team_id")]
        return {ticket_id: known[key][ticket_id] for ticket_id in teamed if ticket_id in known[key]}

    @api.model
    def _preview_people(self, asked):
        """Who could be given cases, see :class:`_People`.

        :param asked: (facts, moment) of the cases.
        """
        known = preview.notes()
        if "people" not in known:
            known["people"] = _People(self.env, asked)
        return known["people"]


class _People:
    """Skills, hours and check-ins of all who could be asked, read once for a batch."""

    def __init__(self, env, asked):
        self.env = env
        teams = {facts["team_id"] for facts, _moment in asked}
        areas = {facts["area_id"] for facts, _moment in asked}
        agents = {env["cs.area"]._agent_id(area_id) for area_id in areas} - {False}
        self.user_ids = agents.union(*(env["cs.team"]._facts(team_id).member_ids for team_id in teams))
        self.skills = env["cs.ticket"]._skills_of(self.user_ids)
        moments = [moment for _facts, moment in asked]
        self.first, self.last = min(moments, default=None), max(moments, default=None)
        self._days, self._spans, self._duties, self._untrained = {}, None, {}, {}

    def untrained(self, category_id, company_id) -> frozenset[int]:
        """Who may not be given cases of a category, as things are now."""
        key = (category_id, company_id)
        if key not in self._untrained:
            self._untrained[key] = self.env["cs.ticket"]._untrained_for(*key, self.user_ids)
        return self._untrained[key]

    def officers(self, team_id, moment, out=frozenset()):
        """Who was duty officer."""
        company_id = self.env["cs.team"]._facts(team_id).company_id
        user_ids = self.env["cs.team"]._duty_officer_ids(team_id, self._on_duty(company_id, moment))
        return [routing.Candidate(user_id, barred=user_id in out) for user_id in user_ids]

    def _on_duty(self, company_id, moment):
        if company_id not in self._duties:
            self._duties[company_id] = self.env["cs.shift.span"]._on_duty(company_id, self.first, self.last)
        return duty.at(self._duties[company_id], moment)

    def present(self, team_id, presence, moment, area_id):
        """Whether a user was at work, as :class:`~..ticket.presence.Presence` would have said then."""
        team = self.env["cs.team"]._facts(team_id)
        day = utc.localize(moment).astimezone(timezone(team.tz)).date()
        if presence == "roster" and self.env["cs.roster"]._is_rostered(team_id, day):
            duties = self._on_duty(team.company_id, moment)
            return lambda user_id: duty.present(duties, user_id, area_id)
        key = (team.company_id, team.tz, day)
        if key not in self._days:
            employees = self.env["hr.employee"]
            known, ends = employees._cs_working_users(frozenset(self.user_ids), team.company_id, team.tz, day)
            self._days[key] = known, dict(ends)
        known, ends = self._days[key]
        if presence == "attendance":
            return lambda user_id: user_id not in known or self._was_checked_in(user_id, team.company_id, moment)
        return lambda user_id: (
            user_id not in known or (user_id in ends and (not ends[user_id] or ends[user_id] > moment))
        )

    def _was_checked_in(self, user_id, company_id, moment) -> bool:
        if self._spans is None:
            self._spans = self._read_check_ins(), self._read_leaves()
        here, away = self._spans
        key = (company_id, user_id)
        return any(begin <= moment < (end or datetime.max) for begin, end in here[key]) and not any(
            begin <= moment < end for begin, end in away[key]
        )

    def _read_check_ins(self):
        # sudo: presence is looked up for every registrar
        rows = self.env["hr.attendance"].sudo()
        rows = rows.search(
            [
                ("employee_id.user_id", "in", list(self.user_ids)),
                ("check_in", "<=", self.last),
                "|",
                ("check_out", "=", False),
                ("check_out", ">", self.first),
            ]
        )
        found = defaultdict(list)
        for row in rows:
            found[row.employee_id.company_id.id, row.employee_id.user_id.id].append((row.check_in, row.check_out))
        return found

    def _read_leaves(self):
        # sudo: see above
        employees = self.env["hr.employee"].sudo().search([("user_id", "in", list(self.user_ids))])
        whose = {employee.resource_id.id: (employee.company_id.id, employee.user_id.id) for employee in employees}
        # sudo: see above
        leaves = self.env["resource.calendar.leaves"].sudo()
        leaves = leaves.search(
            [
                ("resource_id", "in", list(whose)),
                ("time_type", "=", "leave"),
                ("date_from", "<=", self.last),
                ("date_to", ">", self.first),
            ]
        )
        found = defaultdict(list)
        for leave in leaves:
            found[whose[leave.resource_id.id]].append((leave.date_from, leave.date_to))
        return found
