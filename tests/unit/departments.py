"""Random departments: small rosters with every rule, history, real time zones and changes of the clock."""

import random
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from cs_core.roster.problem import OFF, Cover, Past, Person, Problem, Rule, Shift, Wish

#: local hours; an end of 24 or more lies on the next day
KINDS = {
    "早": (8, 16, 480),
    "中": (12, 20.5, 450),
    "晚": (16, 24, 480),
    "夜": (22, 30, 450),
    "值": (8, 32, 720),
    "分": (9, 21, 420),
}
#: first days of rosters, some of them next to a change of the clock
BEGINNINGS = {
    "Asia/Shanghai": [date(2026, 3, 2), date(2026, 2, 14)],
    "Europe/Berlin": [date(2026, 3, 26), date(2026, 10, 22), date(2026, 3, 29)],
    "America/New_York": [date(2026, 3, 5), date(2026, 10, 30)],
    "Australia/Lord_Howe": [date(2026, 4, 2), date(2026, 10, 1)],
}


def moments(zone, first, day, begin, end):
    """Real minutes since the first local midnight, from hours on the clock on the wall."""
    tz = ZoneInfo(zone)
    zero = datetime.combine(first, time(), tz).astimezone(UTC)

    def at(hour):
        days, rest = divmod(round(hour * 60), 1440)
        local = datetime.combine(first + timedelta(days=day + days), time(*divmod(rest, 60)), tz)
        return int((local.astimezone(UTC) - zero).total_seconds()) // 60

    return at(begin), at(end)


def shift(kind, days, zone="Asia/Shanghai", first=date(2026, 3, 2), **kw):
    """A shift of :data:`KINDS` on each day of a roster."""
    begin, end, minutes = KINDS[kind]
    times = tuple(moments(zone, first, day, begin, end) for day in range(days))
    return Shift(kind, minutes, times, **{"night": kind == "夜", "unpopular": kind in "夜值", **kw})


def person(key="甲", skills=(), rules=None, **kw):
    """Somebody with rules given as name → (value, weight)."""
    found = {name: Rule(*rule) for name, rule in (rules or {}).items()}
    return Person(key, frozenset(skills), found, **kw)


def department(seed, people=None, days=None):
    """A random department; the same for the same seed."""
    rng = random.Random(seed)
    zone = rng.choice(list(BEGINNINGS))
    first = rng.choice(BEGINNINGS[zone])
    days = days or rng.randint(5, 16)
    kinds = rng.sample(list(KINDS), rng.randint(1, 4))
    shifts = tuple(shift(kind, days, zone, first) for kind in kinds)
    calendar = {day: first + timedelta(days=day) for day in range(-14, days)}
    with_history = rng.random() < 0.5
    earliest = -14 if with_history else 0
    weeks = _groups(calendar, earliest, lambda day: day.isocalendar()[:2])
    weekends = _groups(calendar, earliest, lambda day: day.isocalendar()[:2] if day.weekday() >= 5 else None)
    forbidden = {(rng.randrange(len(shifts)), rng.randrange(len(shifts))) for _ in range(rng.randint(0, 1))}
    staff = tuple(
        _somebody(rng, str(number), kinds, days, zone, first, with_history)
        for number in range(people or rng.randint(2, 7))
    )
    return Problem(
        days,
        shifts,
        staff,
        _demand(rng, days, len(shifts), len(staff)),
        weeks,
        weekends,
        frozenset(rng.sample(range(days), rng.randint(0, 2))),
        frozenset(range(rng.randint(0, 3))),
        frozenset(forbidden),
    )


def _groups(calendar, earliest, name):
    found = {}
    for day, on in calendar.items():
        if day >= earliest and name(on):
            found.setdefault(name(on), []).append(day)
    return tuple(tuple(group) for group in found.values() if group[-1] >= 0)


