"""Training: when something is to be learnt, how an exam ends, who may work on what (D19).

Days are local dates of the company; scores and pass marks are percent (0–100).
"""

from calendar import monthrange
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

#: what time may bring about in the training of a person, in the order in which it is done
STEPS = ("remind", "overdue", "missed", "renew", "expire")


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a training plan.

    :param day: of ``joining``: days after the first day, 0 is the first day itself; of
        ``monthly``: the day of the month by which it is done, beyond the end of a month its last.
    :param induction: it is for people who are new to the company, not to the post.
    """

    line_id: int
    timing: str
    day: int
    induction: bool = False


def add_months(day: date, months: int) -> date:
    """The same day some months on; where a month is too short, its last day."""
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def month_day(month: date, day: int) -> date:
    """A day of the month of ``month``; beyond its end the last one."""
    return month.replace(day=min(max(day, 1), monthrange(month.year, month.month)[1]))


def joining_days(lines: Iterable[Line], since: date, joined: date | None = None) -> dict[int, date]:
    """Line → the day by which a person who begins with the post on ``since`` has done it.

    :param joined: first day with the company, where it is known: what the induction would
        have brought before the person came to this post is not planned any more.
    """
    days = {}
    for line in lines:
        if line.timing != "joining":
            continue
        new = line.induction and joined is not None
        day = (joined if new else since) + timedelta(days=line.day)
        if not new or day >= since:
            days[line.line_id] = day
    return days


def monthly_days(lines: Iterable[Line], since: date, today: date) -> dict[int, date]:
    """Line → its day in the month of ``today``; the first month counts when it began on its first day.

    The first weeks of a new colleague are the induction's, not the monthly training's.
    """
    if today < since or (since.day > 1 and (since.year, since.month) == (today.year, today.month)):
        return {}
    return {line.line_id: month_day(today, line.day) for line in lines if line.timing == "monthly"}


def has_passed(score: Decimal, pass_mark: Decimal) -> bool:
    """Whether an exam is passed: the pass mark itself is enough."""
    return score >= pass_mark


def may_resit(attempts: int, limit: int) -> bool:
    """Whether there is another exam after so many; a limit of 0 is none."""
    return not limit or attempts < limit


def valid_until(done_on: date, months: int) -> date | None:
    """The last day on which a course that was passed counts; ``None``: for good."""
    return add_months(done_on, months) - timedelta(days=1) if months else None


@dataclass(frozen=True, slots=True)
class Stand:
    """Where the training of one person in one course stands.

    :param is_open: something is left to do.
    :param closes: what is not done by its day is missed (monthly training) and not owed any longer.
    :param last_day: of what was passed; ``None``: it counts for good, or does not count.
    :param renew_days: so many days before ``last_day`` the renewal is planned.
    """

    is_open: bool
    due_on: date | None = None
    closes: bool = False
    reminded: bool = False
    told_overdue: bool = False
    last_day: date | None = None
    renew_days: int = 0
    renewed: bool = False


def _moments(stand: Stand, remind_days: int) -> Iterator[tuple[str, date]]:
    if stand.is_open and stand.due_on:
        late = stand.due_on + timedelta(days=1)
        if not stand.reminded:
            yield "remind", stand.due_on - timedelta(days=remind_days)
        if stand.closes:
            yield "missed", late
        elif not stand.told_overdue:
            yield "overdue", late
    if not stand.is_open and stand.last_day:
        if not stand.renewed:
            yield "renew", stand.last_day - timedelta(days=stand.renew_days)
        yield "expire", stand.last_day + timedelta(days=1)


def steps_due(stand: Stand, today: date, remind_days: int) -> list[str]:
    """What time has brought about by today, in the order of :data:`STEPS`; too late to remind is overdue."""
    due = {step for step, day in _moments(stand, remind_days) if day <= today}
    if due & {"overdue", "missed"}:
        due.discard("remind")
    return [step for step in STEPS if step in due]


def next_day(stand: Stand, remind_days: int) -> date | None:
    """The day on which time brings something about next; ``None``: never."""
    return min((day for _step, day in _moments(stand, remind_days)), default=None)


def lacking(needed: Collection[int], done: Collection[int]) -> frozenset[int]:
    """Courses that somebody has not passed and would have to."""
    return frozenset(needed) - frozenset(done)


def barred(needed: Collection[int], done: Mapping[int, Collection[int]], user_ids: Iterable[int]) -> frozenset[int]:
    """Users who have not passed all of the needed courses.

    :param done: user → courses that he has passed and that still count.
    """
    return frozenset(user for user in user_ids if lacking(needed, done.get(user, ())))
