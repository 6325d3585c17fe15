"""The rule books as they would be: what a preview asks instead of today's books.

A preview answers twice for the same cases: by the rules in force today, and by the same
rules with a change. Both sides are asked through the very functions that decide every
day; they look here first (:func:`swapped`) before they take the rules of a book.

What holds lives in context variables, so that it is seen by this thread and this block
of code alone: whoever registers a case at the same moment is served by today's rules.
Nothing here is written to a cache that others read.
"""

from collections.abc import Hashable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, NamedTuple

from .rules import Rule


@dataclass(frozen=True, slots=True)
class Swap:
    """A change of one book.

    :param out: ids of the rules that would not be there (replaced or removed).
    :param into: (company id or ``None`` for every company, rule) that would be there.
    """

    out: frozenset[int] = frozenset()
    into: tuple[tuple[int | None, Rule], ...] = ()


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a preview.

    :param day: the local day as of which rules are in force. Every case of the period
        is judged by the books of this one day, whenever it was registered.
    :param swaps: model name → its change; none for today's side.
    """

    day: date
    swaps: Mapping[str, Swap] = field(default_factory=dict)
    known: dict[Hashable, tuple[Rule, ...]] = field(default_factory=dict, compare=False)


_side: ContextVar[Side | None] = ContextVar("cs_preview_side", default=None)
_notes: ContextVar[dict[Hashable, Any] | None] = ContextVar("cs_preview_notes", default=None)


@contextmanager
def as_if(day: date, swaps: Mapping[str, Swap] | None = None) -> Iterator[None]:
    """Ask the books of ``day``, changed by ``swaps``, inside this block."""
    token = _side.set(Side(day, dict(swaps or {})))
    try:
        yield
    finally:
        _side.reset(token)


def swapped(model: str, company_id: int, rules: tuple[Rule, ...]) -> tuple[Rule, ...]:
    """The rules of a book for a company: as given, unless a preview asks.

    For a preview the rules that are in force on its day, changed as it says. They come
    without their dates: they serve all cases of the period. A rule of the change serves
    whatever its dates say, for it is what the preview is about.

    :param rules: of the company, as the book holds them.
    """
    side = _side.get()
    if side is None:
        return rules
    key = (model, company_id)
    if key not in side.known:
        side.known[key] = tuple(_changed(side, model, company_id, rules))
    return side.known[key]


def _changed(side: Side, model: str, company_id: int, rules: Iterable[Rule]) -> Iterator[Rule]:
    swap = side.swaps.get(model, Swap())
    for rule in rules:
        if rule.id not in swap.out and _in_force(rule, side.day):
            yield replace(rule, date_from=None, date_to=None)
    for company, rule in swap.into:
        if company in (None, company_id):
            yield replace(rule, date_from=None, date_to=None)


def _in_force(rule: Rule, day: date) -> bool:
    return (not rule.date_from or rule.date_from <= day) and (not rule.date_to or day <= rule.date_to)


# ------------------------------------------------------------ both sides, one batch


@contextmanager
def one_batch() -> Iterator[None]:
    """Both sides of a batch run inside: what they read of the cases is read once."""
    token = _notes.set({})
    try:
        yield
    finally:
        _notes.reset(token)


def notes() -> dict[Hashable, Any]:
    """What the sides of this batch know already; outside a batch it is forgotten at once.

    Keep here what the recorded life of the cases says, never what a rule says of it.
    """
    known = _notes.get()
    return {} if known is None else known


# ------------------------------------------------------------------- what is counted


class Measure(NamedTuple):
    """What a book counts in a preview.

    :param key: stands in the outcomes.
    :param label: in the reader's language.
    :param unit: ``minutes`` or ``money`` where the mean of the numbers says something;
        empty: the cases with a value are counted, and for words those of every word.
    """

    key: str
    label: str
    unit: str = ""


class Count(NamedTuple):
    """One line of a preview, of one value of a measure.

    :param today: ids of the cases that count by today's rules, in order.
    :param then: ids that count with the change.
    :param changed: ids that count on both sides, with another value.
    :param today_sum: sum of the numbers behind ``today`` (0 for what is no number).
    """

    today: list[int]
    then: list[int]
    changed: list[int]
    today_sum: float
    then_sum: float


def counts(today: Mapping[int, Mapping], then: Mapping[int, Mapping], measure: Measure) -> dict[str, Count]:
    """Count one measure on both sides.

    :param today: case id → outcomes (measure key → number, moment, word or nothing).
    :return: word → its line; what is no word (a number, a moment) stands under "".
    """
    found: dict[str, Count] = {}
    for case in sorted({*today, *then}):
        before = today.get(case, {}).get(measure.key) or None
        after = then.get(case, {}).get(measure.key) or None
        words = {value if isinstance(value, str) else "" for value in (before, after) if value is not None}
        for word in words:
            mine = (value if ((isinstance(value, str) and value) or "") == word else None for value in (before, after))
            _count(found, word, case, *mine)
    return found


def _count(found: dict[str, Count], value: str, case: int, before: Any, after: Any) -> None:
    """Put one case into the line of a value; ``None`` is a side on which it does not count."""
    line = found.get(value) or Count([], [], [], 0.0, 0.0)
    if before is not None:
        line.today.append(case)
    if after is not None:
        line.then.append(case)
    if before is not None and after is not None and before != after:
        line.changed.append(case)
    found[value] = line._replace(
        today_sum=line.today_sum + _number(before),
        then_sum=line.then_sum + _number(after),
    )


def _number(value: Any) -> float:
    return float(value) if isinstance(value, int | float) else 0.0
