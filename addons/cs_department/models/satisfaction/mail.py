import re

from odoo import api, models

#: a link of ours in words that come in, as a mail program or its filter writes it
LINK = re.compile(r"(?:/|%2F)cs(?:/|%2F)[cst](?:/|%2F)[1-9][0-9]{0,17}-[0-9a-f]{32}", re.IGNORECASE)
#: what templates write where the customer's link shall stand
PLACE = re.compile(r"(?:https?://[^\s\"'<>]*)?/cs/link\b")


class MailMail(models.Model):
    """The customer's link is put into a mail when it leaves.

    Neither the message on the case nor the queue has it: whoever reads them could answer
    in the customer's name.
    """

    _inherit = "mail.mail"

    def _prepare_outgoing_body(self):
        body = super()._prepare_outgoing_body()
        if "/cs/link" not in str(body):
            return body
        return PLACE.sub(lambda _found: self._cs_customer_link(), body)

    def _cs_customer_link(self) -> str:
        """The link of the record that the mail is about, if its customer alone gets it."""
        home = self.get_base_url()
        if self.model not in ("cs.ticket", "cs.survey.invitation") or self.email_to or self.email_cc:
            return home
        # sudo: the queue acts for whoever caused the mail
        record = self.env[self.model].sudo().browse(self.res_id).exists()
        if not record or self.recipient_ids != record.partner_id:
            return home
        return record._link_url()


class MailThread(models.AbstractModel):
    """Customers quote our mails when they answer: their links stay out of what colleagues read."""

    _inherit = "mail.thread"

    @api.model
    def message_parse(self, message, save_original=False):
        found = super().message_parse(message, save_original=save_original)
        body = found.get("body")
        if body:
            found["body"] = type(body)(LINK.sub("/cs/link", body))
        return found
