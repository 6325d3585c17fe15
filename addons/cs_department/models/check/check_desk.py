from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.fields import Domain
from odoo.tools import html2plaintext, is_html_empty

from ...core.now import utcnow
from .check import MANAGER, OPEN, QUALITY, SUPERVISOR

QUEUE_SHOWN = 40
MESSAGES_SHOWN = 40
TEXT_SHOWN = 3000


class CsCheck(models.Model):
    """The inspector's screen: what is to be checked next, with its evidence beside the checklist.

    Whoever checks gets what he must know of the case, whether he may open it or not.
    """

    _inherit = "cs.check"

    @api.model
    def _desk_domain(self):
        """What the user may check now: his, and what nobody has taken."""
        user = self.env.user
        mine = Domain("inspector_id", "=", user.id)
        free = Domain("inspector_id", "=", False) & Domain("user_id", "!=", user.id) & Domain("is_self", "=", False)
        if not (user.has_group(QUALITY) or user.has_group(MANAGER)):
            free &= Domain("supervisor_id", "=", user.id)
        return Domain("state", "in", OPEN) & (mine | free)

    @api.model
    def desk(self):
        """Counters, and what is to be checked next: what was begun, then what is due first."""
        self.browse().check_access("read")
        domain, user = self._desk_domain(), self.env.user
        queue = self.search(domain, order="state, due, id", limit=QUEUE_SHOWN)
        today = self.env.company._cs_today()
        month = today.replace(day=1)
        done = Domain("inspector_id", "=", user.id) & Domain("state", "=", "done") & Domain("date", ">=", month)
        counts = {
            "open": self.search_count(domain),
            "late": self.search_count(domain & Domain("due", "<", today)),
            "done": self.search_count(done),
        }
        return {
            "counts": counts,
            "queue": [check._desk_row(today) for check in queue],
            "may_choose": any(user.has_group(group) for group in (QUALITY, SUPERVISOR)),
        }

    @api.model
    def next_check(self):
        """The check to make next, begun; ``False``: there is none.

        What somebody else has just taken is passed over.
        """
        self.browse().check_access("read")
        for check in self.search(self._desk_domain(), order="state, due, id", limit=QUEUE_SHOWN):
            # until one may be taken: mostly the first
            if check._inspector_hindrance() is None:
                check.begin()
                return check.id
        return False

    def _desk_row(self, today) -> dict:
        row = self.sudo()  # sudo: names of what the user checks
        return {
            "id": self.id,
            "checklist": row.checklist_id.name,
            "employee": row.employee_id.name or "",
            "about": row.ticket_id.number or row.place or "",
            "stratum": row.stratum if row.stratum and row.stratum != row.employee_id.name else "",
            "due": fields.Date.to_string(row.due),
            "late": bool(row.due and row.due < today),
            "begun": row.state == "doing",
            "second": bool(row.second_of_id),
            "is_self": row.is_self,
        }

    def action_inspect(self):
        """Go through this check at the desk."""
        self.check_access("read")
        self.ensure_one()
        return {
            "type": "ir.actions.client",
            "tag": "cs_department.check_desk",
            "name": self.env._("Check Desk"),
            "params": {"check_id": self.id},
        }

    def action_void(self):
        """Ask why it does not count."""
        self.check_access("read")
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Does Not Count"),
            "res_model": "cs.check.void",
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_check_id": self.id},
        }

    def desk_card(self):
        """Everything the desk shows of one check.

        :raises AccessError: for whoever does not check it.
        """
        self.check_access("read")
        self.ensure_one()
        hindrance = self._inspector_hindrance()
        if hindrance and self.inspector_id != self.env.user:
            raise AccessError(hindrance)
        row = self.sudo()  # sudo: whoever checks gets what he must know
        return {
            **self._desk_row(self._local_today(utcnow())),
            "state": row.state,
            "how": row.checklist_id.description or "",
            "note": row.note or "",
            "can_edit": row.state in OPEN,
            "team": row.team_id.name or "",
            "pass_percent": row.checklist_id.pass_percent,
            "items": [answer._desk_item() for answer in row.answer_ids],
            "evidence": row._evidence(),
        }

    # -- evidence (in sudo) -------------------------------------------------------------------------

    def _evidence(self) -> dict:
        """What is known of the work that is checked. Other areas add their parts."""
        self.ensure_one()
        case = self.ticket_id
        return {
            "case": case._evidence_of_case() if case else False,
            "call": self.call_id._evidence_of_call() if self.call_id else False,
            "calls": [call._evidence_of_call() for call in self._calls_beside()],
            "callback": self._evidence_of_callback() if self.callback_id else False,
            "ratings": self._evidence_of_ratings(),
        }

    def _calls_beside(self):
        """Other talks of the case by the same person."""
        if not self.ticket_id:
            return self.env["cs.call"]
        domain = Domain("ticket_id", "=", self.ticket_id.id) & Domain("employee_id", "=", self.employee_id.id)
        return self.env["cs.call"].search(domain & Domain("id", "!=", self.call_id.id), limit=10)

    def _evidence_of_callback(self) -> dict:
        callback = self.callback_id
        return {
            "result": dict(callback._fields["result"]._description_selection(self.env)).get(callback.result, ""),
            "words": callback.words or "",
            "attempts": [
                {"id": one.id, "at": fields.Datetime.to_string(one.at), "words": one.words or ""}
                for one in callback.attempt_ids
            ],
        }

    def _evidence_of_ratings(self) -> list[dict]:
        if not self.ticket_id:
            return []
        rated = self.env["survey.user_input"].search(
            [("cs_ticket_id", "=", self.ticket_id.id), ("state", "=", "done"), ("cs_anonymous", "=", False)], limit=5
        )
        return [{"id": one.id, "score": round(one.scoring_percentage), "words": one.cs_comment or ""} for one in rated]


