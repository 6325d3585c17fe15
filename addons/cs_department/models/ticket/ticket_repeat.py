from datetime import timedelta

from odoo import models
from odoo.fields import Domain

from ...core import repeat


class CsTicket(models.Model):
    """Repeat detection: the same customer or place with the same trouble again."""

    _inherit = "cs.ticket"

    def _detect_repeats(self):
        """Link cases to the earlier case that they repeat (in sudo, in batch)."""
        rules = {ticket: ticket._repeat_rule() for ticket in self}
        watched = self.filtered(
            lambda t: rules[t] and (t.partner_id or t.place) and t.category_id
        )
        if not watched:
            return
        earlier = watched._earlier_cases(max(rules[t].days for t in watched))
        index = repeat.index_cases(other._core_case() for other in earlier)
        for ticket in watched:
            rule = rules[ticket]
            same = repeat.Sameness(rule.days, rule.by_customer, rule.by_place)
            found = repeat.latest_repeat(ticket._core_case(), index, same)
            if found and ticket.repeat_of_id.id != found.id:
                original = earlier.browse(found.id)
                ticket._system_write({"repeat_of_id": original.id})
                ticket._log_event("repeat", new=original.number, note=rule.name)

    def _repeat_rule(self):
        rules = self.env["cs.repeat.rule"]
        return rules._rule_for(
            self.company_id.id, self._rule_facts(), self._rule_day(self.registered_at)
        )

    def _earlier_cases(self, days):
        """Cases of the same customers and places within the widest window."""
        first = min(self.mapped("registered_at")) - timedelta(days=days)
        by_customer = Domain("partner_id", "in", self.partner_id.ids)
        places = [place for place in self.mapped("place") if place]
        by_place = Domain("place", "in", places)
        return self.search_fetch(
            (by_customer | by_place)
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
