from decimal import Decimal

from odoo import models
from odoo.exceptions import UserError

from ..money import exact
from .lend import _text


class CsCustodyItem(models.Model):
    """What comes back, what is lost, and what replaces it."""

    _inherit = "cs.custody.item"

    def take_back(self, condition="good", damage_fee=0, words="", photo_ids=(), signatures=None):
        """Take the item back; damage is charged, and paid from the deposit.

        :param condition: ``good``, ``worn`` or ``damaged``.
        :param damage_fee: what the damage costs, in the currency of the company.
        :return: ``{"move_id", "told"}``: what the counter does next, in words.
        :raises UserError: when it is not out.
        """
        item = self._take_hold("out")
        condition, amount = item._condition(condition), item._money(damage_fee)
        if amount and condition != "damaged":
            raise UserError(item.env._("Only what is damaged costs something."))
        loan, holder = item._loan(), item.holder_id
        charges = item._charge(
            loan, holder, amount, item._in_house().env._("Damaged: %(item)s", item=item.display_name)
        )
        item.write({"state": "in", "holder_id": False, "due_on": False, "overdue_rank": 9, "claim_id": False})
        move = item._write_down(
            "returned",
            from_id=holder.id,
            turn=item.turn,
            unit_id=loan.unit_id.id,
            claim_id=loan.claim_id.id,
            document=loan.document,
            condition=condition,
            words=_text(words) or False,
            photo_ids=item._photos(photo_ids),
            charge_ids=[(6, 0, charges.ids)],
        )
        move._sign_both(signatures)
        item._no_reminders()
        return {"move_id": move.id, "told": item._told_back(loan)}

    def lose(self, words, fee=None):
        """The item is lost, whoever had it: he pays the fee of the rule.

        :param words: what happened.
        :param fee: another amount than that of the rule.
        :return: ``{"move_id", "told"}``
        :raises UserError: without words.
        """
        item = self._take_hold("in", "out")
        words = _text(words)
        if not words:
            raise UserError(item.env._("Say what happened."))
        loan, holder = item._loan(), item.holder_id
        amount = item._money(item.kind_id.loss_fee if fee is None else fee) if holder else Decimal(0)
        charges = item._charge(loan, holder, amount, item._in_house().env._("Lost: %(item)s", item=item.display_name))
        item.write({"state": "lost", "holder_id": False, "due_on": False, "overdue_rank": 9, "claim_id": False})
        move = item._write_down(
            "lost",
            from_id=holder.id,
            turn=item.turn if loan else 0,
            unit_id=loan.unit_id.id or item.unit_id.id,
            claim_id=loan.claim_id.id,
            document=loan.document,
            words=words,
            charge_ids=[(6, 0, charges.ids)],
        )
        item._no_reminders()
        return {"move_id": move.id, "told": item._told_back(loan)}

    def replace(self, words="", kept_at=""):
        """A new one takes the place of what was lost, with a label of its own; the history of both stays.

        :return: id of the new item.
        :raises UserError: for what is not lost.
        """
        item = self._take_hold("lost")
        [values] = item.copy_data({"kept_at": _text(kept_at) or item.kept_at, "photo": item.photo})
        new = item.create([values])
        item.write({"state": "retired", "replaced_by_id": new.id})
        item._write_down(
            "replaced", words=_text(words) or item._in_house().env._("Replaced by %(label)s", label=new.number)
        )
        return new.id

    def hand_over(self, partner_id, words="", signatures=None):
        """Give the item to somebody for good: the keys of a unit to its new owner.

        :return: ``{"move_id"}``
        :raises UserError: while it is out.
        """
        item = self._take_hold("in")
        if item.custody_book == "stored":
            raise UserError(item.env._("What is stored for somebody is collected, not lent."))
        partner = item._person(partner_id)
        item.write({"state": "retired", "due_on": False, "overdue_rank": 9})
        move = item._write_down("handed", to_id=partner.id, unit_id=item.unit_id.id, words=_text(words) or False)
        move._sign_both(signatures)
        item._no_reminders()
        return {"move_id": move.id}

    def retire(self, words):
        """It is not kept here any more: a lock was changed, a tool is worn out, the unit was handed over.

        :raises UserError: while somebody has it, and without words.
        """
        item = self._take_hold("in", "lost")
        if not _text(words):
            raise UserError(item.env._("Say why it is not kept any more."))
        item.write({"state": "retired", "due_on": False, "overdue_rank": 9})
        item._write_down("retired", words=_text(words))
        item._no_reminders()
        return True

    # -- inside (in sudo) ------------------------------------------------------------------

    def _loan(self):
        """The row with which the item went out this time; empty while it is in."""
        moves = self.env["cs.custody.move"]
        if self.state != "out":
            return moves
        return moves.search([("item_id", "=", self.id), ("kind", "=", "lent"), ("turn", "=", self.turn)], limit=1)

    def _money(self, amount) -> Decimal:
        return self.env["cs.cashier.shift"]._money(amount)

    def _charge(self, loan, holder, amount, explanation):
        """Charge the holder; what he has paid as a deposit pays for it as far as it goes.

        :raises UserError: where no unit says where it is booked, or the rule not as what.
        """
        charges = self.env["cs.billing.line"]
        if not amount:
            return charges
        unit, item = loan.unit_id or self.unit_id, self.kind_id.loss_item_id
        if not unit or not item:
            raise UserError(
                self.env._(
                    "The rule “%(rule)s” says not as what, or no unit says where it is charged.", rule=self.kind_id.name
                )
            )
        cent = exact(self.currency_id.rounding)
        charges = charges._bill_once(
            [
                {
                    "unit_id": unit.id,
                    "item_id": item.id,
                    "partner_id": holder.id,
                    "amount": float(exact(amount).quantize(cent)),
                    "explanation": explanation,
                }
            ]
        )
        deposit = loan.claim_id.deposit_id
        if deposit.state == "held":
            deposit._use(charges, explanation)
        return charges

    def _told_back(self, loan) -> str:
        """What is to be given back, in words."""
        said = []
        if loan.document:
            said.append(self.env._("Give back: %(document)s.", document=loan.document))
        deposit = loan.claim_id.deposit_id
        if deposit.state == "held":
            said.append(
                self.env._(
                    "The cash desk gives back a deposit of %(amount)s.",
                    amount=self.currency_id.format(deposit.amount_held),
                )
            )
        return " ".join(said)
