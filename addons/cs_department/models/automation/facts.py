"""What rules of the kind "if this, then that" can listen to and look at: allow-lists, nothing else is reachable."""

from odoo import models
from odoo.tools import html2plaintext
from odoo.tools.translate import LazyTranslate

from ...core.now import utcnow

_lt = LazyTranslate(__name__)

#: what happens to a case (see ``ticket.HAPPENINGS``) in the words of a sentence "When …"
TRIGGERS = [
    ("registered", "a case is registered"),
    ("classified", "a case is classified anew"),
    ("assigned", "somebody becomes responsible"),
    ("transferred", "a transfer is asked"),
    ("accepted", "a transfer is accepted"),
    ("answered", "the customer is answered"),
    ("customer_wrote", "the customer writes"),
    ("urged", "the customer urges"),
    ("waiting", "a case begins to wait"),
    ("resumed", "a case goes on after waiting"),
    ("promised", "a date is promised"),
    ("promise_broken", "a promise is broken"),
    ("clock_warned", "a target is running out"),
    ("clock_missed", "a target is missed"),
    ("task_done", "a department finishes its part"),
    ("task_missed", "a department misses its target"),
    ("repeat_found", "a case turns out to be a repeat"),
    ("resolved", "a case is resolved"),
    ("reopened", "a case is opened again"),
    ("closed", "a case is closed"),
    ("cancelled", "a case is cancelled"),
    ("callback_done", "a callback is done"),
    ("callback_unsatisfied", "a callback finds the customer dissatisfied"),
    ("survey_answered", "a customer answers a survey"),
    ("survey_low", "a survey is answered badly"),
    ("compensation_paid", "a compensation is paid"),
]
#: triggers whose cases have ended: a rule that acts later acts on them all the same
AFTER_THE_END = frozenset(
    {
        "resolved",
        "closed",
        "cancelled",
        "callback_done",
        "callback_unsatisfied",
        "survey_answered",
        "survey_low",
        "compensation_paid",
    }
)
#: facts of a case that conditions compare
FACTS = [
    ("name", "the subject"),
    ("description", "what happened"),
    ("place", "the unit or place"),
    ("order_ref", "the order number"),
    ("product_batch", "the batch"),
    ("channel_id", "the channel"),
    ("customer_class_id", "the customer's class"),
    ("category_id", "the category"),
    ("cause_id", "the cause"),
    ("responsible_department_id", "the responsible department"),
    ("tag_ids", "the tags"),
    ("state", "the state"),
    ("validity", "the finding"),
    ("reopen_count", "times reopened"),
    ("urge_count", "times urged"),
    ("transfer_count", "times transferred"),
    ("registered_at", "the registration"),
    ("first_response_at", "the first answer"),
    ("promised_at", "the promised date"),
    ("resolved_at", "the resolution"),
    ("user_id", "somebody is responsible"),
    ("partner_id", "the customer is known"),
    ("unread_reply", "a reply of the customer is unread"),
    ("breached", "a target was missed"),
    ("promise_broken_at", "a promise was broken"),
    ("repeat_of_id", "it is a repeat"),
    ("working_hours", "it is working time"),
]
_BY_KIND = {
    "text": ("name", "description", "place", "order_ref", "product_batch"),
    "choice": (
        "channel_id",
        "customer_class_id",
        "category_id",
        "cause_id",
        "responsible_department_id",
        "state",
        "validity",
    ),
    "choices": ("tag_ids",),
    "number": ("reopen_count", "urge_count", "transfer_count"),
    "moment": ("registered_at", "first_response_at", "promised_at", "resolved_at"),
    "yesno": (
        "user_id",
        "partner_id",
        "unread_reply",
        "breached",
        "promise_broken_at",
        "repeat_of_id",
        "working_hours",
    ),
}
#: fact → what sort of fact it is, see ``core.conditions``
KINDS = {name: kind for kind, names in _BY_KIND.items() for name in names}
#: how the opposite of a fact that is true or not is said
OPPOSITES = {
    "user_id": _lt("nobody is responsible"),
    "partner_id": _lt("the customer is not known"),
    "unread_reply": _lt("no reply of the customer is unread"),
    "breached": _lt("no target was missed"),
    "promise_broken_at": _lt("no promise was broken"),
    "repeat_of_id": _lt("it is no repeat"),
    "working_hours": _lt("it is not working time"),
}
#: facts of the moment at which something happens, which no case keeps
MOMENTARY = frozenset({"working_hours"})


class CsTicket(models.Model):
    """What rules look at."""

    _inherit = "cs.ticket"

    def _automation_facts(self, names) -> dict[int, dict]:
        """Ticket id → fact → plain value, as it stands now (in sudo).

        :param names: of :data:`FACTS`.
        """
        return {ticket.id: {name: ticket._automation_fact(name) for name in names} for ticket in self}

    def _automation_fact(self, name):
        if name == "working_hours":
            return self._is_working_time(utcnow())
        value, field = self[name], self._fields[name]
        if field.type == "many2many":
            return frozenset(value.ids)
        if field.type == "many2one":
            return value.id
        return html2plaintext(value or "") if field.type == "html" else value

    def _is_working_time(self, moment) -> bool:
        """Whether the team (else the company) of one case works at a moment."""
        self.ensure_one()
        time = (self.team_id or self.company_id).resource_calendar_id._cs_working_time()
        return time.next_open(moment) == moment
