"""Renovations of units: what they cost, how often they are looked at, and what a fine may be.

Amounts are CNY, areas m²; days are local days of the estate. The figures come from the rule books.
"""

from collections.abc import Iterable, Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal

CENT = Decimal("0.01")


def fee(amount: Decimal, per_area: Decimal, area: Decimal, least: Decimal = Decimal(0)) -> Decimal:
    """What one fee or deposit comes to: a fixed amount and so much for each m², half up to cents.

    :param least: not less than this, where anything is asked at all.
    """
    total = (amount + per_area * area).quantize(CENT, ROUND_HALF_UP)
    return max(total, least.quantize(CENT, ROUND_HALF_UP)) if total > 0 else total


def looks(phases: Iterable[str], quota: Mapping[str, int]) -> tuple[str | None, int]:
    """How often a site is looked at on a day: the strictest of the phases it is in.

    :param phases: the phase of the site, and ``focus`` while something is to be put right there.
    :param quota: phase → times a day, as the rules say; a phase without a rule asks for nothing.
    :return: the phase that decides (the first of the strictest), and the times.
    """
    asked = [(phase, quota[phase]) for phase in phases if quota.get(phase)]
    return max(asked, key=lambda one: one[1], default=(None, 0))


def fine_fits(amount: Decimal, least: Decimal, most: Decimal) -> bool:
    """Whether a fine lies within what the book says; ``most`` 0: no fine is foreseen."""
    return most > 0 and max(least, CENT) <= amount <= most


def shared_out(sites: Mapping[int, int], people: Sequence[int]) -> dict[int, int]:
    """Who looks at which site on a day: the sites of a building go to one person, everybody gets about as many.

    :param sites: site → its building.
    :param people: those on duty, in their order; nobody: nothing is shared out.
    """
    by_building: dict[int, list[int]] = {}
    for site, building in sites.items():
        by_building.setdefault(building, []).append(site)
    load, given = dict.fromkeys(people, 0), {}
    for together in sorted(by_building.values(), key=len, reverse=True) if people else ():
        person = min(load, key=lambda one: load[one])
        load[person] += len(together)
        given |= dict.fromkeys(together, person)
    return given
