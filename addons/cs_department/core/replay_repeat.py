"""Which earlier case a case would have been found to repeat, from recorded lives.

Repeats are looked for when a case is registered, and again whenever its cause is found;
what was known of both cases at that moment decides. A link once made is replaced by a
later find and never taken back.
"""

from bisect import bisect_left
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime, timedelta

from .repeat import Case, Sameness
from .replay import FACTS, Facts, Life

#: facts → the rule that applies, if any does
Sames = Callable[[Facts], Sameness | None]


def as_known(life: Life, place: str, moment: datetime) -> Case:
    """A case as it stood at the end of a second."""
    return _case(life, place, life.facts_at(moment))


def _case(life: Life, place: str, facts: Facts) -> Case:
    return Case(
        id=life.id,
        registered_at=life.registered_at,
        customer_id=facts.get("partner_id") or 0,
        place=place,
        category_id=facts.get("category_id") or 0,
        cause_id=facts.get("cause_id") or 0,
    )


def looked_at(life: Life) -> list[tuple[datetime, Facts]]:
    """When repeats of a case were looked for, and what was known of it then."""
    found, cause = [(life.registered_at, life.facts)], life.facts.get("cause_id")
    for deed in life.deeds:
        if deed.what == FACTS and deed.facts is not None:
            if deed.facts.get("cause_id") and deed.facts["cause_id"] != cause:
                found.append((deed.at, deed.facts))
            cause = deed.facts.get("cause_id")
    return found


def by_age(life: Life) -> tuple[datetime, int]:
    """Sort key: the oldest case first."""
    return (life.registered_at, life.id)


def repeat_of(
    life: Life, near: Iterable[Sequence[Life]], places: Mapping[int, str], sames: Sames, horizon: datetime
) -> int:
    """Id of the case that this one would have been linked to, 0 if to none.

    :param near: the cases of each customer and place that it ever had, each sorted
        :func:`by_age`.
    :param places: case id → unit or place.
    """
    linked, place = 0, places.get(life.id, "")
    for moment, facts in looked_at(life):
        same = sames(facts)
        if moment > horizon or not same or not facts.get("category_id") or not (facts.get("partner_id") or place):
            continue
        case = _case(life, place, facts)
        found = [other for group in near if (other := _latest(case, group, places, same, moment))]
        if found:
            linked = max(found, key=lambda other: (other.registered_at, other.id)).id
    return linked


def _latest(
    case: Case, group: Sequence[Life], places: Mapping[int, str], same: Sameness, moment: datetime
) -> Case | None:
    """The youngest of a group that the case repeats, by what was known at a moment."""
    first = case.registered_at - timedelta(days=same.days)
    end = bisect_left(group, (case.registered_at, case.id), key=by_age)
    for other in (group[index] for index in range(end - 1, -1, -1)):
        if other.registered_at < first:
            return None
        if other.state_at(moment) != "cancelled":
            earlier = as_known(other, places.get(other.id, ""), moment)
            if same(case, earlier):
                return earlier
    return None
