from decimal import Decimal

from odoo import models
from odoo.addons.cs_department.core.now import utcnow
from odoo.exceptions import AccessError, UserError
from odoo.tools import formatLang

from ...core import till
from ..money import exact


class CsCashierShift(models.Model):
    """Closing the till: count, compare, sign, hand over."""

    _inherit = "cs.cashier.shift"

    def count_cash(self, counts):
        """Write down what lies in the till.

        :param counts: {value of note or coin: pieces}.
        :return: {``counted``, ``expected``, ``difference``, ``findings``}.
        :raises UserError: for counts that are none.
        """
        shift = self._mine(("open", "counted"))
        rows = self._count_rows(counts)
        shift.count_ids.unlink()
        shift.env["cs.cash.count"].create([{"shift_id": shift.id, **row} for row in rows])
        counted = sum((exact(row["value"]) * row["quantity"] for row in rows), Decimal(0))
        shift.write(
            {
                "counted_cash": float(counted),
                "state": "counted",
                "closed_at": utcnow(),
                # signed and explained was what was counted before
                "signed_by_id": False,
                "difference_reason": False,
            }
        )
        return shift._compare()

    def reopen(self):
        """Go on taking money: the count was too early."""
        self._mine(("counted",)).write(
            {
                "state": "open",
                "closed_at": False,
                "findings": False,
                "signed_by_id": False,
                "difference_reason": False,
            }
        )

    def explain_difference(self, reason):
        """Give the difference in cash a reason; it is booked when somebody else signs."""
        shift = self._mine(("counted",))
        if not isinstance(reason, str) or not reason.strip():
            raise UserError(self.env._("Say why the cash differs."))
        shift.difference_reason = reason.strip()[:500]
        return shift._compare()

    def sign(self):
        """Sign the closing as its cashier.

        :raises UserError: while anything does not agree, with what it is.
        """
        shift = self._mine(("counted",))
        shift._agree()
        shift.signed_by_id = self.env.user
        if shift.company_id.cs_close_alone and not shift.difference:
            shift._sign_off(self.env.user)

    def sign_second(self):
        """Sign as the second person; the till is closed then, and a difference is booked.

        :raises AccessError: for the cashier himself.
        """
        self.ensure_one()
        self._need_cashier()
        self.check_access("read")
        shift = self.sudo()  # sudo: shifts are written by their verbs only
        if shift.user_id == self.env.user:
            raise AccessError(self.env._("Somebody else signs as the second person."))
        if shift.state != "counted" or not shift.signed_by_id:
            raise UserError(self.env._("The cashier has not signed yet."))
        shift._agree()
        shift._sign_off(self.env.user)

    def hand_over(self, journal_id, amount=None):
        """The cash goes to the bank, or to finance: from the cash box into the bank's account.

        :param journal_id: journal of the bank.
        :param amount: all but the cash that stays, unless said.
        """
        self.ensure_one()
        if not self.env.user.has_group("cs_property.group_cs_fee_accountant"):
            raise AccessError(self.env._("Finance takes over the cash of a till."))
        self.check_access("read")
        shift = self.sudo()  # sudo: see sign_second
        if shift.state != "signed":
            raise UserError(self.env._("The till is not closed yet."))
        journal = shift.env["account.journal"].search(
            [
                ("id", "=", journal_id if type(journal_id) is int else 0),
                ("type", "=", "bank"),
                ("company_id", "=", shift.company_id.id),
            ]
        )
        if not journal:
            raise UserError(self.env._("Choose the bank that the cash goes to."))
        everything = exact(shift.counted_cash) - exact(shift.float_amount)
        wanted = everything if amount is None else self._money(amount)
        if wanted <= 0 or wanted > exact(shift.counted_cash):
            raise UserError(self.env._("There is no such amount in the till."))
        shift.bank_move_id = shift._cash_to(journal.default_account_id, wanted, self.env._("Cash taken to the bank"))
        shift.write({"banked_amount": float(wanted), "state": "banked"})

    # -- what agrees ------------------------------------------------------------------------

    def _mine(self, states):
        """The caller's shift in one of these states, in sudo."""
        self.ensure_one()
        self._need_cashier()
        self.check_access("read")
        shift = self.sudo()  # sudo: shifts are written by their verbs only
        if shift.user_id != self.env.user:
            raise AccessError(self.env._("This is the till of somebody else."))
        if shift.state not in states:
            raise UserError(self.env._("The till is closed already."))
        return shift

    def _count_rows(self, counts) -> list[dict]:
        if not isinstance(counts, dict):
            raise UserError(self.env._("Count the notes and coins."))
        rows = []
        for value, pieces in counts.items():
            if isinstance(pieces, bool) or not isinstance(pieces, int) or not 0 <= pieces < 10**6:
                raise UserError(self.env._("“%(pieces)s” is no number of pieces.", pieces=str(pieces)[:20]))
            if pieces:
                rows.append({"value": float(self._money(value)), "quantity": pieces})
        return rows

    def _sums(self):
        """What came in less what went out, by means: by the receipts, and by the accounts (in sudo)."""
        receipts, ledger = {}, {}
        for line in self.env["cs.receipt.means"].search([("receipt_id.shift_id", "=", self.id)]):
            if line.receipt_id.state != "cancelled":
                amount = line.receipt_id._sign() * exact(line.amount)
                receipts[line.means_id] = receipts.get(line.means_id, Decimal(0)) + amount
        payments = self.env["account.payment"].search([("cs_receipt_id.shift_id", "=", self.id)])
        booked = [(payment, payment.move_id | payment.move_id.reversal_move_ids) for payment in payments]
        # receipts of tills that were closed before, taken back by this one
        booked += [(old, old.move_id.reversal_move_ids) for old in self.receipt_ids.reverses_id.payment_ids]
        for payment, moves in booked:
            for line in moves.line_ids:
                if line.account_id == payment.outstanding_account_id and line.parent_state == "posted":
                    means = payment.cs_means_id
                    ledger[means] = ledger.get(means, Decimal(0)) + exact(line.balance)
        return receipts, ledger

    def _compare(self) -> dict:
        """Compare everything, and write down what does not agree."""
        receipts, ledger = self._sums()
        cash = self.env["cs.payment.means"].search(
            [("is_cash", "=", True), ("company_id", "=", self.company_id.id)], limit=1
        )
        expected = exact(self.float_amount) + receipts.get(cash, Decimal(0))
        gap = exact(self.counted_cash) - expected
        explained = gap if self.difference_reason else Decimal(0)
        found = till.closing(exact(self.float_amount), cash, receipts, ledger, exact(self.counted_cash), explained)
        words = [self._say_difference(one) for one in found]
        self.line_ids.unlink()
        self.env["cs.cashier.shift.line"].create(
            [
                {
                    "shift_id": self.id,
                    "means_id": means.id,
                    "amount_receipts": float(receipts.get(means, 0)),
                    "amount_ledger": float(ledger.get(means, 0)),
                    "amount_difference": float(ledger.get(means, Decimal(0)) - receipts.get(means, Decimal(0))),
                }
                for means in {*receipts, *ledger}
                if means
            ]
        )
        self.write({"difference": float(gap), "findings": "\n".join(words) or False})
        return {
            "counted": self.counted_cash,
            "expected": float(expected),
            "difference": float(gap),
            "findings": words,
        }

    def _say_difference(self, one) -> str:
        said = {
            "means": one.key.name if one.key else self.env._("no means of payment"),
            "expected": formatLang(self.env, float(one.expected), currency_obj=self.currency_id),
            "found": formatLang(self.env, float(one.found), currency_obj=self.currency_id),
            "difference": formatLang(self.env, float(one.amount), currency_obj=self.currency_id),
        }
        if one.kind == "ledger":
            return self.env._("%(means)s: receipts %(expected)s, accounts %(found)s: %(difference)s.", **said)
        return self.env._("%(means)s: %(expected)s expected, %(found)s counted: %(difference)s.", **said)

    def _agree(self):
        """
        :raises UserError: with what does not agree.
        """
        findings = self._compare()["findings"]
        if findings:
            raise UserError(self.env._("The closing does not agree:\n%(findings)s", findings="\n".join(findings)))

    def _sign_off(self, user):
        gap = exact(self.difference)
        if gap:
            company, journal = self.company_id, self._cash_journal()
            account = journal.profit_account_id if gap > 0 else journal.loss_account_id
            account = account or company._make_cs_cash_difference_account()
            self.difference_move_id = self._cash_to(account, -gap, self.difference_reason)
        self.write({"state": "signed", "second_by_id": user.id})
        self.message_post(body=self.env._("Closed: cash, receipts and accounts agree."))

    def _cash_journal(self):
        cash = [("is_cash", "=", True), ("company_id", "=", self.company_id.id)]
        return self.env["cs.payment.means"].search(cash, limit=1).journal_id

    def _cash_to(self, account, amount, words):
        """An entry that moves cash out of the till (below nought: into it), posted."""
        journal = self._cash_journal()
        out, into = (float(amount), 0) if amount > 0 else (0, float(-amount))
        move = self.env["account.move"].create(
            {
                "move_type": "entry",
                "journal_id": journal.id,
                "date": self.company_id._cs_today(),
                "ref": f"{self.name}: {words}",
                "line_ids": [
                    (0, 0, {"account_id": account.id, "name": words, "debit": out, "credit": into}),
                    (0, 0, {"account_id": journal.default_account_id.id, "name": words, "debit": into, "credit": out}),
                ],
            }
        )
        move._post(soft=False)
        return move


class ResCompany(models.Model):
    _inherit = "res.company"

    def _make_cs_cash_difference_account(self):
        """Where cash differences of tills are booked: once, then the journal's profit and loss account (in sudo)."""
        account = self._make_account(self.env._("Cash differences of the counter"), "671190", "expense")
        self.cs_cash_journal_id.write({"profit_account_id": account.id, "loss_account_id": account.id})
        return account
