"""Custody (P6–P8): one-time codes, when somebody is reminded, and what lying here costs.

Days are local dates of the estate; moments are naive UTC; money is exact.
"""

import hashlib
import hmac
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

#: digits of a code: six, of which a stranger guesses one in a million at each try
DIGITS = 6
#: rounds of the derivation: a code is short, so each guess at a stolen hash shall cost
ROUNDS = 50_000


def new_code() -> str:
    """A one-time code of :data:`DIGITS` digits, from the system's source of chance."""
    return f"{secrets.randbelow(10**DIGITS):0{DIGITS}d}"


def hashed(code: str, salt: str = "") -> str:
    """What is kept of a code: ``salt$hash``; without a salt, with a new one."""
    salt = salt or secrets.token_hex(8)
    digest = hashlib.pbkdf2_hmac("sha256", code.strip().encode(), salt.encode(), ROUNDS)
    return f"{salt}${digest.hex()}"


def fits(code: str, kept: str) -> bool:
    """Whether a code is the one that was kept; nothing fits where nothing was kept."""
    salt, _dollar, _digest = kept.partition("$")
    return bool(salt) and hmac.compare_digest(hashed(code, salt), kept)


@dataclass(frozen=True, slots=True)
class Step:
    """A reminder of a rule.

    :param id: of its record.
    :param days: after the due day; 0 on the day itself, below 0 before it.
    """

    id: int
    days: int


def steps_due(due: date, today: date, steps: Iterable[Step], taken: Iterable[int]) -> list[int]:
    """The reminders whose day has come and that were not given yet, in their order.

    :param taken: ids of those that were given for this loan.
    """
    gone = set(taken)
    return [
        step.id
        for step in sorted(steps, key=lambda step: (step.days, step.id))
        if step.id not in gone and due + timedelta(days=step.days) <= today
    ]


def next_step(due: date, today: date, steps: Iterable[Step]) -> date | None:
    """The next day after ``today`` on which a reminder is due, or none."""
    days = [due + timedelta(days=step.days) for step in steps]
    return min((day for day in days if day > today), default=None)


def storage_fee(since: date, today: date, free_days: int, per_day: Decimal, cent: Decimal) -> tuple[int, Decimal]:
    """What something costs that has been lying here.

    The day it came and the day it goes both count; the first ``free_days`` cost nothing.

    :return: days that cost, and the amount, half up to ``cent``.
    """
    days = max((today - since).days + 1 - free_days, 0)
    amount = (per_day * days).quantize(cent, rounding="ROUND_HALF_UP")
    return days, amount
