"""The recorded life of a case, as plain data: what previews judge by other rules.

A life is what people did with a case and when (naive UTC): it was put to wait, answered,
classified anew, its departments finished their parts. What the machinery did by the rules
(clocks, automatic closing, notices) is not part of it: that is what a replay works out.

People did what they did under the rules of their time. A replay takes their deeds as they
are and never guesses what they would have done otherwise.
"""

from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from .flow import LIVE
from .rules import DIMENSIONS

Facts = Mapping[str, Hashable]

#: deeds of a life, in the words that :class:`Deed` uses
FACTS, STAGE, ANSWERED, CUSTOMER, VERIFIED, REPORTED, PROMISED = (
    "facts",
    "stage",
    "answered",
    "customer",
    "verified",
    "reported",
    "promised",
)
LEG_OPENED, LEG_TAKEN, LEG_DONE, LEG_CANCELLED = "leg_opened", "leg_taken", "leg_done", "leg_cancelled"
HELD, RELEASED = "held", "released"
#: states of a case that may be opened again, and the clocks that begin anew then
ENDED = frozenset({"resolved", "closed"})
BEGUN_ANEW = frozenset({"resolution", "next_update"})


@dataclass(frozen=True, slots=True)
class Deed:
    """One thing that happened to a case.

    :param what: one of the words above.
    :param facts: ``facts``: what is known of the case from now on.
    :param state: ``stage``: the state that the case has from now on.
    :param pauses: ``stage``: whether clocks stand still in its new stage.
    :param by_itself: ``stage``: a rule closed the case, not a person.
    :param leg: ``leg_…``: id of the department task. ``held``/``released``: what
        holds the closing up.
    :param step: ``leg_opened``: verify, plan, do or report.
    :param value: ``facts``: whether rules look at what changed; ``verified``: the
        finding; ``promised``: whether the customer was told.
    """

    at: datetime
    what: str
    facts: Facts | None = None
    state: str = ""
    pauses: bool = False
    by_itself: bool = False
    leg: Hashable = 0
    step: str = ""
    value: Hashable = None


@dataclass(frozen=True, slots=True)
class Life:
    """A case from its registration on.

    :param registered_at: start of its clocks; its deeds may all lie later.
    :param facts: dimension → value when it was registered.
    :param state: the state in which it was registered, with ``pauses`` as for a stage.
    :param deeds: in the order in which they happened.
    :param exact: whether all of it is recorded; else some of it is as it stands today.
    """

    id: int
    registered_at: datetime
    facts: Facts
    deeds: tuple[Deed, ...] = ()
    state: str = "new"
    pauses: bool = False
    exact: bool = True

    def facts_at(self, moment: datetime) -> Facts:
        """What rules looked at, at the end of a second."""
        found = self.facts
        for deed in self.deeds:
            if deed.at > moment:
                break
            if deed.what == FACTS and deed.facts is not None:
                found = deed.facts
        return found

    def state_at(self, moment: datetime) -> str:
        """The state at the end of a second."""
        found = self.state
        for deed in self.deeds:
            if deed.at > moment:
                break
            if deed.what == STAGE:
                found = deed.state
        return found

    def all_facts(self) -> Iterator[Facts]:
        """Every constellation of facts that the case ever had."""
        yield self.facts
        yield from (deed.facts for deed in self.deeds if deed.facts is not None)


@dataclass(frozen=True, slots=True)
class Change:
    """One row of the timeline: facts that changed, dimension → (before, after)."""

    deed: Deed
    changed: Mapping[str, tuple[Hashable, Hashable]]


def unroll(facts_now: Facts, rows: Sequence[Change]) -> tuple[Facts, list[Deed]]:
    """From what a case is today back to what it was.

    :param rows: oldest first; those without a change of facts are passed on as they are.
    :return: the facts at the registration, and the deeds; one that changed facts is
        followed by a deed that says what they were from then on.
    """
    facts = dict(facts_now)
    back: list[Deed] = []
    for row in reversed(rows):
        if row.changed:
            back.append(Deed(row.deed.at, FACTS, facts=dict(facts), value=bool(row.changed.keys() & set(DIMENSIONS))))
            facts |= {name: before for name, (before, _after) in row.changed.items()}
        if row.deed.what != FACTS:
            back.append(row.deed)
    return facts, back[::-1]


def merged(deeds: Iterable[Deed], others: Iterable[Deed]) -> tuple[Deed, ...]:
    """Two records of one life in the order of time; at one moment the first goes first."""
    return tuple(sorted([*deeds, *others], key=lambda deed: deed.at))


def began(registered_at: datetime, state: str, deeds: Iterable[Deed], clock_type: str) -> datetime:
    """From when a clock counts that is asked for only after these deeds.

    The promise of a solution counts from the last reopening, the one of news from the
    last answer as well; every other from the registration.

    :param state: the state in which the case was registered.
    """
    begin = registered_at
    for deed in deeds:
        if deed.what == STAGE:
            if clock_type in BEGUN_ANEW and state in ENDED and deed.state in LIVE:
                begin = deed.at
            state = deed.state
        elif deed.what == ANSWERED and clock_type == "next_update":
            begin = deed.at
    return begin


def standstills(registered_at: datetime, pauses: bool, deeds: Iterable[Deed]) -> list[tuple[datetime, datetime | None]]:
    """From when until when a case stood in a stage in which clocks stand still.

    :param pauses: whether it was registered in such a stage.
    :return: in order; the last goes on where it has no end.
    """
    found: list[tuple[datetime, datetime | None]] = []
    since = registered_at if pauses else None
    for deed in deeds:
        if deed.what == STAGE and deed.pauses != (since is not None):
            if since is not None:
                found.append((since, deed.at))
            since = deed.at if deed.pauses else None
    return found if since is None else [*found, (since, None)]


def is_live(state: str) -> bool:
    """Whether a case in this state is still to be solved."""
    return state in LIVE
