from datetime import timedelta

from odoo import fields, models
from odoo.addons.cs_department.core.now import utcnow
from odoo.exceptions import AccessError, UserError
from odoo.tools.translate import LazyTranslate

from .check import INSPECTOR
from .round import OPEN

_lt = LazyTranslate(__name__)

SUPERVISOR = "cs_department.group_cs_supervisor"


class CsInspectionRound(models.Model):
    """How a round goes: who is on duty takes it, its checks move it, time ends it."""

    _inherit = "cs.inspection.round"

    # -- by the checks (in sudo) -----------------------------------------------------------

    def _begun(self, user):
        """Somebody has begun the round: the rest of it is his, too (in sudo)."""
        for one in self.filtered(lambda row: row.state == "todo"):
            # one: whoever begins a check begins its round
            one.write({"state": "doing", "user_id": user.id})

    def _check_done(self, check):
        """A check of the round is finished; with the last one the round is (in sudo)."""
        if self.state not in OPEN or self.check_ids.filtered(lambda one: one.state in OPEN):
            return
        now = utcnow()
        if now > self._last_moment():
            self._miss()
            return
        found = [one.found_at or now for one in self.check_ids if one.state == "done"]
        self.write(
            {
                "state": "done",
                "done_at": now,
                "is_late": bool(found) and max(found) > self.closes_at,
                "next_action_at": False,
            }
        )
        self._end_told()

    def _last_moment(self):
        """Until when what is sent makes the round count."""
        return self.closes_at + timedelta(minutes=self.plan_id.grace_minutes)

    # -- by time (in sudo) -----------------------------------------------------------------

    def _act_on_time(self):
        now = utcnow()
        waiting = self.filtered(lambda one: one.state in OPEN)
        over = waiting.filtered(lambda one: one._last_moment() <= now)
        over._miss()
        (self - waiting).write({"next_action_at": False})
        begun = waiting - over
        begun._ask_who_is_on_duty(now)
        for moment, group in begun.grouped(lambda one: one._last_moment()).items():
            # as many writes as there are ends of windows
            group._put_off(moment)

    def _ask_who_is_on_duty(self, now):
        """Rounds of a post that nobody has yet go to whoever is on duty there."""
        waiting = self.filtered(lambda one: one.post_id and not one.user_id and one.state == "todo")
        for company, rounds in waiting.grouped("company_id").items():
            # one query per company
            duties = self.env["cs.shift.span"]._on_duty(company.id, now)
            at_post = {}
            for duty in sorted(duties, key=lambda one: (one.on_call, one.start, one.user_id)):
                at_post.setdefault(duty.post_id, duty.user_id)
            for post, group in rounds.grouped("post_id").items():
                # as many writes as there are posts with rounds that begin now
                if post.id in at_post:
                    group.write({"user_id": at_post[post.id]})
                    group._tell({one.id: one.user_id for one in group}, _lt("A round begins now"))

    def _miss(self):
        """Nobody made these in time: they stay missed, and those who answer for it are told."""
        if not self:
            return
        self.write({"state": "missed", "next_action_at": False})
        left = self.check_ids.filtered(lambda check: check.state in OPEN)
        for lang, checks in left.grouped(lambda check: check.company_id.partner_id.lang).items():
            # as many writes as companies speak languages
            words = self.with_context(lang=lang or "en_US").env._("The round was missed.")
            checks.write({"state": "void", "void_reason": words})
        self._tell({one.id: one._missed_told() for one in self}, _lt("A round was missed"), by=("screen", "activity"))

    def _missed_told(self):
        """Who learns that it was missed."""
        plan = self.plan_id
        people = {
            "manager": self.estate_id.manager_id,
            "steward": self.steward_id or self.estate_id.manager_id,
            "named": plan.tell_ids,
        }.get(plan.tells, plan.tell_ids.browse())
        return people.filtered(lambda user: user.active and self.company_id in user.company_ids)

    # -- by people ---------------------------------------------------------------------------

    def action_take(self):
        """Take rounds that nobody has.

        :raises AccessError: for whoever is no inspector.
        :raises UserError: when somebody has it, or it is over.
        """
        self.check_access("read")
        if not self.env.user.has_group(INSPECTOR):
            raise AccessError(self.env._("Inspectors take rounds."))
        # sudo: the right was checked; who makes it is written by the verb
        system = self.sudo()
        system.lock_for_update()
        for one in system:
            if one.state not in OPEN:
                raise UserError(self.env._("This round is over."))
            if one.user_id and one.user_id != self.env.user:
                raise UserError(self.env._("%(name)s makes this round.", name=one.user_id.name))
        system.write({"user_id": self.env.uid})
        return True

    def reopen(self, reason=""):
        """Have a missed round made after all, within the hours of its plan; that it was missed stays in its history.

        :raises AccessError: for anybody but supervisors and managers.
        :raises UserError: without a reason, or when it was not missed.
        """
        self.check_access("read")
        if not self.env.user.has_group(SUPERVISOR):
            raise AccessError(self.env._("Supervisors open a missed round again."))
        reason = reason.strip() if isinstance(reason, str) else ""
        if not reason:
            raise UserError(self.env._("Say why the round is opened again."))
        # sudo: see action_take
        system = self.sudo()
        system.lock_for_update()
        if any(one.state != "missed" for one in system):
            raise UserError(self.env._("This round was not missed."))
        system.write({"state": "todo", "reopened": reason})
        for one in system:
            # few: opened again by hand
            one.closes_at = utcnow() + timedelta(hours=one.plan_id.reopen_hours)
            one.next_action_at = one._last_moment()
            left = one.check_ids.filtered(lambda check: check.state == "void")
            left.write({"state": "todo", "void_reason": False, "due": fields.Date.to_date(one.closes_at)})
        system._end_told()
        return True

    def action_reopen(self):
        """Ask why, then open it again."""
        self.ensure_one()
        self.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Open Again"),
            "res_model": "cs.inspection.reopen",
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_round_id": self.id},
        }


class CsInspectionReopen(models.TransientModel):
    """The dialog for why a missed round is opened again."""

    _name = "cs.inspection.reopen"
    _description = "Why a missed round is opened again"

    round_id = fields.Many2one("cs.inspection.round", required=True, readonly=True, ondelete="cascade")
    reason = fields.Char("Why it was opened again", required=True)

    def action_apply(self):
        """Open it again. Raises as ``cs.inspection.round.reopen``."""
        self.ensure_one()
        self.round_id.reopen(self.reason)
        return {"type": "ir.actions.act_window_close"}
