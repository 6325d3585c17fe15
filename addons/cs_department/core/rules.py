"""Which rule of a rule book applies to a case.

A rule names the cases that it is for by *dimensions* (kind, category, severity…).
A dimension that names nothing fits every case. The first rule in the manager's own
order that fits and is in force on the day wins: the order that the list shows is
the order of precedence, nothing is hidden.
"""

from collections.abc import Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

DIMENSIONS = (
    "kind_id",
    "category_id",
    "severity_id",
    "priority",
    "customer_class_id",
    "area_id",
    "team_id",
    "channel_id",
)


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule as plain data.

    :param scope: dimension → the values it is limited to; a tree dimension comes
        already expanded to its descendants.
    :param date_from: first day in force (local day of the team), ``None`` = always.
    :param date_to: last day in force, inclusive.
    :param topics: what the rule speaks about (e.g. the clocks it sets targets for);
        a rule is only asked about its topics.
    :param stands_for: of a draft: id of the rule in whose place of the order it stands.
    """

    id: int
    sequence: int = 10
    scope: Mapping[str, frozenset[Hashable]] = field(default_factory=dict)
    date_from: date | None = None
    date_to: date | None = None
    topics: frozenset[str] = frozenset()
    stands_for: int = 0

    @property
    def precedence(self) -> tuple[int, int, int]:
        """Sort key: the manager's order, then the narrower rule, then the older."""
        return (self.sequence, -len(self.scope), self.stands_for or self.id)

    def fits(self, facts: Mapping[str, Hashable], day: date) -> bool:
        """Whether the rule is in force on ``day`` and meant for these facts."""
        if self.date_from and day < self.date_from:
            return False
        if self.date_to and day > self.date_to:
            return False
        return all(facts.get(name) in allowed for name, allowed in self.scope.items())


def pick(rules: Iterable[Rule], facts: Mapping[str, Hashable], day: date, topic: str = "") -> Rule | None:
    """The rule that applies, or ``None`` when no rule speaks of the case.

    :param rules: in any order.
    :param topic: only rules that speak of this topic are asked (empty = all).
    """
    fitting = (rule for rule in rules if (not topic or topic in rule.topics) and rule.fits(facts, day))
    return min(fitting, key=lambda rule: rule.precedence, default=None)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the book said about one rule and one case.

    :param why: empty for the rule that applies; else every reason that it does not:
        dimensions that the case does not fit, ``not_yet`` / ``ended`` where it is not in
        force on the day, or ``earlier`` where only an earlier rule stands before it.
    """

    rule: Rule
    why: tuple[str, ...]

    @property
    def applies(self) -> bool:
        return not self.why


def explain(rules: Iterable[Rule], facts: Mapping[str, Hashable], day: date, topic: str = "") -> list[Verdict]:
    """Why a rule applies and every other one does not, in the order in which they are asked.

    Rules that do not speak of the topic are left out. The one that applies is the one
    that :func:`pick` chooses.
    """
    verdicts, found = [], False
    asked = (rule for rule in rules if not topic or topic in rule.topics)
    for rule in sorted(asked, key=lambda rule: rule.precedence):
        why = tuple(_misfits(rule, facts, day)) or (("earlier",) if found else ())
        found = found or not why
        verdicts.append(Verdict(rule, why))
    return verdicts


def _misfits(rule: Rule, facts: Mapping[str, Hashable], day: date) -> Iterator[str]:
    if rule.date_from and day < rule.date_from:
        yield "not_yet"
    if rule.date_to and day > rule.date_to:
        yield "ended"
    for name in DIMENSIONS:
        if name in rule.scope and facts.get(name) not in rule.scope[name]:
            yield name
