from odoo import api, models

from ...core.flow import LIVE
from ...core.now import utcnow


class CsTicket(models.Model):
    """What time itself does: warnings, missed targets, automatic closing (see ``cs.due.mixin``)."""

    _inherit = "cs.ticket"

    def _put_off(self, moment):
        self._system_write({"next_action_at": moment})

    def _act_on_time(self):
        """Do what is due; the timeline is written in the language of each company."""
        # sudo: the language of a company is no secret
        for lang, tickets in self.grouped(lambda ticket: ticket.company_id.sudo().partner_id.lang).items():
            tickets.with_context(lang=lang)._warn_miss_and_close()

    def _warn_miss_and_close(self):
        """Warn, mark missed targets, announce and do the automatic closing."""
        now = utcnow()
        clocks = self._live_clocks()
        if self._escalate(clocks, now):
            # what became graver has other clocks
            clocks = self._live_clocks()
        warned = self._warn_clocks(clocks, now)
        missed = self._miss_clocks(clocks, now)
        live = self.filtered(lambda ticket: ticket.state in LIVE)
        live._keep_or_break_promises(now)
        self._close_when_due(now)
        # what was closed has stopped its clocks
        self._refresh_due(clocks)
        if warned:
            warned.ticket_id._happened("clock_warned")
        missed._tell_missed()

    def _warn_clocks(self, clocks, now):
        warned = clocks.filtered(lambda c: not c.warned and c.warn_at and c.warn_at <= now)
        warned.write({"warned": True})
        self._note_clocks("clock_warned", warned)
        return warned

    def _miss_clocks(self, clocks, now):
        missed = clocks.filtered(lambda c: not c.breached and c.state == "running" and c.due_at < now)
        missed.write({"breached": True})
        self._note_clocks("clock_missed", missed)
        # a department's late leg is the department's, not the case's
        missed.filtered(lambda c: not c.task_id).ticket_id._system_write({"breached": True})
        return missed

    @api.model
    def _note_clocks(self, event_type, clocks):
        """A step in the timelines; whom it concerns is told by the ladder of the clock."""
        rows = []
        for clock_type, same in clocks.grouped("clock_type").items():
            rows += same.ticket_id._prepare_event_vals(event_type, note=self._say_clock(clock_type))
        self._append_events(rows)

    def _say_clock(self, clock_type) -> str:
        labels = self.env["cs.clock"]._fields["clock_type"]._description_selection(self.env)
        return dict(labels)[clock_type]

    # -- automatic closing ---------------------------------------------------

    def _closing_moments(self) -> dict:
        """When resolved cases are announced to close (or none), and when they close.

        :return: ticket id → the two moments, for the cases that a rule closes.
        """
        book, moments = self.env["cs.closing.rule"], {}
        resolved = self.filtered(lambda ticket: ticket.state == "resolved" and ticket.resolved_at)
        resolved -= resolved._closing_held_up()
        rules = resolved._ask_rules(book._rule_id_for, "resolved_at")
        for ticket in resolved:
            if rules[ticket.id]:
                plan, announced = book._plan(rules[ticket.id]), ticket.closing_warned_at
                close_at = ticket.resolved_at + plan.close_after
                if plan.warn_after and not announced:
                    # nothing closes unannounced, however late the announcement comes
                    moments[ticket.id] = (ticket.resolved_at + plan.warn_after, None)
                elif plan.warn_after:
                    moments[ticket.id] = (None, max(close_at, announced + plan.close_after - plan.warn_after))
                else:
                    moments[ticket.id] = (None, close_at)
        return moments

    def _close_when_due(self, now):
        moments = self._closing_moments()
        announce, close = (
            self.filtered(lambda t, i=i: t.id in moments and moments[t.id][i] and moments[t.id][i] <= now)
            for i in (0, 1)
        )
        if announce:
            announce._system_write({"closing_warned_at": now})
            announce._send_notices("closing_soon")
        if close:
            close._step("close", by_itself=True)

    def _closing_held_up(self):
        """Resolved cases that do not close by themselves as they stand.

        The customer wrote again, a task or a part is open, a report is owed: whatever
        ends that looks at the case again.
        """
        if not self:
            return self
        # sudo: parts and tasks count, visible or not
        system = self.sudo()
        tasks = self.env["cs.ticket.task"].sudo()  # sudo: see above
        tasks = tasks.search([("ticket_id", "in", self.ids), ("state", "in", ("waiting", "todo", "doing"))])
        parts = system.search([("parent_id", "in", self.ids), ("state", "in", sorted(LIVE))])
        held = system.filtered("unread_reply") | tasks.ticket_id | parts.parent_id | self._owing_report()
        return self & held.with_env(self.env)
