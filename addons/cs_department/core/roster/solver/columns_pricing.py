"""The cheapest roster of each person at given prices: dynamic programming over days, all people at once.

A state is what the last day was (a shift and the length of its run, or a run of days
off), the weekends worked and the working time so far. numpy walks the days; every step
takes all people and all states together, so that a month of 30 people takes milliseconds.
Shifts that may stand for each other (same length, same neighbours) are one *kind* to the
paths: on each day the cheapest of them is taken.
"""

from dataclasses import dataclass

import numpy as np

from .columns_terms import NEVER, Terms

__all__ = ["Pricer"]

#: so many states at a time fit the processor's cache
_CHUNK = 20_000
#: from here on a value contains something that must not be
HOPELESS = NEVER / 2


@dataclass(slots=True)
class _Step:
    """One shift's turn on a day: the new best predecessors to take in, then the shift."""

    shift: int
    fresh: bool
    sources: list[int]


def _plan(follows: np.ndarray) -> list[_Step]:
    """Shifts in an order that lets the minimum over predecessors grow, where the sets are nested.

    :param follows: S × S: whether the second may follow the first.
    """
    sets = [frozenset(np.flatnonzero(follows[:, shift]).tolist()) for shift in range(len(follows))]
    steps, current = [], None
    for shift in sorted(range(len(sets)), key=lambda shift: (len(sets[shift]), sorted(sets[shift]))):
        wanted = sets[shift]
        fresh = current is None or not current <= wanted
        steps.append(_Step(shift, fresh, sorted(wanted if fresh else wanted - current)))
        current = wanted
    return steps


def _kinds(follows: np.ndarray, units: np.ndarray, counted: int) -> list[np.ndarray]:
    """The shifts that are the same to a path: equally long, beside the same ones; the counted one is alone."""
    found: dict[bytes, list[int]] = {}
    for shift, length in enumerate(units.tolist()):
        sides = follows[:, shift].tobytes() + follows[:, :, shift].tobytes()
        key = b"counted" if shift == counted else sides + str(length).encode()
        found.setdefault(key, []).append(shift)
    return [np.array(shifts) for shifts in found.values()]


