import logging
from datetime import datetime, timedelta

from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL
from odoo.tools.translate import LazyTranslate
from psycopg2.extensions import TransactionRollbackError

_lt = LazyTranslate(__name__)
_logger = logging.getLogger(__name__)
#: facts that are looked at in one transaction
_BATCH = 500
#: times that another process may come first in one pass
_COLLISIONS = 20


class CsMeritEvent(models.Model):
    """Facts lead to events by the rules; what is excused takes its event back."""

    _inherit = "cs.merit.event"

    @api.model
    def _cron_merit(self):
        """Look at facts, in batches; safe to kill and to run twice, also by several at once."""
        commit = self.env["ir.cron"]._commit_progress
        collisions = 0
        steps = [self._withdraw_excused, *self._fact_searches()]
        while steps:
            try:
                done = steps[0]()
            except TransactionRollbackError:
                # another process was first: look again
                self.env.cr.rollback()
                collisions += 1
                if collisions > _COLLISIONS:
                    raise
                continue
            except Exception:
                # one kind of facts that cannot be read does not keep the others from being looked at
                self.env.cr.rollback()
                _logger.exception("Facts of rewards and penalties: %s failed", steps[0])
                done = 0
            if not done:
                steps.pop(0)
            elif not commit(done):
                return
        self._cron_due()

    @api.model
    def _fact_searches(self) -> list:
        """One search for each company and rule that comes from facts."""
        searches = []
        for company in self.env["res.company"].search([("cs_merit_from", "!=", False)]):
            rules = self.env["cs.merit.rule"]._rules_of(company)
            sources = rules._merit_sources()
            searches += [
                _Search(self.with_company(company), rule, sources[rule.source])
                for rule in rules
                if rule.source in sources
            ]
        return searches

    @api.model
    def _fact_domain(self, rule, source, company):
        """Facts of a company that a rule looks at now."""
        today = company._cs_today()
        since = max(
            day
            for day in (company.cs_merit_from, today - timedelta(days=company.cs_merit_back_days), rule.date_from)
            if day
        )
        model = self.env[source.model]
        moment = model._fields[source.day].type == "datetime"
        first = company._cs_midnight(since) if moment else since
        domain = (
            Domain(source.domain)
            & Domain("company_id", "=", company.id)
            & Domain(source.person, "!=", False)
            & Domain(source.day, ">=", first)
        )
        if rule.date_to:
            after = rule.date_to + timedelta(days=1)
            domain &= Domain(source.day, "<", company._cs_midnight(after) if moment else after)
        return domain

    @api.model
    def _without_event(self, rule, source):
        """Records of a source that have led to nothing by a rule, or to what only the facts cancelled."""
        known = SQL(
            """(SELECT res_id FROM cs_merit_event
                 WHERE rule_id = %s AND res_model = %s AND res_id IS NOT NULL
                   AND NOT (state = 'cancelled' AND cancelled_by_id IS NULL))""",
            rule.id,
            source.model,
        )
        return Domain("id", "not in", known)

    @api.model
    def _prepare_facts(self, rule, source, company, records) -> list[dict]:
        """Rows for ``_propose``: one for each record whose person is known."""
        people, rows = self._people_of(source, records), []
        for record in records:
            employee = people.get(record.id)
            if not employee:
                continue
            when = record[source.day]
            rows.append(
                {
                    "rule_id": rule.id,
                    "employee_id": employee,
                    "company_id": company.id,
                    "date": company._cs_local_day(when) if isinstance(when, datetime) else when,
                    "res_model": source.model,
                    "res_id": record.id,
                    "words": self._fact_words(source, record),
                }
            )
        return rows

    @api.model
    def _fact_words(self, source, record) -> str:
        """What happened, as the record says it."""
        if source.words.startswith("_"):
            return getattr(record, source.words)()
        return "\n".join(filter(None, (record.display_name, source.words and record[source.words])))

    @api.model
    def _people_of(self, source, records) -> dict[int, int]:
        """Record → employee whose event it is; employees of the record's company."""
        found = {}
        for record in records:
            person = record.mapped(source.person)[:1]
            if person._name == "res.users":
                person = person.employee_ids.filtered(lambda one, home=record.company_id: one.company_id == home)[:1]
            if person:
                found[record.id] = person.id
        return found

    # -- excused -------------------------------------------------------------------------------------

    @api.model
    def _withdraw_excused(self) -> int:
        """Take back what is still open and whose fact is excused, gone or somebody else's.

        :return: how many were taken back.
        """
        gone = self.browse()
        for name, source in self.env["cs.merit.rule"]._merit_sources().items():
            # one search for each kind of facts; open events are those of the last weeks
            events = self.search(
                [
                    ("rule_id.source", "=", name),
                    ("res_model", "=", source.model),
                    ("state", "in", ("proposed", "shown", "counted")),
                    ("sheet_id", "=", False),
                    ("proposer_id", "=", False),
                ]
            )
            gone |= events._lost(source)
        gone._cancel_for_facts()
        return len(gone)

    def _lost(self, source):
        """Those of these events whose record does not count any more."""
        records = self.env[source.model].search(Domain(source.domain) & Domain("id", "in", self.mapped("res_id")))
        people = self._people_of(source, records)
        return self.filtered(lambda event: people.get(event.res_id) != event.employee_id.id)

    def _cancel_for_facts(self):
        for company, events in self.grouped("company_id").items():
            # the reason is kept in the language of the company
            said = _lt("The fact was excused or corrected.")._translate(company.partner_id.lang or "en_US")
            events._cancel(said, self.env["res.users"])


class _Search:
    """One rule's facts of one company, batch by batch; it goes on behind the last one it has seen."""

    def __init__(self, events, rule, source):
        self.events, self.rule, self.source, self.last = events, rule, source, 0

    def __call__(self) -> int:
        events, rule, source = self.events, self.rule, self.source
        company = events.env.company
        # what is kept is kept in the language of the company
        events = events.with_context(lang=company.partner_id.lang or "en_US")
        domain = events._fact_domain(rule, source, company) & events._without_event(rule, source)
        records = events.env[source.model].search(domain & Domain("id", ">", self.last), order="id", limit=_BATCH)
        if records:
            events._propose(events._prepare_facts(rule, source, company, records))
            self.last = records[-1].id
        return len(records)
