from collections import defaultdict

from markupsafe import Markup
from odoo import api, fields, models
from odoo.tools import formatLang

from ...core import allocation
from ..money import exact
from .settle import settling_parts

#: journals into which money comes
MONEY = ("bank", "cash", "credit")


class CsFeeAllocation(models.Model):
    """How much of a charge a payment or credit note settled.

    Follows Odoo's reconciliation: made with each partial reconciliation of an invoice of fees,
    gone with it. The sums over an invoice equal what Odoo says is paid of it.
    """

    _name = "cs.fee.allocation"
    _description = "Payment of a charge"
    _bound_through = "line_id"
    _order = "date, id"
    _allow_sudo_commands = False

    line_id = fields.Many2one(
        "cs.billing.line", "Charge", required=True, readonly=True, index=True, ondelete="restrict"
    )
    partial_id = fields.Many2one(
        "account.partial.reconcile", required=True, readonly=True, index=True, ondelete="cascade"
    )
    credit_id = fields.Many2one(related="partial_id.credit_move_id", string="Settled by")
    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    steward_id = fields.Many2one(related="line_id.steward_id", store=True, precompute=True, index="btree_not_null")
    date = fields.Date(required=True, readonly=True, index=True, help="Accounting day of the payment.")
    amount = fields.Monetary(required=True, readonly=True)
    is_payment = fields.Boolean(readonly=True, help="Money came in; otherwise a credit note took it away.")

    _once = models.UniqueIndex("(line_id, partial_id)", "A payment settles a charge once.")
    _positive = models.Constraint("CHECK (amount > 0)", "A payment settles something.")

    def _note_taken_back(self):
        """What is no longer settled stays readable on the invoice: these rows go with Odoo's reconciliation."""
        notes = {
            move.id: Markup("<br/>").join(row._say_taken_back() for row in rows)
            for move, rows in self.grouped(lambda row: row.line_id.move_id).items()
        }
        if notes:
            self.env["account.move"].browse(notes)._message_log_batch(notes)

    def _say_taken_back(self) -> str:
        self.ensure_one()
        return self.env._(
            "%(paid)s of %(day)s no longer settles %(amount)s of %(charge)s.",
            paid=self.credit_id.move_id.name,
            day=fields.Date.to_string(self.date),
            amount=formatLang(self.env, self.amount, currency_obj=self.currency_id),
            charge=self.line_id.display_name,
        )


class AccountPartialReconcile(models.Model):
    _inherit = "account.partial.reconcile"

    @api.model_create_multi
    def create(self, vals_list):
        partials = super().create(vals_list)
        partials._cs_allocate()
        return partials

    def unlink(self):
        # sudo: what a payment settled is the system's book, whoever takes the match back
        allocations = self.env["cs.fee.allocation"].sudo().search([("partial_id", "in", self.ids)])
        charges = allocations.line_id
        allocations._note_taken_back()
        res = super().unlink()
        charges._count_settled()
        return res

    def _cs_allocate(self):
        """Say of which charges these partials settled how much."""
        # sudo: the book of charges is the system's
        charges = self.env["cs.billing.line"].sudo()
        found = charges.search([("move_id", "in", self.debit_move_id.move_id.ids), ("amount_residual", ">", 0)])
        if not found:
            return
        by_move = found.grouped("move_id")
        orders = None
        still = {charge.id: exact(charge.amount_residual) for charge in found}
        rows, said = [], settling_parts()
        for partial in self.sudo().sorted("id"):  # sudo: what settled what is the system's
            billed = by_move.get(partial.debit_move_id.move_id)
            if not billed:
                continue
            parts = said.get((partial.debit_move_id.id, partial.credit_move_id.id))
            if parts is None:
                # asked once, and only when nobody has said what is paid
                orders = orders or found._payment_orders()
                opens = [charge._open(still[charge.id]) for charge in billed if still[charge.id]]
                parts = dict(allocation.spread(exact(partial.amount), opens, orders[billed[0].estate_id.id]))
            is_payment = partial.credit_move_id._cs_is_money()
            for charge_id, amount in parts.items():
                still[charge_id] -= amount
                rows.append(
                    {
                        "line_id": charge_id,
                        "partial_id": partial.id,
                        "company_id": billed[0].company_id.id,
                        "date": partial.credit_move_id.date,
                        "amount": float(amount),
                        "is_payment": is_payment,
                    }
                )
        self.env["cs.fee.allocation"].sudo().create(rows)  # sudo: as above
        charges.browse(still)._count_settled()


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    def _cs_is_money(self) -> bool:
        """Whether a credit is money of a payer: a payment, or a deposit turned into one."""
        self.ensure_one()
        if self.move_id.is_invoice(include_receipts=True):
            return False
        deposits = self.company_id.cs_deposit_account_id
        return self.journal_id.type in MONEY or deposits in self.move_id.line_ids.account_id


