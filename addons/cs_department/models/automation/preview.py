from collections import defaultdict

from odoo import api, models
from odoo.tools import SQL

from ...core import automation as core_automation
from ...core import conditions as core_conditions
from ...core import preview, replay
from ...core.now import frozen, utcnow
from ...core.preview import Measure
from ...core.replay import is_live
from ...core.rules import DIMENSIONS
from ..rulebook.clock_type import TASK_CLOCKS
from .facts import AFTER_THE_END

#: step of the timeline → what happened; the steps that need a closer look are in _trigger_of
BY_STEP = {
    "registered": "registered",
    "answered": "answered",
    "customer": "customer_wrote",
    "urged": "urged",
    "promised": "promised",
    "promise_broken": "promise_broken",
    "clock_warned": "clock_warned",
    "repeat": "repeat_found",
    "transfer": "transferred",
    "accepted": "accepted",
    "resolved": "resolved",
    "reopened": "reopened",
    "closed": "closed",
    "cancelled": "cancelled",
    "survey_answered": "survey_answered",
    "survey_low": "survey_low",
    "compensation_paid": "compensation_paid",
}
LOOKED_AT = (*BY_STEP, "stage", "classified", "assigned", "clock_missed", "callback")
#: fact → the steps that count it, or that made it true
COUNTED = {"reopen_count": "reopened", "urge_count": "urged", "transfer_count": "accepted"}
MARKED = {"breached": "clock_missed", "promise_broken_at": "promise_broken", "repeat_of_id": "repeat"}


class CsAutomationRule(models.Model):
    """What rules would have done to real cases, from what happened to them as it was recorded."""

    _inherit = "cs.automation.rule"

    @api.model
    def _preview_measures(self):
        labels = self.env["cs.automation.action"]._fields["action"]._description_selection(self.env)
        return [
            Measure("acted", self.env._("Cases on which a rule acts")),
            *(Measure(action, self.env._("Action: %(action)s", action=label)) for action, label in labels),
        ]

    @api.model
    def _preview_outcomes(self, tickets):
        """How often each action is done; what the actions would have led to is nobody's guess."""
        known = preview.notes().setdefault("automation", {})
        missing = tickets.browse([ticket_id for ticket_id in tickets.ids if ticket_id not in known])
        if missing:
            known |= missing._automation_past()
        now = utcnow()
        return {ticket.id: self._preview_count(ticket, known[ticket.id], now) for ticket in tickets}

    @api.model
    def _preview_count(self, ticket, past, now) -> dict:
        counts = defaultdict(int)
        waiting = {}
        for trigger, at in past.happenings:
            if at > now:
                break
            plans = self._plans_for(ticket.company_id.id, past.rule_facts(at), at.date(), trigger)
            facts = past.facts(self._looked_at(plans), at)
            for plan in core_automation.acting(plans, facts, at):
                if plan.is_later:
                    # what happens again in between starts the wait anew
                    before = waiting.pop((plan.id, trigger), None)
                    if before and before <= at:
                        self._preview_later(ticket, past, plan.id, trigger, before, counts)
                    with frozen(at):
                        waiting[plan.id, trigger] = ticket._automation_moment(plan, at)
                else:
                    self._preview_acted(plan.id, counts)
        for (rule_id, trigger), at in waiting.items():
            if at <= now:
                self._preview_later(ticket, past, rule_id, trigger, at, counts)
        return dict(counts)

    @api.model
    def _preview_later(self, ticket, past, rule_id, trigger, at, counts):
        """The time of a rule that acts later has come: does the case fit then?"""
        plans = self._plans_for(ticket.company_id.id, past.rule_facts(at), at.date(), trigger)
        plan = next((plan for plan in plans if plan.id == rule_id), None)
        if not plan or (trigger not in AFTER_THE_END and not is_live(past.life.state_at(at))):
            return
        if core_conditions.fits(plan.conditions, plan.match, past.facts(plan.names(), at), at):
            self._preview_acted(rule_id, counts)

    @api.model
    def _preview_acted(self, rule_id, counts):
        counts["acted"] += 1
        for action in self._actions_of(rule_id):
            counts[action] += 1

    @api.model
    def _looked_at(self, plans) -> frozenset:
        return frozenset().union(*(plan.names() for plan in plans if not plan.is_later))

    @api.model
    def _actions_of(self, rule_id) -> list[str]:
        # sudo: a preview reads the rules that it tries
        return self.sudo().browse(rule_id).action_ids.mapped("action")


