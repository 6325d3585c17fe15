from odoo import api, models
from pytz import timezone

from ...core import duty, local_days
from ...core.now import utcnow


class CsTicket(models.Model):
    _inherit = "cs.ticket"

    @api.model
    def _presence(self, user_ids, team_id: int, plans) -> "Presence":
        """Who of these users is at work now, as far as these plans of a team ask.

        :param plans: ``RoutingPlan`` of the cases.
        """
        return Presence(self.env, frozenset(user_ids), team_id, utcnow(), list(plans))


class Presence:
    """Who is at work at a moment, by each way in which a rule may mean it; read when asked.

    A user without an employee record counts as present by calendar and check-in: nothing
    says otherwise.

    :ivar officer_ids: who acts for the supervisor at the moment.
    """

    def __init__(self, env, user_ids, team_id, now, plans):
        self.env, self.user_ids, self.now = env, user_ids, now
        self.team = env["cs.team"]._facts(team_id)
        self.day = local_days.day_of(now, timezone(self.team.tz))
        self._present, self._duties, self.officer_ids = {}, [], []
        asks_officer = any("duty_officer" in plan.steps for plan in plans)
        rostered = any(plan.presence == "roster" for plan in plans) and env["cs.roster"]._is_rostered(team_id, self.day)
        if asks_officer or rostered:
            self._duties = env["cs.shift.span"]._on_duty(self.team.company_id, now)
        if asks_officer:
            self.officer_ids = env["cs.team"]._duty_officer_ids(team_id, self._duties)
        self._rostered = rostered

    def is_present(self, user_id: int, meant: str, area_id: int | bool) -> bool:
        """Whether somebody is at work.

        :param meant: "calendar", "attendance" or "roster", see ``cs.routing.rule``.
        """
        if meant == "roster" and self._rostered:
            return duty.present(self._duties, user_id, area_id)
        if meant == "roster":
            meant = "calendar"
        if meant not in self._present:
            self._present[meant] = self._present_ids(meant)
        return user_id in self._present[meant]

    def _present_ids(self, meant) -> set[int]:
        """Users with hours left on the team's local day, or a check-in, and no leave."""
        employees = self.env["hr.employee"]
        company_id = self.team.company_id
        known, ends = employees._cs_working_users(self.user_ids, company_id, self.team.tz, self.day)
        if meant == "attendance":
            there = employees._cs_checked_in_users(known, company_id, self.now)
        else:
            # after the last hour of his day nobody is there any more (23:00 is not 10:00)
            there = {user_id for user_id, end in ends if not end or end > self.now}
        return (set(self.user_ids) - known) | there
