"""Repeat detection (D7): the same customer or place with the same trouble again."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True, slots=True)
class Case:
    """What repeat detection looks at; ``0``/``""`` stand for unknown.

    :param registered_at: naive UTC.
    """

    id: int
    registered_at: datetime
    customer_id: int = 0
    place: str = ""
    category_id: int = 0
    cause_id: int = 0


@dataclass(frozen=True, slots=True)
class Sameness:
    """A repeat rule as plain data: window in calendar days and what must agree."""

    days: int
    by_customer: bool = True
    by_place: bool = True

    def __call__(self, case: Case, earlier: Case) -> bool:
        """Whether ``earlier`` makes ``case`` a repeat.

        The trouble is the same when both causes are found and equal; as long as one
        of them is not found yet, equal categories speak.
        """
        age = case.registered_at - earlier.registered_at
        older = (earlier.registered_at, earlier.id) < (case.registered_at, case.id)
        if not older or age > timedelta(days=self.days):
            return False
        who = self.by_customer and case.customer_id and case.customer_id == earlier.customer_id
        where = self.by_place and case.place and case.place == earlier.place
        if not (who or where):
            return False
        if case.cause_id and earlier.cause_id:
            return case.cause_id == earlier.cause_id
        return bool(case.category_id) and case.category_id == earlier.category_id


#: cases by customer id and by place, so that a batch is not compared with all of itself
Index = Mapping[tuple[str, int | str], Sequence[Case]]


def index_cases(cases: Iterable[Case]) -> Index:
    """Earlier cases, found again by their customer and by their place."""
    index = defaultdict(list)
    for case in cases:
        if case.customer_id:
            index["customer", case.customer_id].append(case)
        if case.place:
            index["place", case.place].append(case)
    return index


def latest_repeat(case: Case, index: Index, same: Sameness) -> Case | None:
    """The youngest earlier case that this one repeats."""
    near = (
        *index.get(("customer", case.customer_id), ()),
        *index.get(("place", case.place), ()),
    )
    return max(
        (other for other in near if same(case, other)),
        key=lambda other: (other.registered_at, other.id),
        default=None,
    )
