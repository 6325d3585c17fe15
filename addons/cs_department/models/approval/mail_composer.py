from odoo import models

from ...core.spoken import by_rule
from .ticket_reply import said


class MailComposeMessage(models.TransientModel):
    _inherit = "mail.compose.message"

    def _action_send_mail_mass_mail(self, res_ids, auto_commit=False):
        """Mails to many customers at once pass no chatter: looked at here."""
        if self.model == "cs.ticket":
            cases = self.env["cs.ticket"].browse(res_ids)
            if cases._written_by_agent():
                cases._refuse_files(self.attachment_ids)
                cases._refuse_unapproved("reply", said(self.body, self.subject))
        return super()._action_send_mail_mass_mail(res_ids, auto_commit=auto_commit)


class SmsComposer(models.TransientModel):
    _inherit = "sms.composer"

    def _action_send_sms(self):
        """A text message is a written reply; many at once pass no chatter."""
        records = self._get_records()
        if records is not None and records._name == "cs.ticket" and records._written_by_agent():
            for ticket in records:
                # each case has approvals of its own
                ticket._refuse_unapproved("reply", self.body)
        return super()._action_send_sms()


class IrActionsServer(models.Model):
    """What automated actions send are the words of the administrator who made them."""

    _inherit = "ir.actions.server"

    def _run_action_mail_post_multi(self, eval_context=None):
        with by_rule():
            return super()._run_action_mail_post_multi(eval_context=eval_context)

    def _run_action_sms_multi(self, eval_context=None):
        with by_rule():
            return super()._run_action_sms_multi(eval_context=eval_context)
