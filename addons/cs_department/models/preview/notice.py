from odoo import api, models

from ...core import replay
from ...core.now import utcnow
from ...core.preview import Measure
from ...core.replay import Life


class CsNoticeRule(models.Model):
    """Which notices customers would have got for real cases."""

    _inherit = "cs.notice.rule"

    @api.model
    def _preview_measures(self):
        events = self._fields["event"]._description_selection(self.env)
        measures = [Measure(event, self.env._("Notice: %(event)s", event=label)) for event, label in events]
        return [Measure("sent", self.env._("Customers told by mail")), *measures]

    @api.model
    def _preview_outcomes(self, tickets):
        """Notices by event; cases whose customer has no mail address get none, as always."""
        # sudo: only whether there is an address
        reachable = tickets.filtered(lambda ticket: ticket.partner_id.sudo().email)
        lives, asked, found = reachable._lives(), {}, {ticket.id: {} for ticket in tickets}
        endings = self.env["cs.closing.rule"]._preview_endings(reachable)
        companies = {ticket.id: ticket.company_id.id for ticket in reachable}
        for ticket_id, life in lives.items():
            told = _occasions(life, utcnow())
            announced = [ending.announced_at for ending in endings[ticket_id] if ending.announced_at]
            told += [("closing_soon", moment, life.facts_at(moment)) for moment in announced]
            outcome = found[ticket_id]
            for event, moment, facts in told:
                key = (event, companies[ticket_id], *facts.values())
                if key not in asked:
                    # the day says nothing: rules of a preview come without dates
                    asked[key] = bool(self._rule_id_for(companies[ticket_id], facts, moment.date(), event))
                if asked[key]:
                    outcome[event] = outcome.get(event, 0) + 1
                    outcome["sent"] = outcome.get("sent", 0) + 1
        return found


def _occasions(life: Life, horizon) -> list[tuple]:
    """What people did that a customer could be told of: event, moment and facts of the case then."""
    found, state, facts = [("registered", life.registered_at, life.facts)], life.state, life.facts
    for deed in life.deeds:
        if deed.at > horizon:
            break
        if deed.what == replay.FACTS and deed.facts is not None:
            facts = deed.facts
        elif deed.what == replay.PROMISED and deed.value:
            found.append(("promised", deed.at, facts))
        elif deed.what == replay.STAGE:
            if deed.state in ("resolved", "closed"):
                found.append((deed.state, deed.at, facts))
            elif deed.state != "cancelled" and state in ("resolved", "closed"):
                found.append(("reopened", deed.at, facts))
            state = deed.state
    return found
