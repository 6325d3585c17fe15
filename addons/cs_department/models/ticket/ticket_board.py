from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools.translate import LazyTranslate

from ...core.flow import LIVE
from ...core.now import utcnow

_lt = LazyTranslate(__name__)

#: the board says "1000+" rather than count on
COUNT_LIMIT = 1000


class CsTicket(models.Model):
    """What the board and the desk show beside the case, and how they learn of news."""

    _inherit = "cs.ticket"

    next_warn_at = fields.Datetime(
        "At risk from",
        readonly=True,
        copy=False,
        help="From this moment on little of what is due next is left.",
    )
    is_due_soon = fields.Boolean(
        "Due soon",
        compute="_compute_is_due_soon",
        search="_search_is_due_soon",
    )
    is_at_risk = fields.Boolean(
        "Running out of time",
        compute="_compute_is_at_risk",
        search="_search_is_at_risk",
    )

    severity_color = fields.Integer("Colour of the severity", related="severity_id.color")

    # Alarms and unread replies are few among many cases: counting them stays cheap.
    _alarm_idx = models.Index("(alarm) WHERE alarm IS NOT NULL")
    _unread_idx = models.Index("(user_id) WHERE unread_reply IS TRUE")

    # -- computes ------------------------------------------------------------

    @api.depends("next_due_at")
    def _compute_is_due_soon(self):
        now = utcnow()
        for ticket in self:
            due = ticket.next_due_at
            ticket.is_due_soon = bool(due and now <= due <= now + ticket.company_id._cs_board_limits().soon)

    def _search_is_due_soon(self, operator, value):
        if operator != "in":
            return NotImplemented
        now = utcnow()
        return Domain("state", "in", sorted(LIVE)) & Domain("next_due_at", ">=", now) & self._domain_due_soon(now)

    @api.model
    def _domain_due_soon(self, now):
        """What is due soon: the companies that one sees may mean different times by that."""
        companies = self.env.companies
        by_time = companies.grouped(lambda company: company._cs_board_limits().soon)
        if len(by_time) == 1:
            return Domain("next_due_at", "<=", now + next(iter(by_time)))
        return Domain.OR(
            Domain("company_id", "in", same.ids) & Domain("next_due_at", "<=", now + soon)
            for soon, same in by_time.items()
        )

    @api.depends("next_due_at", "next_warn_at")
    def _compute_is_at_risk(self):
        now = utcnow()
        for ticket in self:
            due, warn = ticket.next_due_at, ticket.next_warn_at
            soon = now + ticket.company_id._cs_board_limits().soon
            ticket.is_at_risk = bool(due and due >= now and (due <= soon or (warn and warn <= now)))

    def _search_is_at_risk(self, operator, value):
        if operator != "in":
            return NotImplemented
        now = utcnow()
        return (
            Domain("state", "in", sorted(LIVE))
            & Domain("next_due_at", ">=", now)
            & (Domain("next_warn_at", "<=", now) | self._domain_due_soon(now))
        )

    # -- for the strip of counters --------------------------------------------

    @api.model
    @api.readonly
    def board_counts(self, domains: dict[str, list]) -> dict:
        """How many cases each filter of the board or the desk would show.

        :param domains: name of the filter → its domain.
        :return: ``counts`` by name (at most ``COUNT_LIMIT``), ``limit``, and
            ``warning``: a sentence for supervisors when the public holidays of a year
            that deadlines reach are missing, else ``False``.
        """
        counts = {
            # one small indexed count per counter shown
            name: self.search_count(domain, limit=COUNT_LIMIT)
            for name, domain in domains.items()
        }
        return {
            "counts": counts,
            "limit": COUNT_LIMIT,
            "warning": self._calendar_warning(),
        }

    @api.model
    def _calendar_warning(self) -> str | bool:
        if not self.env.user.has_group("cs_department.group_cs_supervisor"):
            return False
        today = fields.Datetime.context_timestamp(self, utcnow()).date()
        return self.env["cs.calendar.exception"]._missing_year_warning(today)

    # -- news for the screens of others ----------------------------------------

    def _after_registration(self):
        result = super()._after_registration()
        # sudo: whoever registers, the responsible is told
        self.sudo()._tell_responsible()
        return result

    def _after_change(self, before):
        result = super()._after_change(before)
        self.filtered(
            lambda t: "user_id" in before.get(t.id, {}) and t.user_id != before[t.id]["user_id"]
        )._tell_responsible()
        return result

    def _tell_responsible(self):
        """Tell people on their screen that somebody else gave them cases."""
        if self.env.context.get("tracking_disable"):
            return  # a bulk of old cases is no news
        for user, tickets in self.filtered(lambda t: not t.alarm).grouped("user_id").items():
            if user and user.id != self.env.uid:
                tickets._alert_users(user, _lt("A case for you"))


class CsClock(models.Model):
    _inherit = "cs.clock"

    def _at_risk_from(self):
        """When the clock turns to "at risk": its warning, else when little of its time is left.

        :return: naive UTC datetime, or ``False`` for no clock.
        """
        if not self.due_at:
            return False
        run = self.due_at - (self.running_since or self.started_at)
        at = self.warn_at or self.due_at - run * self.ticket_id.company_id._cs_board_limits().risk_share
        return at.replace(microsecond=0)
