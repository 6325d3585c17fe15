"""The score of a filled form: one number from 0 (worst) to 100 (best).

Only questions that carry points or a scale count, and of those only the ones that
were answered: a question somebody leaves out says nothing against anybody.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

#: a rating in Odoo is a number from here …
WORST_RATING = 1.0
#: … to here
BEST_RATING = 5.0


@dataclass(frozen=True, slots=True)
class Question:
    """What of a question decides the score.

    :param points: points of each offered choice, by its id (empty: no choice question).
    :param several: whether more than one choice may be taken.
    :param low: the lower end of a scale (0 and 0: no scale question).
    :param high: the upper end of a scale.
    """

    points: Mapping[int, float] = field(default_factory=dict)
    several: bool = False
    low: int = 0
    high: int = 0

    @property
    def best(self) -> float:
        """The most points that an answer can bring; 0 when it is not scored."""
        gains = [points for points in self.points.values() if points > 0]
        return (sum(gains) if self.several else max(gains)) if gains else 0.0


def share(question: Question, chosen: Iterable[int] = (), value: float | None = None) -> float | None:
    """How good an answer is, from 0 to 1; ``None`` when the question is not scored.

    :param chosen: ids of the choices taken.
    :param value: the number picked on a scale.
    """
    if question.high > question.low:
        if value is None:
            return None
        return min(max((value - question.low) / (question.high - question.low), 0.0), 1.0)
    if not question.best:
        return None
    chosen = [one for one in chosen if one in question.points]
    if not chosen:
        return None
    return min(max(sum(question.points[one] for one in chosen) / question.best, 0.0), 1.0)


def total(shares: Iterable[float | None]) -> float | None:
    """The score of a form from the shares of its questions, two decimals; ``None``: nothing scored."""
    counted = [one for one in shares if one is not None]
    return round(100 * sum(counted) / len(counted), 2) if counted else None


def rating_of(score: float) -> float:
    """The rating 1–5 that stands for a score 0–100."""
    return round(WORST_RATING + (BEST_RATING - WORST_RATING) * score / 100, 2)
