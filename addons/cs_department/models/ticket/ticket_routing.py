from collections import defaultdict
from dataclasses import replace

from odoo import api, models
from odoo.tools.translate import LazyTranslate

from ...core import routing
from ...core.flow import LIVE
from ...core.now import utcnow

_lt = LazyTranslate(__name__)


class CsTicket(models.Model):
    """Who gets a case: the area's agent, the skilled with least load, the supervisor."""

    _inherit = "cs.ticket"

    def _route(self) -> list[dict]:
        """Give the cases that nobody answers for to somebody (in sudo, in batch).

        :return: rows for the timeline.
        """
        todo = self.filtered(lambda ticket: not ticket.user_id)
        chosen = {}
        for team, tickets in todo.grouped("team_id").items():
            if team:
                # loads and presence are read once per team
                chosen |= tickets._choose_in_team(team.id)
            else:
                tickets._system_write({"alarm": "unassigned"})
        return self._apply_choices(chosen)

    def _choose_in_team(self, team_id) -> dict:
        """The choice for each of these cases of one team, gravest first."""
        areas, categories = self.env["cs.area"], self.env["cs.ticket.category"]
        book = self.env["cs.routing.rule"]
        team = self.env["cs.team"]._facts(team_id)
        rules = self._ask_rules(book._rule_id_for)
        agents = {ticket.id: areas._agent_id(ticket.area_id.id) for ticket in self}
        needed = {ticket.id: categories._skills_needed(ticket.category_id.id) for ticket in self}
        user_ids = frozenset(team.member_ids) | frozenset(filter(None, agents.values()))
        plans = {ticket.id: book._plan(rules[ticket.id]) for ticket in self}
        presence = self._presence(user_ids, team_id, plans.values())
        loads = self._open_loads(user_ids | frozenset(presence.officer_ids))
        skills = self._skills_of(user_ids) if any(needed.values()) else {}
        barred = self._barred_from(user_ids | frozenset(presence.officer_ids))
        choices = {}
        for ticket in self.sorted(lambda t: (-int(t.priority), t.id)):
            plan, agent_id, out = plans[ticket.id], agents[ticket.id], barred.get(ticket.id, frozenset())
            choice = routing.choose(
                plan.steps,
                [
                    routing.Candidate(
                        user_id=user_id,
                        load=loads[user_id],
                        present=presence.is_present(user_id, plan.presence, ticket.area_id.id),
                        skills=skills.get(user_id, frozenset()),
                        member=user_id in team.member_ids,
                        barred=user_id in out,
                    )
                    for user_id in {*team.member_ids, agent_id} - {False}
                ],
                agent_id,
                team.supervisor_id,
                needed[ticket.id],
                [routing.Candidate(user_id, loads[user_id], barred=user_id in out) for user_id in presence.officer_ids],
            )
            choices[ticket] = replace(choice, passed_over=out & {*team.member_ids, agent_id, *presence.officer_ids})
            loads[choice.user_id] += 1
        return choices

    @api.model
    def _apply_choices(self, choices) -> list[dict]:
        """Write who answers for which case; an alarm goes to the one who must act."""
        self._system_write_each(
            {
                ticket: {
                    "user_id": choice.user_id or False,
                    **({"alarm": "unassigned"} if choice.alarm else {}),
                }
                for ticket, choice in choices.items()
            }
        )
        users = self.env["res.users"].browse({choice.user_id for choice in choices.values() if choice.user_id})
        names = {user.id: user.name for user in users}
        steps = dict(self.env["cs.routing.step"]._fields["step"]._description_selection(self.env))
        rows, alarms = [], {}
        for ticket, choice in choices.items():
            rows += ticket._prepare_event_vals(
                "alarm" if choice.alarm else "assigned",
                new=names.get(choice.user_id, ""),
                note=ticket._say_choice(steps.get(choice.step) or self.env._("nobody could be found"), choice),
                facts={"step": choice.step},
            )
            if choice.alarm and choice.user_id:
                alarms.setdefault(choice.user_id, []).append(ticket.id)
        for user_id, ids in alarms.items():
            # one notification per supervisor
            user = users.browse(user_id)
            self.browse(ids)._alert_users(user, _lt("Nobody present for a new case"))
        self.browse(
            [ticket.id for ticket, choice in choices.items() if choice.step == "duty_officer"]
        )._tell_of_duty_officer()
        return rows

    def _say_choice(self, step, choice) -> str:
        """The step that found somebody, and who was passed over."""
        over = self._barred_words(choice.passed_over)
        return self.env._("%(step)s; %(over)s", step=step, over=over) if over else step

    def _barred_from(self, user_ids) -> dict[int, frozenset[int]]:
        """Case → those of the users who may not be given it; cases for everybody are left out. Extend."""
        return {}

    @api.model
    def _untrained_for(self, category_id, company_id, user_ids) -> frozenset[int]:
        """Those of the users who may not be given cases of a category today. Extend."""
        return frozenset()

    def _barred_words(self, user_ids) -> str:
        """Why these users were passed over for the case. Extend."""
        return ""

    def _tell_of_duty_officer(self):
        """The complaint office learns in the morning what the duty officer took on."""
        told = {ticket.id: ticket.team_id.supervisor_id - ticket.user_id for ticket in self}
        self._tell(told, _lt("The duty officer has taken a case"), by=("activity", "screen"))

    @api.model
    def _open_loads(self, user_ids) -> defaultdict:
        """Open cases per user id."""
        counts = self.env["cs.ticket"]._read_group(
            [("user_id", "in", list(user_ids)), ("state", "in", sorted(LIVE))],
            ["user_id"],
            ["__count"],
        )
        loads = defaultdict(int)
        loads.update({user.id: count for user, count in counts})
        return loads

    @api.model
    def _skills_of(self, user_ids) -> dict[int, frozenset[int]]:
        """Skill ids per user id, from the employees' skills that have not run out."""
        found, today = defaultdict(set), utcnow().date()
        held = [("employee_id.user_id", "in", list(user_ids)), "|", ("valid_to", "=", False), ("valid_to", ">=", today)]
        for line in self.env["hr.employee.skill"].search(held):
            found[line.employee_id.user_id.id].add(line.skill_id.id)
        return {user_id: frozenset(skills) for user_id, skills in found.items()}

    def _raise_severity_alarm(self):
        severe = self.filtered(lambda ticket: ticket.severity_id.alert_supervisor and ticket.state in LIVE)
        if not severe:
            return
        severe._system_write({"alarm": "severe"})
        for team, tickets in severe.grouped("team_id").items():
            # who is told, and how, is a matter of the ladders
            tickets._log_event("alarm", new=team.supervisor_id.name or "")
