from odoo import api, fields, models

from ...core.masking import mask_email, mask_phone


class CsTicket(models.Model):
    """The number and address from which a case came, when they are not the contact's."""

    _name = "cs.ticket"
    _inherit = ["cs.ticket", "cs.personal.data.mixin"]

    _cs_personal = {
        "caller_phone": "caller_phone_masked",
        "email_from": "email_from_masked",
    }
    _cs_revealable = tuple(_cs_personal)

    caller_phone_masked = fields.Char("Caller's number (masked)", compute="_compute_caller_masks")
    email_from_masked = fields.Char("Mail of the sender (masked)", compute="_compute_caller_masks")

    @api.depends("caller_phone", "email_from")
    def _compute_caller_masks(self):
        country = self.env["res.partner"]._cs_phone_country()
        # sudo: a mask is made of the value that the user may not see
        for ticket, row in zip(self, self.sudo(), strict=True):
            ticket.caller_phone_masked = mask_phone(row.caller_phone, country)
            ticket.email_from_masked = mask_email(row.email_from)

    def _cs_secret(self):
        return self.filtered("id")
