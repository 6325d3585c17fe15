from odoo import api, fields, models
from odoo.exceptions import AccessError

EVENT_TYPES = [
    ("registered", "Registered"),
    ("imported", "Imported"),
    ("assigned", "Assigned"),
    ("alarm", "Alarm"),
    ("transfer", "Transfer asked"),
    ("accepted", "Transfer accepted"),
    ("declined", "Transfer declined"),
    ("untrained", "Given without training"),
    ("answered", "Customer answered"),
    ("customer", "Customer wrote"),
    ("stage", "Stage"),
    ("classified", "Classified"),
    ("clock_moved", "Clock moved"),
    ("clock_warned", "Clock running out"),
    ("clock_missed", "Clock missed"),
    ("escalated", "Escalated"),
    ("urged", "Customer urged"),
    ("dispatched", "Dispatched"),
    ("task_step", "Department step"),
    ("promised", "Date promised"),
    ("promise_broken", "Promise broken"),
    ("verified", "Facts verified"),
    ("identity", "Identity checked"),
    ("reported", "Reported to the regulator"),
    ("resolved", "Resolved"),
    ("reopened", "Reopened"),
    ("closed", "Closed"),
    ("cancelled", "Cancelled"),
    ("merged", "Merged"),
    ("repeat", "Repeat found"),
    ("callback", "Called back"),
    ("approval_asked", "Approval asked"),
    ("approved", "Approved"),
    ("refused", "Not approved"),
    ("compensation", "Compensation proposed"),
    ("compensation_paid", "Compensation paid"),
    ("survey_asked", "Satisfaction asked"),
    ("survey_answered", "Customer rated"),
    ("survey_low", "Low rating followed up"),
    ("survey_shown", "Form handed out"),
    ("notice", "Customer notified"),
    ("automation", "Automatic action"),
]


class CsTicketEvent(models.Model):
    """The timeline of a case: clock, rule and routing steps, append-only.

    Words and decisions stand in the chatter; what the machinery did stands here, so
    that a million cases do not drown in messages.
    """

    _name = "cs.ticket.event"
    _description = "Step in the life of a case"
    _order = "at desc, id desc"
    _log_access = False
    _allow_sudo_commands = False

    ticket_id = fields.Many2one("cs.ticket", required=True, index=True, ondelete="cascade")
    at = fields.Datetime(required=True)
    event_type = fields.Selection(EVENT_TYPES, "Step", required=True)
    user_id = fields.Many2one("res.users", "By", index=False)
    old = fields.Char("From")
    new = fields.Char("To")
    note = fields.Char()
    facts = fields.Json(
        help="What the step changed, for programs: dimension → [before, after]. Null: from before this was kept.",
    )

    def write(self, vals):  # pylint: disable=method-required-super  # it is refused to all
        raise AccessError(self.env._("The timeline of a case cannot be changed."))

    @api.ondelete(at_uninstall=False)
    def _unlink_except_retention(self):
        """Rows go only when their retention is over, by the system itself."""
        if not self.env.su:
            raise AccessError(self.env._("The timeline of a case cannot be deleted."))
