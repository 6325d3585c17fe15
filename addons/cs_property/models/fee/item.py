from odoo import api, fields, models

KINDS = [
    ("fee", "Fee"),
    ("late", "Late fee"),
    ("deposit", "Deposit"),
    ("service", "Service"),
]


class CsFeeItem(models.Model):
    """What residents are charged for: one name, one product, one place in the accounts."""

    _name = "cs.fee.item"
    _description = "Fee"
    _inherit = ["cs.book.mixin"]
    _order = "sequence, id"
    _book = "fee_items"
    _pack_row = "P14"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10, help="In this order a payment is used, where the rule says: by fee.")
    active = fields.Boolean(default=True)
    company_id = fields.Many2one("res.company", index=True, help="Empty: for every company.")
    kind = fields.Selection(KINDS, "Kind of fee", required=True, default="fee")
    product_id = fields.Many2one(
        "product.product",
        company_dependent=True,
        help="Gives income account and taxes of the company. Empty: made with the first bill.",
    )
    journal_id = fields.Many2one(
        "account.journal",
        company_dependent=True,
        domain=[("type", "=", "sale")],
        help="Its charges are on invoices of their own there. Empty: the journal of all fees.",
    )
    rule_ids = fields.One2many("cs.fee.rule", "item_id", "Fee rules")

    _key_uniq = models.UniqueIndex("(COALESCE(company_id, 0), key)", "Two records of a book cannot share a key.")

    @api.model
    def _book_fields(self):
        # each company has a product and a journal of its own: nothing that a book could say
        return [name for name in super()._book_fields() if name not in ("product_id", "journal_id")]
