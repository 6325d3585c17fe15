"""Stratified sampling: how many of each stratum, and who, from a seed that is kept.

Everything is decided by the seed and by what the population was, so that anybody can
draw the sample again and get the same people.
"""

import random
from collections.abc import Hashable, Mapping, Sequence
from fractions import Fraction


def allocate(sizes: Mapping[Hashable, int], total: int, least: int = 0) -> dict[Hashable, int]:
    """Share a sample among strata in proportion to their size, by largest remainders.

    :param sizes: stratum → people in it.
    :param total: people to draw; the sum of the result is exactly this, or everybody.
    :param least: people to draw from each stratum first, as far as it has them.
    :raises ValueError: for a negative number of people.
    """
    if total < 0 or least < 0 or any(size < 0 for size in sizes.values()):
        raise ValueError("there are no fewer than no people")
    total = min(total, sum(sizes.values()))
    shares = _floor(sizes, total, least)
    left = total - sum(shares.values())
    while left:
        # a stratum that is full passes its share on: at most one round for each stratum
        room = {name: sizes[name] - shares[name] for name in sizes if sizes[name] > shares[name]}
        for name, more in _largest_remainder(room, left).items():
            shares[name] += more
        left = total - sum(shares.values())
    return shares


def _floor(sizes, total, least):
    """The least of each stratum; the largest strata first when there are too few for all."""
    shares = dict.fromkeys(sizes, 0)
    for name in sorted(sizes, key=lambda name: (-sizes[name], str(name))):
        shares[name] = min(least, sizes[name], total)
        total -= shares[name]
    return shares


def _largest_remainder(weights: Mapping[Hashable, int], seats: int) -> dict[Hashable, int]:
    whole = sum(weights.values())
    exact = {name: Fraction(seats * weight, whole) for name, weight in weights.items()}
    shares = {name: min(int(share), weights[name]) for name, share in exact.items()}
    # equal remainders go by size, then by name: never by chance
    order = sorted(weights, key=lambda name: (-(exact[name] - int(exact[name])), -weights[name], str(name)))
    for name in order[: seats - sum(shares.values())]:
        if shares[name] < weights[name]:
            shares[name] += 1
    return shares


def draw(people: Mapping[Hashable, Sequence[int]], total: int, seed: str, least: int = 0) -> dict[Hashable, list[int]]:
    """Who is drawn from each stratum.

    :param people: stratum → ids.
    :param seed: decides the draw; the same seed and people give the same sample.
    """
    counts = allocate({name: len(ids) for name, ids in people.items()}, total, least)
    drawn = {}
    for name, ids in people.items():
        # a generator of its own: one stratum more or less changes nothing in the others
        chance = random.Random(f"{seed}|{name}")  # noqa: S311  # repeatable on purpose, no secret
        drawn[name] = sorted(chance.sample(sorted(ids), counts[name]))
    return drawn
