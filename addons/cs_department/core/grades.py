"""Grades from scores: free by score, or shared out among the people of a scheme; and runs of them.

Rule books: systems.md D13 (grade → bonus coefficient; repeated excellence → promotion list,
repeated failure → transfer or dismissal review).
"""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import takewhile

_ALL = Decimal(100)


@dataclass(frozen=True)
class Grade:
    """A step of a scale.

    :param key: whatever tells it apart.
    :param from_score: the least score with which it can be reached, in points of the scheme.
    :param share: how many percent of the people it takes, at the best; 0: as many as reach it.
    """

    key: Hashable
    from_score: Decimal
    share: Decimal = Decimal(0)
    is_excellent: bool = False
    is_failed: bool = False


def scale(grades: Iterable[Grade]) -> list[Grade]:
    """The grades from the best to the worst.

    :raises ValueError: for two grades from one score on, or shares that are none.
    """
    best_first = sorted(grades, key=lambda grade: -grade.from_score)
    if len({grade.from_score for grade in best_first}) < len(best_first):
        raise ValueError("two grades begin at one score")
    if any(not 0 <= grade.share <= _ALL for grade in best_first):
        raise ValueError("a share is between 0 and 100 percent")
    total = sum((grade.share for grade in best_first), Decimal(0))
    if total > _ALL:
        raise ValueError("the shares are more than everybody")
    if best_first and all(grade.share for grade in best_first) and total != _ALL:
        raise ValueError("the shares of all grades are everybody")
    return best_first


def by_score(score: Decimal, grades: Sequence[Grade]) -> int | None:
    """Place in the scale (0 is the best) of a score alone; the worst grade takes whatever is below it.

    :param grades: best first, see :func:`scale`.
    :return: ``None`` without grades.
    """
    if not grades:
        return None
    return next((place for place, grade in enumerate(grades) if score >= grade.from_score), len(grades) - 1)


def distribute(scores: Mapping[Hashable, Decimal], grades: Iterable[Grade]) -> dict[Hashable, Grade | None]:
    """Person → grade.

    Where no grade has a share, the score alone decides. A share is forced: of the people in
    the order of their scores the best grade takes its share from the top, the worst from the
    bottom, the ones between after them; grades without a share take the rest. Nobody gets a
    grade whose least score he has not reached. People with equal scores get the same grade:
    they all stand in the middle of their places. A share counts a person when the middle of
    his place is inside, so that 20 % of 3 people are one, and 20 % of 2 none.

    :param scores: person → score; whoever has none is not in it.
    :raises ValueError: for a scale that contradicts itself, see :func:`scale`.
    """
    best_first = scale(grades)
    if not best_first:
        return dict.fromkeys(scores)
    found: dict[Hashable, Grade | None] = {}
    count, before = len(scores), 0
    equal: dict[Decimal, list[Hashable]] = {}
    for person, score in scores.items():
        equal.setdefault(score, []).append(person)
    for score, people in sorted(equal.items(), reverse=True):
        middle = (before + Decimal(len(people)) / 2) * _ALL / count
        reached = by_score(score, best_first) or 0
        place = max(reached, _from_top(middle, best_first), _from_bottom(middle, best_first))
        found.update(dict.fromkeys(people, best_first[place]))
        before += len(people)
    return found


def _from_top(middle: Decimal, grades: Sequence[Grade]) -> int:
    """Best grade that the shares leave for a place in the order (percent of the people)."""
    taken = Decimal(0)
    for place, grade in enumerate(grades):
        taken += grade.share
        if not grade.share or middle <= taken:
            return place
    return len(grades) - 1


def _from_bottom(middle: Decimal, grades: Sequence[Grade]) -> int:
    """Best grade that the shares of the worst grades leave for a place; 0: they do not speak of it."""
    if all(grade.share for grade in grades):
        return 0  # the shares of all grades are said from the top already
    taken, place = Decimal(0), len(grades)
    for grade in takewhile(lambda grade: grade.share, reversed(grades)):
        taken += grade.share
        place -= 1
        if middle > _ALL - taken:
            return place
    return 0


def in_a_row(marks: Sequence[bool]) -> int:
    """How many of the last marks, one after the other up to the newest, are true.

    :param marks: oldest first; a period without an appraisal is not among them: it neither
        counts nor breaks the run.
    """
    return sum(1 for _mark in takewhile(bool, reversed(marks)))
