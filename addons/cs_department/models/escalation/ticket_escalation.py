from odoo import api, fields, models
from odoo.tools import format_list

from ...core import clock as core_clock
from ...core import escalation as core_escalation
from ...core.flow import LIVE
from ...core.now import utcnow

#: after these a new or another ladder may speak at once, not with the next pass
AT_ONCE = frozenset({"registered", "classified", "reopened"})
#: so many names are noted with a step
NAMED = 5


class CsTicket(models.Model):
    """Escalation: a level that a clock reaches tells people and moves the case up."""

    _inherit = "cs.ticket"

    escalation_ids = fields.One2many("cs.escalation.step", "ticket_id", "Escalations", readonly=True)

    # -- which ladder ------------------------------------------------------------

    def _targets(self, types) -> dict:
        """Each target with the ladder that watches over its clock."""
        targets = super()._targets(types)
        book = self.env["cs.escalation.rule"]
        ladders = self._ask_rules(
            lambda company_id, facts, day: {
                clock_type: book._rule_id_for(company_id, facts, day, clock_type) for clock_type in types
            },
            "registered_at",
        )
        return {
            ticket_id: [target._replace(ladder_id=ladders[ticket_id][target.clock_type]) for target in found]
            for ticket_id, found in targets.items()
        }

    def _prepare_clock_vals(self, target, started_at):
        vals = super()._prepare_clock_vals(target, started_at)
        if not target.ladder_id:
            return vals
        calendar = self.env["resource.calendar"].browse(vals["calendar_id"])
        ladder = self.env["cs.escalation.rule"]._clock_ladder(target.ladder_id, target.clock_type, calendar)
        state = core_clock.ClockState(vals["target_minutes"], started_at, 0.0, started_at, vals["due_at"])
        moment = core_escalation.next_at(state, ladder, (), calendar._cs_working_time())
        return {**vals, "ladder_id": target.ladder_id, "next_level_at": moment or False}

    # -- reached -----------------------------------------------------------------

    def _happened(self, event):
        result = super()._happened(event)
        if event in ("resolved", "cancelled"):
            self._end_told()
        if event in AT_ONCE:
            now = utcnow()
            due = self.filtered(lambda ticket: ticket.next_action_at and ticket.next_action_at <= now)
            clocks = due._live_clocks()
            if due._escalate(clocks, now):
                due._refresh_due()
        return result

    def _escalate(self, clocks, now) -> bool:
        """Tell the levels that running clocks of the cases have reached, and do what they say.

        :return: whether anything was told.
        """
        told = self._tell_levels(
            clocks.filtered(lambda c: c.state == "running" and c.next_level_at and c.next_level_at <= now), now
        )
        for level, reached in told.items():
            tickets = reached.ticket_id.filtered(lambda ticket: ticket.state in LIVE)
            # a ladder has a handful of levels
            tickets._raise_severity_to(level.severity_id)
            tickets._put_in_charge(level)
        return bool(told)

    @api.model
    def _tell_levels(self, clocks, now) -> dict:
        """Note what the clocks have reached and tell those whom it concerns (in sudo).

        :return: level → its clocks, in the order of the ladder.
        """
        found = clocks._levels_reached(now) if clocks else ()
        if not found:
            return {}
        ladders, levels = self.env["cs.escalation.rule"], self.env["cs.escalation.level"]
        reached = {}
        for clock, level in found:
            level_id = ladders._ladder(clock.ladder_id.id).ids[level.key]
            reached.setdefault(level_id, []).append(clock.id)
        levels = levels.browse(reached)
        reached = {level: clocks.browse(reached[level.id]) for level in levels.sorted()}
        people = {level: level._recipients_of(due) if level._ways() else {} for level, due in reached.items()}
        rows = []
        for level, due in reached.items():
            common, names = level._prepare_step_vals(now), level._names_of(people[level])
            rows += [
                {
                    **common,
                    "ticket_id": clock.ticket_id.id,
                    "clock_id": clock.id,
                    "clock_type": clock.clock_type,
                    "arming": clock.arming,
                    "told": names.get(clock.id, ""),
                }
                for clock in due
            ]
        new = self._note_steps(rows)
        told = {}
        for level, due in reached.items():
            mine = due.filtered(lambda clock, level=level: (clock.id, level.level_key) in new)
            if mine:
                told[level] = mine
                level._tell_of(mine, people[level])
        return told

    @api.model
    def _note_steps(self, rows) -> set:
        """The ledger and the timelines.

        :return: (clock id, level key) of the steps that are new: theirs are told.
        """
        new = self.env["cs.escalation.step"]._append(rows)
        uid = self.env.uid
        self._append_events(
            [
                {
                    "ticket_id": row["ticket_id"],
                    "at": row["at"],
                    "event_type": "escalated",
                    "user_id": uid,
                    "new": row["told"],
                    "note": row["said"],
                }
                for row in new
            ]
        )
        return {(row.get("clock_id"), row["level_key"]) for row in new}

    # -- what a level changes ----------------------------------------------------

    def _raise_severity_to(self, severity):
        """Make cases graver; what is as grave already stays (so a ladder cannot go in circles)."""
        milder = severity and self.filtered(lambda ticket: ticket.severity_id.level < severity.level)
        if milder:
            milder.write({"severity_id": severity.id})

    def _put_in_charge(self, level):
        """Give cases to whom the level names."""
        if not level.owner_role or not self:
            return
        owners, given = level._owners_of(self), {}
        for ticket in self:
            owner = owners[ticket.id][:1]
            if owner and owner != ticket.user_id:
                given.setdefault(owner, []).append(ticket.id)
        for owner, ids in given.items():
            # one write per new responsible
            self.browse(ids).write({"user_id": owner.id})


