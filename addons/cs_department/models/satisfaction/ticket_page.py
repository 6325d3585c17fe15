from odoo import models
from odoo.exceptions import UserError
from odoo.tools import format_datetime
from odoo.tools.translate import LazyTranslate

from ...core.flow import LIVE
from ...core.now import utcnow

_lt = LazyTranslate(__name__)

#: steps of the timeline that the customer may know of, in words for him; no other is told
PUBLIC_STEPS = {
    "registered": _lt("We received your case"),
    "imported": _lt("We received your case"),
    "accepted": _lt("A colleague took charge of it"),
    "customer": _lt("Your message reached us"),
    "answered": _lt("We answered you"),
    "promised": _lt("We promised you a date"),
    "dispatched": _lt("We asked the department in charge"),
    "verified": _lt("We looked into the facts"),
    "urged": _lt("You asked us to hurry"),
    "resolved": _lt("Your case was dealt with"),
    "reopened": _lt("Your case was opened again"),
    "closed": _lt("Your case was closed"),
}
#: state → how it stands, in words for the customer
PUBLIC_STATES = {
    "new": _lt("We have received your case and are about to begin."),
    "open": _lt("We are working on your case."),
    "waiting": _lt("We are waiting for something before we can go on."),
    "resolved": _lt("Your case has been dealt with."),
    "closed": _lt("Your case is closed."),
}
#: steps shown
STEPS_SHOWN = 6


class CsTicket(models.Model):
    """The page that a customer opens by his link: how his case stands, and what he can do."""

    _name = "cs.ticket"
    _inherit = ["cs.ticket", "cs.link.mixin"]

    _link_path = "/cs/c/"

    def _link_facts(self):
        # a case that goes to another customer has another link
        return (self.partner_id.id, str(self.registered_at))

    def _link_open(self):
        """Until some time after the closing; never for a case that was a mistake or became part of another."""
        if not self.partner_id or self.state == "cancelled" or self.merged_into_id:
            return False
        return not self.closed_at or utcnow() < self.closed_at + self.company_id._cs_link_life()

    def _page_facts(self) -> dict:
        """All that the page shows, as plain words: nothing else of the case reaches the template (in sudo)."""
        self.ensure_one()
        lang = self.partner_id.lang or self.env.lang or "en_US"
        zone = self.team_id.tz or self.partner_id.tz or "UTC"

        def say(moment):
            return format_datetime(self.env, moment, tz=zone, dt_format="short", lang_code=lang) if moment else ""

        invitation = self._page_invitation()
        until = self._page_reopen_until()
        steps = [step for step in self.event_ids.sorted("id", reverse=True) if step.event_type in PUBLIC_STEPS]
        return {
            "number": self.number,
            "subject": self.name,
            "company": self.company_id.name,
            "team": self.team_id.name,
            "state": self.state,
            "status": PUBLIC_STATES[self.state]._translate(lang),
            "promised": say(self.promised_at) if self.state in LIVE and self.promise_told_at else "",
            "registered": say(self.registered_at),
            "resolution": self._page_resolution(),
            "steps": [(say(s.at), PUBLIC_STEPS[s.event_type]._translate(lang)) for s in steps[:STEPS_SHOWN]],
            "can_urge": self.state in LIVE,
            "can_reopen": bool(until),
            "reopen_until": say(until),
            "rate_path": invitation._link_path + invitation._token() if invitation else "",
        }

    def _page_resolution(self) -> str:
        """The words of the resolution; those that must be approved are not shown before."""
        if self.state not in ("resolved", "closed") or not self.resolution:
            return ""
        held = self._approval_rules("reply")[self.id] and not self._is_approved("reply", self.resolution)
        return "" if held else self.resolution

    def _page_invitation(self):
        """The form that waits for this customer."""
        now = utcnow()
        return self.invitation_ids.filtered(
            lambda one: one.partner_id == self.partner_id and one.expires_at > now and not one._is_used()
        )[:1]

    def _page_reopen_until(self):
        """Until when the customer may open the case again, or ``None``."""
        if self.state not in ("resolved", "closed") or not self.resolved_at:
            return None
        book = self.env["cs.survey.rule"]
        rule_id = book._rules_for_event(self, self.state)[self.id] or book._rules_for_event(self, "resolved")[self.id]
        until = rule_id and self.resolved_at + book._plan(rule_id).reopen_within
        return until if until and until > utcnow() else None

    def _page_reopen(self, words):
        """The customer is not satisfied (in sudo).

        :raises UserError: without his words, or when it is too late.
        """
        if not self._page_reopen_until():
            raise UserError(self.env._("This case can no longer be opened again here. Please contact us."))
        self.reopen(words)
        self._customer_wrote()
