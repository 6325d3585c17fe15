"""Whose money it is: a movement on the bank beside what is open, with confidence and reasons.

Pure. Amounts are decimals of one currency; confidence is 0 to 100. Evidence in order of weight: the number of a
bill, the code of a unit, who paid for a unit before, the name of a payer, the amount alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

ZERO = Decimal(0)
#: what each evidence is worth alone, and together with an amount that fits
WEIGHT = {"reference": (90, 100), "code": (75, 97), "history": (60, 92), "payer": (50, 88), "amount": (0, 45)}
#: two pieces of evidence that name different units take this away from the stronger one
CONFLICT = 35
#: a second piece of evidence for the same unit adds this
AGREEMENT = 3
#: confidence is never above this where more money came than is open
OVERPAID = 80
_CODE = re.compile(r"(?<![0-9A-Za-z])[0-9A-Za-z]+(?:[-#栋幢座号楼单元室-]+[0-9A-Za-z]+)+(?![0-9A-Za-z])")


@dataclass(frozen=True)
class Money:
    """A movement on the account that came in."""

    key: int
    day: date
    amount: Decimal
    text: str
    partner: str = ""
    account: str = ""
    numbers: tuple[str, ...] = ()


@dataclass(frozen=True)
class Bill:
    """A document of which something is open."""

    key: int
    unit: int
    payer: int
    due: date
    amount: Decimal
    numbers: tuple[str, ...] = ()


@dataclass(frozen=True)
class Match:
    """Whose money it is.

    ``parts`` are (unit, payer, amount); what is above their open bills is paid beforehand.
    ``reasons`` are (key, value): reference, code, history, payer, amount; fits: total, bills, part, over; conflict.
    """

    confidence: int
    parts: tuple[tuple[int, int, Decimal], ...] = ()
    reasons: tuple[tuple[str, str], ...] = ()


@dataclass
class Book:
    """What is known while money is matched: open bills, codes, payers and who paid before."""

    bills: Sequence[Bill]
    codes: Mapping[str, Sequence[int]]
    payer_of: Mapping[int, int]
    payers: Mapping[str, Sequence[int]] = field(default_factory=dict)
    history: Mapping[str, Sequence[int]] = field(default_factory=dict)

    def __post_init__(self):
        self.open: dict[int, Decimal] = {bill.key: bill.amount for bill in self.bills}
        self.by_unit: dict[tuple[int, int], list[Bill]] = {}
        self.by_number: dict[str, list[Bill]] = {}
        self.by_amount: dict[Decimal, set[tuple[int, int]]] = {}
        for bill in sorted(self.bills, key=lambda one: (one.due, one.key)):
            self.by_unit.setdefault((bill.unit, bill.payer), []).append(bill)
            for number in bill.numbers:
                self.by_number.setdefault(squeezed(number), []).append(bill)
        for place, bills in self.by_unit.items():
            self.by_amount.setdefault(sum((bill.amount for bill in bills), ZERO), set()).add(place)

    def owed(self, place: tuple[int, int]) -> Decimal:
        return sum((self.open[bill.key] for bill in self.by_unit.get(place, ())), ZERO)

    def use(self, match: Match) -> None:
        """What was matched is no longer open for the next money: several payments of one bill."""
        for unit, payer, whole in match.parts:
            amount = whole
            for bill in self.by_unit.get((unit, payer), ()):
                part = min(amount, self.open[bill.key])
                self.open[bill.key] -= part
                amount -= part


def squeezed(text: str) -> str:
    return re.sub(r"[\s/_-]+", "", text).upper()


def code_like(text: str) -> list[str]:
    """What looks like the code of a unit in a text, each way people write it: 3-2-1201, 3栋2单元1201室, 3#2-1201."""
    found = []
    for match in _CODE.finditer(text):
        parts = re.findall(r"[0-9A-Za-z]+", match[0])
        found += [
            "-".join(parts[first:last]) for first in range(len(parts)) for last in range(len(parts), first + 1, -1)
        ]
    return list(dict.fromkeys(found))


