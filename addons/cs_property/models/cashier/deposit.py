from odoo import api, fields, models
from odoo.exceptions import UserError


class CsDeposit(models.Model):
    """Money held for a resident: a liability until it goes back or pays for something."""

    _name = "cs.deposit"
    _description = "Deposit"
    _inherit = ["mail.thread"]
    _order = "id desc"
    _check_company_auto = True
    _allow_sudo_commands = False

    name = fields.Char(compute="_compute_name", store=True)
    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    unit_id = fields.Many2one("cs.estate.unit", required=True, readonly=True, index=True, ondelete="restrict")
    estate_id = fields.Many2one(related="unit_id.estate_id", store=True, index=True)
    partner_id = fields.Many2one(
        "res.partner", "Paid by", required=True, readonly=True, index=True, ondelete="restrict"
    )
    item_id = fields.Many2one("cs.fee.item", "Kind of deposit", required=True, readonly=True, index=True)
    date = fields.Date("Taken on", required=True, readonly=True, index=True)
    amount = fields.Monetary("Amount taken", required=True, readonly=True)
    amount_back = fields.Monetary("Given back", readonly=True, default=0)
    amount_used = fields.Monetary("Used for charges", readonly=True, default=0)
    amount_held = fields.Monetary("Still held", compute="_compute_held", store=True)
    state = fields.Selection(
        [("held", "Held"), ("settled", "Settled")], compute="_compute_held", store=True, index=True
    )
    line_ids = fields.One2many("cs.receipt.line", "deposit_id", "Receipts", readonly=True)
    move_ids = fields.Many2many("account.move", string="Entries", readonly=True)

    _amounts_sane = models.Constraint(
        "CHECK (amount > 0 AND amount_back >= 0 AND amount_used >= 0 AND amount_back + amount_used <= amount)",
        "No more than what was taken goes back.",
    )

    @api.depends("item_id.name", "unit_id.code")
    def _compute_name(self):
        for deposit in self:
            deposit.name = f"{deposit.item_id.name or ''} {deposit.unit_id.code or ''}".strip()

    @api.depends("amount", "amount_back", "amount_used")
    def _compute_held(self):
        for deposit in self:
            deposit.amount_held = deposit.amount - deposit.amount_back - deposit.amount_used
            deposit.state = "settled" if deposit.currency_id.is_zero(deposit.amount_held) else "held"

    def _liability_lines(self):
        """Open lines of these deposits in the accounts (in sudo)."""
        # sudo: a deposit is settled by its verbs, whoever may read entries
        return self.sudo().move_ids.line_ids.filtered(
            lambda line: line.account_id == line.company_id.cs_deposit_account_id and not line.reconciled
        )

    def use(self, charge_ids, reason):
        """Pay charges of the unit from the deposit, as a fine or damage.

        :param charge_ids: ids of charges, paid in this order as far as the deposit goes.
        :param reason: shown on the entry.
        :raises UserError: where nothing is held, or nothing is open of the charges.
        """
        self.ensure_one()
        self.env["cs.cashier.shift"]._need_cashier()
        self.check_access("read")
        if not isinstance(charge_ids, (list, tuple)) or not all(type(one) is int for one in charge_ids):
            raise UserError(self.env._("Choose the charges that the deposit pays for."))
        if not isinstance(reason, str) or not reason.strip():
            raise UserError(self.env._("Say why the deposit is kept."))
        # sudo: money is moved by verbs only
        deposit = self.sudo()
        charges = deposit.env["cs.billing.line"].search(
            [("id", "in", charge_ids), ("unit_id", "=", deposit.unit_id.id)]
        )
        deposit._use(charges, reason.strip())

    def _use(self, charges, reason):
        """Pay these charges of the unit as far as the deposit goes; the verb that asks has the right to (in sudo).

        :raises UserError: as :meth:`use`.
        """
        self._lock(charges)
        amount = min(self.amount_held, sum(charges.mapped("amount_residual")))
        if self.currency_id.compare_amounts(amount, 0) <= 0:
            raise UserError(self.env._("There is nothing that the deposit could pay for."))
        move = self._entry_to_receivable(amount, reason)
        credit = move.line_ids.filtered(lambda line: line.account_type == "asset_receivable")
        charges._pay(credit)
        (self._liability_lines() | move.line_ids - credit).reconcile()
        self.write({"amount_used": self.amount_used + amount, "move_ids": [(4, move.id)]})
        self.message_post(body=self.env._("Used for charges: %(amount)s. %(reason)s", amount=amount, reason=reason))

    def _lock(self, charges):
        """
        :raises UserError: when somebody else moves this money just now.
        """
        if len(self.try_lock_for_update()) < len(self) or len(charges.try_lock_for_update()) < len(charges):
            raise UserError(self.env._("Somebody else takes money for this unit just now: look again."))

    def _entry_to_receivable(self, amount, reason):
        company, partner = self.company_id, self.partner_id
        receivable = partner.with_company(company).property_account_receivable_id
        common = {"partner_id": partner.id, "name": reason, "cs_unit_id": self.unit_id.id}
        move = self.env["account.move"].create(
            {
                "move_type": "entry",
                "journal_id": self._journal().id,
                "date": company._cs_today(),
                "ref": self.name,
                "cs_unit_id": self.unit_id.id,
                "line_ids": [
                    (0, 0, {**common, "account_id": company.cs_deposit_account_id.id, "debit": amount}),
                    (0, 0, {**common, "account_id": receivable.id, "credit": amount}),
                ],
            }
        )
        move._post(soft=False)
        return move

    def _journal(self):
        company = self.company_id
        return self.env["account.journal"].search([("type", "=", "general"), ("company_id", "=", company.id)], limit=1)
