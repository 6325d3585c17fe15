from odoo import fields, models
from odoo.fields import Command
from odoo.tools import SQL

#: new account codes are looked for from here on
INCOME_CODE = "600110"
DEPOSIT_CODE = "224110"
SALE_JOURNAL = "CSFEE"
CASH_JOURNAL = "CSCAS"


class ResCompany(models.Model):
    """Where fees and deposits are booked: made once per company, then the accountant's.

    They have no external ids: posted documents and their accounts outlive the addon.
    """

    _inherit = "res.company"

    cs_fee_journal_id = fields.Many2one(
        "account.journal", "Journal of fees", check_company=True, domain=[("type", "=", "sale")]
    )
    cs_fee_income_account_id = fields.Many2one("account.account", "Income from fees", check_company=True)
    cs_cash_journal_id = fields.Many2one(
        "account.journal", "Cash box of the counter", check_company=True, domain=[("type", "=", "cash")]
    )
    cs_deposit_account_id = fields.Many2one("account.account", "Deposits held", check_company=True)

    def _cs_fee_setup(self):
        """Make what is missing, one company after the other (in sudo).

        :return: the companies, in sudo.
        """
        companies = self.sudo()  # sudo: the first bill or deposit makes them, whoever writes it
        wanted = ("cs_fee_income_account_id", "cs_fee_journal_id", "cs_cash_journal_id", "cs_deposit_account_id")
        for company in companies:
            # companies are few; each has a chart of its own
            if all(company[name] for name in wanted):
                continue
            # two first bills at once collide here instead of making two journals
            self.env.cr.execute(SQL("UPDATE res_company SET name = name WHERE id = %s", company.id))
            speaking = company.with_company(company).with_context(lang=company.partner_id.lang)
            for name in wanted:
                speaking[name] = speaking[name] or getattr(speaking, f"_make_{name.removesuffix('_id')}")()
        return companies

    def _make_account(self, name, code, account_type, **more):
        accounts = self.env["account.account"]
        return accounts.create(
            {
                "name": name,
                "code": accounts._search_new_account_code(code),
                "account_type": account_type,
                "company_ids": [Command.set(self.ids)],
                **more,
            }
        )

    def _make_cs_fee_income_account(self):
        return self._make_account(self.env._("Income from property fees"), INCOME_CODE, "income")

    def _make_cs_deposit_account(self):
        # each deposit is settled by what goes out again
        return self._make_account(
            self.env._("Deposits of residents"), DEPOSIT_CODE, "liability_current", reconcile=True
        )

    def _make_cs_fee_journal(self):
        return self.env["account.journal"].create(
            {
                "name": self.env._("Property fees"),
                "code": SALE_JOURNAL,
                "type": "sale",
                "company_id": self.id,
                "default_account_id": self.cs_fee_income_account_id.id,
            }
        )

    def _make_cs_cash_journal(self):
        return self.env["account.journal"].create(
            {"name": self.env._("Counter cash"), "code": CASH_JOURNAL, "type": "cash", "company_id": self.id}
        )
