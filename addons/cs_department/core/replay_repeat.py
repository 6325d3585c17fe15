"""Which earlier case a case would have been found to repeat, from recorded lives.

Repeats are looked for when a case is registered, and again whenever its cause is found;
what was known of both cases at that moment decides. A link once made is replaced by a
later find and never taken back.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta

from .repeat import Case, Sameness, index_cases, latest_repeat
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


def repeat_of(life: Life, others: Sequence[Life], places: Mapping[int, str], sames: Sames, horizon: datetime) -> int:
    """Id of the case that this one would have been linked to, 0 if to none.

    :param others: the cases of the same customer or place, in any order.
    :param places: case id → unit or place.
    """
    linked = 0
    for moment, facts in looked_at(life):
        same, place = sames(facts), places.get(life.id, "")
        if moment > horizon or not same or not facts.get("category_id") or not (facts.get("partner_id") or place):
            continue
        first = life.registered_at - timedelta(days=same.days)
        earlier = [
            as_known(other, places.get(other.id, ""), moment)
            for other in others
            if first <= other.registered_at <= life.registered_at and other.state_at(moment) != "cancelled"
        ]
        found = latest_repeat(_case(life, place, facts), index_cases(earlier), same)
        linked = found.id if found else linked
    return linked
