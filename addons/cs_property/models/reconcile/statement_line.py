from odoo import api, fields, models

KINDS = [("payment", "Money of a payer"), ("refund", "Money given back"), ("fee", "Fee"), ("transfer", "Own transfer")]


class AccountBankStatementLine(models.Model):
    """What the file said of a movement, and whose money it seems to be."""

    _inherit = "account.bank.statement.line"

    cs_kind = fields.Selection(KINDS, "Kind of movement", default="payment", readonly=True)
    cs_reference = fields.Char("Number at the bank or provider", readonly=True, copy=False)
    cs_order = fields.Char("Our number", readonly=True, copy=False)
    cs_account = fields.Char("Account of the other side", readonly=True, copy=False)
    cs_status = fields.Char("State at the provider", readonly=True, copy=False)
    cs_suggested_unit_id = fields.Many2one(
        "cs.estate.unit", "Suggested unit", readonly=True, index="btree_not_null", ondelete="set null", copy=False
    )
    cs_suggested_partner_id = fields.Many2one("res.partner", "Suggested payer", readonly=True, copy=False)
    cs_confidence = fields.Integer("Confidence", readonly=True, copy=False, aggregator=None)
    cs_reasons = fields.Json("Reasons", readonly=True, copy=False)
    cs_reason = fields.Char("Why", compute="_compute_cs_reason")

    _cs_partner_name = models.Index("(partner_name) WHERE partner_name IS NOT NULL")
    _cs_other_account = models.Index("(cs_account) WHERE cs_account IS NOT NULL")
    _cs_reference = models.Index("(cs_reference) WHERE cs_reference IS NOT NULL")

    @api.depends("cs_reasons")
    @api.depends_context("lang")
    def _compute_cs_reason(self):
        words = self._cs_words()
        for line in self:
            line.cs_reason = "; ".join(
                f"{words[key]} {value}".strip() for key, value in line.cs_reasons or () if key in words
            )

    def _cs_words(self) -> dict:
        """What each reason is called."""
        return {
            "reference": self.env._("number of a bill"),
            "code": self.env._("code of the unit"),
            "history": self.env._("paid for it before:"),
            "payer": self.env._("name of the payer"),
            "amount": self.env._("only one owes exactly this"),
            "total": self.env._("the amount is all that is open"),
            "bills": self.env._("the amount is that of some bills"),
            "part": self.env._("the amount is a part of what is open"),
            "over": self.env._("the amount is more than is open"),
            "units": self.env._("units paid together:"),
            "conflict": self.env._("but something else is said by"),
            "unclear": self.env._("units that may be meant:"),
            "receipt": self.env._("our payment"),
            "sum": self.env._("payments of ours in one sum:"),
            "kept": self.env._("kept as a fee:"),
            "differs": self.env._("but the amount is another"),
            "refund": self.env._("given back from"),
        }
