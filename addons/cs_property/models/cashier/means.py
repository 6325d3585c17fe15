from odoo import api, fields, models


class CsPaymentMeans(models.Model):
    """How residents pay at the counter: cash, card, the wallets; each with its journal."""

    _name = "cs.payment.means"
    _description = "Means of payment"
    _order = "sequence, id"
    _check_company_auto = True

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one("res.company", required=True, index=True, default=lambda self: self.env.company)
    journal_id = fields.Many2one(
        "account.journal",
        required=True,
        index=True,
        ondelete="restrict",
        check_company=True,
        domain=[("type", "in", ("bank", "cash"))],
    )
    is_cash = fields.Boolean("Cash", compute="_compute_is_cash", store=True, help="It is counted, and gives change.")
    needs_reference = fields.Boolean("Asks for the number", help="Of the transfer or card slip.")

    # in all languages together
    _words_sane = models.Constraint("CHECK (length(name::text) <= 1000)", "A name has 200 letters at most.")
    _name_uniq = models.UniqueIndex("(company_id, name)", "The company has means of payment of this name.")

    @api.depends("journal_id.type")
    def _compute_is_cash(self):
        for means in self:
            means.is_cash = means.journal_id.type == "cash"
