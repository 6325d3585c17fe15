import re

from odoo import models

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
