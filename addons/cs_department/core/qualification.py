"""Whether a person meets what a post asks for (systems.md D24: "typing 80 characters/min, experience, degree")."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

#: degrees in their order, as HR keeps them; a college diploma is ``graduate``
DEGREES = ("other", "graduate", "bachelor", "master", "doctor")
_YEAR = Decimal("365.25")


@dataclass(frozen=True)
class Verdict:
    """What is known about one qualification of one person.

    :param met: ``None`` where nothing is known yet: somebody has to look.
    :param gap: how much is missing, in the unit of the qualification; 0 when it is met.
    """

    met: bool | None
    gap: Decimal = Decimal(0)


def judge(has: Decimal | None, needed: Decimal, higher_is_better: bool = True) -> Verdict:
    """A measured figure against its least (or, where lower is better, its greatest) value."""
    if has is None:
        return Verdict(None)
    gap = needed - has if higher_is_better else has - needed
    return Verdict(gap <= 0, max(gap, Decimal(0)))


def judge_degree(has: str | None, needed: str) -> Verdict:
    """A degree against the least one.

    :param has: one of :data:`DEGREES`; anything else is not known.
    :raises ValueError: for a needed degree that is none.
    """
    least = DEGREES.index(needed)
    if has not in DEGREES:
        return Verdict(None)
    return judge(Decimal(DEGREES.index(has)), Decimal(least))


def years(spans: Iterable[tuple[date, date | None]], today: date) -> Decimal:
    """Years of experience, rounded to a tenth: days that several spans share count once.

    :param spans: first and last day, both inclusive, of each job; without an end it goes on.
    """
    days, counted_to = 0, date.min
    for first, last in sorted((first, min(last or today, today)) for first, last in spans):
        begin = max(first, date.fromordinal(counted_to.toordinal() + 1))
        if begin <= last:
            days += (last - begin).days + 1
            counted_to = last
    return (Decimal(days) / _YEAR).quantize(Decimal("0.1"))
