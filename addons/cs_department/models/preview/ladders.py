from odoo import api, models

from ...core import preview
from ...core.now import utcnow
from ...core.preview import Measure
from ...core.replay_ladders import LadderReplay, told
from ...core.rules import DIMENSIONS
from ..escalation.escalation_rule import URGED
from .targets import _Targets


class CsEscalationRule(models.Model):
    """Who would have been told of real cases under the ladders."""

    _inherit = "cs.escalation.rule"

    @api.model
    def _preview_measures(self):
        roles = self.env["cs.escalation.level"]._fields["role"]._description_selection(self.env)
        return [
            Measure("told", self.env._("Cases with a level reached")),
            *(Measure(f"told_{role}", self.env._("Told: %(who)s", who=label)) for role, label in roles),
            Measure("owner", self.env._("Somebody else becomes responsible")),
            Measure("severity", self.env._("Severity becomes graver")),
        ]

    @api.model
    def _preview_outcomes(self, tickets):
        """How often the levels of each kind are told, from the lives of the cases and the targets in force."""
        lives, now, found = tickets._lives(), utcnow(), {}
        hours = preview.notes().setdefault("ladder hours", {})
        for company, group in tickets.grouped("company_id").items():
            targets = _Targets(self.env["cs.sla.rule"], company, hours)
            ladders = _Ladders(self, company)
            for ticket in group:
                life = lives[ticket.id]
                reached = told(LadderReplay(life, targets.targets, targets.hours, ladders.ladder).run(now))
                found[ticket.id] = self._preview_count(reached, ladders.urged(life.facts_at(now), ticket.urge_count))
        return found

    @api.model
    def _preview_count(self, reached, urged) -> dict:
        """The measures of one case.

        :param reached: (ladder, key of the level) → how often.
        :param urged: ids of the levels that its urging reached.
        """
        counts = {}
        levels = {self._ladder(rule_id).ids[key]: count for (rule_id, key), count in reached.items()}
        for level_id, count in [*levels.items(), *((level_id, 1) for level_id in urged)]:
            for measure in self.env["cs.escalation.level"]._preview_kinds(level_id):
                counts[measure] = counts.get(measure, 0) + count
        return counts


class _Ladders:
    """What the book says for the cases of one company; equal facts ask once."""

    def __init__(self, book, company):
        self.book, self.company = book, company
        self._asked = {}

    def rule_id(self, topic, facts):
        key = (topic, *[facts.get(name) for name in DIMENSIONS])
        if key not in self._asked:
            # the day says nothing: rules of a preview come without dates
            self._asked[key] = self.book._rule_id_for(self.company.id, facts, utcnow().date(), topic)
        return self._asked[key]

    def ladder(self, clock_type, facts, hours):
        """Id of the ladder beside a clock that counts in these hours, and its levels."""
        rule_id = self.rule_id(clock_type, facts)
        calendar = self.book.env["resource.calendar"].browse(hours or ())
        return rule_id, self.book._clock_ladder(rule_id, clock_type, calendar)

    def urged(self, facts, count):
        rule_id = self.rule_id(URGED, facts) if count else False
        return [level.id for level in self.book._ladder(rule_id).urged if level.count <= count] if rule_id else []


class CsEscalationLevel(models.Model):
    _inherit = "cs.escalation.level"

    @api.model
    def _preview_kinds(self, level_id) -> list[str]:
        """What a preview counts when this level is told."""
        # sudo: previews count for whoever may see them
        level = self.sudo().browse(level_id)
        kinds = ["told"]
        if level._ways():
            kinds.append(f"told_{level.role}")
        if level.owner_role:
            kinds.append("owner")
        if level.severity_id:
            kinds.append("severity")
        return kinds
