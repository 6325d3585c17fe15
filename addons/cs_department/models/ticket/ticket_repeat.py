from datetime import timedelta

from odoo import models
from odoo.fields import Domain

from ...core import repeat


class CsTicket(models.Model):
    """Repeat detection: the same customer or place with the same trouble again."""

    _inherit = "cs.ticket"

    def _detect_repeats(self):
        """Link cases to the earlier case that they repeat (in sudo, in batch)."""
        for tickets in self.grouped("company_id").values():
            # what happened in another company is none of this one's business
            tickets._detect_repeats_in_company()

    def _detect_repeats_in_company(self):
        book = self.env["cs.repeat.rule"]
        rules = self._ask_rules(book._rule_id_for, "registered_at")
        watched = self.filtered(lambda t: rules[t.id] and (t.partner_id or t.place) and t.category_id)
        if not watched:
            return
        sameness = {rule_id: book._sameness(rule_id) for rule_id in set(rules.values()) if rule_id}
        earlier = watched._earlier_cases(max(sameness[rules[t.id]].days for t in watched))
        index = repeat.index_cases(other._core_case() for other in earlier)
        repeats, rows = {}, []
        for ticket in watched:
            found = repeat.latest_repeat(ticket._core_case(), index, sameness[rules[ticket.id]])
            if found and ticket.repeat_of_id.id != found.id:
                # sudo: the rule's name goes into the timeline of every case
                rule, original = book.sudo().browse(rules[ticket.id]), earlier.browse(found.id)
                repeats[ticket] = {"repeat_of_id": original.id}
                rows += ticket._prepare_event_vals("repeat", new=original.number, note=rule.name)
        self._system_write_each(repeats)
        self._append_events(rows)
        if repeats:
            self.browse([ticket.id for ticket in repeats])._happened("repeat_found")

    def _earlier_cases(self, days):
        """Cases of the same customers and places within the widest window."""
        first = min(self.mapped("registered_at")) - timedelta(days=days)
        by_customer = Domain("partner_id", "in", self.partner_id.ids)
        places = [place for place in self.mapped("place") if place]
        by_place = Domain("place", "in", places)
        return self.search_fetch(
            (by_customer | by_place)
            & Domain("company_id", "in", self.company_id.ids)
            & Domain("registered_at", ">=", first)
            & Domain("state", "!=", "cancelled"),
            ["registered_at", "partner_id", "place", "category_id", "cause_id", "number"],
        )

    def _core_case(self) -> repeat.Case:
        return repeat.Case(
            id=self.id,
            registered_at=self.registered_at,
            customer_id=self.partner_id.id or 0,
            place=self.place or "",
            category_id=self.category_id.id or 0,
            cause_id=self.cause_id.id or 0,
        )
