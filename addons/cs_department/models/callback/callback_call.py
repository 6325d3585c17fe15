from datetime import timedelta

from odoo import fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools.translate import LazyTranslate

from ...core import clock as core_clock
from ...core.flow import LIVE
from ...core.now import utcnow
from .attempt import OUTCOMES
from .callback import OPEN
from .callback_caller import MANAGER

_lt = LazyTranslate(__name__)

#: outcomes after which it is tried again, as the rule says
UNREACHED = ("no_answer", "busy", "wrong_number")
#: a date to call again lies within
LATEST_AGAIN = timedelta(days=366)


class CsCallback(models.Model):
    """Attempts, and what follows from each."""

    _inherit = "cs.callback"

    def log_attempt(self, outcome, words="", satisfied=None, again_at=None, answers=None):
        """Note an attempt down, with all that follows.

        :param outcome: one of :data:`OUTCOMES`.
        :param words: what the customer said, or what is worth knowing.
        :param satisfied: reached: whether he is satisfied; open for care calls only.
        :param again_at: when he wants to be called (naive UTC), for ``call_again``.
        :param answers: answers to the rule's questions, see ``survey.survey``.
        :raises UserError: for what cannot be understood, or is missing.
        :raises AccessError: when the user may not make this call.
        """
        self.ensure_one()
        self.check_access("read")
        self._need_open()
        self._need_may_call()
        words = str(words or "").strip()
        if outcome not in dict(OUTCOMES):
            raise UserError(self.env._("Say how the attempt ended."))
        if outcome == "reached":
            self._need_verdict(satisfied, words)
        again_at = self._need_again_at(again_at) if outcome == "call_again" else None
        # sudo: nobody writes callbacks but the verbs
        system = self.sudo()
        vals = {"outcome": outcome, "words": words}
        if outcome == "reached":
            system._was_reached(satisfied, words, vals, answers)
        elif outcome == "refused":
            system._note_attempt(vals)
            system._end("refused", words)
        elif outcome == "call_again":
            system._note_attempt({**vals, "again_at": again_at})
            system.write({"ready_at": again_at})
            system._hand_to(self.env.user)
            system._refresh_next_action()
        else:
            system._was_not_reached(outcome, vals)
        return True

    def _need_verdict(self, satisfied, words):
        if satisfied not in (True, False, None):
            raise UserError(self.env._("Say whether the customer is satisfied."))
        # sudo: a care call is about no case
        if satisfied is None and self.sudo().ticket_id:
            raise UserError(self.env._("Ask the customer whether he is satisfied."))
        if satisfied is False and not words:
            raise UserError(self.env._("Write down the customer's words: why he is not satisfied."))

    def _need_again_at(self, again_at):
        now = utcnow()
        moment = self.env["cs.ticket"]._moment_argument(again_at)
        if not moment or not now < moment < now + LATEST_AGAIN:
            raise UserError(self.env._("Say when the customer wants to be called."))
        return moment

    # -- machinery (in sudo; ``env.user`` is the caller) ---------------------------

    def _note_attempt(self, vals):
        self.write({"attempt_count": self.attempt_count + 1})
        return self.env["cs.callback.attempt"].create(
            {
                **vals,
                "callback_id": self.id,
                "company_id": self.company_id.id,
                "at": utcnow(),
                "user_id": self.env.uid,
                "round": self.round,
            }
        )

    def _was_reached(self, satisfied, words, vals, answers):
        now = utcnow()
        result = {True: "satisfied", False: "unsatisfied", None: False}[satisfied]
        vals = {**vals, "result": result, "answer_id": self._keep_answers(answers).id}
        self._note_attempt(vals)
        vals = {"result": result, "words": words, "reached_at": self.reached_at or now}
        if self.due_at and now > self.due_at:
            vals["late"] = True
        self.write(vals)
        ticket = self.ticket_id
        if ticket:
            ticket._log_event("callback", new=dict(self._fields["result"]._description_selection(self.env))[result])
        if result == "unsatisfied":
            self._was_unsatisfied(words)
        else:
            self._end("done")
        if ticket:
            ticket._happened("callback_unsatisfied" if result == "unsatisfied" else "callback_done")

    def _keep_answers(self, answers):
        """The answers to the rule's questions, as an answered survey."""
        survey = self.rule_id.survey_id
        if not survey or not answers:
            return self.env["survey.user_input"]
        return survey._cs_answer_for(self.ticket_id, self.partner_id, answers, self.env.user, channel="callback")

    def _was_unsatisfied(self, words):
        """The case opens again with the customer's words, in this very transaction."""
        ticket = self.ticket_id
        self.write({"state": "held", "due_at": False, "user_id": False, "next_action_at": False})
        self._end_todos()
        if not ticket:
            return
        if ticket.state in LIVE:
            # somebody opened it again meanwhile: his words belong to it all the same
            ticket._message_log(body=self.env._("Not satisfied, called back: %(words)s", words=words))
        elif ticket.state != "cancelled":
            ticket.reopen(self.env._("Not satisfied, called back: %(words)s", words=words))
        if not ticket.alarm:
            ticket._system_write({"alarm": "unsatisfied"})
        ticket._tell(
            ticket._users_in_role("supervisor"),
            _lt("Customer not satisfied after the callback"),
            words,
            by=("screen", "activity"),
        )

    def _was_not_reached(self, outcome, vals):
        plan = self.env["cs.callback.rule"]._plan(self.rule_id.id)
        hours = plan.retries[outcome]
        if not hours or self.attempt_count + 1 >= plan.attempts_max:
            self._note_attempt(vals)
            self._give_up()
            return
        again_at = self._after_working_hours(hours)
        self._note_attempt({**vals, "again_at": again_at})
        # back to the team, unless the rule names one person
        user = self.named_ids if len(self.named_ids) == 1 else self.env["res.users"]
        self.write({"ready_at": again_at, "user_id": user.id})
        self._refresh_next_action()

    def _after_working_hours(self, hours):
        now = utcnow()
        try:
            return self._calendar()._cs_working_time().add(now, hours * 60)
        except core_clock.NoWorkingTime:
            return now + timedelta(hours=hours)

    def _give_up(self):
        """Nobody was reached: the supervisors are told."""
        for company, calls in self.grouped("company_id").items():
            # kept in the language of the company, whoever's clock it was
            said = calls.with_context(lang=company.partner_id.lang or "en_US")
            calls._end("given_up", said.env._("Nobody reached"))
        tickets = self.ticket_id
        if tickets:
            tickets._tell(
                tickets._users_in_role("supervisor"),
                _lt("Callback given up: nobody reached"),
                by=("screen", "activity"),
            )
            tickets._happened("callback_done")

    def _end(self, state, reason=""):
        self.write({"state": state, "done_at": utcnow(), "end_reason": reason, "next_action_at": False})
        self._end_todos()

    def _end_todos(self):
        self.activity_unlink(["mail.mail_activity_data_todo"])

    # -- a manager's last word -------------------------------------------------

    def sign_off(self, reason=""):
        """A manager ends callbacks without a satisfied customer.

        :raises AccessError: for anybody else.
        :raises UserError: without a reason, or for what has ended already.
        """
        self.check_access("read")
        if not self.env.user.has_group(MANAGER):
            raise AccessError(self.env._("Only a manager signs off."))
        reason = str(reason or "").strip()
        if not reason:
            raise UserError(self.env._("Say why no further call is made."))
        if self.filtered(lambda callback: callback.state not in (*OPEN, "given_up")):
            raise UserError(self.env._("What has ended needs no signature."))
        # sudo: nobody writes callbacks but the verbs
        system = self.sudo()
        system._end("signed_off", reason)
        system.write({"sign_off_user_id": self.env.uid})
        if system.ticket_id:
            system.ticket_id._log_event("callback", new=self.env._("Signed off"), note=reason)
            system.ticket_id._happened("callback_done")
        return True

    # -- the case goes on ------------------------------------------------------

    def _hold(self):
        """The case is handled again: no call until that is done (in sudo)."""
        waiting = self.filtered(lambda callback: callback.state == "todo")
        waiting.write({"state": "held", "due_at": False, "user_id": False, "next_action_at": False})
        waiting._end_todos()

    def _call_again(self, at):
        """The case was handled again: the customer is called anew (in sudo)."""
        handlers = self.ticket_id._cs_handlers()
        for callback in self:
            # each case has its own handlers; flushed as one statement
            single = callback.named_ids if len(callback.named_ids) == 1 else self.env["res.users"]
            callback.write(
                {
                    "state": "todo",
                    "round": callback.round + 1,
                    "attempt_count": 0,
                    "ready_at": at,
                    "user_id": single.id,
                    "handler_ids": [fields.Command.set(handlers[callback.ticket_id.id].ids)],
                }
            )
        self._set_due()
        self._tell_named()