class CsBillingLine(models.Model):
    _inherit = "cs.billing.line"

    def _open(self, amount):
        """What the order of payment knows of a charge.

        :param amount: what is open of it.
        """
        return allocation.Open(
            key=self.id,
            document=self.move_id.id,
            due=self.due_on or self.date_to,
            sequence=self.item_id.sequence,
            late=self.item_id.kind == "late",
            amount=amount,
        )

    def _opens(self) -> list:
        """The charges of which something is to be paid, in the order they have."""
        return [charge._open(exact(charge.amount_residual)) for charge in self if charge.amount_residual > 0]

    def _payment_orders(self) -> dict:
        """In which order charges of each estate are paid: estate id → order."""
        return self.env["cs.allocation.rule"]._orders(self.estate_id)

    def _spread(self, amount) -> list[tuple[int, float]]:
        """Which of these charges an amount pays, by the rule of their estate.

        :return: (charge id, amount), in the order of payment; what is over is in none of them.
        """
        parts, left = [], exact(amount)
        orders = self._payment_orders()
        for estate, charges in self.grouped("estate_id").items():
            for key, part in allocation.spread(left, charges._opens(), orders[estate.id]):
                parts.append((key, float(part)))
                left -= part
        return parts

    def _pay(self, credits_, amounts=None):
        """Use open credits for these charges, in one reconciliation of all of them.

        A credit pays charges of its own unit and payer only, unless amounts are said.

        :param credits_: receivable lines with something open on the credit side, the first used first.
        :param amounts: charge id → amount, as the counter said; without: by the rule of the estate.
        :return: what was settled: charge id → amount.
        """
        # sudo: the verb was asked for its right; entries are matched, not changed
        charges, credits_ = self.sudo(), credits_.sudo()
        orders = charges._payment_orders()
        waiting = defaultdict(list)
        for charge in charges:
            amount = exact(charge.amount_residual) if amounts is None else exact(amounts.get(charge.id))
            if amount > 0:
                account = (charge.unit_id, charge.partner_id.commercial_partner_id) if amounts is None else None
                waiting[account].append((charge.estate_id.id, charge._open(amount)))
        used = {}
        for account, opens in waiting.items():
            mine = [
                (line.id, exact(-line.amount_residual))
                for line in credits_
                if account is None or (line.cs_unit_id, line.partner_id) == account
            ]
            used |= allocation.match(mine, [one for _estate, one in opens], orders[opens[0][0]])
        return charges._settle(used)

    def _pay_each(self, payments):
        """Settle what each of several payments is for, in one reconciliation of all of them (in sudo).

        :param payments: [(charges, credits, charge id → amount)].
        """
        used = {}
        charges = self.browse([charge.id for paid, _credits, _amounts in payments for charge in paid])
        # one credit pays all that was said: only for several it matters which of them pays what
        orders = charges._payment_orders() if any(len(credits_) > 1 for _paid, credits_, _amounts in payments) else {}
        for paid, credits_, amounts in payments:
            opens = [charge._open(exact(amounts[charge.id])) for charge in paid if amounts.get(charge.id)]
            mine = [(line.id, exact(-line.amount_residual)) for line in credits_]
            used |= allocation.match(mine, opens, orders.get(paid[0].estate_id.id, allocation.Order()))
        return charges._settle(used)

    def _settle(self, used):
        """Match credits with the documents of these charges (in sudo).

        :param used: (credit line id, document id) → {charge id: amount}.
        :return: charge id → amount.
        """
        receivable = self._receivable_lines()
        self.env["account.move.line"]._cs_settle(
            [(credit, receivable[document], sum(parts.values()), parts) for (credit, document), parts in used.items()]
        )
        settled = defaultdict(float)
        for parts in used.values():
            for charge_id, amount in parts.items():
                settled[charge_id] += float(amount)
        return dict(settled)

    def _receivable_lines(self) -> dict[int, int]:
        """Invoice id → id of the line on which it is owed."""
        lines = self.env["account.move.line"].search(
            [("move_id", "in", self.move_id.ids), ("display_type", "=", "payment_term")], order="id"
        )
        return {line.move_id.id: line.id for line in lines}
