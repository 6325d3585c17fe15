from odoo import api, fields, models
from odoo.exceptions import UserError

from ..money import exact


class CsDepositClaim(models.Model):
    """A deposit that somebody has to pay: of a renovation, of a tool that is lent.

    Written by the system only. The cash desk shows what is open and takes it; what the
    deposit is for is told in ``_deposit_paid(claim)``, where its model has that verb.
    """

    _name = "cs.deposit.claim"
    _description = "Deposit to be paid"
    _order = "id desc"
    _check_company_auto = True
    _allow_sudo_commands = False

    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    unit_id = fields.Many2one("cs.estate.unit", required=True, readonly=True, index=True, ondelete="restrict")
    partner_id = fields.Many2one("res.partner", "Owed by", required=True, readonly=True, ondelete="restrict")
    item_id = fields.Many2one("cs.fee.item", "Kind of deposit", required=True, readonly=True, ondelete="restrict")
    amount = fields.Monetary(required=True, readonly=True)
    source_ref = fields.Reference(selection="_sources", string="What it is for", readonly=True)
    state = fields.Selection(
        [("open", "To be paid"), ("paid", "Paid"), ("void", "Not wanted any more")],
        required=True,
        readonly=True,
        default="open",
        index=True,
    )
    reason = fields.Char("Why not wanted", readonly=True)
    deposit_id = fields.Many2one("cs.deposit", readonly=True, index="btree_not_null", ondelete="restrict")

    _positive = models.Constraint("CHECK (amount > 0)", "A deposit is more than nothing.")
    _paid_once = models.UniqueIndex("(deposit_id) WHERE deposit_id IS NOT NULL", "A deposit is paid for one thing.")
    _open_idx = models.Index("(unit_id, item_id) WHERE state = 'open'")

    @api.model
    def _sources(self):
        """What deposits are asked for; each area adds its own."""
        return []

    @api.depends("item_id", "unit_id")
    def _compute_display_name(self):
        for claim in self:
            claim.display_name = f"{claim.item_id.name or ''} {claim.unit_id.code or ''}".strip()

    @api.model
    def _claim(self, rows):
        """Ask for deposits (in sudo).

        :param rows: ``unit_id``, ``partner_id``, ``item_id`` (of kind deposit), ``amount`` (CNY) and
            perhaps ``source``: the record that it is for, of a model in :meth:`_sources`.
        :return: the claims; what asks for nothing makes none.
        """
        # sudo: whoever lends or applies was asked for his right by the verb
        units = self.env["cs.estate.unit"].sudo().browse(row["unit_id"] for row in rows)
        company = {unit.id: unit.company_id.id for unit in units}
        return self.sudo().create(  # sudo: as above
            [
                {
                    "company_id": company[row["unit_id"]],
                    "source_ref": f"{row['source']._name},{row['source'].id}" if row.get("source") else False,
                    **{name: row[name] for name in ("unit_id", "partner_id", "item_id", "amount")},
                }
                for row in rows
                if row["amount"]
            ]
        )

    def action_void(self):
        """A deposit is not wanted any more.

        :raises UserError: when it was paid.
        """
        self.check_access("read")
        self.env["cs.cashier.shift"]._need_cashier()
        if self.filtered(lambda claim: claim.state != "open"):
            raise UserError(self.env._("Only what is to be paid can be dropped."))
        # sudo: claims are written by verbs
        self.sudo()._void(self.env._("Dropped by %(name)s at the cash desk.", name=self.env.user.name))
        return True

    def _void(self, reason):
        """These deposits are not wanted any more; what was paid stays held (in sudo)."""
        self.filtered(lambda claim: claim.state == "open").write({"state": "void", "reason": reason})

    def _settle(self, deposits):
        """Money has come: the oldest claim of the same unit, kind and amount is paid by it (in sudo)."""
        free = self.search(
            [
                ("state", "=", "open"),
                ("unit_id", "in", deposits.unit_id.ids),
                ("item_id", "in", deposits.item_id.ids),
            ],
            order="id",
        )
        for deposit in deposits:
            # one or two on a receipt, each with its own claim
            claim = free.filtered(
                lambda one, paid=deposit: (
                    one.unit_id == paid.unit_id
                    and one.item_id == paid.item_id
                    and exact(one.amount) == exact(paid.amount)
                )
            )[:1]
            if claim:
                free -= claim
                claim.write({"state": "paid", "deposit_id": deposit.id})
                source = claim.source_ref
                if source and hasattr(source, "_deposit_paid"):
                    source._deposit_paid(claim)


class CsDeposit(models.Model):
    _inherit = "cs.deposit"

    claim_ids = fields.One2many("cs.deposit.claim", "deposit_id", "Paid for", readonly=True)


class CsReceipt(models.Model):
    _inherit = "cs.receipt"

    def _new_deposits(self, booked):
        found = super()._new_deposits(booked)
        made = self.env["cs.deposit"].browse(one.id for deposits in found.values() for one in deposits)
        if made:
            self.env["cs.deposit.claim"]._settle(made)
        return found


class CsCashierShift(models.Model):
    _inherit = "cs.cashier.shift"

    @api.model
    def unit_account(self, unit_id):
        account = super().unit_account(unit_id)
        # sudo: the counter sees which deposits a unit still has to pay
        claims = self.env["cs.deposit.claim"].sudo().search([("unit_id", "=", unit_id), ("state", "=", "open")])
        account["claims"] = [
            {
                "id": claim.id,
                "item_id": claim.item_id.id,
                "name": claim.item_id.name,
                "amount": claim.amount,
                "payer_id": claim.partner_id.id,
                "payer": claim.partner_id.name,
                "for": claim.source_ref.display_name if claim.source_ref else "",
            }
            for claim in claims
        ]
        known = {payer["id"] for payer in account["payers"]}
        account["payers"] += [
            {"id": payer.id, "name": payer.name} for payer in claims.partner_id if payer.id not in known
        ]
        return account

    def _payer(self, unit, charges, partner_id):
        if not charges and type(partner_id) is int:
            # who borrows or works here pays his own deposit, though he lives elsewhere
            claims = self.env["cs.deposit.claim"].search(
                [("unit_id", "=", unit.id), ("state", "=", "open"), ("partner_id", "=", partner_id)], limit=1
            )
            if claims:
                return claims.partner_id
        return super()._payer(unit, charges, partner_id)
