from odoo import api, models
from odoo.exceptions import UserError


class CsTemplateMixin(models.AbstractModel):
    """Templates by which rules write to customers: rendered by the system, so for cases only.

    A template of another model would be filled in with the record of the same number,
    whatever that is.
    """

    _name = "cs.template.mixin"
    _description = "Template for cases"

    def _cs_refuse_foreign(self):
        """:raises UserError: for a template that is not about cases."""
        for template in self.sudo():  # sudo: what a template is about is no secret
            if template.model != "cs.ticket":
                raise UserError(self.env._("The template “%(template)s” is not about cases.", template=template.name))


class MailTemplate(models.Model):
    _name = "mail.template"
    _inherit = ["mail.template", "cs.template.mixin"]

    def send_mail_batch(self, res_ids, *args, **kwargs):
        """A template that an agent fills in and sends past the chatter is a written reply, too."""
        if self.model == "cs.ticket":
            self.env["cs.ticket"].browse(res_ids)._refuse_past_chatter()
        return super().send_mail_batch(res_ids, *args, **kwargs)


class SmsTemplate(models.Model):
    _name = "sms.template"
    _inherit = ["sms.template", "cs.template.mixin"]


class CsNoticeRule(models.Model):
    _inherit = "cs.notice.rule"

    @api.constrains("template_id")
    def _check_template(self):
        self.template_id._cs_refuse_foreign()
