import dataclasses
import json
import logging
from datetime import datetime

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL
from psycopg2.extensions import TransactionRollbackError

from ...core import preview as core_preview
from ...core.now import frozen, utcnow
from ...core.preview import Measure, Swap

_logger = logging.getLogger(__name__)

#: cases per batch; of so many a preview is made while the user waits
BATCH = 1000
AT_ONCE = 2000


class CsRulePreview(models.Model):
    """The work: batch by batch both sides, then the counts.

    A large preview goes on in the background. What has been done is written with each
    batch, so that it can be killed at any instant and goes on where it was.
    """

    _inherit = "cs.rule.preview"

    def _start(self):
        """Begin anew (in sudo); a small preview is done at once."""
        self._forget()
        self.write({"at": utcnow(), "state": "running", "last_id": 0, "done_count": 0, "differ_count": 0})
        self.write({"total": self._cases().search_count(self._ticket_domain()), "inexact_count": 0, "failure": False})
        if self.total > AT_ONCE:
            self.env.ref("cs_department.cron_rule_preview")._trigger()
            return
        while self.state == "running":
            self._run_batch()

    def _forget(self):
        self.line_ids.unlink()
        self.env.execute_query(SQL("DELETE FROM cs_rule_preview_case WHERE preview_id IN %s RETURNING id", self._ids))
        self.env["cs.rule.preview.case"].invalidate_model()

    def _cases(self):
        """The cases as the one who asked sees them."""
        return self.env["cs.ticket"].with_user(self.user_id).with_context(allowed_company_ids=self.company_ids.ids)

    # -- in the background -------------------------------------------------------

    @api.model
    def _cron_run(self):
        """Work on every preview that is not done, until out of time."""
        commit = self.env["ir.cron"]._commit_progress
        waiting = self.search([("state", "=", "running")], order="id")
        commit(remaining=sum(preview.total - preview.done_count for preview in waiting))
        for preview in waiting:
            while preview.state == "running" and preview.try_lock_for_update():
                done = preview._run_batch_safely()
                if not commit(done):
                    # the time of this run is up: the next one is to follow at once
                    self.env.ref("cs_department.cron_rule_preview")._trigger()
                    return

    def _run_batch_safely(self) -> int:
        try:
            with self.env.cr.savepoint():
                return self._run_batch()
        except TransactionRollbackError:
            raise
        except Exception as error:
            _logger.exception("Preview %s failed", self.id)
            self.write({"state": "failed", "failure": str(error)})
            return 0

    # -- one batch ---------------------------------------------------------------

    def _run_batch(self) -> int:
        """Both sides for the next cases; after the last ones the counts.

        :return: how many cases were looked at.
        """
        domain = self._ticket_domain() & Domain("id", ">", self.last_id)
        ids = self._cases().search(domain, order="id", limit=BATCH).ids
        if ids:
            system = self.with_context(lang=self.user_id.lang, tz=self.user_id.tz)
            system._store(*system._both_sides(self.env["cs.ticket"].browse(ids)))
            self.write({"last_id": ids[-1], "done_count": self.done_count + len(ids)})
        if len(ids) < BATCH:
            self._finish()
        return len(ids)

    def _both_sides(self, tickets) -> tuple[dict, dict]:
        """Outcomes of the cases today and with the change (in sudo)."""
        book = self.env[self.model]
        tickets, day = tickets.with_env(self.env), self._day()
        with frozen(self.at), core_preview.one_batch():
            with core_preview.as_if(day):
                today = _plain(book._preview_outcomes(tickets))
            with core_preview.as_if(day, {self.model: self._swap()}):
                then = _plain(book._preview_outcomes(tickets))
            lives = core_preview.notes().get("lives", {})
        inexact = sum(not lives[ticket_id].exact for ticket_id in tickets.ids if ticket_id in lives)
        if inexact:
            self.inexact_count += inexact
        return today, then

    def _day(self):
        """The local day as of which rules are in force."""
        zone = self.company_ids[:1].resource_calendar_id.tz or self.user_id.tz or "UTC"
        return fields.Datetime.context_timestamp(self.with_context(tz=zone), self.at).date()

    def _swap(self) -> Swap:
        """The change of the book: the draft in place of its original, or a rule less."""
        if self.removes:
            return Swap(out=frozenset({self.rule_id}))
        rule = self._rule()
        drafted = dataclasses.replace(rule._prepare_core_rule(), stands_for=self.original_id)
        return Swap(frozenset({self.original_id, rule.id}), ((rule.company_id.id or None, drafted),))

    def _store(self, today: dict, then: dict):
        """One row per case for which anything counts."""
        ids = sorted({ticket_id for side in (today, then) for ticket_id, values in side.items() if values})
        if not ids:
            return
        rows = [(today.get(ticket_id, {}), then.get(ticket_id, {})) for ticket_id in ids]
        self.env.execute_query(
            # thousands of rows that nobody else writes: at once, past the ORM
            SQL(
                "INSERT INTO cs_rule_preview_case (preview_id, ticket_id, today, after, differs)"
                " SELECT %s, * FROM unnest(%s::int[], %s::jsonb[], %s::jsonb[], %s::bool[]) RETURNING id",
                self.id,
                ids,
                [json.dumps(before) for before, _after in rows],
                [json.dumps(after) for _before, after in rows],
                [before != after for before, after in rows],
            )
        )

    # -- the counts --------------------------------------------------------------

    def _finish(self):
        """Count what the cases show, and tell who asked."""
        rows = self.env.execute_query(
            SQL(
                "SELECT c.ticket_id, t.company_id, c.today, c.after, c.differs FROM cs_rule_preview_case c"
                " JOIN cs_ticket t ON t.id = c.ticket_id WHERE c.preview_id = %s",
                self.id,
            )
        )
        sides = {}
        for ticket_id, company_id, today, then, _differs in rows:
            before, after = sides.setdefault(company_id, ({}, {}))
            before[ticket_id], after[ticket_id] = today, then
        book = self.env[self.model].with_context(lang=self.user_id.lang)
        measures = [Measure(*measure) for measure in book._preview_measures()]
        self.env["cs.rule.preview.line"].create(
            [
                self._prepare_line_vals(company.id, measure, word, count)
                for company in self.company_ids
                for measure in measures
                for word, count in core_preview.counts(*sides.get(company.id, ({}, {})), measure).items()
            ]
        )
        self.write({"state": "done", "differ_count": sum(row[-1] for row in rows)})
        self.user_id._bus_send("cs_department/preview", {"id": self.id})

    def _prepare_line_vals(self, company_id, measure, word, count) -> dict:
        today, then = set(count.today), set(count.then)
        return {
            "preview_id": self.id,
            "company_id": company_id,
            "measure": measure.key,
            "unit": measure.unit,
            "word": word,
            "label": f"{measure.label}: {word}" if word else measure.label,
            "today_count": len(today),
            "then_count": len(then),
            "more_count": len(then - today),
            "less_count": len(today - then),
            "changed_count": len(count.changed),
            "today_sum": count.today_sum,
            "then_sum": count.then_sum,
        }


def _plain(outcomes: dict) -> dict:
    """Outcomes as they are kept: nothing that does not count, moments marked as such."""
    return {
        ticket_id: {
            key: {"at": value.isoformat()} if isinstance(value, datetime) else value
            for key, value in values.items()
            if value
        }
        for ticket_id, values in outcomes.items()
    }
