"""Whose money came in."""

from datetime import date
from decimal import Decimal

import pytest
from property_core.matching import Bill, Book, Money, code_like, find, match_all

DAY = date(2026, 3, 5)


def bill(key, unit, amount, month=3, number=None):
    return Bill(key, unit, unit * 10, date(2026, month, 28), Decimal(amount), (number or f"CSFEE/2026/{key:05}",))


@pytest.fixture
def book():
    bills = [bill(1, 1, "100"), bill(2, 1, "120", month=4), bill(3, 2, "88.80"), bill(4, 3, "55")]
    return Book(
        bills,
        codes={"3-2-1201": [1], "3-2-1202": [2], "1-1-101": [3, 4]},
        payer_of={1: 10, 2: 20, 3: 30, 4: 40},
        payers={"张三": [1], "李四": [2, 3]},
        history={"6222": [2]},
    )


def money(amount, text="", partner="", account="", numbers=(), key=1):
    return Money(key, DAY, Decimal(amount), text, partner, account, tuple(numbers))


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("物业费3-2-1201三月", "3-2-1201"),
        ("3栋2单元1201室", "3-2-1201"),
        ("3#2-1201 fee", "3-2-1201"),
        ("阳光3号楼2单元1201", "3-2-1201"),
    ],
)
def test_a_unit_is_found_in_each_way_people_write_it(text, code):
    assert code in code_like(text)


@pytest.mark.parametrize(
    ("come", "unit", "least", "reason"),
    [
        (money("220", "物业费 3-2-1201"), 1, 95, "code"),
        (money("100", "物业费 3-2-1201"), 1, 95, "code"),
        (money("88.80", "转账", numbers=["CSFEE/2026/00003"]), 2, 100, "reference"),
        (money("88.80", "付 CSFEE/2026/00003"), 2, 100, "reference"),
        (money("88.80", "转账", account="6222"), 2, 90, "history"),
        (money("220", "转账", partner="张三"), 1, 85, "payer"),
        (money("88.80", "转账", partner="李四"), 2, 70, "payer"),
    ],
)
def test_evidence_finds_the_unit(book, come, unit, least, reason):
    found = find(come, book)
    assert [part[0] for part in found.parts] == [unit]
    assert found.confidence >= least
    assert found.reasons[0][0] == reason


def test_an_amount_alone_is_never_sure(book):
    found = find(money("55"), book)
    assert [part[0] for part in found.parts] == [3]
    assert found.confidence < 50


def test_evidence_that_disagrees_is_not_sure(book):
    found = find(money("220", "3-2-1201", account="6222"), book)
    assert found.confidence < 70
    assert ("conflict", "6222") in found.reasons


def test_a_code_of_two_estates_is_unclear_unless_the_amount_says_which(book):
    assert find(money("12", "1-1-101"), book).parts == ()
    assert [part[0] for part in find(money("55", "1-1-101"), book).parts] == [3]


def test_one_payment_for_several_units_is_split(book):
    found = find(money("308.80", "3-2-1201 3-2-1202"), book)
    assert found.parts == ((1, 10, Decimal(220)), (2, 20, Decimal("88.80")))


def test_several_payments_settle_one_bill(book):
    come = [money("40", "3-2-1202", key=1), money("48.80", "3-2-1202", key=2), money("88.80", "3-2-1202", key=3)]
    found = match_all(come, book, 60)
    assert [dict(found[key].reasons).keys() & {"part", "total", "over"} for key in (1, 2, 3)] == [
        {"part"},
        {"total"},
        {"over"},
    ]


def test_what_nothing_speaks_for_is_left_to_people(book):
    assert find(money("1", "hello"), book).confidence == 0


def test_who_pays_for_several_units_says_nothing_against_the_one_he_names(book):
    found = find(money("220", "物业费 3-2-1201", partner="张三", account="6222"), book)
    assert (found.parts[0][0], found.confidence) == (1, 100)
    # somebody else's account, and a name that is not the payer's, still speak against it
    assert find(money("220", "物业费 3-2-1201", partner="王五", account="6222"), book).confidence < 85
