from odoo import models


class CsFeeItem(models.Model):
    _inherit = "cs.fee.item"

    def _products(self, company) -> dict:
        """The product of each fee in a company, made on first use: it gives the account and the taxes.

        :return: fee id → product, in sudo.
        """
        # sudo: the first bill makes it, whoever writes it
        items = self.sudo().with_company(company)
        missing = items.filtered(lambda item: not item.product_id)
        if missing:
            company._cs_fee_setup()
            speaking = missing.with_context(lang=company.partner_id.lang)
            # sudo: products of fees are the system's, as the accounts of the company
            made = self.env["product.product"].sudo().create([item._product_values(company) for item in speaking])
            for item, product in zip(missing, made, strict=True):
                # once per fee and company: a value of the company has no batch write
                item.product_id = product
        return {item.id: item.product_id for item in items}

    def _journals(self, company) -> dict:
        """In which journal of a company each fee is invoiced: fee id → journal (in sudo)."""
        # sudo: whoever bills, the accountant has said where
        items = self.sudo().with_company(company)
        return {item.id: item.journal_id or company.cs_fee_journal_id for item in items}

    def _product_values(self, company) -> dict:
        return {
            "name": self.name,
            "type": "service",
            "company_id": company.id,
            "purchase_ok": False,
            "list_price": 0,
            "taxes_id": False,
            "property_account_income_id": company.cs_fee_income_account_id.id,
        }

    def _analytic(self, products) -> dict:
        """Where the accountant's analytic rules put each fee: fee id → distribution, found once for a batch."""
        rules = self.env["account.analytic.distribution.model"].sudo()  # sudo: rules work for whoever bills
        return {
            item_id: rules._get_distribution(
                {
                    "product_id": product.id,
                    "product_categ_id": product.categ_id.id,
                    "account_prefix": product.property_account_income_id.code,
                    "company_id": product.company_id.id,
                    "partner_id": False,
                    "partner_category_id": [],
                }
            )
            for item_id, product in products.items()
        }
