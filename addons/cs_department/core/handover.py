"""Shift handover (D17): what is carried over, what is missing, who may leave the post."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

#: kinds of items that somebody must fill in before he hands over
TO_RECORD = ("equipment", "count", "duty")
#: kinds that tell what is so today: they are found anew each time and carry no debt
TIDINGS = ("staff", "duty")

#: (model, id) of the record behind an item
Source = tuple[str, int]


@dataclass(frozen=True, slots=True)
class Found:
    """Something live that a snapshot found.

    :param kind: ticket, difficult, promise, callback, task, equipment, count, staff, duty, free.
    :param source: the record behind it.
    :param title: what it is, and how it stands, as words of the company's language.
    :param tone: danger, warning or none.
    :param due_at: naive UTC, or none.
    :param values: further values of the item, by field.
    """

    kind: str
    source: Source
    title: str
    words: str = ""
    tone: str = "none"
    due_at: datetime | None = None
    values: tuple[tuple[str, object], ...] = ()


@dataclass(frozen=True, slots=True)
class Matter:
    """Something that earlier handovers told of and that nobody has closed."""

    id: int
    source: Source | None
    kind: str


@dataclass(frozen=True, slots=True)
class Plan:
    """What becomes of what was open before.

    :param told: what the handover tells, each with the id of its matter, or none for a new one.
    :param by_hand: matters without a record behind them: told again as they are.
    :param over: matters whose record needs nothing any more.
    """

    told: tuple[tuple[Found, int | None], ...]
    by_hand: tuple[int, ...]
    over: tuple[int, ...]


def carry(found: Iterable[Found], matters: Iterable[Matter]) -> Plan:
    """Bring what is live now together with what was handed over and is open.

    A record is told once, by the first kind that found it; what nobody typed in and
    nothing finds any more is over.
    """
    open_by_source = {matter.source: matter.id for matter in matters if matter.source}
    told, seen = [], set()
    for item in found:
        if item.source not in seen:
            seen.add(item.source)
            told.append((item, open_by_source.get(item.source)))
    over = tuple(matter_id for source, matter_id in open_by_source.items() if source not in seen)
    return Plan(tuple(told), tuple(matter.id for matter in matters if not matter.source), over)


@dataclass(frozen=True, slots=True)
class Line:
    """What has been recorded of an item that asks for it.

    :param condition: of equipment: ok, fault or none.
    :param counted: whether a count was entered; ``quantity`` and ``expected`` are what it says.
    :param moment: of a duty: before or after the shift.
    """

    id: int
    kind: str
    condition: str = ""
    counted: bool = False
    quantity: float = 0.0
    expected: float | None = None
    done: bool = False
    moment: str = ""
    note: str = ""


def lacking(line: Line) -> str:
    """What an item lacks: "state", "count", "done", "note" or nothing.

    A fault, a difference in a count and a duty not done are told with a word of why.
    """
    note = bool(line.note.strip())
    if line.kind == "equipment":
        return "state" if not line.condition else "note" if line.condition == "fault" and not note else ""
    if line.kind == "count":
        differs = line.expected is not None and abs(line.quantity - line.expected) > 1e-6
        return "count" if not line.counted else "note" if differs and not note else ""
    if line.kind == "duty":
        return "" if line.done or note else "done"
    return ""


def missing(lines: Iterable[Line], side: str) -> dict[int, str]:
    """Item → what it lacks before a side may sign.

    :param side: ``give``: whoever goes; ``take``: whoever comes, who answers for the
        duties before his shift.
    """
    mine = [line for line in lines if (line.kind == "duty" and line.moment == "before") == (side == "take")]
    return {line.id: lack for line in mine if (lack := lacking(line))}


@dataclass(frozen=True, slots=True)
class Relief:
    """What the roster says about the change of shift.

    :param ends_at: end of the shift that is handed over; none where no roster says so.
    :param next_at: beginning of the next shift at the post, if one is known.
    :param never_empty: the post may not be left alone at any time.
    :param grace: how much later people may still sign.
    """

    ends_at: datetime | None
    next_at: datetime | None = None
    never_empty: bool = False
    grace: timedelta = timedelta()

    @property
    def expected(self) -> bool:
        """Whether somebody follows at once, so that the post is left only when he has taken over."""
        follows = self.ends_at and self.next_at and self.next_at <= self.ends_at + self.grace
        return bool(self.never_empty or follows)

    @property
    def give_until(self) -> datetime | None:
        """From then on the signature of who goes is missing."""
        return self.ends_at + self.grace if self.ends_at else None

    @property
    def take_until(self) -> datetime | None:
        """From then on the signature of who comes is missing."""
        if self.expected:
            return self.give_until
        return self.next_at + self.grace if self.next_at else None


def may_leave(relief: Relief, given: bool, taken: bool, released: bool) -> str:
    """Why somebody may not leave his post: "give" or "relief"; nothing: he may."""
    if released or taken:
        return ""
    if not given:
        return "give"
    return "relief" if relief.expected else ""


def next_look(relief: Relief, now: datetime, given: bool, taken: bool) -> datetime | None:
    """When time must look at a handover again: a second after a signature was due."""
    moments = [] if given else [relief.give_until]
    moments += [] if taken else [relief.take_until]
    ahead = [moment + timedelta(seconds=1) for moment in moments if moment and moment >= now]
    return min(ahead, default=None)


@dataclass(frozen=True, slots=True)
class Tries:
    """Wrong PINs of one person: how many since when."""

    count: int = 0
    since: datetime | None = None


def may_try(tries: Tries, now: datetime, most: int, window: timedelta) -> bool:
    """Whether another PIN is looked at: ``most`` wrong ones within ``window``, then none until it is over."""
    return tries.count < most or tries.since is None or now >= tries.since + window


def failed(tries: Tries, now: datetime, window: timedelta) -> Tries:
    """One wrong PIN more; an old window begins anew."""
    if tries.since is None or now >= tries.since + window:
        return Tries(1, now)
    return Tries(tries.count + 1, tries.since)


def by_kind(kinds: Iterable[str], order: Mapping[str, int]) -> dict[str, int]:
    """How many items of each kind, in the order of the screen."""
    counts: dict[str, int] = {}
    for kind in sorted(kinds, key=lambda kind: order.get(kind, len(order))):
        counts[kind] = counts.get(kind, 0) + 1
    return counts