def find(money: Money, book: Book) -> Match:
    """The best match of one movement; confidence 0 when nothing speaks for anybody."""
    evidence = _evidence(money, book)
    if not evidence:
        return _by_amount(money, book)
    kind, value, places = evidence[0]
    if len(places) > 1:
        return _several(money, book, kind, value, places)
    place = places[0]
    alone, fitting = WEIGHT[kind]
    fits = _fits(money.amount, book, place, kind, value)
    confidence = fitting if fits in ("total", "bills") else alone
    if fits == "over":
        confidence = min(confidence, OVERPAID)
    reasons = [(kind, value), (fits, "")]
    agreed = any(place in places for _kind, _value, places in evidence[1:])
    for other, other_value, other_places in evidence[1:]:
        if place in other_places:
            confidence = min(confidence + AGREEMENT, 100)
            reasons.append((other, other_value))
        elif len(other_places) == 1 and other != "payer" and not agreed:
            # who pays for several units is no contradiction: his name stands for this one too
            confidence -= CONFLICT
            reasons.append(("conflict", other_value))
            break
    return Match(max(confidence, 0), ((*place, money.amount),), tuple(reasons))


def _evidence(money: Money, book: Book) -> list[tuple[str, str, list[tuple[int, int]]]]:
    """What speaks for whom, the strongest first: (kind, what was found, [(unit, payer)])."""
    found = []
    words = {squeezed(word) for word in (*money.numbers, *re.split(r"[\s,,。;:、()\[\]]+", money.text)) if word}
    numbers = [bill for word in sorted(words) for bill in book.by_number.get(word, ())]
    if numbers:
        places = list(dict.fromkeys((bill.unit, bill.payer) for bill in numbers))
        found.append(("reference", numbers[0].numbers[0], places))
    codes, units = [], []
    for code in code_like(money.text):
        if code in book.codes and not any(code in longer for longer in codes):
            codes.append(code)
            units += book.codes[code]
    if units:
        found.append(("code", ", ".join(codes), _places(book, units)))
    for key in (money.account, money.partner):
        if key and book.history.get(key):
            found.append(("history", money.partner or key, _places(book, book.history[key])))
            break
    if money.partner and book.payers.get(money.partner):
        found.append(("payer", money.partner, _places(book, book.payers[money.partner])))
    return [(kind, value, places) for kind, value, places in found if places]


def _places(book: Book, units: Iterable[int]) -> list[tuple[int, int]]:
    """Unit and payer: whoever owes something there, else who pays now."""
    places = []
    for unit in dict.fromkeys(units):
        payer = book.payer_of.get(unit)
        owing = [place for place in book.by_unit if place[0] == unit and book.owed(place)] if not payer else []
        if payer:
            places.append((unit, payer))
        places += owing[:1]
    return places


def _fits(amount: Decimal, book: Book, place: tuple[int, int], kind: str, value: str) -> str:
    """How an amount stands to what is open: total, bills (the oldest, or the one named), part, over."""
    owed = book.owed(place)
    if amount == owed:
        return "total"
    if amount > owed:
        return "over"
    opens = [book.open[bill.key] for bill in book.by_unit.get(place, ()) if book.open[bill.key]]
    named = [book.open[bill.key] for bill in book.by_number.get(squeezed(value), ())] if kind == "reference" else []
    run, sums = ZERO, set()
    for one in opens:
        run += one
        sums.add(run)
    return "bills" if amount in sums or amount in opens or amount in named else "part"


def _several(money: Money, book: Book, kind: str, value: str, places: Sequence[tuple[int, int]]) -> Match:
    """Money for several units named, or for one of several that may be meant."""
    alone, fitting = WEIGHT[kind]
    owed = {place: book.owed(place) for place in places}
    if sum(owed.values()) == money.amount and all(owed.values()):
        parts = tuple((*place, part) for place, part in owed.items())
        return Match(fitting - AGREEMENT, parts, ((kind, value), ("units", str(len(parts)))))
    exact = [place for place in places if owed[place] == money.amount]
    if len(exact) == 1:
        return Match(fitting - 10, ((*exact[0], money.amount),), ((kind, value), ("total", "")))
    return Match(alone // 2, (), ((kind, value), ("unclear", str(len(places)))))


def _by_amount(money: Money, book: Book) -> Match:
    places = [place for place in book.by_amount.get(money.amount, ()) if book.owed(place) == money.amount]
    if len(places) != 1:
        return Match(0)
    return Match(WEIGHT["amount"][1], ((*places[0], money.amount),), (("amount", ""),))


def match_all(moneys: Iterable[Money], book: Book, threshold: int) -> dict[int, Match]:
    """Match many movements, in their order of days; what is sure is taken from what is open for the others."""
    found = {}
    for money in sorted(moneys, key=lambda one: (one.day, one.key)):
        match = found[money.key] = find(money, book)
        if match.parts and match.confidence >= threshold:
            book.use(match)
    return found
