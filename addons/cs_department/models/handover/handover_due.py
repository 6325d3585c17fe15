import logging
from datetime import timedelta

from odoo import api, models
from odoo.exceptions import AccessError, UserError
from odoo.tools.translate import LazyTranslate
from psycopg2.extensions import TransactionRollbackError

from ...core.handover import may_leave, next_look
from ...core.now import utcnow
from .handover import ACTIVE

_logger = logging.getLogger(__name__)
_lt = LazyTranslate(__name__)

#: shifts that ended longer ago are no longer asked after
LOOK_BACK = timedelta(days=2)


class CsHandover(models.Model):
    """What time does: a signature is missing, nobody relieves; and who may leave."""

    _inherit = "cs.handover"

    def _plan_next_look(self):
        """When time must look at it next (in sudo)."""
        for handover in self:
            # one is opened or signed at a time
            moment = next_look(handover._relief(), utcnow(), bool(handover.given_at), bool(handover.taken_at))
            if handover.next_action_at != moment:
                handover.next_action_at = moment or False

    def _act_on_time(self):
        """Count signatures that are missing, tell the supervisor once (see ``cs.due.mixin``)."""
        now = utcnow()
        active = self.filtered(lambda handover: handover.state in ACTIVE)
        for handover in active:
            # a shift ends at a few posts at a time
            handover._look_at_roster()
        active._count_missing(now)
        alone = active.filtered(lambda handover: handover._nobody_came(now) and not handover.alerted_at)
        alone._alert()

    def _nobody_came(self, now) -> bool:
        """Whether somebody is kept at the post by a relief who is late."""
        relief = self._relief()
        late = relief.take_until and relief.take_until < now
        return bool(relief.expected and late and not self.taken_at and not self.released_at)

    def _alert(self):
        """Tell the supervisor once that nobody relieves."""
        if not self:
            return
        self.write({"alerted_at": utcnow()})
        told = {handover.id: handover._supervisors() for handover in self}
        self._tell(told, _lt("Nobody has taken over the post"), by=("screen", "activity"))

    def _count_missing(self, now):
        """Who owed a signature and did not give it, and what he left unrecorded (in sudo)."""
        rows = []
        for handover in self:
            relief = handover._relief()
            if relief.give_until and relief.give_until < now and not handover.given_at and handover.giver_id:
                rows.append(handover._prepare_lapse(handover.giver_id, "give"))
                lacking = handover._missing("give")
                if lacking:
                    names = "\n".join(item.name for item in lacking)
                    rows.append(handover._prepare_lapse(handover.giver_id, "unrecorded", len(lacking), names))
            late = relief.take_until and relief.take_until < now
            if late and handover.given_at and not handover.taken_at and handover.expected_id:
                rows.append(handover._prepare_lapse(handover.expected_id, "take"))
        lapses = self.env["cs.handover.lapse"]
        known = lapses.search([("handover_id", "in", self.ids)])
        seen = {(lapse.handover_id.id, lapse.employee_id.id, lapse.kind) for lapse in known}
        lapses.create([row for row in rows if (row["handover_id"], row["employee_id"], row["kind"]) not in seen])

    def _prepare_lapse(self, person, kind, amount=1, words="") -> dict:
        return {
            "handover_id": self.id,
            "post_id": self.post_id.id,
            "company_id": self.company_id.id,
            "employee_id": person.id,
            "user_id": person.user_id.id,
            "kind": kind,
            "at": utcnow(),
            "amount": amount,
            "words": words,
        }

    @api.model
    def _cron_handover(self):
        """Open what nobody opened for shifts that are over, then do what is due."""
        self._open_forgotten()
        self.env["ir.cron"]._commit_progress()
        self._cron_due()

    @api.model
    def _open_forgotten(self):
        """A shift that ended without a handover gets one, so that it is seen and counted (in sudo).

        Only at posts where handovers are signed: see :meth:`_first_signed`.
        """
        now = utcnow()
        ended = self.env["cs.shift"].search(
            [
                ("state", "=", "published"),
                ("layer", "=", "work"),
                ("template_id.needs_handover", "=", True),
                ("post_id.needs_handover", "=", True),
                ("date", ">=", (now - LOOK_BACK).date()),
                ("end_at", ">", now - LOOK_BACK),
                ("end_at", "<=", now),
            ],
            order="end_at, id",
        )
        begun = self._first_signed(ended.post_id)
        ended = ended.filtered(lambda shift: shift.end_at > begun.get((shift.post_id, shift.company_id), now))
        told = self.search([("state", "!=", "cancelled"), ("ends_at", "in", ended.mapped("end_at"))])
        seen = {(handover.post_id, handover.company_id, handover.ends_at) for handover in told}
        active = self.search([("state", "in", ACTIVE)])
        homeless = active.filtered(lambda handover: handover.state == "open" and not handover.ends_at)
        homeless._find_shift()
        homeless.filtered("ends_at").next_action_at = now
        busy = {(handover.post_id, handover.company_id) for handover in active}
        for shift in ended:
            post, company = shift.post_id, shift.company_id
            late = shift.end_at + company._cs_handover_grace() < now
            key = (post, company, shift.end_at)
            if late and key not in seen and (post, company) not in busy:
                seen.add(key)
                busy.add((post, company))
                # each has a snapshot of its own; posts that forgot are few
                self._open_forgotten_one(shift, now)

    @api.model
    def _first_signed(self, posts) -> dict:
        """(post, company) → when the first handover was signed there (in sudo).

        From then on each is asked after. Before, nobody hands anything over there: a
        roster that is published floods no supervisor and locks nobody in.
        """
        signed = [("post_id", "in", posts.ids), ("given_at", "!=", False)]
        rows = self._read_group(signed, ["post_id", "company_id"], ["given_at:min"])
        return {(post, company): first for post, company, first in rows}

    @api.model
    def _open_forgotten_one(self, shift, now):
        """One that cannot be opened does not keep the others."""
        try:
            with self.env.cr.savepoint():
                self._open(shift.post_id, shift.company_id, shift.employee_id, shift).next_action_at = now
        except TransactionRollbackError:
            raise
        except Exception:
            _logger.exception("Handover of %s could not be opened", shift)

    # -- leaving -------------------------------------------------------------------------

    def _refusal_to_leave(self) -> str:
        """Why who goes may not leave yet, as a sentence; nothing: he may (in sudo)."""
        self.ensure_one()
        why = may_leave(self._relief(), bool(self.given_at), bool(self.taken_at), bool(self.released_at))
        if self.state == "cancelled" or not why:
            return ""
        if why == "give":
            return self.env._("%(post)s has not been handed over: sign the handover first.", post=self.post_id.name)
        return self.env._(
            "Nobody has taken over %(post)s: stay until your relief has signed, or until a supervisor releases you.",
            post=self.post_id.name,
        )

    def leave(self):
        """Who goes asks to leave; without relief he may not, and the supervisor is told at once.

        :return: ``{"refused": sentence or False}``: the alert must not be rolled back.
        """
        self.ensure_one()
        self.check_access("read")
        # sudo: the supervisor is told whoever asks
        system = self.sudo()
        refusal = system._refusal_to_leave()
        if refusal and not system.alerted_at:
            system._alert()
        return {"refused": refusal or False}

    def release(self, reason=""):
        """A supervisor lets who goes leave without relief.

        :raises AccessError: for anybody but supervisors, and for oneself.
        :raises UserError: without a reason, or where nobody is kept.
        """
        self.ensure_one()
        self.check_access("read")
        # sudo: names of colleagues
        own = self.env.user in self.sudo().giver_id.user_id
        if own or not self.env.user.has_group("cs_department.group_cs_supervisor"):
            raise AccessError(self.env._("A supervisor releases, nobody himself."))
        self._need_state(*ACTIVE)
        if not str(reason or "").strip():
            raise UserError(self.env._("Say why the post is left without relief."))
        # sudo: handovers are written by the verbs only
        system = self.sudo()
        system.write({"released_at": utcnow(), "released_by_id": self.env.uid, "release_reason": str(reason).strip()})
        system._end_told()
        if system.giver_id.user_id:
            system._alert_users(system.giver_id.user_id, _lt("You are released from the post"))
        return True

    def action_release(self):
        """Ask for the reason."""
        return self.env["cs.handover.word"]._dialog(self, "release", self.env._("Release from the post"))

    # -- afterwards ------------------------------------------------------------------------

    def report_unrecorded(self, name: str, words: str = ""):
        """Something that should have been handed over was not: it is counted, and handed over from now on.

        :raises UserError: without words, before both have signed, or by who went himself.
        """
        self.ensure_one()
        self.check_access("read")
        self._need_state("done")
        name = str(name or "").strip()
        if not name:
            raise UserError(self.env._("Say what was not handed over."))
        # sudo: lapses and matters are written by the verbs only
        system = self.sudo()
        if self.env.user in system.giver_id.user_id:
            raise UserError(self.env._("Who took over, or a supervisor, says what was missing."))
        said = f"{name}\n{str(words or '').strip()}".strip()
        system.env["cs.handover.lapse"].create(system._prepare_lapse(system.giver_id, "unrecorded", 1, said))
        system.env["cs.handover.matter"].create(
            {
                **system._matter_home(),
                "kind": "free",
                "name": name,
                "words": str(words or "").strip(),
                "since": utcnow(),
            }
        )
        return True
