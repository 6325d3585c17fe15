import logging
from datetime import timedelta

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
                skipped |= taken._act_on_time_singly()
            if not commit(len(taken)):
                break

    @api.model
    def _due_domain(self):
        return Domain("next_action_at", "<=", utcnow())

    def _act_on_time_singly(self):
        """Each case for itself.

        :return: the cases that failed; they are tried again by the next pass.
        """
        failed = self.browse()
        for ticket in self:
            try:
                with self.env.cr.savepoint():
                    ticket._act_on_time()
            except Exception:
                _logger.exception("Time-driven work on %s failed", ticket)
                failed |= ticket
        return failed

    def _act_on_time(self):
        """Warn, mark missed targets, announce and do the automatic closing."""
        now = utcnow()
        self._warn_clocks(now)
        self._miss_clocks(now)
        self._close_when_due(now)
        self._refresh_due()

    def _warn_clocks(self, now):
        warned = self._live_clocks().filtered(
            lambda c: not c.warned and c.warn_at and c.warn_at <= now
        )
        warned.write({"warned": True})
        for clock_type, clocks in warned.grouped("clock_type").items():
            clocks.ticket_id._log_event("clock_warned", note=self._say_clock(clock_type))
        for user, tickets in warned.ticket_id.grouped("user_id").items():
            tickets._alert_users(user, self.env._("Running out of time"))

    def _miss_clocks(self, now):
        missed = self._live_clocks().filtered(
            lambda c: not c.breached and c.state == "running" and c.due_at < now
        )
        missed.write({"breached": True})
        for clock_type, clocks in missed.grouped("clock_type").items():
            clocks.ticket_id._log_event("clock_missed", note=self._say_clock(clock_type))
        for user, tickets in missed.ticket_id.grouped("user_id").items():
            tickets._alert_users(user, self.env._("Target missed"))
        # a department's late leg is the department's, not the case's
        missed.filtered(lambda c: not c.task_id).ticket_id._system_write(
            {"breached": True}
        )

    def _say_clock(self, clock_type) -> str:
        labels = self.env["cs.clock"]._fields["clock_type"]._description_selection(self.env)
        return dict(labels)[clock_type]

    # -- automatic closing ---------------------------------------------------

    def _closing_rule(self):
        self.ensure_one()
        rules = self.env["cs.closing.rule"]
        return rules._rule_for(
            self.company_id.id, self._rule_facts(), self._rule_day(self.resolved_at)
        )

    def _closing_moments(self) -> tuple:
        """When a resolved case is announced to close, and when it closes."""
        if self.state != "resolved" or not self.resolved_at:
            return (None, None)
        rule = self._closing_rule()
        if not rule:
            return (None, None)
        close_at = self.resolved_at + timedelta(days=rule.close_after)
        warn_at = close_at - timedelta(days=rule.warn_before)
        announce = rule.warn_before and not self.closing_warned
        return (warn_at if announce else None, close_at)

    def _close_when_due(self, now):
        announce, close = self.browse(), self.browse()
        for ticket in self:
            warn_at, close_at = ticket._closing_moments()
            if close_at and close_at <= now:
                close |= ticket
            elif warn_at and warn_at <= now:
                announce |= ticket
        announce._system_write({"closing_warned": True})
        announce._send_notices("closing_soon")
        close -= close._with_open_tasks()
        if close:
            close._step("close")

    def _with_open_tasks(self):
        """Resolved cases that got a new department task: they wait for it."""
        return self.task_ids.filtered(
            lambda task: task.state in ("waiting", "todo", "doing")
        ).ticket_id
