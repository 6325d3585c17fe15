from odoo import api, fields, models

RECEIPT_CODE = "cs.receipt"


class ResCompany(models.Model):
    """What the counter needs in each company: means of payment, gapless numbers of receipts."""

    _inherit = "res.company"

    cs_receipt_sequence_id = fields.Many2one("ir.sequence", "Numbers of receipts", readonly=True, copy=False)
    cs_close_alone = fields.Boolean(
        "Cashiers close alone", help="Without it a second person signs the closing of a till."
    )

    def _cs_fee_setup(self):
        companies = super()._cs_fee_setup()
        for company in companies.filtered(lambda company: not company.cs_receipt_sequence_id):
            # companies are few
            company.cs_receipt_sequence_id = company._make_cs_receipt_sequence()
            company._make_cs_means()
        return companies

    def _make_cs_receipt_sequence(self):
        return self.env["ir.sequence"].create(
            {
                "name": self.env._("Receipts of %(company)s", company=self.name),
                "code": RECEIPT_CODE,
                "company_id": self.id,
                "implementation": "no_gap",
                "use_date_range": True,
                "prefix": "SJ%(range_year)s-",
                "padding": 6,
            }
        )

    def _make_cs_means(self):
        """Cash, card or transfer, and the two wallets, each with a journal of its own."""
        speaking = self.with_company(self).with_context(lang=self.partner_id.lang)
        journals = speaking.env["account.journal"]
        bank = journals.search([("type", "=", "bank"), ("company_id", "=", self.id)], limit=1)
        wallets = journals.create(
            [
                {"name": name, "code": code, "type": "bank", "company_id": self.id}
                for name, code in ((self.env._("WeChat Pay"), "CSWX"), (self.env._("Alipay"), "CSZFB"))
            ]
        )
        cash = self.cs_cash_journal_id
        # cash is in the till at once; the others wait for the statement of their bank
        methods = cash.inbound_payment_method_line_ids | cash.outbound_payment_method_line_ids
        methods.payment_account_id = cash.default_account_id
        rows = [(self.env._("Cash"), cash, False)]
        rows += [(journal.name, journal, True) for journal in wallets]
        rows += [(self.env._("Card or transfer"), bank, True)] if bank else []
        self.env["cs.payment.means"].create(
            [
                {
                    "name": name,
                    "journal_id": journal.id,
                    "company_id": self.id,
                    "needs_reference": reference,
                    "sequence": 10 * place,
                }
                for place, (name, journal, reference) in enumerate(rows, 1)
            ]
        )

    @api.model
    def _cs_receipt_number(self, day) -> str:
        """The next number of the company's receipts of a year; it is gone only with its receipt."""
        # sudo: the counter takes a number, it does not change the sequence
        sequence = self.sudo().cs_receipt_sequence_id
        return sequence.next_by_id(sequence_date=day)