class CsCheckAnswer(models.Model):
    _inherit = "cs.check.answer"

    def _desk_item(self) -> dict:
        """One item as the desk shows it (in sudo)."""
        return {
            "id": self.id,
            "section": self.section or "",
            "name": self.name,
            "hint": self.hint or "",
            "kind": self.kind,
            "points": self.points,
            "top": self.top,
            "per_unit": self.per_unit,
            "is_fatal": self.is_fatal,
            "needs_photo": self.needs_photo,
            "needs_note": self.needs_note,
            "opens_case": self.opens_case,
            "value": self.value if self.is_answered and self.kind != "text" else None,
            "skipped": self.skipped,
            "words": self.words or "",
            "note": self.note or "",
            "photos": [{"id": photo.id, "name": photo.name} for photo in self.photo_ids],
        }


class CsTicket(models.Model):
    _inherit = "cs.ticket"

    def _evidence_of_case(self) -> dict:
        """What an inspector must know of a case (in sudo)."""
        self.ensure_one()
        return {
            "id": self.id,
            "number": self.number or "",
            "name": self.name,
            "kind": self.kind_id.name,
            "category": self.category_id.name or "",
            "stage": self.stage_id.name,
            "channel": self.channel_id.name or "",
            "customer": self.partner_id.name or self.caller_name or "",
            "registered_at": fields.Datetime.to_string(self.registered_at),
            "first_response_at": fields.Datetime.to_string(self.first_response_at),
            "resolved_at": fields.Datetime.to_string(self.resolved_at),
            "breached": self.breached,
            "reopened": self.reopen_count,
            "description": _plain(self.description),
            "resolution": (self.resolution or "")[:TEXT_SHOWN],
            "messages": self._evidence_messages(),
            "files": [
                {"id": file.id, "name": file.name, "is_image": (file.mimetype or "").startswith("image/")}
                for file in self._evidence_files()
            ],
        }

    def _evidence_messages(self) -> list[dict]:
        """What was said in the case, oldest first."""
        messages = self.message_ids.filtered(lambda one: not is_html_empty(one.body))[:MESSAGES_SHOWN]
        return [
            {
                "id": one.id,
                "at": fields.Datetime.to_string(one.date),
                "author": one.author_id.name or "",
                "staff": bool(one.author_id.user_ids.filtered(lambda user: not user.share)),
                "inside": one.is_internal or one.subtype_id.internal or not one.subtype_id,
                "text": _plain(one.body),
            }
            for one in messages.sorted("id")
        ]

    def _evidence_files(self):
        """Attachments that the user may open himself."""
        files = self.env["ir.attachment"].search([("res_model", "=", self._name), ("res_id", "=", self.id)], limit=30)
        return files.sudo(False)._filtered_access("read")


class CsCall(models.Model):
    _inherit = "cs.call"

    def _evidence_of_call(self) -> dict:
        """What an inspector must know of a talk (in sudo)."""
        self.ensure_one()
        return {
            "id": self.id,
            "started_at": fields.Datetime.to_string(self.started_at),
            "seconds": self.seconds,
            "waited": self.waited_seconds,
            "rings": self.rings,
            "direction": dict(self._fields["direction"]._description_selection(self.env)).get(self.direction, ""),
            "url": self.recording_url or "",
        }


def _plain(html) -> str:
    """Text of something formatted, for a screen that runs nothing of it."""
    return "" if is_html_empty(html) else html2plaintext(html, include_references=False).strip()[:TEXT_SHOWN]
