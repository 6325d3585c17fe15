"""What is owed too long, what comes next, and when a claim can no longer be enforced.

Amounts are exact decimals of the company's currency. Days are local dates of the estate.
Limitation follows the Civil Code of China: three years from the day after a debt falls due (article 188);
a demand that reached the debtor, or his promise, begins the period anew (article 195); after the period only
his promise revives the claim (article 192). How many years is a setting.
"""

from calendar import monthrange
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

ZERO = Decimal(0)


@dataclass(frozen=True)
class Debt:
    """A charge of which something is open.

    :param key: what the caller knows it by.
    :param due: local day on which it fell due.
    :param amount: still open, above zero.
    :param late: whether it is a late fee.
    :param held: whether it is disputed just now.
    """

    key: Hashable
    due: date
    amount: Decimal
    late: bool = False
    held: bool = False


@dataclass(frozen=True)
class Stage:
    """One step of chasing.

    :param days: days overdue from which it is taken.
    :param least: open amount below which it is not taken.
    :param wait: days that must lie between the step before and this one.
    """

    key: Hashable
    days: int
    least: Decimal = ZERO
    wait: int = 0


@dataclass(frozen=True)
class Part:
    """What is to be paid by a day: a promise, or one instalment of several."""

    key: Hashable
    day: date
    amount: Decimal


@dataclass(frozen=True)
class Interruption:
    """Something that begins the limitation period anew.

    :param acknowledged: the debtor himself promised: this revives what had run out.
    """

    day: date
    acknowledged: bool = False


def overdue(debts: Iterable[Debt], today: date) -> list[Debt]:
    """What should have been paid before today, the oldest first."""
    return sorted((one for one in debts if one.due < today), key=lambda one: (one.due, one.late))


def net(debts: Iterable[Debt], credit: Decimal) -> list[Debt]:
    """What is left when money that is there already is counted against the oldest debts.

    :param credit: prepayments and credit notes that are not used yet.
    :raises ValueError: for a credit below zero.
    """
    if credit < ZERO:
        raise ValueError("a credit is not below zero")
    rest = []
    for one in sorted(debts, key=lambda debt: (debt.due, debt.late)):
        used = min(one.amount, credit)
        credit -= used
        if one.amount > used:
            rest.append(replace(one, amount=one.amount - used))
    return rest


def chased(debts: Iterable[Debt]) -> list[Debt]:
    """What nobody disputes."""
    return [one for one in debts if not one.held]


def total(debts: Iterable[Debt]) -> Decimal:
    return sum((one.amount for one in debts), ZERO)


def bucket(days: int, bounds: Sequence[tuple[int, Hashable]]) -> Hashable | None:
    """The bucket of a number of days overdue.

    :param bounds: (first day, key) of each bucket, in any order.
    """
    fitting = [bound for bound in bounds if bound[0] <= days]
    return max(fitting, key=lambda bound: bound[0])[1] if fitting else None


def next_stage(
    stages: Sequence[Stage], taken: set, days: int, amount: Decimal, last_step: date | None, today: date
) -> Stage | None:
    """The step to take today: the first that was not taken, once its time has come.

    No stage is passed over, however long a debt lay before somebody looked: a court asks for the reminder
    before the lawyer's letter. Only a stage that the amount is too small for is left out.

    :param stages: in their order.
    :param taken: keys of the stages that were taken.
    :param days: the oldest debt is overdue so many days.
    :param last_step: when the last step was taken.
    """
    for stage in stages:
        if stage.key in taken or amount < stage.least:
            continue
        ready = days >= stage.days
        rested = last_step is None or (today - last_step).days >= stage.wait
        return stage if ready and rested else None
    return None


def judged(parts: Sequence[Part], paid: Decimal, today: date) -> dict[Hashable, str]:
    """Which parts were kept, the payments since then counted for one after the other.

    :param paid: paid since they were agreed, until today.
    :return: key → ``kept``, ``broken`` (its day is over and it is not paid in full) or ``open``.
    """
    found, left = {}, paid
    for part in sorted(parts, key=lambda one: one.day):
        if left >= part.amount:
            found[part.key] = "kept"
        else:
            found[part.key] = "broken" if part.day < today else "open"
        left = max(left - part.amount, ZERO)
    return found


def instalments(amount: Decimal, count: int, first: date, cent: Decimal) -> list[tuple[date, Decimal]]:
    """Equal monthly parts of an amount that add up to it; the first ones take the odd cents.

    :param first: day of the first one; a month without that day has its last day instead.
    :raises ValueError: for an amount that cannot be divided so.
    """
    cents = int(amount / cent)
    if count < 1 or cents < count:
        raise ValueError("an amount is divided into parts above zero")
    each, odd = divmod(cents, count)
    return [(add_months(first, number), (each + (number < odd)) * cent) for number in range(count)]


def add_months(day: date, months: int) -> date:
    """The same day some months later, or the last one of a shorter month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def limitation(due: date, interruptions: Iterable[Interruption], years: int) -> date:
    """The last day on which a debt can be enforced.

    :param due: local day on which it fell due.
    :param interruptions: of this debtor, in any order; those before it fell due do not count.
    """
    ends = add_months(due, 12 * years)
    for one in sorted(interruptions, key=lambda other: other.day):
        if one.day > due and (one.day <= ends or one.acknowledged):
            ends = max(ends, add_months(one.day, 12 * years))
    return ends
