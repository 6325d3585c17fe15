from typing import NamedTuple

from odoo import api, fields, models, tools

from ...core import escalation as core_escalation
from ...core.now import utcnow
from ..rulebook.clock_type import CLOCK_TYPES, TASK_CLOCKS

#: a level for whatever step another department owes
ANY_TASK = "task"
#: the ladder that a customer's urging climbs
URGED = "urged"
TOPICS = [*CLOCK_TYPES, (ANY_TASK, "Department step"), (URGED, "The customer's urging")]


class UrgeLevel(NamedTuple):
    """A level that is told when the customer has urged so many times."""

    id: int
    key: str
    count: int


class LadderFacts(NamedTuple):
    """A ladder as plain data.

    :param levels: clock → its levels.
    :param ids: key → id of the level.
    """

    levels: dict[str, tuple[core_escalation.Level, ...]]
    ids: dict[str, int]
    urged: tuple[UrgeLevel, ...]


class CsEscalationRule(models.Model):
    _name = "cs.escalation.rule"
    _description = "Escalation ladder"
    _inherit = ["cs.rule.mixin"]

    _book = "escalation"
    _pack_row = "D6"
    _book_lines = ("level_ids",)
    _rule_moment = "registered_at"

    level_ids = fields.One2many("cs.escalation.level", "rule_id", "Levels", copy=True)

    def _say_rule(self):
        """One line for each clock, with its levels in their order."""
        by_clock = self.level_ids.sorted("sequence").grouped("clock_type")
        return "".join(f"\n{levels._say_ladder()}" for levels in by_clock.values())

    def _rule_topics(self):
        return frozenset(topic for level in self.level_ids for topic in level._topics())

    @api.model
    def _rule_topic_labels(self):
        labels = dict(self.env["cs.escalation.level"]._fields["clock_type"]._description_selection(self.env))
        return [(topic, labels[topic]) for topic, _label in TOPICS if topic != ANY_TASK]

    @tools.ormcache("rule_id")
    @api.model
    def _ladder(self, rule_id: int) -> LadderFacts:
        """The levels of a rule by clock."""
        # sudo: clocks climb the same whoever started them
        levels = self._for_cache().browse(rule_id).level_ids
        by_clock = {}
        for level in levels:
            for topic in level._topics():
                by_clock.setdefault(topic, []).append(level)
        return LadderFacts(
            levels={
                clock: tuple(level._core_level() for level in found)
                for clock, found in by_clock.items()
                if clock != URGED
            },
            ids={level.level_key: level.id for level in levels},
            urged=tuple(UrgeLevel(level.id, level.level_key, int(level.amount)) for level in by_clock.get(URGED, ())),
        )

    @api.model
    def _clock_ladder(self, rule_id, clock_type, calendar) -> core_escalation.Ladder:
        """What watches over a clock of a type that counts in these hours."""
        levels = self._ladder(rule_id).levels.get(clock_type, ()) if rule_id else ()
        return core_escalation.Ladder(levels, calendar._cs_day_minutes())

    def _levels_changed(self):
        """Have the running clocks of these ladders look at them again; what is new speaks from now on."""
        # sudo: clocks are figures of the system
        clocks = self.env["cs.clock"].sudo()
        clocks = clocks.search([("ladder_id", "in", self.ids), ("state", "in", ("running", "paused"))])
        now = utcnow()
        late = clocks.filtered(lambda clock: clock.next_level_at and clock.next_level_at <= now)
        (clocks - late).write({"levels_from": now})
        running = clocks.filtered(lambda clock: clock.state == "running")
        running.write({"next_level_at": now})
        tickets = running.ticket_id.filtered(lambda ticket: not ticket.next_action_at or ticket.next_action_at > now)
        tickets._put_off(now)


def topics_of(clock_type: str) -> list[str]:
    """The topics that a level's choice of clock stands for."""
    if clock_type == ANY_TASK:
        return [code for code, _label in TASK_CLOCKS]
    return [clock_type] if clock_type else []
