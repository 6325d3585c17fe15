"""Rows of a file to cases with their history, and what is wrong with them.

The first row of a case number is the case as it was registered; the further rows are
its later steps. What a case is in the end is what its rows say last.

Nothing here knows records: the model looks the names up and gives the meaning of
stages in. Reasons are codes; the model puts them into words.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta, tzinfo
from itertools import pairwise

from . import import_cells as cells
from .flow import LIVE
from .import_headers import MOMENTS

#: said once, when the case was registered; the first row that says it counts
_SAID_FIRST = frozenset({"subject", "description", "registered_at", "registered_by"})
#: belong to the row's own step, not to the case
_OF_STEP = frozenset({"step_at", "step_user", "step_note", "message"})
#: a change of these between two rows is told by the timeline, in this order
WATCHED = (
    "stage",
    "team",
    "agent",
    "kind",
    "category",
    "subcategory",
    "severity",
    "impact",
    "urgency",
    "priority",
)
_COUNTS = frozenset({"reopen_count", "transfer_count"})
_WORDS = {
    "impact": cells.level,
    "urgency": cells.level,
    "priority": cells.priority,
    "validity": cells.validity,
}
#: file clocks and ours may disagree by so much
_TOLERANCE = timedelta(days=1)

#: the meaning of a stage's name: one of the states of ``core.flow``, or ``None``
StateOf = Callable[[str], str | None]


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a row is bad.

    :param code: unreadable_moment, unreadable_word, unreadable_count, no_time,
        no_step_time, future, order, no_end; the model adds what it finds.
    """

    row: int
    code: str
    column: str = ""
    value: str = ""


@dataclass(frozen=True, slots=True)
class Reader:
    """How to read the cells of one file.

    :param targets: what each column holds, ``None`` for columns left out.
    :param words: (target, word without case) → the word to read instead, "" for
        nothing.
    :param now: naive UTC; nothing in a file can have happened later.
    """

    targets: Sequence[str | None]
    zone: tzinfo
    order: cells.DateOrder
    now: datetime
    missing: frozenset[str] = cells.MISSING_MARKS
    words: dict[tuple[str, str], str] = field(default_factory=dict)

    def texts(self, row: Sequence[str]) -> dict[str, str]:
        """Target → text of the cells that say something."""
        found = {}
        for target, cell in zip(self.targets, row, strict=False):
            text = target and cells.value(cell, self.missing)
            if text and self.words:
                text = self.words.get((target, text.casefold()), text)
            if text:
                found[target] = text
        return found


@dataclass(slots=True)
class Step:
    """One row of a case's history.

    :param changes: (target, text before, text after).
    """

    row: int
    at: datetime
    by: str = ""
    changes: list[tuple[str, str, str]] = field(default_factory=list)
    note: str = ""
    message: str = ""


@dataclass(slots=True)
class Case:
    """A case as the file tells it.

    :param texts: what its rows say last, as text.
    :param codes: impact, urgency, priority, validity as stored.
    :param steps: in the order of time; the first is the registration.
    """

    number: str
    row: int
    texts: dict[str, str] = field(default_factory=dict)
    codes: dict[str, str] = field(default_factory=dict)
    moments: dict[str, datetime] = field(default_factory=dict)
    counts: dict[str, int] = field(default_factory=dict)
    steps: list[Step] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Figures:
    """What follows from a case's history; all moments are naive UTC.

    :param answers: when words went to the customer.
    :param stages: (when, stage in the words of the file) of every change of stage.
    """

    registered_at: datetime
    state: str
    first_response_at: datetime | None
    resolved_at: datetime | None
    closed_at: datetime | None
    reopen_count: int
    transfer_count: int
    answers: tuple[datetime, ...] = ()
    stages: tuple[tuple[datetime, str], ...] = ()


def group(numbered: Sequence[tuple[str, int]]) -> dict[str, list[int]]:
    """Case number → positions of its rows, in the order of first appearance."""
    groups: dict[str, list[int]] = {}
    for number, position in numbered:
        groups.setdefault(number, []).append(position)
    return groups


def build(number: str, rows: Sequence[tuple[int, Sequence[str]]], reader: Reader) -> Case:
    """One case from its rows, with every problem that its cells have."""
    case = Case(number, rows[0][0])
    known: dict[str, str] = {}
    for row, line in rows:
        texts = reader.texts(line)
        moments = _read_row(case, row, texts, reader)
        step = _step(case, row, texts, moments, known)
        for target, text in texts.items():
            if target not in _OF_STEP and not (target in _SAID_FIRST and target in case.texts):
                case.texts[target] = text
        for target, at in moments.items():
            if target != "step_at" and not (target in _SAID_FIRST and target in case.moments):
                case.moments[target] = at
        if step:
            case.steps.append(step)
    case.steps[1:] = sorted(case.steps[1:], key=lambda step: (step.at, step.row))
    return case


