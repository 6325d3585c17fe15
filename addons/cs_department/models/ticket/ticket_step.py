from odoo import models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ...core.flow import LIVE, NEED_WORDS, VERBS, verb_between
from ...core.now import utcnow
from .ticket_lateness import NOBODY_LATE


class CsTicket(models.Model):
    """One step from stage to stage: what allows it, what refuses it, what follows."""

    _inherit = "cs.ticket"

    def _step(self, verb, stage=None, note="", by_itself=False):
        """Move the cases to the state a verb leads to, with all that follows.

        :param by_itself: a rule does it, not a person.
        """
        self.check_access("write")
        self._need_verb(verb)
        _starts, state = VERBS[verb]
        stages = self.env["cs.ticket.stage"]
        stage = self._browse_argument("cs.ticket.stage", stage) or stages.browse(stages._first_id(state))
        if stage._facts().state != state:
            raise UserError(self.env._("“%(stage)s” is not a stage for that.", stage=stage.name))
        self._enter_stage(stage, note, by_itself)
        return True

    def _move_to_stage(self, stage):
        """A card was dragged, or a stage picked: find the verb that it stands for."""
        self.check_access("write")
        target = stage._facts().state
        for state, tickets in self.grouped("state").items():
            verb = verb_between(state, target)
            if verb is None or verb in NEED_WORDS:
                raise UserError(
                    self.env._(
                        "To bring a case to “%(stage)s”, open it and use its button: some words belong to that.",
                        stage=stage.name,
                    )
                )
            if verb:
                tickets._step(verb, stage=stage)
            else:
                tickets.filtered(lambda ticket: ticket.stage_id != stage)._enter_stage(stage)

    def _enter_stage(self, stage, note="", by_itself=False):
        """Write the new stage once for the batch; clocks and timeline follow."""
        now = utcnow()
        new = stage._facts()
        system = self.sudo()  # sudo: clocks and timeline are figures of the system
        if new.state == "closed":
            self._refuse_open_tasks()
            self._refuse_open_parts()
            self._refuse_owed_report()
        rows = []
        for old_stage, tickets in system.grouped("stage_id").items():
            old = old_stage._facts()
            # the usual batch leaves one stage
            kind, facts = _stage_event(old.state, new.state), _stage_facts(old, new, by_itself)
            rows += tickets._prepare_event_vals(kind, old.name, new.name, note, facts)
        self._append_events(rows)
        was_over = system.filtered(lambda t: t.state in ("resolved", "closed"))
        waited = system.filtered(lambda t: t.state == "waiting")
        vals = {"stage_id": stage.id, "state": new.state}
        if new.state == "resolved":
            vals |= {"resolved_at": now, "closing_warned_at": False}
        elif new.state in ("closed", "cancelled"):
            vals["closed_at"] = now
        elif was_over:
            vals |= {"resolved_at": False, "closed_at": False, "closing_warned_at": False}
            vals |= NOBODY_LATE
        if new.state not in LIVE:
            vals |= {"alarm": False, "pending_user_id": False, "pending_team_id": False}
        system._system_write(vals)
        if new.state == "resolved":
            system._keep_or_break_promises(now)
        late = system._clocks_follow_stage(new, was_over, now)
        if new.state == "resolved":
            system._share_lateness()
        if new.state not in LIVE and system.parent_id:
            # the whole may have waited for its last part
            system.parent_id._refresh_due()
        late._tell_missed()
        if new.state == "closed":
            system._send_notices("closed")
            system._happened("closed")
        elif new.state == "waiting":
            system._happened("waiting")
        elif new.state == "open" and waited:
            waited._happened("resumed")

    # -- refusals and small helpers -----------------------------------------

    def _need_verb(self, verb):
        starts, _state = VERBS[verb]
        wrong = self.filtered(lambda ticket: ticket.state not in starts)[:1]
        if wrong:
            raise UserError(
                self.env._(
                    "%(case)s is “%(stage)s”: that cannot be done from there.",
                    case=wrong.display_name,
                    stage=wrong.stage_id.name,
                )
            )

    def _need_state(self, states, deed):
        wrong = self.filtered(lambda ticket: ticket.state not in states)[:1]
        if wrong:
            raise UserError(
                self.env._(
                    "%(case)s is “%(stage)s” and cannot be %(deed)s.",
                    case=wrong.display_name,
                    stage=wrong.stage_id.name,
                    deed=deed,
                )
            )

    def _need_words(self, words, sentence):
        if not str(words or "").strip():
            raise UserError(sentence)

    def _refuse_open_tasks(self):
        # sudo: another department's open task counts, visible or not
        tasks = self.env["cs.ticket.task"].sudo()
        unended = [("ticket_id", "in", self.ids), ("state", "in", ("waiting", "todo", "doing"))]
        open_task = tasks.search(unended, limit=1)
        if open_task:
            raise UserError(
                self.env._(
                    "“%(task)s” of %(department)s is still open; the case cannot end over it.",
                    task=open_task.name,
                    department=open_task.department_id.name or open_task.user_id.name or open_task.partner_id.name,
                )
            )

    def _hold(self):
        """Let an ending at the same moment collide with what is added to the cases now.

        Each would see the case as it was before the other: an open task, no ending.
        """
        if self:
            self.flush_recordset()
            self.env.cr.execute(SQL("UPDATE cs_ticket SET state = state WHERE id IN %s", tuple(self.ids)))

    def _refuse_open_parts(self):
        """The whole ends after its parts.

        :raises UserError: while a part is not resolved.
        """
        # sudo: a part counts, visible or not
        part = self.sudo().search(
            [("parent_id", "in", self.ids), ("state", "in", sorted(LIVE)), ("id", "not in", self.ids)], limit=1
        )
        if part:
            raise UserError(
                self.env._("Its part %(case)s is still open; the whole cannot end over it.", case=part.display_name)
            )

    def _refuse_owed_report(self):
        """Closing would pretend that the regulator was told.

        :raises UserError: while a report to the regulator is owed.
        """
        owing = self._owing_report()[:1]
        if owing:
            raise UserError(self.env._("%(case)s: the report to the regulator is still owed.", case=owing.display_name))

    def _owing_report(self):
        # sudo: clocks are figures of the system
        clocks = self.env["cs.clock"].sudo()
        return clocks.search(
            [
                ("ticket_id", "in", self.ids),
                ("clock_type", "=", "regulator"),
                ("state", "in", ("running", "paused")),
            ]
        ).ticket_id


def _stage_event(old: str, new: str) -> str:
    """The step of the timeline that a change of state is."""
    if new in ("resolved", "closed", "cancelled"):
        return new
    return "reopened" if old in ("resolved", "closed") else "stage"


def _stage_facts(old, new, by_itself: bool) -> dict:
    """The step as programs read it, see ``ticket_life``."""
    facts = {"state": [old.state, new.state]}
    if old.pauses_clock or new.pauses_clock:
        facts["pauses"] = [old.pauses_clock, new.pauses_clock]
    if by_itself:
        facts["by_itself"] = True
    return facts
