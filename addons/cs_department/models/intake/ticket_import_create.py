from odoo import models
from odoo.tools import plaintext2html

from ...core.flow import LIVE
from ...core.now import utcnow
from ..ticket.clock import in_the_past
from .lookup import Customers, Unknown, fold
from .ticket import IMPORTING, VERB
from .ticket_import_check import _split_tags

#: texts that are stored as they are
_TEXTS = ("place", "order_ref", "resolution")
_SUBJECT_LENGTH = 120


class CsTicketImport(models.Model):
    """Making the cases of an import, with their past (runs as the system, in batches)."""

    _inherit = "cs.ticket.import"

    def _create_staged(self, staged):
        """The cases of good staged lines, with history, words, figures and clocks."""
        lookup, policy = self._lookup(), self._policy()
        built = self._build(staged, self._reader(), lookup)
        partners = self._partners_for([case for case, _figures in built], lookup, policy)
        vals_list = [
            self._prepare_ticket_vals(case, figures, partner, lookup, policy)
            for (case, figures), partner in zip(built, partners, strict=True)
        ]
        tickets = self._machinery("cs.ticket").create(vals_list)
        events = self._create_events(tickets, built, lookup)
        messages = self._create_messages(tickets, built, lookup)
        self._start_clocks(tickets, [figures for _case, figures in built], lookup)
        for line, ticket in zip(staged, tickets, strict=True):
            # each line has its own case; the ORM flushes the batch as one statement
            line.write(
                {
                    "state": "done",
                    "rows": False,
                    "ticket_id": ticket.id,
                    "last_event": events.get(ticket.id, 0),
                    "last_message": messages.get(ticket.id, 0),
                }
            )
        self._note_newest_events(staged)

    def _machinery(self, model):
        """A model as the importing system sees it: no mails, no tracking, no followers."""
        return self.env[model].with_context(
            cs_verb=VERB,
            cs_import=IMPORTING,
            tracking_disable=True,
            mail_create_nolog=True,
            mail_create_nosubscribe=True,
            mail_notrack=True,
        )

    # -- customers ---------------------------------------------------------------

    def _partners_for(self, cases, lookup, policy) -> list[int | bool]:
        """The customer of each case; unknown ones are made where that is allowed."""
        customers = Customers(self.env, self.company_id, [case.texts for case in cases])
        chosen = policy.get("customer") or policy.get("customer_phone") or policy.get("customer_ref")
        found, new = [], {}
        for case in cases:
            try:
                found.append(customers.find(case.texts) or False)
            except Unknown:
                key = customers.key(case.texts)
                if chosen == "create":
                    new.setdefault(key, self._prepare_partner_vals(case.texts, lookup))
                found.append(key if chosen == "create" else False)
        made = self._machinery("res.partner").create(list(new.values()))
        ids = dict(zip(new, made.ids, strict=True))
        return [ids.get(entry, entry) for entry in found]

    def _prepare_partner_vals(self, texts, lookup) -> dict:
        vals = {
            "name": texts.get("customer") or self.env._("Unnamed caller"),
            "phone": texts.get("customer_phone", False),
            "ref": texts.get("customer_ref", False),
            "email": texts.get("customer_email", False),
            "cs_import_id": self.id,
            "company_id": False,
        }
        try:
            vals["cs_class_id"] = lookup.find("customer_class", texts.get("customer_class", ""))
        except Unknown:
            vals["cs_class_id"] = False
        return vals

    # -- the case ----------------------------------------------------------------

    def _prepare_ticket_vals(self, case, figures, partner_id, lookup, policy) -> dict:
        texts = case.texts
        vals, _unknown = self._find_names(case, lookup, policy)
        if not vals.get("category_id"):
            vals["category_id"] = self._category_for(texts, lookup, policy)
        kind_id = vals.setdefault("kind_id", self.default_kind_id.id)
        vals.setdefault("channel_id", False)
        vals.setdefault("team_id", lookup.team_for(kind_id, vals["category_id"]))
        vals.setdefault("stage_id", lookup.first_stage["new"])
        tags = _split_tags(texts.get("tags", ""))
        if tags:
            vals["tag_ids"] = [(6, 0, self._tags_for(tags, lookup, policy))]
        impact, urgency = self._levels(case, kind_id)
        vals |= {name: texts[name] for name in _TEXTS if name in texts}
        vals |= {
            "name": self._subject(case),
            "description": plaintext2html(texts["description"]) if "description" in texts else False,
            "partner_id": partner_id,
            "company_id": self.company_id.id,
            "import_id": self.id,
            "external_ref": case.number,
            "registered_at": figures.registered_at,
            "registered_by_id": self._user_id(texts.get("registered_by", ""), lookup) or self.user_id.id,
            "first_response_at": figures.first_response_at,
            "resolved_at": figures.resolved_at,
            "closed_at": figures.closed_at,
            "reopen_count": figures.reopen_count,
            "transfer_count": figures.transfer_count,
            "impact": impact,
            "urgency": urgency,
            "validity": case.codes.get("validity", False),
        }
        if self.keep_numbers and not case.number.startswith("#"):
            vals["number"] = case.number
        return vals

    def _subject(self, case) -> str:
        texts = case.texts
        words = texts.get("subject") or " ".join(texts.get("description", "").split())
        words = words or " / ".join(filter(None, (texts.get("category"), texts.get("subcategory"), texts.get("place"))))
        return words[: 10 * _SUBJECT_LENGTH if "subject" in texts else _SUBJECT_LENGTH] or case.number

    def _category_for(self, texts, lookup, policy):
        path = "/".join(filter(None, (texts.get("category"), texts.get("subcategory"))))
        if path and (policy.get("category") or policy.get("subcategory")) == "create":
            return lookup.add_path("cs.ticket.category", "category", path)
        return False

    def _tags_for(self, names, lookup, policy) -> list[int]:
        if policy.get("tags") != "create":
            names = [name for name in names if lookup.tables["tags"].get(fold(name))]
        return lookup.add_tags(names)

    def _levels(self, case, kind_id) -> tuple[str, str]:
        """Impact and urgency: as told, else those that give the told priority, else the kind's."""
        kind = self.env["cs.ticket.kind"].browse(kind_id)
        codes = case.codes
        if "priority" in codes and not {"impact", "urgency"} & codes.keys():
            cells = self.env["cs.priority.matrix"]._cells()
            fitting = sorted(
                (cell for cell, priority in cells.items() if priority == codes["priority"]),
                key=lambda cell: (cell[0] != cell[1], cell),
            )
            if fitting:
                return fitting[0]
        return codes.get("impact") or kind.impact, codes.get("urgency") or kind.urgency

    def _user_id(self, name, lookup) -> int | bool:
        try:
            return lookup.find("agent", name) if name else False
        except Unknown:
            return False

    # -- its past ------------------------------------------------------------------

    def _create_events(self, tickets, built, lookup) -> dict[int, int]:
        """The timeline: at least one row for each row of the file, at its own time."""
        rows = [
            row
            for ticket, (case, _figures) in zip(tickets, built, strict=True)
            for row in self._prepare_event_rows(ticket.id, case, lookup)
        ]
        return _newest(self.env["cs.ticket.event"].create(rows), "ticket_id")

    def _prepare_event_rows(self, ticket_id, case, lookup) -> list[dict]:
        labels = dict(self.env["cs.ticket.import.column"]._fields["target"]._description_selection(self.env))
        rows = []
        state, stands = None, False
        for position, step in enumerate(case.steps):
            user_id = self._user_id(step.by, lookup)
            base = {"ticket_id": ticket_id, "at": step.at, "user_id": user_id}
            who = "" if user_id or not step.by else f"{step.by}: "
            told = []
            if position == 0:
                told.append({"event_type": "registered", "note": step.note})
                word = next((new for target, _old, new in step.changes if target == "stage"), None)
                state, stands = word and lookup.state_of(word), bool(word and lookup.pauses(word))
            else:
                for target, old, new in step.changes:
                    was, stood = state, stands
                    kind, state = self._event_type(target, new, state, lookup)
                    row = {"event_type": kind, "old": old, "new": new, "note": labels[target]}
                    if target == "stage":
                        stands = bool(lookup.pauses(new))
                        facts = {"state": [was or "new", state or "new"], "pauses": [stood, stands]}
                        row |= {"note": "", "facts": facts}
                    told.append(row)
                if step.note or not (told or step.message):
                    told.append({"event_type": "imported", "note": step.note})
            if step.message:
                told.append({"event_type": "answered"})
            rows += [{**base, **entry, "note": who + entry.get("note", "")} for entry in told]
        rows.append(
            {
                "ticket_id": ticket_id,
                "at": utcnow(),
                "event_type": "imported",
                "user_id": self.user_id.id,
                "note": self.env._("Import “%(name)s”, row %(row)s", name=self.name, row=case.row),
            }
        )
        return rows

    def _event_type(self, target, word, before, lookup) -> tuple[str, str | None]:
        """The kind of step that a change stands for, and the state after it."""
        if target in ("team", "agent"):
            return "assigned", before
        if target != "stage":
            return "classified", before
        state = lookup.state_of(word) or before
        if state in ("resolved", "closed", "cancelled") and state != before:
            return state, state
        if before in ("resolved", "closed") and state in LIVE:
            return "reopened", state
        return "stage", state

    def _create_messages(self, tickets, built, lookup) -> dict[int, int]:
        """What was said to or by the customer, as words on the case."""
        note = self.env["ir.model.data"]._xmlid_to_res_id("mail.mt_note")
        rows = []
        for ticket, (case, _figures) in zip(tickets, built, strict=True):
            for step in case.steps:
                if step.message:
                    user = self.env["res.users"].browse(self._user_id(step.by, lookup) or ())
                    rows.append(
                        {
                            "model": "cs.ticket",
                            "res_id": ticket.id,
                            "record_name": ticket.name,
                            "date": step.at,
                            "body": plaintext2html(step.message),
                            "author_id": user.partner_id.id,
                            "email_from": user.partner_id.email_formatted or step.by or False,
                            "reply_to": False,
                            "message_type": "comment",
                            "subtype_id": note,
                            "is_internal": True,
                        }
                    )
        messages = self.env["mail.message"].create(rows)
        return _newest(messages, "res_id")

    def _note_newest_events(self, staged):
        """What stands in the timeline now is the import's own work, clocks included."""
        newest = dict(
            self.env["cs.ticket.event"]._read_group(
                [("ticket_id", "in", staged.ticket_id.ids)], ["ticket_id"], ["id:max"]
            )
        )
        for line in staged:
            # as above: flushed as one statement
            line.last_event = newest[line.ticket_id]

    # -- its present ---------------------------------------------------------------

    def _start_clocks(self, tickets, figures, lookup):
        """Clocks of the cases that are still open, with the pauses they have behind them."""
        past = {ticket.id: found for ticket, found in zip(tickets, figures, strict=True)}
        live = tickets.filtered(lambda ticket: ticket.state in LIVE)
        with in_the_past():
            live._clocks_start()
            for ticket in live:
                # the past differs from case to case; open cases are the few
                self._replay_clocks(ticket, past[ticket.id], lookup)
            # what was due to be told before the import is told no more
            live._live_clocks()._pass_over(utcnow())
        (live | tickets.filtered(lambda ticket: ticket.state == "resolved"))._refresh_due()
        live._detect_repeats()
        if self.assign_open:
            live._append_events(live._route())

    def _replay_clocks(self, ticket, figures, lookup):
        """Answer, pause and resume at the times that the history tells."""
        answers = {figures.first_response_at, *figures.answers} - {None}
        past = [(at, 0, word) for at, word in figures.stages] + [(at, 1, "") for at in answers]
        stands = False
        for at, is_answer, word in sorted(past):
            clocks = ticket._live_clocks().filtered(lambda clock: not clock.task_id)
            if is_answer:
                clocks.filtered(lambda clock: clock.clock_type in ("first_response", "next_update"))._stop(at)
                ticket._clocks_start(("next_update",), at=at)
                if stands:
                    ticket._live_clocks()._pause(at)
            elif stands := lookup.pauses(word):
                clocks._pause(at)
            else:
                clocks._resume(at)


def _newest(records, key) -> dict[int, int]:
    """Id of the owner → newest id among its records."""
    newest = {}
    for record in records:
        owner = record[key] if key == "res_id" else record[key].id
        newest[owner] = max(record.id, newest.get(owner, 0))
    return newest
