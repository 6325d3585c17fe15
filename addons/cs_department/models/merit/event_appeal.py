from odoo import models
from odoo.fields import Domain

from ...core.now import utcnow


class CsMeritEvent(models.Model):
    """The person appeals while it is shown; it does not count before that is decided."""

    _inherit = "cs.merit.event"

    def _appeal_until(self):
        return self.next_action_at if self.state == "shown" else False

    def _appeal_not_by(self):
        return self.approver_id | self.proposer_id

    def _appeal_opened(self, appeal):
        self.write({"state": "appealed"})

    def _appeal_granted(self, appeal):
        if self.state == "appealed":
            self._cancel(self.env._("Appeal granted: %(answer)s", answer=appeal.answer), appeal.decided_by_id)

    def _appeal_declined(self, appeal):
        if self.state != "appealed":
            return
        over = not self.next_action_at or self.next_action_at <= utcnow()
        if over or appeal.state == "declined":
            self._count()
        else:
            self.write({"state": "shown"})

    def _due_domain(self):
        # what is appealed waits for the decision, however long
        return super()._due_domain() & Domain("state", "!=", "appealed")