def _read_row(case: Case, row: int, texts: dict[str, str], reader: Reader) -> dict[str, datetime]:
    """Read the row's moments, levels and counts; note what cannot be read."""
    moments = {}
    for target, text in texts.items():
        try:
            if target in MOMENTS:
                moments[target] = cells.moment(text, reader.zone, reader.order)
            elif target in _WORDS:
                case.codes[target] = _WORDS[target](text)
            elif target in _COUNTS:
                case.counts[target] = cells.whole_number(text)
        except (ValueError, OverflowError):
            kind = "moment" if target in MOMENTS else "count" if target in _COUNTS else "word"
            case.problems.append(Problem(row, f"unreadable_{kind}", target, text))
    for target, at in moments.items():
        if at > reader.now + _TOLERANCE:
            case.problems.append(Problem(row, "future", target, texts[target]))
    return moments


def _step(
    case: Case,
    row: int,
    texts: dict[str, str],
    moments: dict[str, datetime],
    known: dict[str, str],
) -> Step | None:
    first = not case.steps
    at = moments.get("registered_at") if first else None
    at = at or moments.get("step_at")
    if at is None:
        broken = any(problem.row == row for problem in case.problems)
        if not broken:
            case.problems.append(Problem(row, "no_time" if first else "no_step_time"))
        if not first:
            return None
        at = datetime.min
    step = Step(
        row,
        at,
        texts.get("step_user") or (texts.get("registered_by", "") if first else ""),
        [],
        texts.get("step_note", ""),
        texts.get("message", ""),
    )
    for target in WATCHED:
        new = texts.get(target)
        if new and new != known.get(target):
            step.changes.append((target, known.get(target, ""), new))
            known[target] = new
    return step


def figures(case: Case, state_of: StateOf) -> Figures:
    """The figures of a case; problems with its times are added to the case."""
    moves = _moves(case, state_of)
    state = moves[-1][1] if moves else "new"
    registered_at = case.steps[0].at
    resolved_at, closed_at = _end(case, moves, state)
    answers = tuple(step.at for step in case.steps if step.message)
    touched = next((at for at, to in moves if to in ("waiting", "resolved", "closed")), None)
    found = Figures(
        registered_at=registered_at,
        state=state,
        first_response_at=case.moments.get("first_response_at")
        or min((at for at in (*answers[:1], touched) if at), default=None),
        resolved_at=resolved_at,
        closed_at=closed_at,
        reopen_count=case.counts.get("reopen_count", _reopenings(moves)),
        transfer_count=case.counts.get("transfer_count", _transfers(case)),
        answers=answers,
        stages=tuple((step.at, new) for step in case.steps for target, _old, new in step.changes if target == "stage"),
    )
    _check_order(case, found)
    return found


def _moves(case: Case, state_of: StateOf) -> list[tuple[datetime, str]]:
    """(when, state) of every change of state, the registration included.

    Rows may be out of order in the file; each says where the case stood at its time.
    """
    moves: list[tuple[datetime, str]] = []
    for step in case.steps:
        for target, _old, new in step.changes:
            state = state_of(new) if target == "stage" else None
            if state and (not moves or moves[-1][1] != state):
                moves.append((step.at, state))
    return moves


def _end(case: Case, moves: list[tuple[datetime, str]], state: str):
    """When the case was resolved and closed, as far as it is."""
    if state in LIVE:
        return None, None
    last = {to: at for at, to in moves[-2:] if to not in LIVE}
    resolved_at = case.moments.get("resolved_at")
    if not resolved_at and (len(case.steps) > 1 or state == "resolved"):
        resolved_at = last.get("resolved")
    if state == "resolved":
        return resolved_at, None
    closed_at = case.moments.get("closed_at")
    if not closed_at and len(case.steps) > 1:
        closed_at = last.get(state)
    if not closed_at:
        closed_at = resolved_at
    if not closed_at:
        case.problems.append(Problem(case.row, "no_end"))
    return (None if state == "cancelled" else resolved_at), closed_at


def _reopenings(moves: list[tuple[datetime, str]]) -> int:
    over = {"resolved", "closed"}
    pairs = pairwise(moves)
    return sum(before in over and after in LIVE for (_a, before), (_b, after) in pairs)


def _transfers(case: Case) -> int:
    """Rows on which another agent or team took the case over."""
    return sum(any(target in ("team", "agent") and old for target, old, _new in step.changes) for step in case.steps)


def _check_order(case: Case, found: Figures) -> None:
    line = (
        ("registered_at", found.registered_at),
        ("resolved_at", found.resolved_at),
        ("closed_at", found.closed_at),
    )
    known = [(name, at) for name, at in line if at and at != datetime.min]
    for (_before, earlier), (name, later) in pairwise(known):
        if later < earlier:
            case.problems.append(Problem(case.row, "order", name))
