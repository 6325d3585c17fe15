from datetime import timedelta

from odoo import fields, models
from odoo.tools.translate import LazyTranslate

from ...core.flow import LIVE

_lt = LazyTranslate(__name__)

SECOND = timedelta(seconds=1)


class CsTicket(models.Model):
    """A date promised to the customer: kept, or seen to be broken."""

    _inherit = "cs.ticket"

    promise_broken_at = fields.Datetime(
        "Promise broken on",
        readonly=True,
        copy=False,
        index="btree_not_null",
        help="When a date that had been promised to the customer passed without a resolution.",
    )

    def _promise_moment(self):
        """When time itself must look at the promise of one case, or ``None``."""
        self.ensure_one()
        promised, broken = self.promised_at, self.promise_broken_at
        if self.state not in LIVE or not promised or (broken and broken >= promised):
            return None
        return promised + SECOND

    def _keep_or_break_promises(self, now):
        """Mark and tell the promises whose date has passed (in sudo)."""
        broken = self.filtered(
            lambda t: (
                t.promised_at
                and t.promised_at < now
                and not (t.promise_broken_at and t.promise_broken_at >= t.promised_at)
            )
        )
        if not broken:
            return
        broken._system_write({"promise_broken_at": now})
        broken._log_event("promise_broken")
        for team, tickets in broken.grouped("team_id").items():
            # one notification per supervisor and agent
            tickets._alert_users(tickets.user_id | team.supervisor_id, _lt("Promise broken"))
        broken._happened("promise_broken")
