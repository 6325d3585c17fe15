from odoo import api, fields, models

from ...core import local_days
from ...core.now import utcnow

#: states of a promise, as the screen colours them
KEPT, MISSED, AHEAD, STILL, DONE = "kept", "missed", "ahead", "still", "done"


class CsTicket(models.Model):
    """What is owed to the customer of a case, and what time itself will do, in one line of time.

    Mechanisms that owe something (escalation, callbacks, surveys…) add their entries by
    extending :meth:`_promise_entries`.
    """

    _inherit = "cs.ticket"

    promises = fields.Json(compute="_compute_promises")

    @api.depends("clock_ids.state", "clock_ids.due_at", "promised_at", "state", "next_action_at")
    @api.depends_context("lang", "tz")
    def _compute_promises(self):
        """Entries of the line of time, the earliest first; what has no moment comes last."""
        # sudo: what is owed is told to whoever reads the case; only names of people stand in it
        entries = self.sudo()._promise_entries()
        for ticket in self:
            ticket.promises = sorted(
                entries.get(ticket.id, ()), key=lambda entry: (entry["at"] is None, entry["at"] or "")
            )

    @api.model
    def _promise_entry(self, kind, label, at=None, state=AHEAD, detail="", who="") -> dict:
        """One entry of the line of time.

        :param kind: what it is about: ``clock``, ``level``, ``callback``, ``survey``…
        :param label: what is (or was) due, in the reader's language.
        :param at: when, naive UTC; none for what stands still.
        :param state: kept, missed, ahead, still or done.
        :param detail: because of what.
        :param who: names of the people concerned.
        """
        return {
            "at": at.isoformat() if at else None,
            "kind": kind,
            "label": label,
            "state": state,
            "detail": detail or "",
            "who": who or "",
        }

    def _promise_entries(self) -> dict:
        """Ticket id → entries of the line of time, read in batch (in sudo)."""
        entries = {ticket.id: [] for ticket in self}
        self._promise_entries_of_clocks(entries)
        now, closing = utcnow(), self._closing_moments()
        for ticket in self:
            own = entries[ticket.id]
            if ticket.promised_at:
                own.append(ticket._promise_entry_of_date(now))
            announce, close = closing.get(ticket.id, (None, None))
            if announce:
                own.append(self._promise_entry("closing", self.env._("The closing is announced"), announce))
            if close:
                own.append(self._promise_entry("closing", self.env._("Closes by itself"), close))
            if ticket.recheck_date and not ticket.recheck_result:
                zone = ticket.team_id._zone() if ticket.team_id else ticket.company_id._cs_zone()
                moment = local_days.midnight(ticket.recheck_date, zone)
                state = AHEAD if moment > now else MISSED
                own.append(
                    self._promise_entry(
                        "recheck",
                        self.env._("Corrective action is checked again"),
                        moment,
                        state,
                        who=ticket.corrective_user_id.name,
                    )
                )
        return entries

    def _promise_entries_of_clocks(self, entries):
        """What the clocks of the cases and of their department tasks promise, or promised."""
        states = {"running": AHEAD, "paused": STILL, "met": KEPT, "missed": MISSED}
        now = utcnow()
        for clock in self.clock_ids.filtered(lambda c: c.state != "cancelled"):
            late = clock.state == "running" and clock.due_at < now
            entries[clock.ticket_id.id].append(
                self._promise_entry(
                    "clock",
                    self._say_clock(clock.clock_type),
                    (clock.stopped_at or clock.due_at) or None,
                    MISSED if late else states[clock.state],
                    clock.rule_id.name,
                    clock.task_id.department_id.name or clock.task_id.user_id.name,
                )
            )

    def _promise_entry_of_date(self, now) -> dict:
        """The date that the customer was promised."""
        broken = self.promise_broken_at and self.promise_broken_at >= self.promised_at
        kept = not broken and self.resolved_at and self.resolved_at <= self.promised_at
        state = MISSED if broken else KEPT if kept else AHEAD if self.promised_at > now else DONE
        return self._promise_entry("promise", self.env._("Date promised to the customer"), self.promised_at, state)
