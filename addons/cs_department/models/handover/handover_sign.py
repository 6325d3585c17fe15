import base64
import binascii
import io

from odoo import models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.tools.translate import LazyTranslate
from PIL import Image

from ...core.now import utcnow

_lt = LazyTranslate(__name__)

#: a drawn signature is some kilobytes and no larger than a screen; more is something else
SIGNATURE_BYTES, SIGNATURE_SIDE = 300_000, 4_000


class CsHandover(models.Model):
    """Who goes signs, who comes answers each item and signs; then it is frozen."""

    _inherit = "cs.handover"

    # -- who signs ---------------------------------------------------------------------

    def _candidates(self):
        """Who may sign at a shared counter (in sudo)."""
        self.ensure_one()
        people = self.user_ids.employee_ids | self.giver_id | self.expected_id
        here = Domain("post_id", "=", self.post_id.id) & Domain("company_id", "=", self.company_id.id)
        spans = self.env["cs.shift.span"].search(self._domain_around(utcnow()) & here)
        return (people | spans.employee_id).filtered(lambda person: person.company_id == self.company_id)

    def _signer(self, employee_id, pin):
        """Who signs, and why he may not.

        :param employee_id: at a shared counter; none: the own login.
        :return: the employee (in sudo), by PIN or not, and a refusal in words or nothing.
        :raises UserError: for a login without an employee; AccessError: for strangers.
        """
        # sudo: names of colleagues
        own = self.env.user.sudo().employee_ids.filtered(lambda person: person.company_id == self.company_id)[:1]
        if not employee_id or employee_id in own.ids:
            if not own:
                raise UserError(self.env._("Your login belongs to no employee: sign with name and PIN."))
            return own, False, ""
        # sudo: names of colleagues
        person = self.sudo()._candidates().filtered(lambda person: person.id == employee_id)
        if not person:
            raise AccessError(self.env._("Only people of this post sign its handover."))
        return person, True, self.env["cs.handover.pin"]._check(person, pin)

    def _signature(self, signature) -> bytes:
        """A drawn signature, checked: it comes from outside.

        :raises UserError: where nothing was drawn, or something that is no picture.
        """
        try:
            picture = base64.b64decode(str(signature or ""), validate=True)
        except (binascii.Error, ValueError):
            picture = b""
        if not _is_drawn(picture):
            raise UserError(self.env._("Sign in the field first."))
        return base64.b64encode(picture)

    # -- who goes ------------------------------------------------------------------------

    def give(self, signature: str, words: str = "", employee_id: int | bool = False, pin: str = ""):
        """Who goes signs: what he has to say is said.

        :param signature: PNG, base64.
        :param employee_id: and ``pin``: who signs at a shared counter; none: the own login.
        :return: ``{"refused": sentence or False}``: a wrong PIN is counted, so it is no error.
        :raises UserError: while something has not been recorded.
        """
        self.ensure_one()
        self.check_access("read")
        self._need_state("open")
        picture = self._signature(signature)
        # sudo: handovers are written by the verbs only
        system = self.sudo()
        system._need_recorded("give")
        person, by_pin, refusal = self._signer(employee_id, pin)
        if refusal:
            return {"refused": refusal}
        system._settle_recorded()
        system.write(
            {
                "state": "given",
                "giver_id": person.id,
                "given_at": utcnow(),
                "given_by_pin": by_pin,
                "given_signature": picture,
                "given_words": str(words or "").strip(),
            }
        )
        system._plan_next_look()
        if system.expected_id.user_id:
            system._alert_users(system.expected_id.user_id, _lt("A handover waits for you"))
        return {"refused": False}

    # -- who comes -----------------------------------------------------------------------

    def _need_takable(self):
        """It is taken over once it was given, or when who goes was released."""
        self.ensure_one()
        self.check_access("read")
        if not (self.state == "given" or (self.state == "open" and self.released_at)):
            raise UserError(self.env._("Whoever goes has not signed yet."))

    def accept(self, item_ids: list):
        """Who comes takes these items over as they are told."""
        self._need_takable()
        wanted = item_ids if isinstance(item_ids, list | tuple) else ()
        # sudo: items are written by the verbs only
        items = self.sudo().item_ids.filtered(lambda item: item.id in wanted)
        items.write({"answer": "accepted"})
        self._count_questions()
        return True

    def accept_rest(self):
        """Who comes takes over everything that he has not answered yet."""
        self._need_takable()
        # sudo: items are written by the verbs only
        self.sudo().item_ids.filtered(lambda item: not item.answer).write({"answer": "accepted"})
        return True

    def question_item(self, item_id: int, words: str):
        """Who comes doubts an item; who goes and the supervisor learn of it.

        :raises UserError: without words.
        """
        self._need_takable()
        item, words = self._item(item_id), str(words or "").strip()
        if not words:
            raise UserError(self.env._("Say what is not right about it."))
        item.write({"answer": "questioned", "question": words})
        self._count_questions()
        # sudo: whoever asks, these are told
        system = self.sudo()
        told = system.giver_id.user_id | system._supervisors()
        said = f"{item.name}: {words}"
        system._tell({self.id: told}, _lt("A handed over item is questioned"), said, by=("screen", "activity"))
        return True

    def reply_item(self, item_id: int, words: str):
        """Who goes answers a question.

        :raises UserError: without words, or where nothing was asked.
        """
        item = self._item(item_id)
        self._need_state("open", "given")
        if not item.question or not str(words or "").strip():
            raise UserError(self.env._("There is nothing to answer."))
        item.reply = str(words).strip()
        return True

    def _count_questions(self):
        # sudo: handovers are written by the verbs only
        system = self.sudo()
        system.question_count = len(system.item_ids.filtered(lambda item: item.answer == "questioned"))

    def take(self, signature: str, employee_id: int | bool = False, pin: str = ""):
        """Who comes signs; from now on nobody changes the handover.

        :return: ``{"refused": sentence or False}``, see :meth:`give`.
        :raises UserError: while items are unanswered or his duties not recorded, and when
            he is the one who goes.
        """
        self._need_takable()
        picture = self._signature(signature)
        # sudo: handovers are written by the verbs only
        system = self.sudo()
        if system.item_ids.filtered(lambda item: not item.answer):
            raise UserError(self.env._("Accept or question each item first."))
        system._need_recorded("take")
        person, by_pin, refusal = self._signer(employee_id, pin)
        if refusal:
            return {"refused": refusal}
        if person == system.giver_id:
            raise UserError(self.env._("Nobody hands over to himself: whoever comes signs here."))
        system._carry_questions()
        system.write(
            {
                "state": "done",
                "taker_id": person.id,
                "taken_at": utcnow(),
                "taken_by_pin": by_pin,
                "taken_signature": picture,
                "next_action_at": False,
            }
        )
        system._end_told()
        return {"refused": False}

    def _carry_questions(self):
        """What was questioned and would be forgotten goes on as a matter of its own (in sudo)."""
        doubted = self.item_ids.filtered(lambda item: item.answer == "questioned" and not item.matter_id)
        now = utcnow()
        matters = self.env["cs.handover.matter"].create(
            [
                {**self._matter_home(), "kind": "free", "name": item.name, "words": item.question, "since": now}
                for item in doubted
            ]
        )
        for item, matter in zip(doubted, matters, strict=True):
            # as many writes as doubts without a matter: a few
            item.matter_id = matter


def _is_drawn(picture: bytes) -> bool:
    """Whether these bytes are a PNG of a size in which somebody signs."""
    if not picture or len(picture) > SIGNATURE_BYTES:
        return False
    try:
        with Image.open(io.BytesIO(picture), formats=["PNG"]) as image:
            sane = max(image.size) <= SIGNATURE_SIDE
            image.verify()
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError):
        # what PIL raises for what is no picture, or a broken one
        return False
    return sane
