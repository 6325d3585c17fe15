from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.tools import html2plaintext, is_html_empty

from ...core.now import utcnow
from .callback import OPEN
from .callback_caller import SUPERVISOR
from .event import OF_THE_CASE

#: steps of a case that a caller must know, at most so many
TOLD_STEPS = (
    *("registered", "answered", "promised", "promise_broken", "clock_missed", "dispatched"),
    *("resolved", "reopened", "closed", "callback"),
)
STEPS_SHOWN = 12
QUEUE_SHOWN = 30
TEXT_SHOWN = 1500


class CsTicketKind(models.Model):
    _inherit = "cs.ticket.kind"

    callback_script = fields.Html(
        "What a caller says",
        translate=True,
        help="Shown to whoever calls a customer back, unless the rule has its own.",
    )


class CsCallback(models.Model):
    """What the caller's desk shows. A caller need not see the case itself: he gets what he must know."""

    _inherit = "cs.callback"

    # -- the number --------------------------------------------------------------

    def _cs_check_may_reveal(self, field, kind):
        """Who may make the call may have the number."""
        self.check_access("read")
        if field not in self._cs_revealable or kind not in ("reveal", "call"):
            raise UserError(self.env._("This cannot be revealed."))
        self._need_open()
        self._need_may_call()

    def dial(self):
        """Take the call and fetch the number, which is logged.

        :return: the number, ``False`` when none is known.
        """
        self.ensure_one()
        self.take()
        reason = self.env.ref("cs_department.reveal_reason_call_back", raise_if_not_found=False)
        return self.reveal_personal_data(
            "phone",
            reason_id=reason.id if reason else False,
            note=self.env._("Callback %(callback)s", callback=self.display_name),
            res_model=self._name,
            res_id=self.id,
            kind="call",
        )

    # -- the desk ----------------------------------------------------------------

    @api.model
    def desk(self):
        """Counters, and the calls to make next, most urgent first."""
        self.browse().check_access("read")
        now, user = utcnow(), self.env.user
        ready = self._callable_domain() & (self._free_domain() | Domain("user_id", "=", user.id))
        queue = self.search(ready, limit=QUEUE_SHOWN)
        later = Domain("state", "=", "todo") & Domain("ready_at", ">", now) & self._mine_domain()
        attempts = self.env["cs.callback.attempt"]
        today = Domain("user_id", "=", user.id) & Domain("at", ">=", self._start_of_today())
        counts = {
            "ready": self.search_count(ready),
            "late": self.search_count(ready & Domain("due_at", "<", now)),
            "later": self.search_count(later & Domain("ready_at", "<", now + timedelta(days=1))),
            "done": attempts.search_count(today),
            "unsatisfied": self.search_count(Domain("state", "in", OPEN) & Domain("result", "=", "unsatisfied")),
        }
        return {
            "counts": counts,
            "queue": [callback._desk_row() for callback in queue],
            "is_supervisor": user.has_group(SUPERVISOR),
        }

    @api.model
    def _mine_domain(self):
        user = self.env.user
        pool = Domain("named_ids", "=", False) & Domain("handler_ids", "not in", user.ids)
        return (pool & Domain("team_id", "in", user.cs_team_ids.ids)) | Domain("named_ids", "in", user.ids)

    @api.model
    def _start_of_today(self):
        local = fields.Datetime.context_timestamp(self, utcnow())
        return utcnow() - timedelta(hours=local.hour, minutes=local.minute, seconds=local.second)

    def _desk_row(self) -> dict:
        row = self.sudo()  # sudo: a caller need not see the case
        return {
            "id": self.id,
            "customer": row.partner_id.name or row.ticket_id.caller_name or "",
            "about": row.ticket_id.number or "",
            "kind": row.kind_id.name or row.event_id.name or "",
            "due_at": self._sent(row.due_at),
            "late": bool(row.due_at and row.due_at < utcnow()),
            "attempts": row.attempt_count,
            "again": row.round > 1,
            "mine": row.user_id == self.env.user,
        }

    def desk_card(self):
        """All that a caller must know for one call.

        :raises AccessError: when the user may not make it.
        """
        self.ensure_one()
        self.check_access("read")
        self._need_may_call()
        row = self.sudo()  # sudo: a caller need not see the case
        rule = row.rule_id
        return {
            **self._desk_row(),
            "state": row.state,
            "round": row.round,
            "event": row.event_id.name,
            "happened_at": self._sent(row.event_at),
            "channel": dict(self._fields["channel"]._description_selection(self.env)).get(row.channel, ""),
            "phone": row.phone_masked or "",
            "is_phone": row.channel == "phone",
            "customer_class": row.partner_id._cs_customer_class().name or "",
            "partner_id": row.partner_id.id,
            "case": row.ticket_id._desk_case() if row.ticket_id else False,
            "can_open_case": bool(row.ticket_id and row.ticket_id.with_user(self.env.user).has_access("read")),
            "script": self._desk_script(),
            "questions": rule.survey_id._desk_questions() if rule.survey_id else [],
            "attempts_made": [attempt._desk_row() for attempt in row.attempt_ids],
            "attempts_left": rule.attempts_max - row.attempt_count,
            "words": row.words or "",
        }

    def _desk_script(self):
        """The rule's words, else those of the kind."""
        row = self.sudo()  # sudo: see desk_card
        texts = (row.rule_id.script, row.kind_id.callback_script)
        return next((text for text in texts if not is_html_empty(text)), "")

    @api.model
    def _sent(self, moment):
        return fields.Datetime.to_string(moment) if moment else False

    # -- other screens -----------------------------------------------------------

    def action_desk(self):
        """Make this call at the caller's desk."""
        self.ensure_one()
        self.check_access("read")
        if self.sudo().state == "todo":  # sudo: who may see it may know its state
            self.take()
        action = self.env["ir.actions.client"]._for_xml_id("cs_department.cs_callback_desk_action")
        return action | {"params": {"callback_id": self.id}, "context": {"callback_id": self.id}}

    def action_case(self):
        """The case, for whoever may see it."""
        self.ensure_one()
        if not self.ticket_id:
            raise UserError(self.env._("This call is about no case."))
        return self.ticket_id.action_register_open()

    def action_customer_case(self):
        """Register what the customer said in a care call as a case of its own."""
        self.ensure_one()
        self.check_access("read")
        if not self.env["cs.ticket"].has_access("create"):
            raise AccessError(self.env._("You may not register cases."))
        action = self.env["ir.actions.act_window"]._for_xml_id("cs_department.cs_ticket_action_register")
        return action | {"context": {"default_partner_id": self.sudo().partner_id.id}}  # sudo: his own call


