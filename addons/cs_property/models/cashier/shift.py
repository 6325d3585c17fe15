from decimal import Decimal

from odoo import api, fields, models
from odoo.addons.cs_department.core.now import utcnow
from odoo.exceptions import AccessError, UserError

from ..money import exact

CASHIER = "cs_property.group_cs_cashier"


class CsCashierShift(models.Model):
    """What one cashier takes between opening the till and closing it.

    At closing the accounts, the receipts and the counted cash agree, or the difference has a reason; both sign.
    """

    _name = "cs.cashier.shift"
    _description = "Cashier's shift"
    _inherit = ["mail.thread"]
    _order = "opened_at desc, id desc"
    _check_company_auto = True
    _allow_sudo_commands = False

    name = fields.Char(compute="_compute_name", store=True)
    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True)
    user_id = fields.Many2one("res.users", "Cashier", required=True, readonly=True, index=True)
    state = fields.Selection(
        [("open", "Open"), ("counted", "Counted"), ("signed", "Signed"), ("banked", "Handed to finance")],
        required=True,
        readonly=True,
        default="open",
        index=True,
    )
    opened_at = fields.Datetime("Opened on", required=True, readonly=True)
    closed_at = fields.Datetime("Closed on", readonly=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    float_amount = fields.Monetary("Cash at the beginning", readonly=True)
    counted_cash = fields.Monetary("Cash counted", readonly=True)
    count_ids = fields.One2many("cs.cash.count", "shift_id", "Notes and coins", readonly=True)
    receipt_ids = fields.One2many("cs.receipt", "shift_id", "Receipts", readonly=True)
    line_ids = fields.One2many("cs.cashier.shift.line", "shift_id", "By means of payment", readonly=True)
    difference = fields.Monetary("Difference in cash", readonly=True)
    difference_reason = fields.Char("Reason for the difference", readonly=True)
    difference_move_id = fields.Many2one(
        "account.move", "Entry of the difference", readonly=True, index="btree_not_null"
    )
    signed_by_id = fields.Many2one("res.users", "Signed by", readonly=True, index="btree_not_null")
    second_by_id = fields.Many2one("res.users", "Second signature", readonly=True, index="btree_not_null")
    bank_move_id = fields.Many2one("account.move", "Entry of the bank deposit", readonly=True, index="btree_not_null")
    banked_amount = fields.Monetary("Taken to the bank", readonly=True)
    findings = fields.Text("What does not agree", readonly=True)

    _one_open = models.UniqueIndex(
        "(user_id, company_id) WHERE state IN ('open', 'counted')", "The cashier has a till open already."
    )

    @api.depends("user_id", "opened_at")
    def _compute_name(self):
        for shift in self:
            # sudo: the name of a cashier is on every receipt
            who = shift.user_id.sudo().name
            day = shift.opened_at and shift.company_id._cs_local_day(shift.opened_at)
            shift.name = f"{who} {day or ''}".strip()

    # -- verbs -------------------------------------------------------------------------

    @api.model
    def open_till(self, float_amount=0):
        """Open the till of the caller.

        :param float_amount: cash that lies in it, CNY.
        :return: id of the shift.
        :raises UserError: while it is open, or with an amount that is none.
        """
        self._need_cashier()
        amount = self._money(float_amount)
        if self._own():
            raise UserError(self.env._("Your till is open already."))
        # sudo: shifts are written by their verbs only
        shift = self.sudo().create(
            {
                "company_id": self.env.company.id,
                "user_id": self.env.uid,
                "opened_at": utcnow(),
                "float_amount": float(amount),
            }
        )
        return shift.id

    @api.model
    def _own(self):
        """The open shift of the caller, in sudo."""
        # sudo: see open_till
        return self.sudo().search(
            [("user_id", "=", self.env.uid), ("company_id", "=", self.env.company.id), ("state", "=", "open")], limit=1
        )

    @api.model
    def _need_cashier(self):
        if not self.env.user.has_group(CASHIER):
            raise AccessError(self.env._("Only cashiers take and give money."))

    @api.model
    def _money(self, amount) -> Decimal:
        """An amount from the screen.

        :raises UserError: for anything but a sum of money, not below zero, to the cent.
        """
        try:
            found = exact(amount if isinstance(amount, (int, float)) else str(amount or 0).strip() or 0)
            found = found if found.is_finite() else None
        except (ArithmeticError, ValueError, TypeError):
            found = None
        if found is None or found < 0 or found >= Decimal(10) ** 12 or isinstance(amount, bool):
            raise UserError(self.env._("“%(amount)s” is no amount of money.", amount=str(amount)[:40]))
        if found != found.quantize(Decimal("0.01")):
            raise UserError(self.env._("“%(amount)s” has parts of a cent.", amount=found))
        return found


class CsCashCount(models.Model):
    """How many notes or coins of one value lay in the till."""

    _name = "cs.cash.count"
    _description = "Count of notes"
    _order = "value desc, id"
    _allow_sudo_commands = False

    shift_id = fields.Many2one("cs.cashier.shift", required=True, readonly=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="shift_id.company_id", store=True, index=True)
    currency_id = fields.Many2one(related="shift_id.currency_id")
    value = fields.Monetary("Note or coin", required=True, readonly=True)
    quantity = fields.Integer("Pieces", readonly=True)


class CsCashierShiftLine(models.Model):
    """What a shift took by one means: by its receipts, and by the accounts."""

    _name = "cs.cashier.shift.line"
    _description = "Means of a cashier's shift"
    _order = "shift_id, means_id, id"
    _allow_sudo_commands = False

    shift_id = fields.Many2one("cs.cashier.shift", required=True, readonly=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="shift_id.company_id", store=True, index=True)
    currency_id = fields.Many2one(related="shift_id.currency_id")
    means_id = fields.Many2one("cs.payment.means", required=True, readonly=True, index=True, ondelete="restrict")
    amount_receipts = fields.Monetary("By receipts", readonly=True)
    amount_ledger = fields.Monetary("By the accounts", readonly=True)
    amount_difference = fields.Monetary("Does not agree", readonly=True)
