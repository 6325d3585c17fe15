from odoo import models

from ...core.words import SPOKEN


class CsTicket(models.Model):
    """Words to a customer that pass no chatter: what was said, and the resolution on his page."""

    _inherit = "cs.ticket"

    def _post_answers(self, body, by):
        if by != "mail":
            # what was said is counted; it cannot be stopped any more
            for company, cases in self.grouped("company_id").items():
                # a batch is of one or two companies
                self.env["cs.banned.word"]._guard(body, company, cases, SPOKEN)
        return super()._post_answers(body, by)

    def resolve(self, resolution="", **findings):
        """Refused with words that no customer reads from us."""
        book = self.env["cs.banned.word"]
        for ticket in self:
            # each case may have words of its own
            words = resolution or ticket.resolution
            if ticket.partner_id and isinstance(words, str):
                book._guard(words, ticket.company_id, ticket)
        return super().resolve(resolution, **findings)
