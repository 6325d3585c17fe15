"""An independent checker of rosters: written from the meanings of the rules, with nothing of the product's account.

It goes the slow way, day by day and pair by pair, over plain tables, so that a mistake
in the account or in a solver's model is not made here a second time. It imports no code
of the engine: a problem is read by its fields alone.

``check(problem, assignment)`` says what a roster breaks as {(rule, person): amount} for
hard rules, and the price of each stage. Demand has no person (``None``).
"""

from collections import Counter

OFF = -1
_STAGE = {
    "change": "pattern change touched change_soon change_off",
    "hours": "target_minutes min_minutes max_minutes max_week_minutes",
    "fairness": "fair_night fair_weekend fair_holiday fair_unpopular",
}
STAGE = {rule: stage for stage, rules in _STAGE.items() for rule in rules.split()}


def check(problem, assignment):
    """What is broken: ({(rule, person): amount} of hard rules, {stage: price})."""
    hard, price = Counter(), Counter()
    for number, person in enumerate(problem.people):
        days = list(assignment[number])
        assert len(days) == problem.days
        for day, shift in enumerate(days):
            if shift != OFF:
                assert 0 <= shift < len(problem.shifts)
            if (day, shift) in set(person.cannot):
                hard["cannot", number] += 1
            if day in person.pinned and person.pinned[day] != shift:
                hard["pinned", number] += 1
            if day and (days[day - 1], shift) in set(problem.forbidden):
                hard["forbidden", number] += 1
        for shift, most in person.max_of_shift.items():
            hard["max_of_shift", number] += max(0, days.count(shift) - most)
        for rule, limit in person.rules.items():
            amount = amount_of(problem, person, days, rule, limit.value)
            if rule == "target_minutes":
                amount = max(0, amount - limit.slack)
            if limit.weight is None:
                hard[rule, number] += amount
            elif rule.startswith("fair_"):
                price["fairness"] += limit.weight * amount**2
            else:
                price[STAGE.get(rule, "comfort")] += limit.weight * amount
        for wish in person.wishes:
            got = days[wish.day] == wish.shift if wish.shift is not None else days[wish.day] >= 0
            if got is not wish.wanted:
                price["comfort"] += wish.weight
    _demand(problem, assignment, hard, price)
    return {key: amount for key, amount in hard.items() if amount}, {key: sum_ for key, sum_ in price.items() if sum_}


def _demand(problem, assignment, hard, price):
    for row in problem.cover:
        there = 0
        for number, person in enumerate(problem.people):
            if assignment[number][row.day] == row.shift and (row.skill is None or row.skill in person.skills):
                there += 1
        missing = max(0, row.needed - there)
        if problem.cover_is_hard:
            hard["cover", None] += missing
        else:
            price["cover"] += row.under * missing
        price["cover"] += row.over * max(0, there - row.needed)
        if there > row.needed:
            price["comfort"] += row.spread * (there - row.needed) ** 2


def amount_of(problem, person, days, rule, value):
    """How far one person's days are beyond a rule, in the rule's unit."""
    state = _States(problem, person, days)
    inside = range(problem.days)
    if rule == "rest":
        return _rest_missing(problem, person, days, value)
    if rule in ("max_run", "max_night_run"):
        look = state.at_work if rule == "max_run" else state.at_night
        return sum(_length_back(look, day, -person.known_days) > value for day in inside)
    if rule in ("min_run", "isolated_work"):
        return _shortfall(state, problem, person, True, value if rule == "min_run" else 2)
    if rule in ("min_off_run", "isolated_off"):
        return _shortfall(state, problem, person, False, value if rule == "min_off_run" else 2)
    if rule in ("max_minutes", "min_minutes", "target_minutes"):
        more = sum(state.minutes(day) for day in inside) - value
        return {"max_minutes": max(0, more), "min_minutes": max(0, -more), "target_minutes": abs(more)}[rule]
    if rule == "max_week_minutes":
        return sum(max(0, sum(state.minutes(day) for day in week) - value) for week in problem.weeks)
    if rule == "min_days_off":
        return max(0, value - sum(1 for day in inside if not state.at_work(day)))
    if rule == "week_days_off":
        lacking = 0
        for week in problem.weeks:
            free = sum(1 for day in week if not state.at_work(day)) + max(0, 7 - len(week))
            lacking += max(0, value - free)
        return lacking
    if rule == "max_weekends":
        return max(0, sum(any(map(state.at_work, weekend)) for weekend in problem.weekends) - value)
    if rule == "pattern":
        return sum(days[day] != planned for day, planned in person.pattern.items())
    if rule in ("change", "change_soon", "change_off", "touched"):
        return _changes(problem, person, days, rule)
    return _unfair(problem, person, days, rule)


class _States:
    """What is known of a day: known work, known rest, or nothing."""

    def __init__(self, problem, person, days):
        self.problem, self.days = problem, days
        self.past = [past for past in person.past if past.day >= -person.known_days]
        self.every_past = person.past

    def _ours(self, day):
        inside = 0 <= day < self.problem.days and self.days[day] != OFF
        return self.problem.shifts[self.days[day]] if inside else None

    def at_work(self, day):
        in_reach = day < self.problem.days
        return self._ours(day) is not None or (in_reach and any(past.day == day for past in self.past))

    def at_night(self, day):
        ours = self._ours(day)
        return bool(ours and ours.night) or any(past.day == day and past.night for past in self.past)

    def minutes(self, day):
        ours = self._ours(day)
        return (ours.minutes if ours else 0) + sum(past.minutes for past in self.every_past if past.day == day)


def _length_back(look, day, earliest):
    length = 0
    while day >= earliest and look(day):
        length += 1
        day -= 1
    return length


def _shortfall(state, problem, person, working, value):
    """Days lacking in runs that are known to have begun and to have ended, and that ended with day 0 or later."""
    lacking = 0
    for begin in range(-person.known_days + 1, problem.days):
        if state.at_work(begin) is not working or state.at_work(begin - 1) is working:
            continue
        end = begin
        while end < problem.days and state.at_work(end) is working:
            end += 1
        if 0 <= end < problem.days:
            lacking += max(0, value - (end - begin))
    return lacking


def _rest_missing(problem, person, days, value):
    blocks = [(past.start, past.end, "past") for past in person.past]
    for day, shift in enumerate(days):
        if shift != OFF:
            start, end = problem.shifts[shift].times[day]
            blocks.append((start, end, "ours"))
    lacking = 0
    for one in blocks:
        later = [two for two in blocks if two > one]
        if later:
            following = min(later)
            if one[2] == "ours" or following[2] == "ours":
                lacking += max(0, value - (following[0] - one[1]))
    return lacking


def _changes(problem, person, days, rule):
    changed = [day for day, before in person.current.items() if days[day] != before]
    if rule == "change_soon":
        changed = [day for day in changed if day in problem.soon]
    if rule == "change_off":
        changed = [day for day in changed if person.current[day] == OFF]
    return min(1, len(changed)) if rule == "touched" else len(changed)


def _unfair(problem, person, days, rule):
    kind = rule.removeprefix("fair_")
    worked = [(day, problem.shifts[shift]) for day, shift in enumerate(days) if shift != OFF]
    of_kind = {
        "night": lambda day, shift: shift.night,
        "unpopular": lambda day, shift: shift.unpopular,
        "holiday": lambda day, shift: day in problem.holidays,
        "weekend": lambda day, shift: any(day in weekend for weekend in problem.weekends),
    }[kind]
    count = sum(1 for day, shift in worked if of_kind(day, shift))
    share = person.shares.get(kind, 0)
    return abs(count - int((share * 2 + 1) // 2))
