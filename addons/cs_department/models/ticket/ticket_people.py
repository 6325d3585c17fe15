from markupsafe import Markup
from odoo import api, models
from odoo.tools import format_list

from ...core.now import utcnow
from .ticket_mail import AUTOMATIC

#: a mail or text message names so many cases
NAMED = 20


class CsTicket(models.Model):
    """The people inside who answer for a case, and how they are told."""

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
        if role == "duty_officer":
            return team.duty_officer_id
        if role == "department_head":
            return self.responsible_department_id.manager_id.user_id
        return team.manager_id

    @api.model
    def _managers_of_company(self, company):
        """The managers of customer service of a company, where a team names none."""
        group = self.env.ref("cs_department.group_cs_manager")
        users = group.all_user_ids.filtered(lambda user: company in user.company_ids and not user.share)
        # an administrator has every right and is nobody's manager, unless he is the only one
        return users.filtered(lambda user: not user._is_system()) or users

    # -- how -------------------------------------------------------------------

    @api.model
    def _tell(self, users_by_ticket: dict, title, words="", by=("screen",)):
        """Tell colleagues of cases, each person once for all of his (in sudo).

        :param users_by_ticket: ticket id → ``res.users``.
        :param title: a lazy translation (``_lt``), said in each reader's language; or text.
        :param words: what the rule says beside it.
        :param by: any of ``activity``, ``mail``, ``sms``, ``screen``.
        """
        cases = {}
        for ticket_id, users in users_by_ticket.items():
            for user in users:
                cases.setdefault(user, []).append(ticket_id)
        for user, ids in cases.items():
            # a notification belongs to one reader; what is stored is created below, at once
            if "screen" in by:
                self.browse(ids)._alert_users(user, title)
        said = {user: _say(title, user) for user in cases}
        if "activity" in by:
            self._tell_by_activity(cases, said, words)
        if "mail" in by:
            self._tell_by_mail(cases, said, words)
        if "sms" in by:
            self._tell_by_sms(cases, said, words)

    @api.model
    def _tell_by_activity(self, cases, said, words):
        """One to-do per person and case, due today."""
        kind = self.env.ref("mail.mail_activity_data_todo")
        model_id, now = self.env["ir.model"]._get_id(self._name), utcnow()
        rows = [
            {
                "res_model_id": model_id,
                "res_id": ticket.id,
                "activity_type_id": kind.id,
                "user_id": user.id,
                "summary": said[user],
                "note": words,
                "date_deadline": ticket._rule_day(now),
            }
            for user, ids in cases.items()
            for ticket in self.browse(ids)
        ]
        # the person is told once, by the ways the rule names: no second mail of the activity
        self.env["mail.activity"].with_context(mail_activity_quick_update=True).create(rows)

    @api.model
    def _tell_by_mail(self, cases, said, words):
        """One mail per person that names and links his cases."""
        rows = []
        for user, ids in cases.items():
            if user.email:
                tickets = self.browse(ids)
                links = Markup("").join(
                    Markup('<li><a href="%s">%s</a></li>') % (ticket._link(), ticket.display_name)
                    for ticket in tickets[:NAMED]
                )
                rows.append(
                    {
                        "subject": f"{said[user]}: {tickets._name_some(1)}",
                        "body_html": Markup("<p>%s</p><ul>%s</ul>") % (words or said[user], links),
                        "email_to": user.email_formatted,
                        "author_id": self.env.ref("base.partner_root").id,
                        "auto_delete": True,
                        "headers": AUTOMATIC,
                    }
                )
        self.env["mail.mail"].create(rows)

    @api.model
    def _tell_by_sms(self, cases, said, words):
        """One text message per person, to the number that HR keeps or he gave."""
        rows = []
        for user, ids in cases.items():
            number = user.employee_id.mobile_phone or user.partner_id.phone
            if number:
                text = f"{said[user]}: {self.browse(ids)._name_some(3)} {words or ''}".strip()
                rows.append({"number": number, "body": text, "partner_id": user.partner_id.id})
        self.env["sms.sms"].create(rows)

    def _name_some(self, limit) -> str:
        """The first cases by name, and how many more there are."""
        names = self[:limit].mapped("display_name")
        if len(self) > limit:
            names.append(f"+{len(self) - limit}")
        return format_list(self.env, names, "unit-short")

    def _link(self) -> str:
        return f"{self.get_base_url()}/odoo/cs-tickets/{self.id}"


def _say(title, user) -> str:
    """A title in a reader's language."""
    return title if isinstance(title, str) else title._translate(user.lang or "en_US")
