from odoo import fields, models
from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tools import SQL

#: new account codes are looked for from here on
FIRST_CODE = "670100"
JOURNAL_CODE = "CSCP"


class ResCompany(models.Model):
    """Where compensations are booked; made when the first one is paid, then the accountant's."""

    _inherit = "res.company"

    cs_compensation_account_id = fields.Many2one("account.account", "Account of compensations", check_company=True)
    cs_compensation_product_id = fields.Many2one("product.product", "Product of compensations", check_company=True)
    cs_compensation_journal_id = fields.Many2one(
        "account.journal", "Journal of compensations", check_company=True, domain=[("type", "=", "purchase")]
    )

    def _cs_compensation_setup(self):
        """Account, product and journal of a company, made where they are missing (in sudo).

        :raises UserError: where the company keeps no accounts yet.
        """
        self.ensure_one()
        company = self.sudo()  # sudo: the first payment makes them, whoever pays
        if not company.root_id._existing_accounting() and not company.chart_template:
            raise UserError(
                self.env._("%(company)s keeps no accounts yet: choose a chart of accounts.", company=company.name)
            )
        wanted = ("cs_compensation_account_id", "cs_compensation_product_id", "cs_compensation_journal_id")
        if not all(company[name] for name in wanted):
            # two first payments at once collide here instead of making two accounts
            self.env.cr.execute(SQL("UPDATE res_company SET name = name WHERE id = %s", company.id))
            company = company.with_company(company).with_context(lang=company.partner_id.lang)
            company.cs_compensation_account_id = company.cs_compensation_account_id or company._cs_make_account()
            company.cs_compensation_product_id = company.cs_compensation_product_id or company._cs_make_product()
            company.cs_compensation_journal_id = company.cs_compensation_journal_id or company._cs_make_journal()
        return company

    def _cs_make_account(self):
        accounts = self.env["account.account"]
        return accounts.create(
            {
                "name": self.env._("Compensation to customers"),
                "code": accounts._search_new_account_code(FIRST_CODE),
                "account_type": "expense",
                "company_ids": [Command.set(self.ids)],
            }
        )

    def _cs_make_product(self):
        return self.env["product.product"].create(
            {
                "name": self.env._("Compensation"),
                "type": "service",
                "company_id": self.id,
                "sale_ok": False,
                "purchase_ok": False,
                "taxes_id": [Command.clear()],
                "supplier_taxes_id": [Command.clear()],
                "property_account_income_id": self.cs_compensation_account_id.id,
                "property_account_expense_id": self.cs_compensation_account_id.id,
            }
        )

    def _cs_make_journal(self):
        return self.env["account.journal"].create(
            {
                "name": self.env._("Compensation to customers"),
                "code": JOURNAL_CODE,
                "type": "purchase",
                "company_id": self.id,
                "default_account_id": self.cs_compensation_account_id.id,
            }
        )


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    cs_compensation_account_id = fields.Many2one(related="company_id.cs_compensation_account_id", readonly=False)
    cs_compensation_journal_id = fields.Many2one(related="company_id.cs_compensation_journal_id", readonly=False)
    cs_compensation_product_id = fields.Many2one(related="company_id.cs_compensation_product_id", readonly=False)