class CsTicket(models.Model):
    _inherit = "cs.ticket"

    def _automation_past(self) -> dict:
        """Ticket id → what happened to it, read in batch (in sudo)."""
        self.env["cs.ticket.event"].flush_model()
        rows = self.env.execute_query(
            SQL(
                "SELECT ticket_id, at, event_type, note, new, facts FROM cs_ticket_event"
                " WHERE ticket_id IN %s AND event_type IN %s ORDER BY at, id",
                tuple(self.ids),
                LOOKED_AT,
            )
        )
        steps, lives = defaultdict(list), self._lives()
        for ticket_id, *step in rows:
            steps[ticket_id].append(step)
        words = _Words(self.env, self.company_id.partner_id.mapped("lang"))
        return {ticket.id: _Past(ticket, lives[ticket.id], steps[ticket.id], words) for ticket in self}


class _Words:
    """What the timeline calls things, in every language that it may be written in."""

    def __init__(self, env, langs):
        self.legs, self.unsatisfied = set(), set()
        for lang in {*langs, "en_US", False}:
            # a few languages
            speaking = env(context={"lang": lang})
            clocks = dict(speaking["cs.clock"]._fields["clock_type"]._description_selection(speaking))
            results = dict(speaking["cs.callback"]._fields["result"]._description_selection(speaking))
            self.legs |= {clocks[name] for name, _label in TASK_CLOCKS}
            self.unsatisfied.add(results["unsatisfied"])


class _Past:
    """One case, as it was at any moment since it was registered."""

    def __init__(self, ticket, life, steps, words):
        self.ticket, self.life, self.steps = ticket, life, steps
        found = {(_trigger_of(step, words), step[0]): None for step in steps}
        legs = {("task_done", deed.at): None for deed in life.deeds if deed.what == replay.LEG_DONE}
        # several rows of one moment are one happening
        told = [(trigger, at) for trigger, at in {**found, **legs} if trigger]
        self.happenings = sorted(told, key=lambda pair: pair[1])

    def rule_facts(self, at) -> dict:
        known = self.life.facts_at(at)
        return {name: known.get(name) for name in (*DIMENSIONS,)}

    def facts(self, names, at) -> dict:
        return {name: self._fact(name, at) for name in names}

    def _fact(self, name, at):
        if name in COUNTED:
            return sum(step == COUNTED[name] and moment <= at for moment, step, *_rest in self.steps)
        if name in MARKED:
            return any(step == MARKED[name] and moment <= at for moment, step, *_rest in self.steps)
        if name == "state":
            return self.life.state_at(at)
        if name == "working_hours":
            return self.ticket._is_working_time(at)
        if name == "unread_reply":
            return self._last(("customer", "answered"), at)[1] == "customer"
        if name in ("first_response_at", "promised_at", "resolved_at"):
            return self._moment(name, at)
        known = self.life.facts_at(at)
        # what no step tells of is as it is today
        return known[name] if name in known else self.ticket._automation_fact(name)

    def _last(self, steps, at) -> tuple:
        """The last of these steps until a moment: (when, which)."""
        found = [(moment, step) for moment, step, *_rest in self.steps if step in steps and moment <= at]
        return found[-1] if found else (False, "")

    def _moment(self, name, at):
        if name == "first_response_at":
            first = self.ticket.first_response_at
            return first if first and first <= at else False
        if name == "promised_at":
            return self.ticket.promised_at if self._last(("promised",), at)[0] else False
        moment, step = self._last(("resolved", "reopened"), at)
        return moment if step == "resolved" else False


def _trigger_of(step, words) -> str:
    """What happened when this row was written; empty for nothing that rules listen to."""
    _at, event_type, note, new, facts = step
    facts = facts or {}
    if event_type == "stage":
        old, state = facts.get("state") or ("", "")
        return "waiting" if state == "waiting" else "resumed" if old == "waiting" and state == "open" else ""
    if event_type == "classified":
        return "classified" if facts.keys() & set(DIMENSIONS) else ""
    if event_type == "assigned":
        return "assigned" if "user_id" in facts else ""
    if event_type == "clock_missed":
        return "task_missed" if note in words.legs else "clock_missed"
    if event_type == "callback":
        return "callback_unsatisfied" if new in words.unsatisfied else "callback_done"
    return BY_STEP.get(event_type, "")
