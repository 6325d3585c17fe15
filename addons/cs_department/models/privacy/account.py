"""Invoicing by accountants who read masks: documents are printed and sent whole.

Who may print or send an invoice is decided by accounting's own rights; the paper
shows what the law wants on it.
"""

from odoo import api, models

from .gate import by_server


class AccountMoveSend(models.AbstractModel):
    _inherit = "account.move.send"

    @api.model
    @by_server
    def _get_alerts(self, moves, moves_data):
        return super()._get_alerts(moves, moves_data)

    @api.model
    @by_server
    def _get_default_mail_partner_ids(self, move, mail_template, mail_lang):
        return super()._get_default_mail_partner_ids(move, mail_template, mail_lang)

    @api.model
    @by_server
    def _send_mails(self, moves_data):
        return super()._send_mails(moves_data)


class AccountMoveSendWizard(models.TransientModel):
    _inherit = "account.move.send.wizard"

    @by_server
    def _compute_mail_partners(self):
        return super()._compute_mail_partners()


class AccountFiscalPosition(models.Model):
    _inherit = "account.fiscal.position"

    @api.model
    @by_server
    def _get_fiscal_position(self, partner, delivery=None):
        return super()._get_fiscal_position(partner, delivery=delivery)


class ResPartner(models.Model):
    _inherit = "res.partner"

    @by_server
    def _get_vat_required_valid(self, company=None):
        return super()._get_vat_required_valid(company=company)

    @by_server
    def _deduce_country_code(self):
        return super()._deduce_country_code()

    @by_server
    def _retrieve_partner(self, *args, **kwargs):
        return super()._retrieve_partner(*args, **kwargs)

    @by_server
    def _onchange_phone_validation(self):
        return super()._onchange_phone_validation()


class IrActionsReport(models.Model):
    _inherit = "ir.actions.report"

    @by_server
    def _render_template(self, template, values=None):
        return super()._render_template(template, values=values)
