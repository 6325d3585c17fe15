from odoo import models

from ...core.now import utcnow
from ..ticket.ticket_mail import AUTOMATIC


class CsSurveyInvitation(models.Model):
    """Asking and reminding: what time itself does with invitations."""

    _inherit = "cs.survey.invitation"

    def _act_on_time(self):
        """Ask, remind or end, each as it is due (in sudo)."""
        now = utcnow()
        over = self.filtered(lambda one: one.expires_at <= now)
        over.write({"state": "expired", "next_action_at": False, "by_phone": False})
        planned = (self - over).filtered(lambda one: one.state == "planned")
        planned._ask(now)
        (self - over - planned).filtered(lambda one: one.state == "asked")._remind(now)

    def _ask(self, now):
        """The first question: by mail, else by text message, else by telephone."""
        # what is noted says nothing of whether somebody answered before he was asked
        by_mail = self.filtered(lambda one: one._plan().by_mail and one.partner_id.email)
        by_sms = (self - by_mail).filtered(lambda one: one._plan().by_sms and one.partner_id.phone)
        by_phone = (self - by_mail - by_sms).filtered(lambda one: one._plan().by_phone)
        silent = self._silent()
        (by_mail & silent)._send_mails("cs_department.mail_template_survey")
        (by_sms & silent)._send_sms()
        by_mail.by_mail, by_sms.by_sms, by_phone.by_phone = True, True, True
        self.write({"state": "asked", "asked_at": now})
        self._plan_next(now)

    def _remind(self, now):
        """Who has not answered is asked again, the way he was asked first.

        An anonymous customer who did answer is passed over without a trace: nothing of
        the invitation says so.
        """
        silent = self._silent()
        silent.filtered("by_mail")._send_mails("cs_department.mail_template_survey_reminder")
        silent.filtered("by_sms")._send_sms()
        for count, same in self.grouped("reminders").items():
            # a handful of different counts
            same.write({"reminders": count + 1})
        self._plan_next(now)

    def _silent(self):
        """Who has not answered yet; the rows are locked by the pass."""
        self.invalidate_recordset(["used"])
        return self.filtered(lambda one: not one.used)

    def _plan_next(self, now):
        """The next reminder, or the end."""
        for plan, same in self.grouped(lambda one: one._plan()).items():
            for one in same:
                at = now + plan.remind_after
                # moments differ from row to row; one statement writes them
                more = one.reminders < plan.reminders and at < one.expires_at
                one.next_action_at = at if more else one.expires_at

    def _send_mails(self, template):
        """One batch of mails; the links are put in when they leave, see ``mail.mail``."""
        if self:
            by = self.env.ref(template)
            by.send_mail_batch(self.ids, email_values={"headers": AUTOMATIC})

    def _send_sms(self):
        """A short text with the link, in the customer's language."""
        rows = []
        for one in self:
            # text messages differ by their link
            text = one.with_context(lang=one.partner_id.lang).env._(
                "%(company)s: how was our service? %(link)s", company=one.company_id.name, link=one._link_url()
            )
            rows.append({"number": one.partner_id.phone, "body": text, "partner_id": one.partner_id.id})
        self.env["sms.sms"].create(rows)
