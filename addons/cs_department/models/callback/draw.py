from collections import Counter
from datetime import date, datetime, timedelta
from typing import NamedTuple

from odoo import api, fields, models

from ...core import draw as core_draw
from ...core.now import utcnow


class Subject(NamedTuple):
    """Somebody or something that a rule looks at.

    :param record: the case, contact or document that the event happened to.
    :param facts: dimension → value, see ``core.rules``.
    :param day: local day on which the rule must be in force.
    :param at: when it happened (naive UTC).
    """

    record: models.BaseModel
    ticket: models.BaseModel
    partner: models.BaseModel
    company_id: int
    facts: dict
    day: date
    at: datetime


class CsCallbackDraw(models.Model):
    """One look of a rule at one case: its place in the row, and whether it was drawn.

    Rows are evidence: they are written once. A case stands in a rule's row once,
    however often it is opened and closed again.
    """

    _name = "cs.callback.draw"
    _description = "Draw"
    _order = "id desc"
    _log_access = False
    _allow_sudo_commands = False

    stratum_id = fields.Many2one("cs.callback.stratum", "Row", required=True, ondelete="restrict", readonly=True)
    key_id = fields.Many2one("cs.callback.key", "Period", required=True, index=True, ondelete="restrict", readonly=True)
    rule_id = fields.Many2one("cs.callback.rule", required=True, ondelete="restrict", readonly=True)
    company_id = fields.Many2one("res.company", required=True, index=True, readonly=True)
    published_at = fields.Datetime(related="key_id.published_at", string="Shown from")
    position = fields.Integer("Number in the row", required=True, readonly=True, aggregator=None)
    drawn = fields.Boolean(readonly=True)
    has_callback = fields.Boolean("Called back", readonly=True)
    at = fields.Datetime("Drawn on", required=True, index=True, readonly=True)
    ticket_id = fields.Many2one("cs.ticket", "Case", index="btree_not_null", ondelete="cascade", readonly=True)
    partner_id = fields.Many2one("res.partner", "Customer", index="btree_not_null", ondelete="set null", readonly=True)
    res_model = fields.Char("Happened to (model)", required=True, readonly=True)
    res_id = fields.Many2oneReference("Happened to", model_field="res_model", required=True, readonly=True)
    occasion = fields.Char(required=True, default="", readonly=True, help="Which birthday, which festival.")

    _one_place = models.UniqueIndex("(stratum_id, position)", "A place in a row is given once.")
    _one_look = models.UniqueIndex("(rule_id, res_model, res_id, occasion)", "A rule looks at a case once.")

    @api.depends("stratum_id", "position")
    def _compute_display_name(self):
        for draw in self:
            draw.display_name = f"{draw.stratum_id.name} · {draw.position}"

    # -- drawing (called in sudo, in batch) -----------------------------------

    @api.model
    def _look_at(self, subjects: list[Subject], event: str, occasion: str = ""):
        """Let the rules look at what happened, and draw.

        What a rule has looked at before is passed over.

        :return: (the new rows, record → its subject).
        """
        book = self.env["cs.callback.rule"]
        asked, chosen = {}, []
        for subject in subjects:
            key = (subject.company_id, subject.day, *subject.facts.values())
            if key not in asked:
                asked[key] = book._rule_id_for(subject.company_id, subject.facts, subject.day, event)
            if asked[key]:
                chosen.append((book._plan(asked[key]), subject))
        chosen = self._new_to(chosen, occasion)
        return self.create(self._prepare_draws(chosen, occasion)), {s.record: s for _plan, s in chosen}

    @api.model
    def _new_to(self, chosen, occasion):
        """Those of (plan, subject) that the plan's rule has not looked at yet."""
        if not chosen:
            return []
        lineages = frozenset().union(*(plan.lineage for plan, _subject in chosen))
        known = self.search_fetch(
            [
                ("rule_id", "in", list(lineages)),
                ("res_model", "=", chosen[0][1].record._name),
                ("res_id", "in", [subject.record.id for _plan, subject in chosen]),
                ("occasion", "=", occasion),
            ],
            ["rule_id", "res_id"],
        )
        seen = {}
        for draw in known:
            seen.setdefault(draw.res_id, set()).add(draw.rule_id.id)
        return [(plan, subject) for plan, subject in chosen if not plan.lineage & seen.get(subject.record.id, set())]

    @api.model
    def _prepare_draws(self, chosen, occasion) -> list[dict]:
        """One row per (plan, subject), each with its place and what the key says of it."""
        keys, names = {}, []
        for plan, subject in chosen:
            wanted = (plan.rule_id, subject.company_id, subject.day)
            if wanted not in keys:
                # few: one for each rule in a batch
                keys[wanted] = self.env["cs.callback.key"]._for_plan(plan, subject.company_id, subject.day)
            names.append((keys[wanted].id, stratum_name(plan, subject.facts), plan.scheme))
        places = {}
        if names:
            counts = [(*row, count) for row, count in Counter(names).items()]
            places = self.env["cs.callback.stratum"]._take_places(counts)
        used, now, rows = Counter(), utcnow(), []
        for (plan, subject), (key_id, name, scheme) in zip(chosen, names, strict=True):
            key = self.env["cs.callback.key"].browse(key_id)
            stratum_id, first = places[key_id, name]
            position = first + used[key_id, name]
            used[key_id, name] += 1
            row = core_draw.row_name(key.rule_key, name, key.period)
            drawn = core_draw.is_drawn(key.secret, row, position, scheme)
            rows.append(
                {
                    "stratum_id": stratum_id,
                    "key_id": key_id,
                    "rule_id": plan.rule_id,
                    "company_id": subject.company_id,
                    "position": position,
                    "drawn": drawn,
                    "has_callback": drawn,
                    "at": now,
                    "ticket_id": subject.ticket.id,
                    "partner_id": subject.partner.id,
                    "res_model": subject.record._name,
                    "res_id": subject.record.id,
                    "occasion": occasion,
                }
            )
        return rows


def stratum_name(plan, facts: dict) -> str:
    """What the cases of one row have in common: the share drawn, and the strata's values."""
    parts = [f"{plan.scheme.drawn}/{plan.scheme.size}"]
    return " ".join(parts + [f"{name.removesuffix('_id')}={facts.get(name) or '-'}" for name in plan.strata])


def start_of_calls(plan, at: datetime) -> datetime:
    """The first moment of a call after an event (naive UTC)."""
    return at + timedelta(days=plan.offset_days)
