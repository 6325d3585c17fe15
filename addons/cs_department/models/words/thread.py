from odoo import models

from ..approval.ticket_reply import said


class MailThread(models.AbstractModel):
    """Whatever chatter the words of an agent take to somebody outside: they pass here."""

    _inherit = "mail.thread"

    def _notify_get_recipients(self, message, msg_vals=False, **kwargs):
        recipients = super()._notify_get_recipients(message, msg_vals=msg_vals, **kwargs)
        if any(reader.get("share") or not reader.get("uid") for reader in recipients):
            self._cs_guard_words(message)
        return recipients

    def _notify_thread(self, message, msg_vals=False, **kwargs):
        if kwargs.get("sms_numbers"):
            self._cs_guard_words(message)
        return super()._notify_thread(message, msg_vals=msg_vals, **kwargs)

    def _cs_guard_words(self, message):
        book = self.env["cs.banned.word"]
        # conversations among colleagues have guests, too, who are no customers
        if book._watched() and self._name != "discuss.channel":
            message = message.sudo()  # sudo: the words themselves, whoever may read the message
            book._guard(said(message.body, message.subject), book._company_of(self), self)
