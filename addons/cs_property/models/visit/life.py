from datetime import datetime, timedelta

from odoo import api, fields, models
from odoo.addons.cs_department.core.now import utcnow
from odoo.addons.cs_department.models.check.check import OPEN as CHECK_OPEN
from odoo.exceptions import AccessError, UserError
from odoo.fields import Date
from odoo.tools.translate import LazyTranslate

from ...core.unit_words import typed
from .attempt import RESULTS
from .visit import SUPERVISOR

_lt = LazyTranslate(__name__)

#: what is said at a door is no book
MAX_WORDS = 1000


class CsVisit(models.Model):
    """How a visit goes: made, tried in vain, refused, or missed when its time is over."""

    _inherit = "cs.visit"

    is_signed = fields.Boolean("Has signed", compute="_compute_is_signed")

    # -- questions (in sudo) -------------------------------------------------------------------

    def _give_questions(self):
        """Each of these visits has its check, for whoever goes; and time acts when its day is over (in sudo)."""
        checks = self.env["cs.check"]._give(
            [
                {
                    "checklist_id": visit.rule_id.checklist_id.id,
                    "company_id": visit.company_id.id,
                    "unit_id": visit.unit_id.id,
                    "inspector_id": visit.steward_id.id,
                    "due": visit.due_on,
                    "origin": visit,
                }
                for visit in self
            ]
        )
        for visit, check in zip(self, checks, strict=True):
            # each has a check of its own; written to the database at once
            visit.check_id = check
        self._due_again()

    def _move_questions(self):
        """Who goes and until when is true for the check as well (in sudo)."""
        for visit in self.filtered(lambda one: one.check_id.state in CHECK_OPEN):
            # few: moved by hand, or with a new steward of a building
            visit.check_id.write({"inspector_id": visit.steward_id.id, "due": visit.due_on})
        self._due_again()

    def _due_again(self):
        for (company, day), visits in (
            self.filtered(lambda one: one.state == "planned").grouped(lambda one: (one.company_id, one.due_on)).items()
        ):
            # as many writes as there are last days
            visits.write({"next_action_at": company._cs_midnight(day + timedelta(days=1))})

    # -- at the door ---------------------------------------------------------------------------

    def action_visit(self):
        """The questions of the visit, on the page for telephones.

        :raises UserError: for a visit that is over.
        """
        self.ensure_one()
        self.check_access("read")
        self._need_planned()
        # sudo: which check it is; the page asks for the right
        return self.sudo().check_id.sudo(False).action_inspect()

    def not_met(self, result="absent", words="", token=None, at=None):
        """The steward rang, and nobody was there or would not talk.

        :param result: ``absent`` or ``refused``.
        :param words: what a refusal is about; a refusal needs them.
        :param token: by which a telephone is known to send the same again.
        :param at: when (naive UTC), now by default.
        :return: the visit's state after it.
        :raises AccessError: for anybody but the steward and supervisors.
        :raises UserError: when the visit is over, or something is not said.
        """
        self.ensure_one()
        self.check_access("write")
        if self.steward_id != self.env.user and not self.env.user.has_group(SUPERVISOR):
            raise AccessError(
                self.env._("%(name)s makes this visit.", name=self.sudo().steward_id.name)
            )  # sudo: a name
        # sudo: attempts are added by this verb only
        system = self.sudo()
        system.lock_for_update()
        token = typed(token, MAX_WORDS) or False
        if token and system.attempt_ids.filtered(lambda one: one.token == token):
            return system.state
        self._need_planned()
        words = typed(words, MAX_WORDS)
        if not isinstance(result, str) or result not in dict(RESULTS):
            raise UserError(self.env._("Say what happened at the door."))
        if result == "refused" and not words:
            raise UserError(self.env._("Say what they said when they refused."))
        system.env["cs.visit.attempt"].create(
            {
                "visit_id": self.id,
                "made_at": min(at, utcnow()) if isinstance(at, datetime) else utcnow(),
                "user_id": self.env.uid,
                "result": result,
                "words": words,
                "token": token,
            }
        )
        system.invalidate_recordset(["attempt_ids"])
        system._after_attempt(result)
        return system.state

    def _after_attempt(self, result):
        """Another attempt by the rule, or it is over (in sudo)."""
        if result == "refused":
            self._over("refused")
        elif len(self.attempt_ids) >= (self.rule_id.attempts or 1):
            self._over("absent")
        else:
            today = self.company_id._cs_today()
            self.next_on = min(Date.add(today, days=self.rule_id.again_days), max(self.due_on, today))

    def action_not_met(self):
        """Ask what came of ringing."""
        self.ensure_one()
        self.check_access("write")
        self._need_planned()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Nobody Met"),
            "res_model": "cs.visit.try",
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_visit_id": self.id},
        }

    def _need_planned(self):
        if self.state != "planned":
            raise UserError(self.env._("This visit is over."))

    # -- what ends it (in sudo) ------------------------------------------------------------------

    def _check_done(self, check):
        """The questions were answered: the visit was made, and its findings are cases (in sudo)."""
        if self.state != "planned" or check != self.check_id:
            return
        scales = check.answer_ids.filtered(
            lambda one: one.measures == "satisfaction" and one.is_answered and not one.skipped
        )
        texts = [line.words for line in check.answer_ids if line.kind == "text" and line.words]
        self.write(
            {
                "satisfaction": round(5 * scales[:1].value / scales[:1].top) if scales[:1].top else 0,
                "said": "\n".join([*texts, *filter(None, [check.note])]),
            }
        )
        self._over("done")

    def _over(self, state):
        self.write({"state": state, "done_at": utcnow(), "next_on": False, "next_action_at": False})
        if state != "done":
            labels = dict(self._fields["state"]._description_selection(self._signing_env()))
            self.check_id.filtered(lambda check: check.state in CHECK_OPEN)._void(labels[state])
        self._end_told()

    def _signing_env(self):
        """In the language of the company, in which its records are kept."""
        return self[:1]._signing().env if self else self.env

    def _act_on_time(self):
        """What was not made by its day is missed; where somebody rang, nobody was at home (in sudo)."""
        today = {company: company._cs_today() for company in self.company_id}
        over = self.filtered(lambda one: one.state == "planned" and one.due_on < today[one.company_id])
        (self - over)._due_again()
        (self - over).filtered(lambda one: one.state != "planned").write({"next_action_at": False})
        rang = over.filtered("attempt_ids")
        missed = over - rang
        for state, visits in (("absent", rang), ("missed", missed)):
            for group in visits.grouped("company_id").values():
                # as many writes as there are companies
                group._over(state)
        missed._tell(
            {one.id: one._missed_told() for one in missed}, _lt("A home visit was missed"), by=("screen", "activity")
        )

    def _missed_told(self):
        manager = self.estate_id.manager_id or self.steward_id
        return manager.filtered(lambda user: user.active and self.company_id in user.company_ids)

    # -- signature of the resident ---------------------------------------------------------------

    @api.depends("signature_ids")
    def _compute_is_signed(self):
        for visit in self:
            # sudo: that somebody signed is told to whoever has the visit
            visit.is_signed = bool(visit.sudo().signature_ids)

    def _signature_roles(self):
        return {**super()._signature_roles(), "resident": self.env._("Resident")}

    def _signature_words(self, role):
        visit = self._signing()
        return visit.env._(
            "%(unit)s was visited on %(day)s. %(said)s",
            unit=visit.unit_id.display_name,
            day=visit.company_id._cs_local_day(visit.done_at) if visit.done_at else "",
            said=visit.said or "",
        )

    def _need_may_sign(self, role):
        result = super()._need_may_sign(role)
        if self.state != "done":
            raise UserError(self.env._("Who was visited signs after the visit."))
        return result

    def action_sign_resident(self):
        """Have the resident sign on the screen."""
        return self.action_sign("resident")

    def action_findings(self):
        """The cases that these visits found."""
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id("cs_property.cs_visit_finding_action")
        return {**action, "domain": [("visit_id", "in", self.ids)], "context": {}}