class CsCallbackAttempt(models.Model):
    _inherit = "cs.callback.attempt"

    def _desk_row(self) -> dict:
        outcomes = dict(self._fields["outcome"]._description_selection(self.env))
        results = dict(self._fields["result"]._description_selection(self.env))
        return {
            "id": self.id,
            "at": fields.Datetime.to_string(self.at),
            "user": self.user_id.name,
            "outcome": results.get(self.result) or outcomes[self.outcome],
            "words": self.words or "",
        }


class CsTicket(models.Model):
    _inherit = "cs.ticket"

    def _desk_case(self) -> dict:
        """The case at a glance (in sudo): what was wrong, what was done, what happened in between."""
        labels = dict(self.env["cs.ticket.event"]._fields["event_type"]._description_selection(self.env))
        told = self.event_ids.filtered(lambda event: event.event_type in TOLD_STEPS)[:STEPS_SHOWN]
        return {
            "id": self.id,
            "number": self.number,
            "name": self.name,
            "kind": self.kind_id.name,
            "category": self.category_id.display_name or "",
            "place": self.place or "",
            "order_ref": self.order_ref or "",
            "caller_name": self.caller_name or "",
            "description": html2plaintext(self.description or "")[:TEXT_SHOWN],
            "resolution": (self.resolution or "")[:TEXT_SHOWN],
            "finding": dict(self._fields["validity"]._description_selection(self.env)).get(self.validity, ""),
            "responsible": self.user_id.name or "",
            "reopen_count": self.reopen_count,
            "breached": self.breached,
            "steps": [
                {
                    "id": event.id,
                    "at": fields.Datetime.to_string(event.at),
                    "label": labels[event.event_type],
                    "words": event.note or ("" if event.event_type in OF_THE_CASE else event.new) or "",
                    "user": event.user_id.name or "",
                }
                for event in told
            ],
        }


class SurveySurvey(models.Model):
    _inherit = "survey.survey"

    def _desk_questions(self) -> list[dict]:
        """The questions as the desk shows them (in sudo), in the caller's language."""
        return [
            {
                "id": question.id,
                "title": question.title,
                "type": question.question_type,
                "required": question.constr_mandatory,
                "choices": [{"id": c.id, "value": c.value} for c in question.suggested_answer_ids],
                "scale": list(range(question.scale_min, question.scale_max + 1))
                if question.question_type == "scale"
                else [],
                "scale_labels": [question.scale_min_label or "", question.scale_max_label or ""],
            }
            for question in self.question_ids
            if not question.is_page
        ]
