"""What is wrong with a rule book: rules that never apply, rules that clash, gaps.

A rule covers a *box*: for each dimension the values that it is limited to, and the days
on which it is in force. The book is checked by taking boxes away from each other, which
is exact: several earlier rules that hide a later one only together are found as well.

Values that no rule tells apart are one value here, so that a book is checked at once
however many categories there are.
"""

from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from .rules import DIMENSIONS, Rule

DAY = timedelta(days=1)
#: a book that falls into more pieces is too entangled to be checked: nothing is said of it
MOST_PIECES = 5000

Values = frozenset[Hashable]
#: dimension → every value that a case can have there; "nothing" is one of them
Universe = Mapping[str, Values]


class TooEntangled(Exception):
    """The book falls into too many pieces."""


@dataclass(frozen=True, slots=True)
class Box:
    """Cases of some values, on some days (both inclusive)."""

    sides: tuple[Values, ...]
    first: date
    last: date

    def meets(self, other: "Box") -> bool:
        """Whether a case on some day is in both."""
        return (
            self.first <= other.last
            and other.first <= self.last
            and all(not mine.isdisjoint(theirs) for mine, theirs in zip(self.sides, other.sides, strict=True))
        )

    def minus(self, other: "Box") -> Iterator["Box"]:
        """What is left of this box when the other one is taken away, in disjoint pieces."""
        if not self.meets(other):
            yield self
            return
        if self.first < other.first:
            yield Box(self.sides, self.first, other.first - DAY)
        if other.last < self.last:
            yield Box(self.sides, other.last + DAY, self.last)
        first, last, sides = max(self.first, other.first), min(self.last, other.last), list(self.sides)
        for number, theirs in enumerate(other.sides):
            rest = sides[number] - theirs
            if rest:
                yield Box((*sides[:number], rest, *sides[number + 1 :]), first, last)
            sides[number] &= theirs


@dataclass(frozen=True, slots=True)
class Hidden:
    """A rule that never applies (any more), and the earlier rules that take its cases."""

    rule_id: int
    by: tuple[int, ...]
    topic: str = ""


@dataclass(frozen=True, slots=True)
class Clash:
    """Two rules of the same place and width for common cases: only their age decides."""

    rule_id: int
    other_id: int


@dataclass(frozen=True, slots=True)
class Gap:
    """Cases of a kind and severity for which no rule answers, or not for all of them."""

    kind_id: Hashable
    severity_id: Hashable
    topic: str
    whole: bool


class Book:
    """A book of rules, from one day on.

    :param rules: of one company, in any order.
    :param universe: see :data:`Universe`; dimensions left out count as one value.
    :param today: rules that ended before are not looked at.
    """

    def __init__(self, rules: Iterable[Rule], universe: Universe, today: date):
        self.today = today
        live = (rule for rule in rules if not rule.date_to or rule.date_to >= today)
        self.rules: Sequence[Rule] = sorted(live, key=lambda rule: rule.precedence)
        self.topics = sorted({topic for rule in self.rules for topic in rule.topics} or {""})
        self._atoms = {name: self._group(name, universe.get(name) or {False}) for name in DIMENSIONS}
        self._boxes = {rule.id: self._box(rule) for rule in self.rules}

    def _group(self, name: str, values: Iterable[Hashable]) -> dict[Hashable, Hashable]:
        """Value → the one that stands for all that the same rules name.

        Kinds and severities stay apart, for gaps are told by them.
        """
        if name in ("kind_id", "severity_id"):
            return {value: value for value in values}
        limits = [rule.scope[name] for rule in self.rules if name in rule.scope]
        first: dict[tuple[bool, ...], Hashable] = {}
        return {value: first.setdefault(tuple(value in limit for limit in limits), value) for value in values}

    def _box(self, rule: Rule) -> Box:
        sides = tuple(
            frozenset(
                atom for value, atom in self._atoms[name].items() if name not in rule.scope or value in rule.scope[name]
            )
            for name in DIMENSIONS
        )
        return Box(sides, max(rule.date_from or self.today, self.today), rule.date_to or date.max)

    def _left(self, box: Box, others: Iterable[Rule]) -> tuple[list[Box], list[Rule]]:
        """What is left of a box without these rules, and the rules that took something."""
        left, takers = [box] if all(box.sides) else [], []
        for other in others:
            if not any(piece.meets(self._boxes[other.id]) for piece in left):
                continue
            takers.append(other)
            left = [rest for piece in left for rest in piece.minus(self._boxes[other.id])]
            if len(left) > MOST_PIECES:
                raise TooEntangled
            if not left:
                break
        return left, takers

    def hidden(self) -> list[Hidden]:
        """Rules that never apply to any case, for a topic that they speak of."""
        found = []
        for topic in self.topics:
            for rule, earlier in self._asked(topic):
                left, takers = self._left(self._boxes[rule.id], earlier)
                if not left:
                    found.append(Hidden(rule.id, self._enough(rule, takers), topic))
        return found

    def _enough(self, rule: Rule, takers: Sequence[Rule]) -> tuple[int, ...]:
        """The first rule that hides this one alone, else all that do it together."""
        box = self._boxes[rule.id]
        alone = next((taker for taker in takers if not any(box.minus(self._boxes[taker.id]))), None)
        return (alone.id,) if alone else tuple(taker.id for taker in takers)

    def _speaking(self, topic: str) -> list[Rule]:
        return [rule for rule in self.rules if not topic or topic in rule.topics]

    def _asked(self, topic: str) -> Iterator[tuple[Rule, list[Rule]]]:
        """Each rule that speaks of a topic, with those before it."""
        speaking = self._speaking(topic)
        for number, rule in enumerate(speaking):
            yield rule, speaking[:number]

    def clashes(self) -> list[Clash]:
        """Rules between which only their age decides."""
        return [
            Clash(rule.id, other.id)
            for number, rule in enumerate(self.rules)
            for other in self.rules[number + 1 :]
            if rule.precedence[:2] == other.precedence[:2]
            and (rule.topics & other.topics or not rule.topics | other.topics)
            and self._boxes[rule.id].meets(self._boxes[other.id])
        ]

    def gaps(self, topics: Iterable[str] = ("",)) -> list[Gap]:
        """Kinds and severities of cases for which the book has no answer today.

        :param topics: those that the book must answer.
        """
        found = []
        kind, severity = DIMENSIONS.index("kind_id"), DIMENSIONS.index("severity_id")
        everything = tuple(frozenset(atoms.values()) for atoms in self._atoms.values())
        for topic in topics:
            speaking = self._speaking(topic)
            left, _takers = self._left(Box(everything, self.today, self.today), speaking)
            cells = sorted(
                {(k, s) for piece in left for k in piece.sides[kind] for s in piece.sides[severity]}, key=str
            )
            for kind_id, severity_id in cells:
                cell = list(everything)
                cell[kind], cell[severity] = frozenset({kind_id}), frozenset({severity_id})
                box = Box(tuple(cell), self.today, self.today)
                answered = any(box.meets(self._boxes[rule.id]) for rule in speaking)
                found.append(Gap(kind_id, severity_id, topic, not answered))
        return found