class CsEscalationLevel(models.Model):
    _inherit = "cs.escalation.level"

    def _prepare_step_vals(self, now) -> dict:
        """What the ledger says of this level, whoever is told."""
        return {
            "rule_id": self.rule_id.id,
            "level_id": self.id,
            "level_key": self.level_key,
            "at": now,
            "said": self.display_name,
        }

    @api.model
    def _names_of(self, people) -> dict:
        """The names of those who are told, in words; the same people are named once.

        :param people: any id → ``res.users``.
        """
        everybody = self.env["res.users"].union(*people.values())
        names, known = dict(zip(everybody.ids, everybody.mapped("name"), strict=True)), {}
        for users in people.values():
            if users._ids not in known:
                some = [names[user_id] for user_id in users.ids[:NAMED]]
                some += ["…"] * (len(users) > NAMED)
                known[users._ids] = format_list(self.env, some) if len(some) > 1 else "".join(some)
        return {key: known[users._ids] for key, users in people.items()}

    def _tell_of(self, clocks, users_by_clock):
        """Tell of what these clocks belong to: the head of a department knows the task, not the case."""
        legs = clocks.filtered("task_id") if self.role == "department_head" else clocks.browse()
        for records, mine in (("ticket_id", clocks - legs), ("task_id", legs)):
            told = {}
            for clock in mine if self._ways() else ():
                users = users_by_clock[clock.id]
                told[clock[records].id] = told.get(clock[records].id, users) | users
            self._tell_people(clocks[records].browse(), told)

    def _tell_people(self, model, users_by_record):
        """Tell people of cases or tasks, each person once for all of his and in his language."""
        everybody = self.env["res.users"].union(*users_by_record.values())
        langs, by_lang = {user.id: user.lang or "en_US" for user in everybody}, {}
        for record_id, users in users_by_record.items():
            for user in users.with_prefetch(everybody._prefetch_ids):
                mine = by_lang.setdefault(langs[user.id], {})
                mine[record_id] = mine.get(record_id, user) | user
        for lang, mine in by_lang.items():
            # a department speaks one or two languages
            said = self.with_context(lang=lang)
            model._tell(mine, said._say_point(), said.words or "", self._ways())
