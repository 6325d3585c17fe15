import logging
from datetime import timedelta

from odoo import api, models
from odoo.fields import Domain
from odoo.tools.translate import LazyTranslate
from psycopg2.extensions import TransactionRollbackError

from ...core.flow import LIVE
from ...core.now import utcnow

_lt = LazyTranslate(__name__)

_logger = logging.getLogger(__name__)

#: a case that failed is tried again after this
RETRY = timedelta(minutes=15)
#: snapshots that other workers may spoil in one pass
MAX_COLLISIONS = 100


class CsTicket(models.Model):
    """What time itself does: warnings, missed targets, automatic closing.

    Work is found by ``next_action_at``, so that a pass costs what is due, however
    many cases are open.
    """

    _inherit = "cs.ticket"

    @api.model
    def _cron_due(self, batch=200):
        """Do everything that is due, batch by batch; safe to kill and to run twice.

        A case that another worker holds is his; one that fails, or is still due when
        it was seen to, is put aside, so that the pass ends.
        """
        commit = self.env["ir.cron"]._commit_progress
        commit(remaining=self.search_count(self._due_domain()))
        aside, collisions = self.browse(), 0
        while True:
            due = self.search(
                self._due_domain() & Domain("id", "not in", aside.ids),
                order="next_action_at, id",
                limit=batch,
            )
            if not due:
                break
            try:
                taken = due.try_lock_for_update()
                aside |= (due - taken) | taken._act_on_time_safely()
            except TransactionRollbackError:
                # another worker changed a case since this snapshot (or waited for one): look again
                self.env.cr.rollback()
                collisions += 1
                if collisions > MAX_COLLISIONS:
                    raise
                continue
            if not commit(len(taken)):
                break

    @api.model
    def _due_domain(self):
        return Domain("next_action_at", "<=", utcnow())

    def _act_on_time_safely(self):
        """All at once; if that fails, each case for itself.

        :return: the cases that this pass must not look at again.
        """
        try:
            with self.env.cr.savepoint():
                self._act_on_time()
        except TransactionRollbackError:
            raise
        except Exception:
            _logger.exception("Time-driven batch failed, going case by case")
            self._act_on_time_singly()
        return self.filtered_domain(self._due_domain())

    def _act_on_time_singly(self):
        """Each case for itself; one that fails is tried again a while later."""
        for ticket in self:
            try:
                with self.env.cr.savepoint():
                    ticket._act_on_time()
            except TransactionRollbackError:
                raise
            except Exception:
                _logger.exception("Time-driven work on %s failed", ticket)
                ticket._system_write({"next_action_at": utcnow() + RETRY})

    def _act_on_time(self):
        """Do what is due; the timeline is written in the language of each company."""
        # sudo: the language of a company is no secret
        for lang, tickets in self.grouped(lambda ticket: ticket.company_id.sudo().partner_id.lang).items():
            tickets.with_context(lang=lang)._warn_miss_and_close()

    def _warn_miss_and_close(self):
        """Warn, mark missed targets, announce and do the automatic closing."""
        now = utcnow()
        clocks = self._live_clocks()
        self._warn_clocks(clocks, now)
        self._miss_clocks(clocks, now)
        live = self.filtered(lambda ticket: ticket.state in LIVE)
        live._keep_or_break_promises(now)
        self._close_when_due(now)
        # what was closed has stopped its clocks
        self._refresh_due(clocks)

    def _warn_clocks(self, clocks, now):
        warned = clocks.filtered(lambda c: not c.warned and c.warn_at and c.warn_at <= now)
        warned.write({"warned": True})
        self._tell_clocks("clock_warned", warned, _lt("Running out of time"))

    def _miss_clocks(self, clocks, now):
        missed = clocks.filtered(lambda c: not c.breached and c.state == "running" and c.due_at < now)
        missed.write({"breached": True})
        self._tell_clocks("clock_missed", missed, _lt("Target missed"))
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
            close._step("close")

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
