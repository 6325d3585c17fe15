from odoo import SUPERUSER_ID, models
from odoo.exceptions import UserError
from odoo.tools import html2plaintext

from ...core.spoken import is_by_rule

#: template expression that puts the words of the resolution into a mail
RESOLUTION = "object.resolution"


class CsTicket(models.Model):
    """Words that an agent writes to somebody outside: approved before, where a rule asks.

    Whatever door the words take (the answer dialog, a comment, a text message, the mail
    composer, RPC), they pass here on their way to the reader.
    """

    _inherit = "cs.ticket"

    def _written_by_agent(self) -> bool:
        """Neither the customer himself nor the machinery, whose words a manager wrote."""
        return self.env.uid != SUPERUSER_ID and not self.env.user.share and not is_by_rule()

    def _notify_get_recipients(self, message, msg_vals=False, **kwargs):
        recipients = super()._notify_get_recipients(message, msg_vals=msg_vals, **kwargs)
        if any(self._is_outside(reader) for reader in recipients):
            self._guard_reply(message)
        return recipients

    def _notify_thread(self, message, msg_vals=False, **kwargs):
        if kwargs.get("sms_numbers"):
            self._guard_reply(message)
        return super()._notify_thread(message, msg_vals=msg_vals, **kwargs)

    def _is_outside(self, reader: dict) -> bool:
        return bool(reader.get("share") or not reader.get("uid"))

    def _guard_reply(self, message):
        """Refuse what is not approved, word for word; files and subjects are words, too."""
        if not self or not self._written_by_agent():
            return
        self.ensure_one()
        message = message.sudo()  # sudo: the words themselves, whoever may read the message
        words = said(message.body, message.subject)
        self._refuse_files(message.attachment_ids)
        self._refuse_unapproved("reply", words)
        self._use_approval("reply", words)

    def _refuse_files(self, files):
        if files and any(self._approval_rules("reply").values()):
            raise UserError(self.env._("Files are not part of what was approved: send the approved words alone."))

    def _refuse_past_chatter(self):
        """What would leave without passing the chatter is never approved word for word.

        :raises UserError: where a rule asks for an approval.
        """
        if self._written_by_agent():
            for ticket_id, rule_id in self._approval_rules("reply").items():
                if rule_id:
                    self.browse(ticket_id)._raise_unapproved("reply", rule_id)

    # -- the approved words --------------------------------------------------

    def send_approved_reply(self):
        """Mail the customer what was approved, word for word."""
        self.check_access("write")
        for ticket in self:
            if not ticket.ready_reply_id:
                raise UserError(self.env._("No approved reply waits to be sent."))
            # a message belongs to one case
            ticket.answer(ticket.ready_reply_id.words, by="mail")
        return True

    # -- resolution ----------------------------------------------------------

    def resolve(self, resolution="", **findings):
        """Refused where its words are mailed to the customer and not approved yet."""
        asked = self._approval_rules("reply")
        for ticket in self.filtered(lambda ticket: asked.get(ticket.id)):
            words = resolution or ticket.resolution
            if words and ticket._written_by_agent() and ticket._mails_resolution():
                ticket._refuse_unapproved("reply", words)
        return super().resolve(resolution, **findings)

    def _mails_resolution(self) -> bool:
        """Whether a notice rule mails the words of the resolution to the customer."""
        self.ensure_one()
        book, ticket = self.env["cs.notice.rule"], self.sudo()  # sudo: the address is masked, it counts all the same
        if not ticket.partner_id.email:
            return False
        rule_id = ticket._ask_rules(
            lambda company_id, facts, day: book._rule_id_for(company_id, facts, day, "resolved")
        )[self.id]
        # sudo: templates are the managers'
        return RESOLUTION in (book.sudo().browse(rule_id or ()).template_id.body_html or "")


def said(body, subject="") -> str:
    """The words of a message as its reader sees them."""
    return f"{subject or ''}\n{html2plaintext(body or '')}".strip()
