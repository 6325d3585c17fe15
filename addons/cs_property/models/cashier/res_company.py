from odoo import fields, models
from odoo.addons.base.models.ir_sequence import _update_nogap

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
        # two journals
        wallets = journals.union(
            *(
                speaking._make_journal(name, code, "bank")
                for name, code in ((self.env._("WeChat Pay"), "CSWX"), (self.env._("Alipay"), "CSZFB"))
            )
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

    def _cs_receipt_numbers(self, day, count) -> list[str]:
        """The next numbers of the company's receipts of a year; they are gone only with their receipts."""
        # sudo: the counter takes numbers, it does not change the sequence
        sequence = self.sudo().cs_receipt_sequence_id
        year = sequence._get_current_sequence(day)
        # Odoo's own lock: whoever comes at the same time is sent round again
        first = _update_nogap(year, count * sequence.number_increment)
        dated = sequence.with_context(ir_sequence_date_range=year.date_from) if sequence.use_date_range else sequence
        return [dated.get_next_char(first + place * sequence.number_increment) for place in range(count)]
