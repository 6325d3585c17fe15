"""The counter's till: change, means, and whether the day agrees."""

from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from property_core import till

D = Decimal
#: a busy machine draws slowly
calm = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
money = st.integers(1, 10**7).map(lambda cents: D(cents) / 100)
given_parts = st.lists(st.tuples(money, st.booleans()), min_size=1, max_size=5).map(
    lambda rows: [till.Given(place, amount, cash) for place, (amount, cash) in enumerate(rows)]
)


def test_change_comes_from_the_cash():
    parts = [till.Given("wechat", D(100)), till.Given("cash", D(200), is_cash=True)]
    assert till.change(D("286.50"), parts) == D("13.50")
    assert till.net(parts, D("13.50")) == [till.Given("wechat", D(100)), till.Given("cash", D("186.50"), is_cash=True)]


@pytest.mark.parametrize(
    ("total", "parts", "code", "amount"),
    [
        (D(100), [till.Given("cash", D(60), is_cash=True)], "short", D(40)),
        (D(100), [till.Given("wechat", D(120))], "over", D(20)),
        (D(100), [till.Given("wechat", D(120)), till.Given("cash", D(5), is_cash=True)], "over", D(20)),
        (D(-1), [], "negative", D(-1)),
    ],
)
def test_what_does_not_agree_is_refused(total, parts, code, amount):
    with pytest.raises(till.TillError) as error:
        till.change(total, parts)
    assert (error.value.code, error.value.amount) == (code, amount)


@calm
@given(given_parts, st.lists(money, min_size=1, max_size=5))
def test_every_cent_given_is_for_something(parts, purposes):
    total, paid = sum(purposes), sum(part.amount for part in parts)
    wanted = dict(enumerate(purposes))
    if total != paid:
        with pytest.raises(till.TillError):
            till.split(parts, wanted)
        return
    found = till.split(parts, wanted)
    for purpose, amount in wanted.items():
        assert sum(used for _key, to, used in found if to == purpose) == amount


@calm
@given(given_parts, money)
def test_what_is_kept_and_the_change_are_what_was_given(parts, total):
    try:
        back = till.change(total, parts)
    except till.TillError:
        return
    kept = till.net(parts, back)
    assert sum(part.amount for part in kept) == total
    assert till.split(kept, {"all": total})


def test_a_day_that_agrees_has_no_difference():
    receipts = {"cash": D(300), "wechat": D(120)}
    assert till.closing(D(500), "cash", receipts, receipts, D(800)) == []


def test_each_difference_is_named():
    receipts, ledger = {"cash": D(300), "wechat": D(120)}, {"cash": D(300), "wechat": D(100)}
    found = till.closing(D(500), "cash", receipts, ledger, D(795))
    assert [(one.key, one.kind, one.amount) for one in found] == [
        ("wechat", "ledger", D(-20)),
        ("cash", "count", D(-5)),
    ]
    assert len(till.closing(D(500), "cash", receipts, receipts, D(795), explained=D(-5))) == 0