def _demand(rng, days, shifts, people):
    rows = []
    for day in range(days):
        for one in range(shifts):
            needed = rng.randint(0, max(1, people // shifts))
            rows.append(Cover(day, one, needed, rng.choice([100, 300]), rng.choice([0, 1]), spread=needed % 3))
            if rng.random() < 0.2:
                rows.append(Cover(day, one, 1, 200, 0, "lead"))
    return tuple(rows)


#: rule → how its value is drawn, and a price
_DRAWN = {
    "rest": (lambda rng, days: rng.choice([480, 660, 720]), 1),
    "max_run": (lambda rng, days: rng.randint(2, 6), 40),
    "min_run": (lambda rng, days: rng.randint(2, 3), 10),
    "min_off_run": (lambda rng, days: 2, 10),
    "max_night_run": (lambda rng, days: rng.randint(1, 4), 40),
    "max_minutes": (lambda rng, days: 480 * rng.randint(days // 2, days), 1),
    "min_minutes": (lambda rng, days: 400 * rng.randint(0, days // 2), 1),
    "max_week_minutes": (lambda rng, days: rng.choice([2400, 2880]), 1),
    "target_minutes": (lambda rng, days: 480 * rng.randint(days // 3, days), 1),
    "min_days_off": (lambda rng, days: rng.randint(1, max(1, days // 3)), 20),
    "week_days_off": (lambda rng, days: rng.randint(1, 2), 20),
    "max_weekends": (lambda rng, days: rng.randint(0, 2), 30),
    "isolated_work": (lambda rng, days: 0, 7),
    "isolated_off": (lambda rng, days: 0, 7),
    "pattern": (lambda rng, days: 0, 5),
    "change": (lambda rng, days: 0, 9),
    "change_soon": (lambda rng, days: 0, 9),
    "change_off": (lambda rng, days: 0, 9),
    "touched": (lambda rng, days: 0, 9),
    "fair_night": (lambda rng, days: 0, 3),
    "fair_weekend": (lambda rng, days: 0, 3),
    "fair_holiday": (lambda rng, days: 0, 3),
    "fair_unpopular": (lambda rng, days: 0, 3),
}
#: rules that may be hard in a random department and still leave everybody a roster: all days off breaks none
_MAY_BE_HARD = {"rest", "max_run", "max_night_run", "max_minutes", "max_week_minutes", "min_days_off", "max_weekends"}


def _somebody(rng, key, kinds, days, zone, first, with_history):
    rules = {}
    for name, (draw, weight) in _DRAWN.items():
        if rng.random() < 0.55:
            hard = name in _MAY_BE_HARD and rng.random() < 0.6
            slack = 120 * (len(rules) % 4) if name == "target_minutes" else 0
            rules[name] = Rule(draw(rng, days), None if hard else weight, slack)
    choices = [OFF, *range(len(kinds))]
    known = rng.choice([0, 3, 14]) if with_history else 0
    past = tuple(_past(rng, kinds, day, zone, first) for day in range(-known, 0) if rng.random() < 0.6)
    cannot = {(day, one) for day in range(days) for one in range(len(kinds)) if rng.random() < 0.08}
    return Person(
        key,
        frozenset(["lead"] if rng.random() < 0.4 else []),
        rules,
        frozenset(cannot),
        {day: OFF for day in range(days) if rng.random() < 0.05},
        tuple(
            Wish(day, rng.randint(1, 5), rng.random() < 0.5, rng.choice([None, *range(len(kinds))]))
            for day in range(days)
            if rng.random() < 0.15
        ),
        {day: rng.choice(choices) for day in range(days) if rng.random() < 0.5},
        {day: rng.choice(choices) for day in range(days) if rng.random() < 0.5},
        past,
        known,
        {kind: rng.choice([0, 1, 1.5, 2, 3]) for kind in ("night", "weekend", "holiday", "unpopular")},
        {rng.randrange(len(kinds)): rng.randint(1, 4)} if rng.random() < 0.2 else {},
    )


def _past(rng, kinds, day, zone, first):
    kind = rng.choice(kinds)
    begin, end, minutes = KINDS[kind]
    return Past(day, *moments(zone, first, day, begin, end), minutes, kind == "夜")


def anything(problem, seed):
    """A random assignment, as often against the rules as not."""
    rng = random.Random(seed)
    return tuple(
        tuple(rng.choice([OFF, OFF, *range(len(problem.shifts))]) for _day in range(problem.days))
        for _person in problem.people
    )
