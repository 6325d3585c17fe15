import base64
import binascii
from datetime import timedelta
from decimal import Decimal, InvalidOperation

from odoo import models
from odoo.exceptions import AccessError, UserError
from odoo.tools.mimetypes import guess_mimetype
from odoo.tools.translate import LazyTranslate

from ...core import check_score
from ...core.now import utcnow
from .check import MANAGER, OPEN, QUALITY
from .checklist import exact, score_item

_lt = LazyTranslate(__name__)

#: what a camera makes, and every browser shows
PHOTOS = ("image/jpeg", "image/png", "image/webp")
#: larger ones are no photos of a telephone
MAX_PHOTO = 12 * 1024 * 1024
MAX_WORDS = 4000


class CsCheck(models.Model):
    """How a check is gone through: begun, answered, finished, taken back."""

    _inherit = "cs.check"

    # -- verbs -----------------------------------------------------------------------------------

    def begin(self):
        """Take the check and begin it.

        :raises AccessError: for somebody else than who checks, and for one's own work.
        :raises UserError: when it is over.
        """
        self._need_inspector()
        # sudo: written by the verb, the right was checked
        system = self.sudo()
        system.lock_for_update()
        for check in system:
            if check.state == "todo":
                check.write({"state": "doing", "inspector_id": self.env.uid})
                # whoever rates the same does not look at the other rating before his own is done
                (check.second_of_id | check.second_ids).write({"blind_user_id": self.env.uid})
        return True

    def answer(self, answers=None):
        """Keep what was found so far; it may be given again, as often as one likes.

        :param answers: id of an answer → ``{"value", "skipped", "words", "note"}``, what is left out stays.
        :raises UserError: for a value that does not answer the item.
        """
        self.ensure_one()
        self._need_inspector()
        # sudo: see begin
        system = self.sudo()
        system.lock_for_update()
        if system.state == "todo":
            self.begin()
        system._keep(answers)
        return True

    def finish(self, answers=None, note=None):
        """The check is complete: score it, tell the person, open cases for what was found.

        :param answers: the last answers, as of :meth:`answer`.
        :param note: remarks to the whole.
        :raises UserError: when something is missing, naming it.
        """
        self.ensure_one()
        self._need_inspector()
        # sudo: see begin
        system = self.sudo()
        system.lock_for_update()
        system._keep(answers)
        missing = system._missing()
        if missing:
            raise UserError("\n".join(missing))
        system._close(_text(note))
        return True

    def void(self, reason=""):
        """This check does not count: a wrong case, a wrong person.

        :raises AccessError: for anybody but quality officers and managers, and for one's own work.
        :raises UserError: without a reason.
        """
        self.check_access("read")
        user = self.env.user
        may = user.has_group(QUALITY) or user.has_group(MANAGER)
        if not may or any(check.user_id == user for check in self):
            raise AccessError(self.env._("Quality officers take back a check, never one of their own work."))
        reason = _text(reason)
        if not reason:
            raise UserError(self.env._("Say why the check does not count."))
        # sudo: see begin
        self.sudo()._void(reason)
        return True

    def ask_second(self):
        """Have the same rated once more by somebody else, who does not see the first rating.

        :raises AccessError: for anybody but quality officers and managers.
        :raises UserError: when it is being done, or there is nobody else.
        """
        self.check_access("read")
        user = self.env.user
        if not (user.has_group(QUALITY) or user.has_group(MANAGER)):
            raise AccessError(self.env._("Quality officers ask for a second rating."))
        # sudo: who else may rate is looked up for the officer
        for check in self.sudo():
            # few: asked for by hand, one by one
            seconds = check.second_ids.filtered(lambda second: second.state != "void")
            if check.is_self or check.second_of_id or check.state == "void" or seconds:
                raise UserError(self.env._("This check is not rated a second time."))
            others = self.sudo()._inspectors_of(check.company_id) - check.user_id - check.inspector_id
            if not others:
                raise UserError(self.env._("There is no other quality officer for a second rating."))
            check._rate_twice()
        return True

    def attach_photo(self, answer_id=0, name="", data=""):
        """Add a photo to an answer.

        :param data: the picture, base64.
        :return: ``{"id", "name"}``.
        :raises UserError: for no picture.
        """
        self.ensure_one()
        self._need_inspector()
        if self.is_self and self.state not in OPEN:
            raise UserError(self.env._("This check is over."))
        answer = self.sudo().answer_ids.filtered(lambda one: one.id == answer_id)  # sudo: see begin
        if not answer:
            raise UserError(self.env._("There is no such item in this check."))
        content = self._photo(data)
        file = answer.env["ir.attachment"].create(
            {
                "name": str(name or "")[:100] or f"{answer.id}.jpg",
                "raw": content,
                "res_model": answer._name,
                "res_id": answer.id,
            }
        )
        answer.invalidate_recordset(["photo_ids"])
        return {"id": file.id, "name": file.name}

    def drop_photo(self, photo_id=0):
        """Take a photo away again, until the check is finished.

        :raises UserError: for no such photo.
        """
        self.ensure_one()
        self._need_inspector()
        photo = self.sudo().answer_ids.photo_ids.filtered(lambda one: one.id == photo_id)  # sudo: see begin
        if not photo:
            raise UserError(self.env._("There is no such photo in this check."))
        photo.unlink()
        return True

    # -- what they rest on -------------------------------------------------------------------------

    def _need_inspector(self):
        self.check_access("read")
        for check in self:
            hindrance = check._inspector_hindrance()
            if hindrance:
                raise AccessError(hindrance)
            if check.state not in OPEN:
                raise UserError(self.env._("This check is over."))

    def _photo(self, data) -> bytes:
        try:
            content = base64.b64decode(data, validate=True) if isinstance(data, str) else b""
        except (binascii.Error, ValueError):
            content = b""
        if not content or guess_mimetype(content) not in PHOTOS:
            raise UserError(self.env._("This is no photo."))
        if len(content) > MAX_PHOTO:
            raise UserError(self.env._("The photo is too large."))
        return content

    def _keep(self, answers):
        """Write answers of one check (in sudo).

        :raises UserError: when one does not fit its item.
        """
        if answers is None:
            return
        if not isinstance(answers, dict):
            raise UserError(self.env._("Answers are given by item."))
        known = {str(one.id): one for one in self.answer_ids}
        for key, given in answers.items():
            # few: the items of one checklist, each with its own answer
            answer = known.get(str(key))
            if answer is None or not isinstance(given, dict):
                raise UserError(self.env._("There is no such item in this check."))
            answer.write(self._answer_vals(answer, given))

    def _answer_vals(self, answer, given) -> dict:
        vals = {name: _text(given[name]) for name in ("words", "note") if name in given}
        if "skipped" in given:
            vals["skipped"] = bool(given["skipped"])
        if "value" in given:
            value = given["value"]
            vals["is_answered"] = value is not None and value is not False
            vals["value"] = float(self._value(answer, value)) if vals["is_answered"] else 0
        if answer.kind == "text" and "words" in vals:
            vals["is_answered"] = bool(vals["words"])
        merged = {"value": answer.value, "is_answered": answer.is_answered, "skipped": answer.skipped, **vals}
        result = check_score.judge(
            score_item(answer), _core_answer(merged), exact(answer.check_id.checklist_id.pass_percent)
        )
        return {**vals, "reached": float(result.points), "failed": result.failed}

    def _value(self, answer, value) -> Decimal:
        try:
            number = Decimal(str(int(value) if isinstance(value, bool) else value))
        except (InvalidOperation, ValueError):
            number = Decimal("NaN")
        item = score_item(answer)
        possible = item.kind != "text" and check_score.is_possible(item, number) and number < exact(1_000_000)
        if not possible or number != exact(number):
            raise UserError(self.env._("This is no answer to “%(item)s”.", item=answer.name))
        return number

    def _missing(self) -> list[str]:
        """What must be there before the check can be finished, as sentences (in sudo)."""
        said = []
        for answer in self.answer_ids:
            if answer.skipped:
                continue
            if not answer.is_answered and answer.kind != "text":
                said.append(self.env._("Not answered yet: %(item)s", item=answer.name))
            elif answer.failed and answer.needs_note and not (answer.note or "").strip():
                said.append(self.env._("Say what was wrong: %(item)s", item=answer.name))
            if answer.needs_photo and not answer.photo_ids:
                said.append(self.env._("A photo is missing: %(item)s", item=answer.name))
        return said

    def _close(self, note):
        """Score one check, for good, and draw the consequences (in sudo)."""
        checklist = self.checklist_id
        lines = [(score_item(one), _core_answer(one)) for one in self.answer_ids]
        result = check_score.total(lines, exact(checklist.pass_percent), exact(checklist.fatal_score))
        self.write(
            {
                "state": "done",
                "inspector_id": self.env.uid,
                "is_scored": result.score is not None,
                "score": float(result.score or 0),
                "points": float(result.points),
                "points_most": float(result.most),
                "fatal_hit": result.fatal,
                "passed": result.passed,
                "note": note,
                "done_at": utcnow(),
                "date": self._local_today(utcnow()),
            }
        )
        self._end_told()
        self._compare_ratings()
        judged = self.answer_ids.filtered(lambda one: one.is_answered and not one.skipped and one.kind != "text")
        judged.write({"counts": not (self.second_of_id or self.is_self)})
        if not self.second_of_id:
            self._open_cases()
            self._show()

    def _compare_ratings(self):
        """Who rated first and who rated second see each other's rating once both are done (in sudo)."""
        second = self if self.second_of_id else self.second_ids.filtered(lambda one: one.state != "void")[:1]
        first = second.second_of_id
        (first | second).filtered(lambda check: check != self and check.state != "void").write({"blind_user_id": False})
        if first.state == second.state == "done":
            second.gap = abs(first.score - second.score)

    def _show(self):
        """The person learns of his result (in sudo)."""
        if self.user_id and not self.is_self:
            self._tell({self.id: self.user_id}, _lt("Your work was checked"), by=("screen",))

    def _void(self, reason):
        """These checks do not count any more, nor do their second ratings (in sudo)."""
        checks = self | self.second_ids
        checks.write({"state": "void", "void_reason": reason, "blind_user_id": False})
        checks.answer_ids.write({"counts": False})
        checks._end_told()
        for check in self:
            # a note each: the trace stays on the record
            check.message_post(body=check.env._("Does not count any more: %(reason)s", reason=reason))

    # -- appeal ----------------------------------------------------------------------------------------

    def _appeal_hindrance(self, user, now):
        if self.state != "done" or self.is_self or self.second_of_id:
            return self.env._("There is no result that one could appeal against.")
        return super()._appeal_hindrance(user, now)

    def _appeal_until(self):
        last = self.date + timedelta(days=self.company_id.cs_check_appeal_days)
        return self.company_id._cs_midnight(last + timedelta(days=1))

    def _appeal_not_by(self):
        return self.inspector_id | self.second_ids.inspector_id

    def _appeal_granted(self, appeal):
        """The result does not count; somebody else checks the same anew."""
        system = self.sudo()  # sudo: the decision was made by who may; the mixin calls it in sudo anyway
        rows = [{**check._same_again(), "stratum": check.stratum, "redo_of_id": check.id} for check in system]
        system._void(self.env._("The appeal was granted: %(answer)s", answer=appeal.answer or ""))
        again = system._give(rows)
        for company, group in again.grouped("company_id").items():
            group._share_out(system._inspectors_of(company))


def _text(value) -> str:
    return value.strip()[:MAX_WORDS] if isinstance(value, str) else ""


def _core_answer(row) -> check_score.Answer:
    """An answer for the core."""
    value = exact(row["value"]) if row["is_answered"] else None
    return check_score.Answer(value, bool(row["skipped"]))
