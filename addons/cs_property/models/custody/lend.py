from datetime import timedelta

from odoo import models
from odoo.addons.cs_department.core.now import utcnow
from odoo.exceptions import UserError
from odoo.tools.translate import LazyTranslate

from .move import CONDITIONS

_lt = LazyTranslate(__name__)

#: words of a person at the counter, at most
LONGEST = 2000


class CsCustodyItem(models.Model):
    """Lending: against a deposit or a document, with a day on which it is due back."""

    _inherit = "cs.custody.item"

    def lend(self, partner_id, due_on=None, document="", words="", photo_ids=(), signatures=None, unit_id=None):
        """Hand the item out.

        Where a deposit is held against it, the first call asks for it and reserves the item; once the cash
        desk has taken it the same call hands the item out.

        :param partner_id: who borrows: a resident, a colleague, a contractor.
        :param due_on: local day; else by the rule.
        :param document: which document is held, where the rule wants one.
        :param signatures: role (``giver``, ``taker``) → PNG, base64.
        :param unit_id: for whom money is booked, where the item belongs to no unit.
        :return: ``{"move_id": id, "waits": False}``, or a sentence in ``waits`` and no move.
        :raises UserError: naming who has it, when it is out already or a colleague was quicker.
        """
        item = self._take_hold("in")
        if item.custody_book == "stored":
            raise UserError(item.env._("What is stored for somebody is collected, not lent."))
        partner = item._person(partner_id)
        day = item._due_day(due_on)
        unit = item._money_unit(unit_id, partner)
        document = item._document(document)
        if item.kind_id.held == "deposit" and not item._has_deposit(partner, unit):
            return {"move_id": False, "waits": item._ask_deposit(partner, unit)}
        item.write({"state": "out", "holder_id": partner.id, "due_on": day, "turn": item.turn + 1})
        move = item._write_down(
            "lent",
            to_id=partner.id,
            turn=item.turn,
            due_on=day,
            unit_id=unit.id,
            claim_id=item.claim_id.id,
            document=document or False,
            words=_text(words) or False,
            photo_ids=item._photos(photo_ids),
        )
        move._sign_both(signatures)
        item._plan_reminders()
        item._end_told()
        return {"move_id": move.id, "waits": False}

    # -- what is asked ---------------------------------------------------------------------

    def _person(self, partner_id):
        """
        :raises UserError: for nobody.
        """
        partner = self.env["res.partner"].browse(partner_id if type(partner_id) is int else 0).exists()
        if not partner or (partner.company_id and partner.company_id != self.company_id):
            raise UserError(self.env._("Say who it is."))
        return partner

    def _document(self, document) -> str:
        """
        :raises UserError: where the rule wants one and none is said.
        """
        document = _text(document)
        if self.kind_id.held == "document" and not document:
            raise UserError(self.env._("Say which document is held: kind and number."))
        return document

    def _due_day(self, day):
        """
        :raises UserError: for a day that is no day, or over.
        """
        if not day:
            return self._day_after(self.kind_id.lend_days)
        try:
            day = self._fields["due_on"].to_date(day)
        except (TypeError, ValueError) as error:
            raise UserError(self.env._("Say by which day it is due.")) from error
        if day < self.company_id._cs_today():
            raise UserError(self.env._("The day by which it is due is over already."))
        return day

    def _money_unit(self, unit_id, partner):
        """For which unit money is booked: that of the item, the one that was said, the one where he lives."""
        unit = self.unit_id or self.env["cs.estate.unit"].browse(unit_id if type(unit_id) is int else 0).exists()
        if unit and unit.company_id != self.company_id:
            raise UserError(self.env._("The unit belongs to another company."))
        if not unit:
            parties = self.env["cs.unit.party"].search(
                [("partner_id", "=", partner.id), ("company_id", "=", self.company_id.id), ("is_current", "=", True)],
                limit=1,
            )
            unit = parties.unit_id
        return unit

    def _photos(self, photo_ids):
        """Pictures that were taken for this row.

        :raises UserError: for anything else.
        """
        ids = photo_ids if isinstance(photo_ids, (list, tuple)) else []
        photos = self.env["ir.attachment"].browse(one for one in ids if type(one) is int).exists()
        # a picture of the caller's own that belongs to nothing yet
        if photos.filtered(lambda one: one.create_uid.id != self.env.uid or one.res_id):
            raise UserError(self.env._("Take the photos anew."))
        photos.write({"res_model": self._name, "res_id": self.id})
        return [(6, 0, photos.ids)]

    def _condition(self, condition) -> str:
        """
        :raises UserError: for a state that nobody knows.
        """
        if not isinstance(condition, str) or condition not in dict(CONDITIONS):
            raise UserError(self.env._("Say in which state it came back."))
        return condition

    # -- deposits ------------------------------------------------------------------------

    def _has_deposit(self, partner, unit) -> bool:
        """Whether this borrower's deposit for this loan lies in the till."""
        claim = self.claim_id
        return bool(claim.state == "paid" and claim.partner_id == partner and claim.deposit_id.state == "held")

    def _ask_deposit(self, partner, unit) -> str:
        """Reserve the item and ask for the deposit.

        :return: what the counter is told.
        :raises UserError: where somebody else has reserved it, or no unit says where the money is booked.
        """
        claim, kind = self.claim_id, self.kind_id
        if claim.state == "paid" and claim.deposit_id.state == "held":
            raise UserError(
                self.env._("%(name)s has paid the deposit for “%(item)s”.", name=claim.partner_id.name, item=self.name)
            )
        if claim.state == "open" and claim.partner_id != partner:
            claim._void(self.env._("Somebody else borrows it."))
            claim = claim.browse()
        if not unit:
            raise UserError(self.env._("Say for which unit the deposit is booked."))
        if claim.state != "open":
            [row] = [
                {
                    "unit_id": unit.id,
                    "partner_id": partner.id,
                    "item_id": kind.deposit_item_id.id,
                    "amount": kind.deposit_amount,
                    "source": self,
                }
            ]
            self.claim_id = claim = claim._claim([row])
        return self.env._(
            "The cash desk takes a deposit of %(amount)s from %(name)s first; “%(item)s” is reserved for that long.",
            amount=self.currency_id.format(claim.amount),
            name=partner.name,
            item=self.name,
        )

    def _deposit_paid(self, claim):
        """The cash desk has taken the deposit: who keeps the ledger hands the item out (in sudo)."""
        keepers = claim.create_uid
        self._tell({self.id: keepers}, _lt("The deposit is paid: hand it out"), by=("screen", "activity"))

    # -- days ----------------------------------------------------------------------------

    def _day_after(self, days):
        return self.company_id._cs_today() + timedelta(days=days)

    def _today(self):
        return self.company_id._cs_local_day(utcnow())


class CsDepositClaim(models.Model):
    _inherit = "cs.deposit.claim"

    def _sources(self):
        return [*super()._sources(), ("cs.custody.item", self.env._("Custody"))]


def _text(words) -> str:
    """What somebody said, as plain text."""
    return words.strip()[:LONGEST] if isinstance(words, str) else ""
