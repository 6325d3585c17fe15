from odoo import models

from ...core.masking import mask_email
from .gate import by_server


class SurveySurvey(models.Model):
    """Invitations reach customers whose address the sender does not see."""

    _inherit = "survey.survey"

    @by_server
    def _create_answer(self, *args, **kwargs):
        return super()._create_answer(*args, **kwargs)


class SurveyInvite(models.TransientModel):
    _inherit = "survey.invite"

    @by_server
    def _prepare_answers(self, partners, emails):
        return super()._prepare_answers(partners, emails)


class SurveyUserInput(models.Model):
    """The address that an answer was invited by."""

    _name = "survey.user_input"
    _inherit = ["survey.user_input", "cs.personal.data.mixin"]

    _cs_personal = {"email": None}
    _cs_personal_soft = True

    def _cs_secret(self):
        # sudo: whose address it is must be known before it is shown
        rows = self.sudo()
        secret = rows.partner_id._cs_secret()
        return self.browse(r.id for r in rows if not r.partner_id or r.partner_id in secret)

    def _cs_masks(self, names):
        # sudo: a mask is made of the value that the user may not see
        rows = self.sudo()
        return {name: {row.id: mask_email(row[name]) for row in rows} for name in names}
