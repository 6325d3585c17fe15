from collections import defaultdict

from odoo import models
from odoo.tools import SQL

from ...core import preview, replay
from ...core.replay import Change, Deed, Life
from ...core.rules import DIMENSIONS

#: what is known of a case, and told again with its life
KNOWN = (*DIMENSIONS, "cause_id", "partner_id")
#: steps of the timeline that people made, and what they are in a life
STEPS = {
    "stage": replay.STAGE,
    "resolved": replay.STAGE,
    "closed": replay.STAGE,
    "cancelled": replay.STAGE,
    "reopened": replay.STAGE,
    "merged": replay.STAGE,
    "classified": replay.FACTS,
    "accepted": replay.FACTS,
    "answered": replay.ANSWERED,
    "customer": replay.CUSTOMER,
    "verified": replay.VERIFIED,
    "reported": replay.REPORTED,
    "promised": replay.PROMISED,
}
#: what else of a case is read for its life
_BESIDE = ("state", "stage_id", "registered_at", "first_response_at", "validity", "import_id")
#: states by their step, where the step says no more (it is from before that was kept)
_STATE_OF = {"resolved": "resolved", "closed": "closed", "cancelled": "cancelled"}


class CsTicket(models.Model):
    """The recorded life of cases, as previews of the rule books read it.

    It comes from the timeline, whose steps say in ``facts`` what they changed, and from
    the tasks of the departments.
    """

    _inherit = "cs.ticket"

    def _lives(self) -> dict[int, Life]:
        """Ticket id → its life (in sudo, in batch); both sides of a preview read it once."""
        known = preview.notes().setdefault("lives", {})
        missing = self.browse([ticket_id for ticket_id in self.ids if ticket_id not in known])
        if missing:
            known |= missing._read_lives()
        return {ticket_id: known[ticket_id] for ticket_id in self.ids}

    def _read_lives(self) -> dict[int, Life]:
        for model in ("cs.ticket", "cs.ticket.event", "cs.ticket.task"):
            self.env[model].flush_model()
        steps, legs = self._recorded_steps(), self._recorded_legs()
        columns = ("id", *KNOWN, *_BESIDE)
        rows = self.env.execute_query(
            # plain rows: previews read ten thousands of cases
            SQL(
                "SELECT %s FROM cs_ticket WHERE id IN %s",
                SQL(", ").join(SQL.identifier(name) for name in columns),
                tuple(self.ids),
            )
        )
        stages = self.env["cs.ticket.stage"]._all_facts()
        cases = [dict(zip(columns, [False if value is None else value for value in row], strict=True)) for row in rows]
        return {case["id"]: _tell(case, steps[case["id"]], legs[case["id"]], stages) for case in cases}

    def _recorded_steps(self) -> dict[int, list]:
        """Ticket id → (moment, step, facts) in their order."""
        rows = self.env.execute_query(
            SQL(
                "SELECT ticket_id, at, event_type, facts FROM cs_ticket_event"
                " WHERE ticket_id IN %s AND event_type IN %s ORDER BY at, id",
                tuple(self.ids),
                tuple(STEPS),
            )
        )
        found = defaultdict(list)
        for ticket_id, *step in rows:
            found[ticket_id].append(step)
        return found

    def _recorded_legs(self) -> dict[int, list[Deed]]:
        """Ticket id → what became of the departments' tasks."""
        rows = self.env.execute_query(
            SQL(
                "SELECT ticket_id, id, step, state, opened_at, started_at, done_at"
                " FROM cs_ticket_task WHERE ticket_id IN %s AND opened_at IS NOT NULL ORDER BY id",
                tuple(self.ids),
            )
        )
        found = defaultdict(list)
        for ticket_id, task_id, step, state, opened, taken, done in rows:
            deeds = found[ticket_id]
            deeds.append(Deed(opened, replay.LEG_OPENED, leg=task_id, step=step))
            if taken:
                deeds.append(Deed(taken, replay.LEG_TAKEN, leg=task_id))
            if done:
                ended = replay.LEG_CANCELLED if state == "cancelled" else replay.LEG_DONE
                deeds.append(Deed(done, ended, leg=task_id))
        return found


def _tell(case: dict, steps: list, legs: list[Deed], stages: dict) -> Life:
    """The life of one case from its row, its steps (oldest first) and its legs.

    :param stages: facts of the stages by id.
    """
    rows, exact, began = [], True, None
    for at, step, facts in steps:
        what = STEPS[step]
        if facts is None and what in (replay.STAGE, replay.FACTS):
            exact = False
        if began is None and what == replay.STAGE:
            began = facts or {}
        rows.append(_change(at, step, facts or {}))
    facts, deeds = replay.unroll({name: case[name] for name in KNOWN}, rows)
    if began is None:
        state, pauses = case["state"], stages[case["stage_id"]].pauses_clock
    else:
        state, pauses = began.get("state", ("new",))[0] or "new", began.get("pauses", (False,))[0]
    if not exact or case["import_id"]:
        deeds = _completed(case, deeds)
    return Life(
        id=case["id"],
        registered_at=case["registered_at"],
        facts=facts,
        deeds=replay.merged(deeds, legs) if legs else tuple(deeds),
        state=state,
        pauses=pauses,
        exact=exact,
    )


def _completed(case: dict, deeds: list[Deed]) -> list[Deed]:
    """What imported and older cases tell only by their fields."""
    added, done = [], {deed.what for deed in deeds}
    if case["first_response_at"] and replay.ANSWERED not in done:
        added.append(Deed(case["first_response_at"], replay.ANSWERED))
    if case["validity"] and replay.VERIFIED not in done:
        resolved = next((deed.at for deed in deeds if deed.state == "resolved"), None)
        added.append(Deed(resolved or case["registered_at"], replay.VERIFIED, value=case["validity"]))
    return list(replay.merged(added, deeds)) if added else deeds


def _change(at, step, facts) -> Change:
    """One row of the timeline as a deed and the facts that it changed."""
    what = STEPS[step]
    changed = {name: pair for name, pair in facts.items() if name in KNOWN and pair[0] != pair[1]}
    if what == replay.STAGE:
        state = facts.get("state", (None, _STATE_OF.get(step, "open")))[1]
        pauses = facts.get("pauses", (False, False))[1]
        return Change(Deed(at, what, state=state, pauses=pauses, by_itself=facts.get("by_itself", False)), {})
    value = None
    if what == replay.VERIFIED:
        value = facts.get("validity", (None, "valid"))[1]
    elif what == replay.PROMISED:
        value = facts.get("told", False)
    return Change(Deed(at, what, value=value), changed)
