from datetime import timedelta

from odoo import api, models
from odoo.exceptions import AccessError, UserError

from ...core import custody
from ..money import exact
from .lend import _text

SUPERVISOR = "cs_department.group_cs_supervisor"


class CsCustodyItem(models.Model):
    """Something is stored for a resident: who may collect it, with which code, and what it costs."""

    _inherit = "cs.custody.item"

    @api.model
    def store(self, values, photo_ids=(), signatures=None):
        """Take something in for a resident.

        :param values: ``name``, ``kind_id``, ``unit_id``, ``owner_id``, and perhaps ``collector_ids`` (ids),
            ``kept_at``, ``note``.
        :return: ``{"item_id", "code"}``: the code is told this once, and kept only as a hash; it is empty where
            the owner has it by text message, or where the rule wants none.
        :raises UserError: for anything but something stored, with an owner.
        """
        self._need_clerk()
        self.check_access("create")
        item, note = self._stored(values if isinstance(values, dict) else {})
        move = item._write_down(
            "taken_in",
            from_id=item.owner_id.id,
            unit_id=item.unit_id.id,
            due_on=item.due_on,
            words=note or False,
            photo_ids=item._photos(photo_ids),
        )
        move._sign_both(signatures)
        item._plan_reminders()
        return {"item_id": item.id, "code": item._give_code() if item.kind_id.needs_code else ""}

    def _stored(self, values):
        """The new item (in sudo), and what was said of it.

        :raises UserError: for anything but something stored, with an owner, in this company.
        """
        kind = self.env["cs.custody.kind"].browse(_id(values.get("kind_id"))).exists()
        owner = self.env["res.partner"].browse(_id(values.get("owner_id"))).exists()
        unit = self.env["cs.estate.unit"].browse(_id(values.get("unit_id"))).exists()
        name = _text(values.get("name"))
        if kind.custody_book != "stored" or not owner or not name:
            raise UserError(self.env._("Say what is stored, for whom, and by which rule."))
        if unit and unit.company_id != self.env.company:
            raise UserError(self.env._("The unit belongs to another company."))
        others = values.get("collector_ids")
        others = [one for one in others if _id(one)] if isinstance(others, (list, tuple)) else []
        today = self.env.company._cs_today()
        # sudo: the ledger and what follows from it are written by verbs
        item = self.sudo().with_context(cs_custody_by_verb=True)
        item = item.create(
            {
                "name": name,
                "kind_id": kind.id,
                "unit_id": unit.id,
                "owner_id": owner.id,
                "collector_ids": [(6, 0, self.env["res.partner"].browse(others).exists().ids)],
                "kept_at": _text(values.get("kept_at")),
                "stored_on": today,
                "due_on": today + timedelta(days=kind.storage_days) if kind.storage_days else False,
            }
        )
        return item, _text(values.get("note"))

    def collect(self, partner_id, code="", words="", signatures=None):
        """Give out what is stored: to who may collect it, with the code.

        :return: ``{"refused": sentence or False, "told": words, "move_id"}``: a wrong code and a stranger are
            refused and written down, so that is no error.
        :raises UserError: where nothing is stored.
        """
        item = self._take_hold("in")
        if item.custody_book != "stored":
            raise UserError(item.env._("Only what is stored for somebody is collected."))
        partner = item._person(partner_id)
        reason = item._refusal(partner, code if isinstance(code, str) else "")
        if reason:
            words = item._in_house()._say_refusal(reason, partner)
            move = item._write_down("refused", to_id=partner.id, unit_id=item.unit_id.id, words=words)
            return {"refused": item._say_refusal(reason, partner), "told": "", "move_id": move.id}
        charges = item._charge_storage()
        item.write({"state": "retired", "due_on": False, "overdue_rank": 9, "code_hash": False, "code_wrong": 0})
        move = item._write_down(
            "collected",
            to_id=partner.id,
            unit_id=item.unit_id.id,
            words=_text(words) or False,
            charge_ids=[(6, 0, charges.ids)],
        )
        move._sign_both(signatures)
        item._no_reminders()
        told = charges and item.env._(
            "Storage costs %(amount)s.", amount=item.currency_id.format(sum(charges.mapped("amount_total")))
        )
        return {"refused": False, "told": told or "", "move_id": move.id}

    def renew_code(self, words):
        """A new code for the owner, after his identity was checked; the old one is dead.

        :return: the code, told once; empty where the owner has it by text message.
        :raises AccessError: for a locked one, unless a supervisor does it; UserError: without words.
        """
        item = self._take_hold("in")
        if not item.kind_id.needs_code:
            raise UserError(item.env._("The rule wants no code."))
        if not _text(words):
            raise UserError(item.env._("Say how the identity was checked."))
        if item.is_locked and not self.env.user.has_group(SUPERVISOR):
            raise AccessError(item.env._("It is locked after too many wrong codes: a supervisor gives a new one."))
        item._write_down("code", to_id=item.owner_id.id, unit_id=item.unit_id.id, words=_text(words))
        return item._give_code()

    # -- inside (in sudo) ------------------------------------------------------------------

    def _give_code(self) -> str:
        """A new code: kept as a hash, said once.

        :return: the code, or nothing where it went to the owner's telephone.
        """
        code = custody.new_code()
        self.write({"code_hash": custody.hashed(code), "code_wrong": 0})
        if not (self.kind_id.code_by_sms and self.owner_id.phone):
            return code
        told = self._spoken()
        text = told.env._(
            "%(company)s keeps “%(item)s” (%(number)s) for you. Your code to collect it: %(code)s.",
            company=told.company_id.name,
            item=told.name,
            number=told.number,
            code=code,
        )
        self._send_text(self.owner_id, text)
        return ""

    def _refusal(self, partner, code) -> str:
        """Why it is not given out, as a key of :meth:`_say_refusal`, or nothing; wrong codes are counted."""
        if partner not in self.owner_id | self.collector_ids:
            return "stranger"
        if not self.kind_id.needs_code:
            return ""
        if self.is_locked:
            return "locked"
        if custody.fits(code, self.code_hash or ""):
            return ""
        self.code_wrong += 1
        return "wrong"

    def _say_refusal(self, reason, partner) -> str:
        if reason == "stranger":
            return self.env._("%(name)s is not among those who may collect it.", name=partner.name)
        if reason == "locked":
            return self.env._("Locked after too many wrong codes: a supervisor gives a new one.")
        left = self.kind_id.code_tries - self.code_wrong
        if left <= 0:
            return self.env._("The code is wrong. It is locked now: a supervisor gives a new one.")
        return self.env._("The code is wrong. It can be tried %(count)s more times.", count=left)

    def _charge_storage(self):
        """What lying here costs, charged to whom it is stored for.

        :raises UserError: where no unit says where it is booked.
        """
        charges, kind = self.env["cs.billing.line"], self.kind_id
        days, amount = custody.storage_fee(
            self.stored_on or self._today(),
            self._today(),
            kind.free_days,
            exact(kind.day_fee),
            exact(self.currency_id.rounding),
        )
        if not amount:
            return charges
        if not self.unit_id:
            raise UserError(self.env._("Say for which unit storage is charged."))
        return charges._bill_once(
            [
                {
                    "unit_id": self.unit_id.id,
                    "item_id": kind.storage_item_id.id,
                    "partner_id": self.owner_id.id,
                    "amount": float(amount),
                    "quantity": days,
                    "unit_price": kind.day_fee,
                    "explanation": self._in_house().env._(
                        "Storage of %(item)s, %(days)s days", item=self.display_name, days=days
                    ),
                }
            ]
        )


def _id(value) -> int:
    return value if type(value) is int else 0
