from odoo import models
from odoo.exceptions import UserError
from odoo.tools.translate import LazyTranslate

from ...core.flow import LIVE

_lt = LazyTranslate(__name__)


class CsTicket(models.Model):
    """Taking and passing on: the first contact stays responsible (首问负责)."""

    _inherit = "cs.ticket"

    def take(self):
        """The current user becomes responsible for cases that nobody has."""
        self.check_access("write")
        self.write({"user_id": self.env.uid})
        self._end_unassigned()
        return True

    def transfer(self, user=None, team=None, reason=""):
        """Ask somebody else to take the cases over.

        The first contact stays responsible until the other accepts (首问负责).

        :param user: ``res.users`` id or record asked, or none to ask a whole team.
        :param team: ``cs.team`` id or record that takes over, or none to keep the team.
        :param reason: why; required.
        :raises UserError: without a reason or a target, or for an ended case.
        """
        self.check_access("write")
        user = self._browse_argument("res.users", user)
        team = self._browse_argument("cs.team", team)
        self._need_words(reason, self.env._("Say why the case is transferred."))
        if not (user or team):
            raise UserError(self.env._("Say to whom or to which team the case goes."))
        if user and (user.share or not user.has_group("cs_department.group_cs_agent")):
            raise UserError(
                self.env._("%(user)s does not work in customer service and could not take it over.", user=user.name)
            )
        self._need_state(LIVE, self.env._("transferred"))
        self._system_write({"pending_user_id": user.id, "pending_team_id": team.id})
        self._log_event(
            "transfer",
            new=user.display_name or team.display_name,
            note=reason,
        )
        self._alert_users(user or team.supervisor_id, _lt("Transfer asked"))
        self.sudo()._happened("transferred")  # sudo: rules act whoever acts
        return True

    def accept(self):
        """Take over the cases that were offered to the user or to his team."""
        self.check_access("read")
        for ticket in self:
            ticket._check_asked()
        moved = self.filtered(lambda t: t.pending_team_id not in (t.team_id, self.env["cs.team"]))
        for (user, team), tickets in self._grouped_by_pending().items():
            # one write per target, the usual batch has one
            vals = {
                "pending_user_id": False,
                "pending_team_id": False,
                "user_id": (user or self.env.user).id,
            }
            if team:
                vals["team_id"] = team.id
            rows = []
            for old_team, group in tickets.grouped("team_id").items():
                facts = {"team_id": [old_team.id, (team or old_team).id]}
                rows += group._prepare_event_vals("accepted", new=(user or self.env.user).name, facts=facts)
            tickets._system_write(vals)
            self._append_events(rows)
        self._end_unassigned()
        self._count_up("transfer_count")
        # sudo: clocks are figures of the system; the new team has its own targets
        moved.sudo()._clocks_rematch()
        self.sudo()._happened("accepted")  # sudo: rules act whoever acts
        return True

    def decline(self, reason=""):
        """Refuse a transfer; the responsible stays.

        :raises UserError: without a reason, or when not asked.
        """
        self.check_access("read")
        self._need_words(reason, self.env._("Say why the transfer is declined."))
        for ticket in self:
            ticket._check_asked()
        self._log_event("declined", note=reason)
        self._alert_users(self.user_id, _lt("Transfer declined"))
        self._system_write({"pending_user_id": False, "pending_team_id": False})
        return True

    def _check_asked(self):
        """Only the one who was asked, a member of the asked team, or a supervisor.

        :raises UserError: otherwise.
        """
        user, team = self.pending_user_id, self.pending_team_id
        if not (user or team):
            raise UserError(self.env._("No transfer of %(case)s is waiting.", case=self.display_name))
        if self.env.su or self.env.user.has_group("cs_department.group_cs_supervisor"):
            return
        asked = user == self.env.user if user else self.env.user in team.member_ids
        if not asked:
            raise UserError(
                self.env._(
                    "%(case)s was offered to %(asked)s.",
                    case=self.display_name,
                    asked=user.name or team.name,
                )
            )

    def _end_unassigned(self):
        """Somebody has the cases now; that a case is severe, or without hours, stays on the board."""
        self.filtered(lambda ticket: ticket.alarm == "unassigned")._system_write({"alarm": False})

    def _grouped_by_pending(self):
        groups = {}
        for ticket in self:
            key = (ticket.pending_user_id, ticket.pending_team_id)
            groups.setdefault(key, self.browse())
            groups[key] |= ticket
        return groups
