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
        """A new account; the one with this code and type that an earlier installation left serves again.

        Names do not tell whose an account is: they are translated, and others may use the same words.
        """
        accounts = self.env["account.account"]
        kept = accounts.search(
            [("company_ids", "in", self.ids), ("code", "=", code), ("account_type", "=", account_type)], limit=1
        )
        return kept or accounts.create(
            {
                "name": name,
                # an empty cache: the code itself, where it is free
                "code": accounts._search_new_account_code(code, cache=set()),
                "account_type": account_type,
                "company_ids": [Command.set(self.ids)],
                **more,
            }
        )

    def _make_journal(self, name, code, kind, **more):
        """A new journal; the one that an earlier installation left with its documents serves again."""
        journals = self.env["account.journal"].with_context(active_test=False)
        kept = journals.search([("company_id", "=", self.id), ("code", "=", code), ("type", "=", kind)], limit=1)
        kept.filtered(lambda journal: not journal.active).active = True
        return kept or journals.create({"name": name, "code": code, "type": kind, "company_id": self.id, **more})

    def _make_cs_fee_income_account(self):
        return self._make_account(self.env._("Income from property fees"), INCOME_CODE, "income")

    def _make_cs_deposit_account(self):
        # each deposit is settled by what goes out again
        return self._make_account(
            self.env._("Deposits of residents"), DEPOSIT_CODE, "liability_current", reconcile=True
        )

    def _make_cs_fee_journal(self):
        income = self.cs_fee_income_account_id
        return self._make_journal(self.env._("Property fees"), SALE_JOURNAL, "sale", default_account_id=income.id)

    def _make_cs_cash_journal(self):
        return self._make_journal(self.env._("Counter cash"), CASH_JOURNAL, "cash")
