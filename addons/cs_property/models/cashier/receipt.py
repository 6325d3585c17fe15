from odoo import api, fields, models
from odoo.exceptions import UserError

KINDS = [
    ("in", "Receipt"),
    ("out", "Refund"),
    ("deposit_out", "Deposit given back"),
]
PURPOSES = [
    ("charge", "Charge"),
    ("prepayment", "Prepayment"),
    ("deposit", "Deposit"),
    ("refund", "Refund"),
]


class CsReceipt(models.Model):
    """Money that a cashier took or gave back, with its number: one paper, one or more payments.

    Written by the verbs only; what was wrong is cancelled by somebody else, never changed.
    """

    _name = "cs.receipt"
    _description = "Receipt"
    _inherit = ["mail.thread"]
    _order = "date desc, number desc, id desc"
    _rec_name = "number"
    _rec_names_search = ["number", "unit_id.code", "partner_id.name"]
    _check_company_auto = True
    _allow_sudo_commands = False

    number = fields.Char(required=True, readonly=True)
    kind = fields.Selection(KINDS, "Kind of receipt", required=True, readonly=True, default="in")
    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    shift_id = fields.Many2one("cs.cashier.shift", required=True, readonly=True, index=True, ondelete="restrict")
    user_id = fields.Many2one("res.users", "Cashier", required=True, readonly=True, index=True)
    date = fields.Date(required=True, readonly=True, index=True)
    taken_at = fields.Datetime("Taken on", required=True, readonly=True)
    unit_id = fields.Many2one("cs.estate.unit", required=True, readonly=True, index=True, ondelete="restrict")
    estate_id = fields.Many2one(related="unit_id.estate_id", store=True, precompute=True, index=True)
    partner_id = fields.Many2one("res.partner", "Payer", required=True, readonly=True, index=True, ondelete="restrict")
    line_ids = fields.One2many("cs.receipt.line", "receipt_id", "What for", readonly=True)
    means_ids = fields.One2many("cs.receipt.means", "receipt_id", "Paid by", readonly=True)
    payment_ids = fields.One2many("account.payment", "cs_receipt_id", "Accounting payments", readonly=True)
    amount = fields.Monetary(required=True, readonly=True)
    cash_given = fields.Monetary("Cash given", readonly=True)
    change_given = fields.Monetary("Change", readonly=True)
    state = fields.Selection(
        [("done", "Valid"), ("asked", "To be cancelled"), ("cancelled", "Cancelled")],
        required=True,
        readonly=True,
        default="done",
        index=True,
    )
    reason = fields.Char(readonly=True)
    cancel_asked_by_id = fields.Many2one("res.users", "Asked to cancel", readonly=True, index="btree_not_null")
    cancelled_by_id = fields.Many2one("res.users", "Cancelled by", readonly=True, index="btree_not_null")
    cancelled_at = fields.Datetime("Cancelled on", readonly=True)
    reverses_id = fields.Many2one(
        "cs.receipt", "Takes back", readonly=True, index="btree_not_null", ondelete="restrict", check_company=True
    )
    print_count = fields.Integer("Printed", readonly=True)

    _number_uniq = models.UniqueIndex("(company_id, number)", "Two receipts cannot share a number.")
    _amount_sane = models.Constraint("CHECK (amount > 0)", "A receipt is over an amount.")

    def _sign(self) -> int:
        return 1 if self.kind == "in" else -1

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("A receipt is never deleted: cancel it."))

    def action_print(self):
        """The receipt as a page to print; every further one is marked as a copy."""
        self.check_access("read")
        # sudo: printing is counted, whoever prints
        for receipt in self.sudo():
            # few at a time; each has a count of its own
            receipt.print_count += 1
        return self._report().report_action(self)

    def action_open_payments(self):
        """The accounting payments behind the receipt."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Accounting payments"),
            "res_model": "account.payment",
            "view_mode": "list,form",
            "domain": [("cs_receipt_id", "=", self.id)],
        }


class CsReceiptLine(models.Model):
    """What the money is for."""

    _name = "cs.receipt.line"
    _description = "Line of a receipt"
    _bound_through = "receipt_id"
    _order = "receipt_id, id"
    _allow_sudo_commands = False

    receipt_id = fields.Many2one("cs.receipt", required=True, readonly=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="receipt_id.company_id", store=True, precompute=True, index=True)
    currency_id = fields.Many2one(related="receipt_id.currency_id")
    purpose = fields.Selection(PURPOSES, "What for", required=True, readonly=True)
    charge_id = fields.Many2one("cs.billing.line", readonly=True, index="btree_not_null", ondelete="restrict")
    deposit_id = fields.Many2one("cs.deposit", readonly=True, index="btree_not_null", ondelete="restrict")
    item_id = fields.Many2one("cs.fee.item", "Fee", readonly=True, index="btree_not_null", ondelete="restrict")
    words = fields.Char(readonly=True)
    amount = fields.Monetary(required=True, readonly=True)


class CsReceiptMeans(models.Model):
    """How much was paid by one means."""

    _name = "cs.receipt.means"
    _description = "Means on a receipt"
    _order = "receipt_id, id"
    _allow_sudo_commands = False

    receipt_id = fields.Many2one("cs.receipt", required=True, readonly=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="receipt_id.company_id", store=True, precompute=True, index=True)
    currency_id = fields.Many2one(related="receipt_id.currency_id")
    means_id = fields.Many2one("cs.payment.means", required=True, readonly=True, index=True, ondelete="restrict")
    amount = fields.Monetary(required=True, readonly=True)
    reference = fields.Char("Number of the transfer", readonly=True, index="btree_not_null")