class Pricer:
    """Shortest paths of the people of some terms.

    :param dtype: float32 is twice as quick; a bound to be told takes float64.
    """

    def __init__(self, terms: Terms, dtype=np.float32):
        self.terms, self.dtype = terms, dtype
        self._groups = []
        for people, follows in terms.groups:
            size = self._states(people)
            parts = max(1, -(-len(people) * size // _CHUNK))
            self._groups += [_Group(terms, part, follows, dtype) for part in np.array_split(people, parts)]
        size = max(group.space for group in self._groups)
        self._scratch = np.empty(size, dtype=dtype)

    def _states(self, people: np.ndarray) -> int:
        terms = self.terms
        return (
            int(min(terms.max_run[people].max(), 8) * (terms.max_weekends[people].max() + 1))
            * terms.minutes_cost.shape[1]
        )

    def price(self, cost: np.ndarray, people: np.ndarray | None = None) -> tuple[np.ndarray, np.ndarray]:
        """For each person the least cost and the roster that has it.

        :param cost: P × D × (S + 1) prices, the day off last; NEVER forbids.
        :param people: only these (indices); the others get cost 0 and no roster.
        :return: P costs (at least HOPELESS: there is no roster), P × D shifts (S: off).
        """
        days = cost.shape[1]
        values = np.zeros(len(cost))
        rosters = np.full((len(cost), days), cost.shape[2] - 1, dtype=np.int16)
        wanted = None if people is None else set(np.asarray(people).tolist())
        for group in self._groups:
            part = group.people
            if wanted is not None:
                part = np.array([person for person in part if person in wanted], dtype=int)
            if len(part):
                some = group if len(part) == len(group.people) else group.narrowed(part)
                values[part], rosters[part] = some.paths(cost[part].astype(self.dtype), self._scratch)
        return values, rosters


class _Group:
    """People with the same successions, walked together."""

    def __init__(self, terms: Terms, people: np.ndarray, follows: np.ndarray, dtype):
        self.terms, self.people, self.succession, self.dtype = terms, people, follows, dtype
        self.kinds = _kinds(follows, terms.units, int(terms.counted[people[0]]))
        self.firsts = np.array([shifts[0] for shifts in self.kinds])
        self.follows = follows = np.ascontiguousarray(follows[:, self.firsts][:, :, self.firsts])
        self.never = dtype(NEVER)
        self.runs = int(terms.max_run[people].max())
        if terms.max_run[people].max() > terms.problem.days:  # nobody's limit bites: count no further than needed
            limited = terms.max_run[people][self._limited(terms, people)]
            self.runs = int(max(terms.min_run[people].max(), limited.max(initial=0) + 1))
        self.offs = int(terms.min_off[people].max())
        self.weekends = int(terms.max_weekends[people].max()) + 1
        self._totals()
        self._plans: dict[bytes, list[_Step]] = {}
        self.plans = [self._plan_of(follows[day]) for day in range(terms.problem.days)]
        self._masks()

    def _totals(self) -> None:
        """One axis for working time and the count of a shift that is limited.

        A state's place is its count times the block, plus its time; a block has room at its end for what runs over,
        which is forbidden at once.
        """
        terms, people = self.terms, self.people
        self.most = terms.counted_most[people]
        counted = int(terms.counted[people[0]])
        self.counts = int(self.most.max()) + 1 if counted >= 0 else 1
        self.length = terms.minutes_cost.shape[1]
        self.block = self.length + (int(terms.units.max()) if self.counts > 1 else 0)
        self.times = self.counts * self.block
        self.adds = terms.units[self.firsts]
        if counted >= 0:
            self.adds[self.firsts == counted] += self.block

    @staticmethod
    def _limited(terms: Terms, people: np.ndarray) -> np.ndarray:
        return terms.max_run[people] <= terms.problem.days

    def _plan_of(self, follows: np.ndarray) -> list[_Step]:
        key = follows.tobytes()
        if key not in self._plans:
            self._plans[key] = _plan(follows)
        return self._plans[key]

    def narrowed(self, people: np.ndarray) -> "_Group":
        """The same for some of the people."""
        return _Group(self.terms, people, self.succession, self.dtype)

    def _masks(self) -> None:
        """Prices that forbid: runs too long, too short to end, and ends of the period."""
        terms, people = self.terms, self.people
        lengths = np.arange(1, self.runs + 1)
        self.capped = bool((~self._limited(terms, people)).any())
        self.too_long = np.where(lengths > terms.max_run[people][:, None], self.never, 0).astype(self.dtype)
        self.has_too_long = bool(self.too_long.any())
        self.too_short = np.where(lengths < terms.min_run[people][:, None], self.never, 0).astype(self.dtype)
        offs = np.arange(1, self.offs + 1)
        self.off_short = np.where(offs < terms.min_off[people][:, None], self.never, 0).astype(self.dtype)
        weekends = np.arange(self.weekends)
        end = np.where(weekends > terms.max_weekends[people][:, None], NEVER, 0)[:, :, None, None]
        times = np.full((len(people), self.counts, self.block), NEVER)
        times[:, :, : self.length] = terms.minutes_cost[people][:, None]
        if self.counts > 1:
            times[np.arange(self.counts) > self.most[:, None]] = NEVER
        shape = (len(people), self.weekends, self.times)
        self.end = np.minimum(end + times[:, None], NEVER).reshape(shape).astype(self.dtype)

    def _may_end(self, day: int) -> np.ndarray:
        """P × runs: NEVER where work up to the day before ``day`` is too short to stop."""
        terms, people = self.terms, self.people
        return self._opened(self.too_short, terms.worked_before[people], terms.open_work[people], day)

    def _may_start(self, day: int) -> np.ndarray:
        terms, people = self.terms, self.people
        return self._opened(self.off_short, terms.off_before[people], terms.open_off[people], day)

    @staticmethod
    def _opened(short: np.ndarray, before: np.ndarray, is_open: np.ndarray, day: int) -> np.ndarray:
        """A run that began at the edge of what is known may have begun before it."""
        place = before + day - 1
        rows = np.flatnonzero(is_open & (place >= 0) & (place < short.shape[1]))
        if not len(rows):
            return short
        opened = short.copy()
        opened[rows, place[rows]] = 0
        return opened

    # ---------------------------------------------------------------- there

    def paths(self, cost: np.ndarray, scratch: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Least costs and the rosters that have them.

        :param scratch: room for the values of all states, used again and again.
        """
        cost, cheapest = self._by_kind(cost)
        days, shifts = cost.shape[1], cost.shape[2] - 1
        people, runs, weekends, times = self._shape()
        end = days * shifts * people * runs * weekends * times
        more = days * self.offs * people * weekends * times
        scratch[: end + more] = self.never
        self.work = scratch[:end].reshape(days, shifts, people, runs, weekends, times)
        self.off = scratch[end : end + more].reshape(days, self.offs, people, weekends, times)
        self._forward(cost)
        values, rosters = self._back()
        del self.work, self.off
        return values, np.take_along_axis(cheapest, rosters[:, :, None], axis=2)[:, :, 0]

    def _by_kind(self, cost: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """The prices of the kinds (the day off last), and which shift each of them stands for on a day."""
        least = np.empty((*cost.shape[:2], len(self.kinds) + 1), dtype=cost.dtype)
        cheapest = np.empty(least.shape, dtype=np.int16)
        for kind, shifts in enumerate(self.kinds):
            place = cost[:, :, shifts].argmin(axis=2)
            cheapest[:, :, kind] = shifts[place]
            least[:, :, kind] = np.take_along_axis(cost, cheapest[:, :, kind, None].astype(int), axis=2)[:, :, 0]
        least[:, :, -1], cheapest[:, :, -1] = cost[:, :, -1], cost.shape[2] - 1
        return least, cheapest

    @property
    def space(self) -> int:
        """How many values all states of all days have."""
        people, runs, weekends, times = self._shape()
        days, shifts = self.follows.shape[:2]
        return days * people * weekends * times * (shifts * runs + self.offs)

    def _shape(self) -> tuple[int, int, int, int]:
        return len(self.people), self.runs, self.weekends, self.times

    def _forward(self, cost: np.ndarray) -> None:
        """Values of all states of all days: ``work`` D × S × P × runs × weekends × times, ``off`` likewise."""
        self.alive = (cost < HOPELESS).any(axis=0)
        self._first_day(cost)
        for day in range(1, cost.shape[1]):
            self._off_day(day, cost[:, day, -1])
            self._work_day(day, cost[:, day])

    def _first_day(self, cost: np.ndarray) -> None:
        terms, people = self.terms, self.people
        rows = np.arange(len(people))
        worked, off = terms.worked_before[people], terms.off_before[people]
        too_short = (worked > 0) & (worked < terms.min_run[people]) & ~terms.open_work[people]
        stopped = np.where(too_short, self.never, 0)
        self.off[0, np.minimum(off, self.offs - 1), rows, 0, 0] = cost[:, 0, -1] + stopped
        too_short = (off > 0) & (off < terms.min_off[people]) & ~terms.open_off[people]
        started = np.where(too_short, self.never, 0)
        weekend = int(terms.weekend[0] > 0)
        length = np.where(self._limited(terms, people), worked, np.minimum(worked, self.runs - 1))
        fine = rows[length < self.runs]
        for shift, units in enumerate(self.adds):
            if units < self.times and weekend < self.weekends:
                value = cost[fine, 0, shift] + started[fine] + self.too_long[fine, length[fine]]
                self.work[0, shift, fine, length[fine], weekend, units] = value

    def _off_day(self, day: int, price: np.ndarray) -> None:
        before, target = self.off[day - 1], self.off[day]
        ended = self.work[day - 1].min(axis=0)
        ended += self._may_end(day)[:, :, None, None]
        target[0] = ended.min(axis=1)
        if self.offs > 1:
            target[1:] = before[:-1]
            np.minimum(target[-1], before[-1], out=target[-1])
        else:
            np.minimum(target[0], before[0], out=target[0])
        target += price[:, None, None]
        np.minimum(target, self.never, out=target)

    def _work_day(self, day: int, price: np.ndarray) -> None:
        terms = self.terms
        rested = (self.off[day - 1] + self._may_start(day).T[:, :, None, None]).min(axis=0)
        begins, goes_on = int(terms.weekend[day] > 0), int(terms.weekend[day] == 1)
        best = None
        for step in self.plans[day]:
            best = self._gather(day, step, best)
            units = int(self.adds[step.shift])
            if units >= self.times or not self.alive[day, step.shift]:
                continue
            target = self.work[day, step.shift]
            here = price[:, step.shift][:, None, None]
            if begins < self.weekends:
                target[:, 0, begins:, units:] = rested[:, : self.weekends - begins, : self.times - units] + here
            if goes_on < self.weekends and best is not None:
                source = best[:, :, : self.weekends - goes_on, : self.times - units]
                target[:, 1:, goes_on:, units:] = source[:, :-1] + here[:, None]
                if self.capped:
                    last = target[:, -1, goes_on:, units:]
                    np.minimum(last, source[:, -1] + here, out=last)
            if self.has_too_long:
                target += self.too_long[:, :, None, None]
            if self.counts > 1:
                target.reshape(*target.shape[:-1], self.counts, self.block)[..., self.length :] = self.never
            np.minimum(target, self.never, out=target)

    def _gather(self, day: int, step: _Step, best: np.ndarray | None) -> np.ndarray | None:
        """The least value over the shifts that may stand the day before."""
        if step.fresh:
            best = None
        for source in step.sources:
            if not self.alive[day - 1, source]:
                continue
            values = self.work[day - 1, source]
            best = values.copy() if best is None else np.minimum(best, values, out=best)
        return best

    # ---------------------------------------------------------------- and back

    def _back(self) -> tuple[np.ndarray, np.ndarray]:
        people = len(self.people)
        days, shifts = self.work.shape[:2]
        rows = np.arange(people)
        works = (self.work[-1] + self.end[None, :, None]).transpose(1, 0, 2, 3, 4).reshape(people, -1)
        offs = (self.off[-1] + self.end[None]).transpose(1, 0, 2, 3).reshape(people, -1)
        both = np.concatenate([works, offs], axis=1)
        place = both.argmin(axis=1)
        values = both[rows, place].astype(float)
        is_work = place < works.shape[1]
        shift, run, w1, t1 = np.unravel_index(np.where(is_work, place, 0), (shifts, *self._shape()[1:]))
        off, w2, t2 = np.unravel_index(np.where(is_work, 0, place - works.shape[1]), (self.offs, *self._shape()[2:]))
        weekend, time = np.where(is_work, w1, w2), np.where(is_work, t1, t2)
        rosters = np.empty((people, days), dtype=np.int16)
        for day in range(days - 1, 0, -1):
            rosters[:, day] = np.where(is_work, shift, shifts)
            state = self._before_work(day, rows, shift, run, weekend, time)
            other = self._before_off(day, rows, off, weekend, time)
            is_work, shift, run, off, weekend, time = (
                np.where(is_work, here, there) for here, there in zip(state, other, strict=True)
            )
        rosters[:, 0] = np.where(is_work, shift, shifts)
        return values, rosters

    def _before_work(self, day, rows, shift, run, weekend, time):
        """The best state before a shift: (is work, shift, run, off, weekends, time) of the day before."""
        kind = self.terms.weekend[day]
        time = np.clip(time - self.adds[shift], 0, None)
        started = np.clip(weekend - int(kind > 0), 0, None)
        rested = self.off[day - 1][:, rows, started, time] + self._may_start(day).T
        went_on = np.clip(weekend - int(kind == 1), 0, None)
        sources = self.work[day - 1][:, rows, np.clip(run - 1, 0, None), went_on, time]
        bans = np.where(self.follows[day][:, shift], 0, self.never)
        sources = sources + bans
        runs = np.clip(run - 1, 0, None)
        if self.capped:
            again = self.work[day - 1][:, rows, run, went_on, time] + bans
            stays = (run == self.runs - 1) & (again.min(axis=0) < sources.min(axis=0))
            if self.runs == 1:
                stays = again.min(axis=0) < rested.min(axis=0)
            sources = np.where(stays, again, sources)
            runs = np.where(stays, run, runs)
            first = (run == 0) & ~stays
        else:
            first = run == 0
        return (
            ~first,
            sources.argmin(axis=0),
            runs,
            rested.argmin(axis=0),
            np.where(first, started, went_on),
            time,
        )

    def _before_off(self, day, rows, off, weekend, time):
        """The best state before a day off."""
        ended = self.work[day - 1][:, rows, :, weekend, time] + self._may_end(day)[:, None, :]
        flat = ended.reshape(len(rows), -1)
        place = flat.argmin(axis=1)
        shift, run = np.unravel_index(place, ended.shape[1:])
        last = self.off[day - 1][self.offs - 1, rows, weekend, time]
        shorter = self.off[day - 1][np.clip(off - 1, 0, None), rows, weekend, time]
        at_cap = off == self.offs - 1
        if self.offs == 1:
            is_work = flat[rows, place] < last
            before = np.zeros_like(off)
        else:
            is_work = off == 0
            before = np.where(at_cap & (last < shorter), off, np.clip(off - 1, 0, None))
        return is_work, shift, run, before, weekend, time
