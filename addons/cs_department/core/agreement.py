"""How far two raters agree: the share of equal answers, and Cohen's kappa.

Kappa (Cohen 1960) is the agreement beyond that which chance would give two raters who
answer as often this or that as these two did: 1 is perfect, 0 no better than chance,
below 0 worse. It is unknown where chance alone would always agree.
"""

from collections import Counter
from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True, slots=True)
class Agreement:
    """:param pairs: answers given twice. :param agreed: of these, equal ones."""

    pairs: int
    agreed: int
    expected: Fraction | None

    @property
    def percent(self) -> float | None:
        """Equal answers of a hundred, ``None`` when none was given twice."""
        return float(Fraction(100 * self.agreed, self.pairs)) if self.pairs else None

    @property
    def kappa(self) -> float | None:
        """Cohen's kappa, ``None`` where it is not defined."""
        if self.expected is None or self.expected == 1:
            return None
        return float((Fraction(self.agreed, self.pairs) - self.expected) / (1 - self.expected))


def compare(pairs: Iterable[tuple[Hashable, Hashable]]) -> Agreement:
    """The agreement of two raters.

    :param pairs: the first rater's answer and the second's to the same question, as categories.
    """
    pairs = list(pairs)
    count = len(pairs)
    if not count:
        return Agreement(0, 0, None)
    firsts, seconds = (Counter(side) for side in zip(*pairs, strict=True))
    expected = Fraction(sum(firsts[answer] * seconds[answer] for answer in firsts), count * count)
    return Agreement(count, sum(first == second for first, second in pairs), expected)
