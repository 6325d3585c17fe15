from datetime import timedelta

from odoo import api, models
from odoo.exceptions import AccessError, UserError
from odoo.tools.translate import LazyTranslate

from ...core.now import utcnow

_lt = LazyTranslate(__name__)


class CsMeritEvent(models.Model):
    """Approving, showing, counting and cancelling."""

    _inherit = "cs.merit.event"

    def approve(self):
        """Let them be shown to the people; each counts when its days are over.

        :raises AccessError: for whoever proposed it, the person himself, and all who have no say.
        :raises UserError: when it was decided already.
        """
        self.check_access("read")
        # sudo: events are written by the verbs only; the right is checked below
        events = self.sudo()
        # events have people of their own; the user is one
        if any(not event._is_approver(self.env.user) for event in events):
            raise AccessError(
                self.env._("The supervisor or a manager approves it, but not who proposed it, nor the person himself.")
            )
        events.window_id._hold_again()
        events._need_state("proposed")
        now = utcnow()
        for days, some in events.grouped(lambda event: (event.company_id, event._days_shown())).items():
            # a batch is of one company, and of a few rules
            some.write({"approver_id": self.env.uid, "approved_at": now, **some._prepare_shown(*days, now)})
        events._place()
        events._end_told()
        events._show()
        return True

    def _need_state(self, *states):
        self.invalidate_recordset(["state", "sheet_id"])
        if any(event.state not in states or event.sheet_id for event in self):
            raise UserError(self.env._("This was decided already."))

    def _days_shown(self) -> int:
        return self.rule_id.shown_days or self.company_id.cs_merit_shown_days

    @api.model
    def _prepare_shown(self, company, days, now) -> dict:
        """The person sees it from now on; it counts when the last of these local days is over."""
        until = company._cs_local_day(now) + timedelta(days=days)
        return {
            "state": "shown",
            "shown_at": now,
            "shown_until": until,
            "next_action_at": company._cs_midnight(until + timedelta(days=1)),
        }

    def _show(self):
        """Tell the people; they may look at it and appeal until it counts."""
        for nature, events in self.grouped("nature").items():
            title = _lt("A reward for you") if nature == "reward" else _lt("A penalty is shown to you")
            self._tell({event.id: event.user_id for event in events}, title, by=("activity", "screen"))

    # -- time ------------------------------------------------------------------------------------

    def _act_on_time(self):
        """What was shown long enough counts."""
        self._put_off(False)
        over = self.filtered(lambda event: event.state == "shown")
        over._count()

    def _count(self):
        self.write({"state": "counted", "counted_at": utcnow(), "next_action_at": False})
        self._end_told()

    # -- cancelling --------------------------------------------------------------------------------

    def cancel_event(self, reason=""):
        """Take them back, with the reason; later events of their windows move down.

        :raises AccessError: for whoever has no say, and for one's own.
        :raises UserError: without a reason, or after the payroll has taken it over.
        """
        self.check_access("read")
        # sudo: see approve
        events = self.sudo()
        if any(not event._is_canceller(self.env.user) for event in events):
            raise AccessError(self.env._("The supervisor or a manager cancels it, nobody his own."))
        reason = reason.strip()[:500] if isinstance(reason, str) else ""
        if not reason:
            raise UserError(self.env._("Say why it is cancelled."))
        events._cancel(reason, self.env.user)
        return True

    def _cancel(self, reason, user):
        """Take these back (in sudo).

        :param user: who does, empty: the facts have changed.
        """
        self.window_id._hold_again()
        self._need_state("proposed", "shown", "appealed", "counted")
        told = self.filtered("shown_at")
        self.write(
            {
                "state": "cancelled",
                "cancelled_by_id": user.id,
                "cancelled_at": utcnow(),
                "cancel_reason": reason,
                "next_action_at": False,
                # what it would have brought is kept as the trace; it brings nothing
                "balance": 0,
                "points": 0,
            }
        )
        self._end_told()
        self._place()
        self._tell({event.id: event.user_id for event in told}, _lt("A reward or penalty was cancelled"), reason)

    def action_cancel(self):
        """Ask for the reason."""
        return self._ask_words("cancel", self.env._("Cancel"))

    def _ask_words(self, verb, title):
        self.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "name": title,
            "res_model": "cs.merit.words",
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_event_ids": self.ids, "default_verb": verb},
        }

    def _keep_files(self, files):
        """Files belong to the events as their evidence; each of several has a copy (in sudo)."""
        # sudo: the files were the proposer's own
        for event, copies in zip(self, [files.sudo(), *(files.sudo().copy() for _one in self[1:])], strict=True):
            # an event is proposed for a few people at once
            copies.write({"res_model": event._name, "res_id": event.id})
