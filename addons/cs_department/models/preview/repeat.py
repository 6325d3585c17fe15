from collections import defaultdict
from datetime import timedelta

from odoo import api, models
from odoo.fields import Domain

from ...core import preview
from ...core.now import utcnow
from ...core.preview import Measure
from ...core.replay_repeat import by_age, repeat_of
from ...core.rules import DIMENSIONS


class CsRepeatRule(models.Model):
    """Which real cases would have been found to be repeats."""

    _inherit = "cs.repeat.rule"

    @api.model
    def _preview_measures(self):
        return [Measure("repeat", self.env._("Repeats found"), "case")]

    @api.model
    def _preview_outcomes(self, tickets):
        return {
            ticket_id: outcome
            for company, group in tickets.grouped("company_id").items()
            for ticket_id, outcome in self._preview_repeats(company.id, group).items()
        }

    @api.model
    def _preview_repeats(self, company_id, tickets) -> dict[int, dict]:
        """Ticket id → the case that it repeats, for cases of one company."""
        asked, now = {}, utcnow()

        def sames(facts):
            key = tuple([facts.get(name) for name in DIMENSIONS])
            if key not in asked:
                # the day says nothing: rules of a preview come without dates
                rule_id = self._rule_id_for(company_id, facts, now.date())
                asked[key] = self._sameness(rule_id) if rule_id else None
            return asked[key]

        lives = tickets._lives()
        # the widest window of any rule: the rules of both sides look into it
        near, places = tickets._preview_near(self._preview_days(company_id))
        return {
            ticket_id: {"repeat": repeat_of(life, near[ticket_id], places, sames, now)}
            for ticket_id, life in lives.items()
        }

    @api.model
    def _preview_days(self, company_id) -> int:
        return max((self._sameness(rule.id).days for rule in self._rules_of(company_id)), default=0)


class CsTicket(models.Model):
    """The cases that a case could repeat, with their lives."""

    _inherit = "cs.ticket"

    def _preview_near(self, days):
        """For cases of one company: id → lives by each customer and place of it, and all places.

        Where the customer of a case was put right later, both count.
        """
        known = preview.notes().setdefault("near", {})
        key = (self._ids, days)
        if key in known:
            return known[key]
        if not days:
            return defaultdict(list), {}
        earlier = self._preview_earlier(days) | self
        earlier.fetch(["place"])
        places = {ticket.id: ticket.place or "" for ticket in earlier}
        lives = earlier._lives()
        marks = {ticket_id: _marks(life, places[ticket_id]) for ticket_id, life in lives.items()}
        groups = defaultdict(list)
        for life in sorted(lives.values(), key=by_age):
            for mark in marks[life.id]:
                groups[mark].append(life)
        near = {ticket_id: [groups[mark] for mark in marks[ticket_id]] for ticket_id in self.ids}
        known[key] = near, places
        return known[key]

    def _preview_earlier(self, days):
        """Cases of the customers and places within the window, whatever became of them since."""
        customers = {facts.get("partner_id") for life in self._lives().values() for facts in life.all_facts()}
        places = [place for place in self.mapped("place") if place]
        return self.with_context(active_test=False).search(
            (Domain("partner_id", "in", list(customers - {None, False})) | Domain("place", "in", places))
            & Domain("company_id", "in", self.company_id.ids)
            & Domain("registered_at", ">=", min(self.mapped("registered_at")) - timedelta(days=days))
            & Domain("registered_at", "<=", max(self.mapped("registered_at")))
        )


def _marks(life, place) -> set:
    """The customers that a case ever had, and its place."""
    marks = {("customer", facts["partner_id"]) for facts in life.all_facts() if facts.get("partner_id")}
    return marks | ({("place", place)} if place else set())
