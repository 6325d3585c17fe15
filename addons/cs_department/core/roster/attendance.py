"""The roster against the time clock: who came late, left early, stayed away, or worked unasked."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from .times import Span

__all__ = ["Outcome", "Planned", "Tolerance", "compare"]


@dataclass(frozen=True, slots=True)
class Tolerance:
    """Minutes that nobody counts.

    :param late: and early: of coming and going; unasked: of work outside the shifts.
    """

    late: int = 0
    early: int = 0
    unasked: int = 0


@dataclass(frozen=True, slots=True)
class Planned:
    """One shift of a person.

    :param spans: when it is worked, naive UTC, in order.
    :param extend: minutes for which it may be prolonged without being overtime.
    """

    key: int
    spans: tuple[Span, ...]
    extend: int = 0


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a shift.

    :param came: and left: as the time clock has it; ``None``: not at all, or not yet gone.
    :param worked: minutes of the shift that were attended.
    :param late: and early: minutes above the tolerance, counted from the plan.
    :param state: "done", "absent" (did not come) or "leave" (nothing of the shift was due).
    :param unasked: minutes worked right before or after it without being asked.
    """

    state: str
    came: datetime | None = None
    left: datetime | None = None
    worked: int = 0
    late: int = 0
    early: int = 0
    unasked: int = 0


def compare(
    shifts: Sequence[Planned],
    stretches: Sequence[tuple[datetime, datetime | None]],
    leaves: Iterable[Span],
    tolerance: Tolerance,
    now: datetime,
) -> tuple[dict[int, Outcome], list[Span]]:
    """One person's shifts beside what the time clock says.

    :param shifts: all that are in force around the stretches, else work on them would
        count as not asked for.
    :param stretches: come and gone, naive UTC; who has not gone yet is there until now.
    :param leaves: approved, naive UTC: what lies in them is not due.
    :return: shift → outcome, and the stretches of work that belong to no shift.
    """
    present = _merged((start, end or now) for start, end in stretches)
    open_since = [start for start, end in stretches if end is None]
    away = _merged(leaves)
    unasked, strays = _unasked(shifts, present, tolerance)
    outcomes = {}
    for shift in shifts:
        outcome = _outcome(_without(shift.spans, away), present, open_since, tolerance)
        outcomes[shift.key] = Outcome(**{**outcome, "unasked": unasked.get(shift.key, 0)})
    return outcomes, strays


def _outcome(due: list[Span], present: list[Span], open_since: list[datetime], tolerance: Tolerance) -> dict:
    if not due:
        return {"state": "leave"}
    there = [stretch for stretch in present if any(_overlap(stretch, span) for span in due)]
    if not there:
        return {"state": "absent"}
    came, left = there[0][0], there[-1][1]
    late, early = _minutes(came - due[0][0]), _minutes(due[-1][1] - left)
    return {
        "state": "done",
        "came": came,
        "left": None if any(start >= there[-1][0] and start < left for start in open_since) else left,
        "worked": sum(_minutes(_overlap(stretch, span)) for stretch in there for span in due),
        "late": late if late > tolerance.late else 0,
        "early": early if early > tolerance.early else 0,
    }


def _unasked(shifts, present, tolerance) -> tuple[dict[int, int], list[Span]]:
    """Minutes beside each shift that nobody asked for, and work that touches no shift."""
    asked = _merged(span for shift in shifts for span in _extended(shift))
    beside: dict[int, int] = {}
    strays = []
    for start, end in _without(present, asked):
        if _minutes(end - start) <= tolerance.unasked:
            continue
        neighbour = next((shift for shift in shifts if _touches(shift, start, end)), None)
        if neighbour:
            beside[neighbour.key] = beside.get(neighbour.key, 0) + _minutes(end - start)
        else:
            strays.append((start, end))
    return beside, strays


def _extended(shift: Planned) -> list[Span]:
    *first, (start, end) = shift.spans
    return [*first, (start, end + timedelta(minutes=shift.extend))]


def _touches(shift: Planned, start: datetime, end: datetime) -> bool:
    return any(start == until or end == since for since, until in _extended(shift))


def _merged(spans: Iterable[Span]) -> list[Span]:
    """In order and without overlaps; empty ones are left out."""
    merged: list[Span] = []
    for start, end in sorted(spans):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        elif end > start:
            merged.append((start, end))
    return merged


def _without(spans: Iterable[Span], taken: list[Span]) -> list[Span]:
    """What is left of spans when others, in order, are taken out."""
    left = []
    for start, end in spans:
        free = start
        for since, until in taken:
            if until <= free or since >= end:
                continue
            if since > free:
                left.append((free, since))
            free = max(free, until)
        if free < end:
            left.append((free, end))
    return left


def _overlap(one: Span, other: Span) -> timedelta:
    return max(timedelta(0), min(one[1], other[1]) - max(one[0], other[0]))


def _minutes(length: timedelta) -> int:
    return max(0, int(length.total_seconds() // 60))
