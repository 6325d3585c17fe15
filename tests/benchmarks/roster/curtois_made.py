"""Instances made in the text format of Curtois and Qu, larger than the public ones, the same text for the same kind.

Drawn after the statistics of the public instances 8–12: blocks of contracts; a third of the people cannot do a shift,
nights are limited; requests come in runs of one to five days of one shift, prices 1–3; a place not filled costs 100,
one too many 1; demand of the whole is what the contracts allow at most, or a little less.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

#: length of every shift in minutes, prices of too few and too many, highest price of a request
LENGTH, UNDER, OVER, DEAREST = 480, 100, 1, 3
#: contracts: (share of the people, shifts in four weeks at most, at least, days in a row, least, days off, weekends)
CONTRACTS = ((0.6, 18, 16, 5, 2, 2, 2), (0.2, 18, 16, 6, 2, 3, 2), (0.15, 10, 8, 5, 1, 2, 3), (0.05, 7, 5, 5, 1, 1, 3))
#: requests in a row: how many per person in four weeks for and against a shift
WANTED, UNWANTED = 1.8, 1.0
#: what full-time contracts allow in four weeks
FULL = 18
#: how often somebody cannot do a shift, how often not a night, and nights in the period of whoever can
CANNOT, NO_NIGHT, NIGHTS = 0.33, 0.45, 4
#: demand for a night as a share of what those limits allow
NIGHT_LOAD = 0.8


@dataclass(frozen=True)
class Kind:
    """What an instance is made after.

    :param shifts: kinds of shift in the order of the day (early, day, late, night): how many of each.
    :param load: demand as a share of what contracts allow at most.
    """

    people: int
    days: int
    shifts: tuple[int, int, int, int]
    load: float
    seed: int

    @property
    def title(self) -> str:
        return f"{self.people} people, {self.days} days, {sum(self.shifts)} shifts"


#: in the sizes of the set's instances 13, 14 and 15
KINDS = {
    "13": Kind(120, 28, (6, 5, 4, 3), 0.97, 13),
    "14": Kind(32, 42, (1, 1, 1, 1), 0.99, 14),
    "15": Kind(45, 42, (2, 1, 2, 1), 1.0, 15),
}


def write(kind: Kind, path: Path) -> None:
    """Write the instance into a file."""
    path.write_text("\n".join(_lines(kind)) + "\n", "utf-8")


def _lines(kind: Kind) -> Iterator[str]:
    rng = Random(kind.seed)
    groups = [
        [f"{letter}{place}" for place in range(1, many + 1)] for letter, many in zip("adpn", kind.shifts, strict=True)
    ]
    names = [name for group in groups for name in group]
    contracts = [_contract(kind, (place + 0.5) / kind.people) for place in range(kind.people)]
    able = [_able(rng, names, groups[-1]) for _ in contracts]
    yield from ("SECTION_HORIZON", str(kind.days), "", "SECTION_SHIFTS")
    before: list[str] = []
    for group in groups:
        yield from (f"{name},{LENGTH},{'|'.join(before)}" for name in group)
        before = before + group
    yield from ("", "SECTION_STAFF")
    for person, (contract, mine) in enumerate(zip(contracts, able, strict=True)):
        yield _staff(kind, person, contract, mine, names, groups[-1])
    yield from ("", "SECTION_DAYS_OFF")
    for person in range(kind.people):
        yield ",".join([f"P{person}", *map(str, _days_off(rng, kind.days))])
    for section, often in (("SECTION_SHIFT_ON_REQUESTS", WANTED), ("SECTION_SHIFT_OFF_REQUESTS", UNWANTED)):
        yield from ("", section)
        for person, mine in enumerate(able):
            yield from _requests(rng, kind.days, person, mine, often)
    yield from ("", "SECTION_COVER")
    yield from _cover(rng, kind, contracts, able, names, groups[-1])


def _contract(kind: Kind, place: float) -> Sequence[int]:
    """The contract of whoever stands at that place (0 to 1), its limits for the whole period."""
    chosen = next(index for index in range(len(CONTRACTS)) if place < sum(row[0] for row in CONTRACTS[: index + 1]))
    _share, most, least, *runs, weekends = CONTRACTS[chosen]
    weeks = kind.days / 7
    return (0, int(most * weeks / 4), int(least * weeks / 4), *runs, round(weekends * weeks / 4))


def _able(rng: Random, names: Sequence[str], nights: Sequence[str]) -> list[str]:
    """The shifts that somebody can do; one by day at least."""
    found = [name for name in names if rng.random() > (NO_NIGHT if name in nights else CANNOT)]
    return found if set(found) - set(nights) else [*found, names[0]]


def _staff(kind: Kind, person: int, contract, able, names, nights) -> str:
    _share, most, least, run_most, run_least, off_least, weekends = contract
    tops = [0 if name not in able else _nights(contract) if name in nights else kind.days for name in names]
    limits = [f"{name}={top}" for name, top in zip(names, tops, strict=True)]
    hours = (most * LENGTH, least * LENGTH, run_most, run_least, off_least, weekends)
    return f"P{person},{'|'.join(limits)},{','.join(map(str, hours))}"


def _nights(contract: Sequence[int]) -> int:
    """The most nights of one kind that whoever can do them may have."""
    return max(1, round(NIGHTS * contract[1] / FULL))


def _days_off(rng: Random, days: int) -> list[int]:
    """Two in four weeks, half of them next to each other."""
    found: set[int] = set()
    while len(found) < round(days / 14):
        day = rng.randrange(days - 1)
        found |= {day, day + 1} if rng.random() < 0.5 and len(found) + 2 <= round(days / 14) else {day}
    return sorted(found)


def _requests(rng: Random, days: int, person: int, able: Sequence[str], often: float) -> Iterator[str]:
    taken: set[int] = set()
    for _ in range(round(often * days / 28 + rng.random() - 0.5)):
        first, length = rng.randrange(days), rng.randint(1, 5)
        run = [day for day in range(first, min(days, first + length)) if day not in taken]
        taken.update(run)
        shift, price = rng.choice(able), rng.randint(1, DEAREST)
        yield from (f"P{person},{day},{shift},{price}" for day in run)


def _cover(rng: Random, kind: Kind, contracts, able, names: Sequence[str], nights: Sequence[str]) -> Iterator[str]:
    """Demand by day and shift: about the shift's share of it, a place more or less from day to day.

    Nights are as many as their limits allow; the other shifts share what is left of the whole.
    """
    whole = round(sum(contract[1] for contract in contracts) * kind.load)
    each = {}
    for night in nights:
        there = [_nights(contract) for contract, mine in zip(contracts, able, strict=True) if night in mine]
        each[night] = NIGHT_LOAD * sum(there) / kind.days
    share = {name: rng.uniform(0.6, 1.4) for name in names if name not in nights}
    left = whole / kind.days - sum(each.values())
    each |= {name: left * mine / sum(share.values()) for name, mine in share.items()}
    needed = {(day, name): max(1, round(each[name] + rng.gauss(0, 0.7))) for day in range(kind.days) for name in names}
    cells = [cell for cell in needed if cell[1] not in nights]
    whole = max(whole, len(needed) + sum(needed[cell] - 1 for cell in needed if cell[1] in nights))
    while away := whole - sum(needed.values()):
        cell = rng.choice(cells)
        needed[cell] = max(1, needed[cell] + (1 if away > 0 else -1))
    yield from (f"{day},{name},{count},{UNDER},{OVER}" for (day, name), count in needed.items())


def main(argv: Sequence[str] | None = None) -> int:
    """The texts as files: ``python -m tests.benchmarks.roster.curtois_made FOLDER``."""
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    folder = parser.parse_args(argv).folder
    for name, kind in KINDS.items():
        write(kind, folder / f"Like{name}.txt")
    return 0


if __name__ == "__main__":
    sys.exit(main())
