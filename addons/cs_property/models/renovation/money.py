from odoo import api, fields, models
from odoo.tools import formatLang


class CsDepositClaim(models.Model):
    _inherit = "cs.deposit.claim"

    @api.model
    def _sources(self):
        return [*super()._sources(), ("cs.renovation", self.env._("Renovation"))]


class CsRenovation(models.Model):
    """What a renovation costs: charges on the ledger, and a deposit that the cash desk takes."""

    _inherit = "cs.renovation"

    charge_ids = fields.Many2many("cs.billing.line", string="Fees", readonly=True, copy=False)
    claim_ids = fields.Many2many("cs.deposit.claim", string="Deposits asked for", readonly=True, copy=False)
    amount_open = fields.Monetary("To be paid", compute="_compute_amount_open", compute_sudo=True)

    @api.depends("charge_ids.amount_residual", "claim_ids.state")
    def _compute_amount_open(self):
        for renovation in self:
            claims = renovation.claim_ids.filtered(lambda one: one.state == "open")
            renovation.amount_open = sum(renovation.charge_ids.mapped("amount_residual")) + sum(claims.mapped("amount"))

    def _charge(self):
        """Bill the fees and ask for the deposits that the book foresees (in sudo)."""
        unit, payer = self.unit_id, self.partner_id
        rows = [
            (rule, {"unit_id": unit.id, "partner_id": payer.id, "item_id": rule.item_id.id, "amount": amount})
            for rule, amount in self.env["cs.renovation.fee"]._fees_of(unit)
        ]
        fees = [{**row, "explanation": self.name} for rule, row in rows if rule.item_id.kind != "deposit"]
        deposits = [{**row, "source": self} for rule, row in rows if rule.item_id.kind == "deposit"]
        charges = self.env["cs.billing.line"]._bill_once(fees) if fees else self.env["cs.billing.line"]
        claims = self.env["cs.deposit.claim"]._claim(deposits)
        self.write({"charge_ids": [(6, 0, charges.ids)], "claim_ids": [(6, 0, claims.ids)]})

    def _deposit_paid(self, claim):
        """The cash desk has taken a deposit (in sudo)."""
        amount = formatLang(self.env, claim.amount, currency_obj=self.currency_id)
        self.message_post(body=self.env._("Deposit paid: %(name)s %(amount)s", name=claim.item_id.name, amount=amount))

    def _money_lacks(self) -> list[str]:
        open_ = self.charge_ids.filtered(lambda one: one.amount_residual > 0)
        claims = self.claim_ids.filtered(lambda one: one.state == "open")
        owed = [(one.item_id.name, one.amount_residual) for one in open_] + [
            (one.item_id.name, one.amount) for one in claims
        ]
        return [
            self.env._("Not paid: %(name)s %(amount)s", name=name, amount=f"{amount:,.2f}") for name, amount in owed
        ]

    def _held_deposits(self):
        """Deposits of this renovation that are held (in sudo)."""
        return self.claim_ids.deposit_id.filtered(lambda one: one.state == "held")

    def action_money(self):
        """Open the cash desk's view of what is owed."""
        self.ensure_one()
        return self.unit_id.action_charges()
