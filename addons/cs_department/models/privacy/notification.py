from odoo import models

from ...core.masking import mask_email, mask_phone


class MailNotification(models.Model):
    """To which number or address a message went: every employee may read notifications in Odoo."""

    _name = "mail.notification"
    _inherit = ["mail.notification", "cs.personal.data.mixin"]

    _cs_personal = dict.fromkeys(["sms_number", "mail_email_address"])
    #: Odoo sends and sends again in the name of whoever wrote
    _cs_personal_soft = True

    def _cs_secret(self):
        # sudo: whose number it is must be known before it is shown
        rows = self.sudo()
        secret = rows.res_partner_id._cs_secret()
        return self.browse(row.id for row in rows if not row.res_partner_id or row.res_partner_id in secret)

    def _cs_masks(self, names):
        default = self.env.company._cs_country_code()
        # sudo: a mask is made of the value that the user may not see
        rows = self.sudo()
        masks = {
            "sms_number": lambda row: mask_phone(row.sms_number, row.res_partner_id.country_id.code or default),
            "mail_email_address": lambda row: mask_email(row.mail_email_address),
        }
        return {name: {row.id: masks[name](row) for row in rows} for name in names}
