from odoo import api, fields, models

from ...core.handover import by_kind
from ...core.now import utcnow
from .handover import ACTIVE
from .handover_open import ORDER

#: earlier handovers of a post shown beside it
EARLIER = 5


class CsHandover(models.Model):
    """What the screen at the counter shows."""

    _inherit = "cs.handover"

    @api.model
    def _action_screen(self, handover_id):
        action = self.env["ir.actions.actions"]._for_xml_id("cs_department.cs_handover_desk_action")
        return {**action, "params": {"handover_id": handover_id}}

    def action_screen(self):
        """The handover as it is signed."""
        self.ensure_one()
        self.check_access("read")
        return self._action_screen(self.id)

    @api.model
    def desk(self) -> list[dict]:
        """The posts that the user may hand over or take over, and how their handovers stand."""
        posts = self._own_posts()
        homes = {post.id: post.company_id or self.env.company for post in posts}
        # sudo: names of colleagues
        active = self.search([("state", "in", ACTIVE)]).sudo()
        # a post that companies share has a handover in each: see open_for
        own = active.filtered(lambda handover: homes.get(handover.post_id.id) == handover.company_id)
        standing = {handover.post_id.id: handover for handover in own}
        rows = [self._desk_row(post, standing.get(post.id)) for post in posts]
        return rows + [self._desk_row(handover.post_id, handover) for handover in active - own]

    def _desk_row(self, post, handover) -> dict:
        employee = self.env.user.sudo().employee_id  # sudo: who one is
        return {
            "post_id": post.id,
            "post": post.name,
            "handover_id": handover.id if handover else False,
            "state": handover.state if handover else "none",
            "giver": handover.giver_id.name or "" if handover else "",
            "expected": handover.expected_id.name or "" if handover else "",
            "ends_at": fields.Datetime.to_string(handover.ends_at) if handover and handover.ends_at else False,
            "mine": bool(handover and employee and handover.giver_id == employee),
            "alerted": bool(handover and handover.alerted_at and not handover.released_at),
        }

    def card(self) -> dict:
        """All that the screen shows of one handover."""
        self.ensure_one()
        self.check_access("read")
        # sudo: names of colleagues; the reader has the handover itself
        system = self.sudo()
        items = system.item_ids.with_env(system.env)
        user = self.env.user
        own = user.sudo().employee_ids  # sudo: who one is
        lacking_give, lacking_take = (
            {item.id: words for item, words in system._missing(side).items()} for side in ("give", "take")
        )
        supervisor = user.has_group("cs_department.group_cs_supervisor")
        return {
            "id": self.id,
            "post": system.post_id.name,
            "state": self.state,
            "takable": self.state == "given" or (self.state == "open" and bool(self.released_at)),
            "opened_at": self._moment("opened_at"),
            "snapshot_at": self._moment("snapshot_at"),
            "ends_at": self._moment("ends_at"),
            "giver": {"id": system.giver_id.id, "name": system.giver_id.name or "", "at": self._moment("given_at")},
            "taker": {
                "id": (system.taker_id or system.expected_id).id,
                "name": (system.taker_id or system.expected_id).name or "",
                "at": self._moment("taken_at"),
            },
            "given_words": self.given_words or "",
            "given_signature": self._picture("given_signature"),
            "taken_signature": self._picture("taken_signature"),
            "alerted": bool(self.alerted_at and not self.released_at),
            "released": self.release_reason or "",
            "is_giver": system.giver_id in own,
            "own_id": own.filtered(lambda person: person.company_id == self.company_id)[:1].id,
            "can_release": supervisor and self.state in ACTIVE and system.giver_id not in own,
            "can_report": self.state == "done" and system.giver_id not in own,
            "relief": system._relief().expected,
            "people": [{"id": person.id, "name": person.name} for person in system._candidates().sorted("name")],
            "counts": by_kind(items.mapped("kind"), ORDER),
            "groups": system._card_groups(items, lacking_give | lacking_take),
            "lacking_give": len(lacking_give),
            "lacking_take": len(lacking_take),
            "unanswered": len(items.filtered(lambda item: not item.answer)),
            "questioned": len(items.filtered(lambda item: item.answer == "questioned")),
            "now": fields.Datetime.to_string(utcnow()),
        }

    def _moment(self, name):
        return fields.Datetime.to_string(self[name]) if self[name] else False

    def _picture(self, name) -> str:
        # sudo: the signature belongs to the handover, which the reader has
        value = self.sudo().with_context(bin_size=False)[name]
        return f"data:image/png;base64,{value.decode()}" if value else ""

    def _card_groups(self, items, lacking) -> list[dict]:
        """The items by kind, in the order of the screen (in sudo)."""
        labels = dict(items._fields["kind"]._description_selection(self.env))
        grouped = items.grouped("kind")
        return [
            {"kind": kind, "label": labels[kind], "items": [item._card(lacking) for item in grouped[kind]]}
            for kind in sorted(grouped, key=ORDER.get)
        ]


class CsHandoverItem(models.Model):
    _inherit = "cs.handover.item"

    def _card(self, lacking) -> dict:
        """One item as the screen shows it (in sudo)."""
        return {
            "id": self.id,
            "kind": self.kind,
            "name": self.name,
            "words": self.words or "",
            "tone": self.tone,
            "linked": bool(self.res_model in ("cs.ticket", "cs.callback", "cs.ticket.task")),
            "is_case": self.res_model == "cs.ticket",
            "by_hand": self.by_hand,
            "carried": self.carried,
            "since": fields.Datetime.to_string(self.since) if self.since else False,
            "is_open": self.is_open,
            "now": self.now_words or "",
            "closable": bool(
                self.matter_id and (self.by_hand or self.kind == "count") and not self.matter_id.closed_at
            ),
            "condition": self.condition or "",
            "unit": self.unit or "",
            "expected": self.expected if self.has_expected else None,
            "quantity": self.quantity if self.is_counted else None,
            "moment": self.moment or "",
            "done": self.is_done,
            "note": self.note or "",
            "answer": self.answer or "",
            "question": self.question or "",
            "reply": self.reply or "",
            "lack": lacking.get(self.id, ""),
        }
