import logging
from odoo import api, models
from odoo.fields import Domain

from ...core.now import utcnow

_logger = logging.getLogger(__name__)


class CsTicket(models.Model):
    """What time itself does: warnings, missed targets, automatic closing.

    Work is found by ``next_action_at``, so that a pass costs what is due, however
    many cases are open.
    """

    _inherit = "cs.ticket"

    @api.model
    def _cron_due(self, batch=200):
        """Do everything that is due, batch by batch; safe to kill and to run twice."""
        commit = self.env["ir.cron"]._commit_progress
        commit(remaining=self.search_count(self._due_domain()))
        skipped = self.browse()
        while True:
            due = self.search(
                self._due_domain() & Domain("id", "not in", skipped.ids),
                order="next_action_at, id",
                limit=batch,
            )
            # rows that another worker has taken are his
            taken = due.try_lock_for_update()
            skipped |= due - taken
            if not taken:
                break
            try:
                with self.env.cr.savepoint():
                    taken._act_on_time()
            except Exception:
                _logger.exception("Time-driven batch failed, going case by case")
                taken._act_on_time_singly()
            # what is still due (it failed, or waits for a task) is for the next pass
            skipped |= taken.filtered_domain(self._due_domain())
            if not commit(len(taken)):
                break

    @api.model
    def _due_domain(self):
        return Domain("next_action_at", "<=", utcnow())

    def _act_on_time_singly(self):
        """Each case for itself; those that fail are tried again by the next pass."""
        for ticket in self:
            try:
                with self.env.cr.savepoint():
                    ticket._act_on_time()
            except Exception:
                _logger.exception("Time-driven work on %s failed", ticket)

    def _act_on_time(self):
        """Warn, mark missed targets, announce and do the automatic closing."""
        now = utcnow()
        clocks = self._live_clocks()
        self._warn_clocks(clocks, now)
        self._miss_clocks(clocks, now)
        self._close_when_due(now)
        # what was closed has stopped its clocks
        self._refresh_due(clocks)

    def _warn_clocks(self, clocks, now):
        warned = clocks.filtered(lambda c: not c.warned and c.warn_at and c.warn_at <= now)
        warned.write({"warned": True})
        self._tell_clocks("clock_warned", warned, self.env._("Running out of time"))

    def _miss_clocks(self, clocks, now):
        missed = clocks.filtered(lambda c: not c.breached and c.state == "running" and c.due_at < now)
        missed.write({"breached": True})
        self._tell_clocks("clock_missed", missed, self.env._("Target missed"))
        # a department's late leg is the department's, not the case's
        missed.filtered(lambda c: not c.task_id).ticket_id._system_write({"breached": True})

    @api.model
    def _tell_clocks(self, event_type, clocks, title):
        """A step in the timelines, a notification for those who answer for the cases."""
        rows = []
        for clock_type, same in clocks.grouped("clock_type").items():
            rows += same.ticket_id._prepare_event_vals(event_type, note=self._say_clock(clock_type))
        self._append_events(rows)
        for user, tickets in clocks.ticket_id.grouped("user_id").items():
            tickets._alert_users(user, title)

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
        rules = resolved._ask_rules(book._rule_id_for, "resolved_at")
        for ticket in resolved:
            if rules[ticket.id]:
                plan = book._plan(rules[ticket.id])
                announced = ticket.closing_warned or not plan.warn_after
                moments[ticket.id] = (
                    None if announced else ticket.resolved_at + plan.warn_after,
                    ticket.resolved_at + plan.close_after,
                )
        return moments

    def _close_when_due(self, now):
        moments = self._closing_moments()
        close = self.filtered(lambda t: t.id in moments and moments[t.id][1] <= now)
        announce = (self - close).filtered(lambda t: t.id in moments and moments[t.id][0] and moments[t.id][0] <= now)
        if announce:
            announce._system_write({"closing_warned": True})
            announce._send_notices("closing_soon")
        close -= close._with_open_tasks()
        if close:
            close._step("close")

    def _with_open_tasks(self):
        """Resolved cases that got a new department task: they wait for it."""
        return self.task_ids.filtered(lambda task: task.state in ("waiting", "todo", "doing")).ticket_id
