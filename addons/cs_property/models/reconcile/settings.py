from odoo import fields, models

FEE_CODE = "660310"


class ResCompany(models.Model):
    """How money on the bank is matched."""

    _inherit = "res.company"

    cs_reconcile_threshold = fields.Integer("Match by itself from (confidence)", default=85)
    cs_reconcile_fee_percent = fields.Float("Fee of payment providers up to (%)", default=1.0)
    cs_bank_fee_account_id = fields.Many2one("account.account", "Fees of banks and providers", check_company=True)

    _cs_reconcile_sane = models.Constraint(
        "CHECK (cs_reconcile_threshold BETWEEN 50 AND 101 AND cs_reconcile_fee_percent BETWEEN 0 AND 100)",
        "Confidence is from 50 to 101 (never by itself), a fee from 0 to 100 %.",
    )

    def _cs_bank_fee_account(self):
        """Where fees of banks and payment providers are booked, made on first use (in sudo)."""
        self.ensure_one()
        company = self.sudo()._cs_fee_setup()  # sudo: the first statement with a fee makes it, whoever imports it
        if not company.cs_bank_fee_account_id:
            speaking = company.with_company(company).with_context(lang=company.partner_id.lang)
            company.cs_bank_fee_account_id = speaking._make_account(
                self.env._("Fees of banks and payment providers"), FEE_CODE, "expense"
            )
        return company.cs_bank_fee_account_id


class CsFeeSettings(models.TransientModel):
    _inherit = "cs.fee.settings"

    reconcile_threshold = fields.Integer(
        "Match by itself from (confidence)",
        help="Money whose owner is at least so sure (0 to 100) is matched without asking. 101: never.",
    )
    reconcile_fee_percent = fields.Float(
        "Fee of payment providers up to (%)",
        help="Money that falls short by no more than this is a difference of kind fee.",
    )
    bank_fee_account_id = fields.Many2one(
        "account.account",
        "Fees of banks and providers",
        domain="[('company_ids', 'parent_of', company_id), ('account_type', 'in', ('expense', 'expense_direct_cost'))]",
        groups="cs_property.group_cs_fee_accountant",
        help="Empty: made with the first statement that has such a fee.",
    )
