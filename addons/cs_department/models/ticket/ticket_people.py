from odoo import api, models

from ...core.now import utcnow


class CsTicket(models.Model):
    """The people inside who answer for a case; how they are told is ``cs.tell.mixin``."""

    _inherit = "cs.ticket"

    #: role → the next one to ask where it is empty
    _ROLE_ABOVE = {
        "agent": "supervisor",
        "duty_officer": "supervisor",
        "department_head": "supervisor",
        "supervisor": "manager",
    }

    # -- who -------------------------------------------------------------------

    def _users_in_role(self, role: str) -> dict:
        """Ticket id → the active users who fill a role (in sudo), see ``cs.recipient.mixin``."""
        if role == "duty_officer":
            found = self._duty_officers()
        else:
            found = {ticket.id: ticket._user_in_role(role).filtered("active") for ticket in self}
        if role == "manager":
            nameless = self.filtered(lambda ticket: not found[ticket.id])
            for company, tickets in nameless.grouped("company_id").items():
                # a batch is of one or two companies
                found |= dict.fromkeys(tickets.ids, self._managers_of_company(company))
        empty = self.filtered(lambda ticket: not found[ticket.id])
        if empty and role in self._ROLE_ABOVE:
            found |= empty._users_in_role(self._ROLE_ABOVE[role])
        return found

    def _user_in_role(self, role: str):
        """Who fills a role for one case; what is related is prefetched with the batch."""
        team = self.team_id
        if role == "agent":
            return self.user_id
        if role == "supervisor":
            return team.supervisor_id
        if role == "department_head":
            return self.responsible_department_id.manager_id.user_id
        return team.manager_id

    def _duty_officers(self) -> dict:
        """Ticket id → who is duty officer now, by the roster or by name."""
        duties = {
            # one look-up per company, a batch is of one or two
            company_id: self.env["cs.shift.span"]._on_duty(company_id, utcnow())
            for company_id in self.company_id.ids
        }
        teams = self.env["cs.team"]
        return {
            ticket.id: self.env["res.users"]
            .browse(teams._duty_officer_ids(ticket.team_id.id, duties[ticket.company_id.id]) if ticket.team_id else ())
            .filtered("active")
            for ticket in self
        }

    @api.model
    def _managers_of_company(self, company):
        """The managers of customer service of a company, where a team names none."""
        group = self.env.ref("cs_department.group_cs_manager")
        users = group.all_user_ids.filtered(lambda user: company in user.company_ids and not user.share)
        # an administrator has every right and is nobody's manager, unless he is the only one
        return users.filtered(lambda user: not user._is_system()) or users

    # -- where and when they look at it -----------------------------------------

    def _link(self) -> str:
        return f"{self.get_base_url()}/odoo/cs-tickets/{self.id}"

    def _local_today(self, now):
        return self._rule_day(now)
