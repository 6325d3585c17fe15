"""Which movement of the bank or provider is which payment of ours."""

from datetime import date
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st
from property_core.matching import Money
from property_core.settling import Ours, Settled, settle

PERCENT = Decimal(1)


def money(amount, day=5, text="", key=1, numbers=(), partner=""):
    return Money(key, date(2026, 3, day), Decimal(amount), text, partner, "", numbers)


def ours(key, amount, day=4, numbers=(), means=0):
    return Ours(key, date(2026, 3, day), Decimal(amount), numbers, means)


def only(movement, *payments):
    return settle([movement], payments, PERCENT).get(movement.key)


def test_the_number_decides_whatever_the_day():
    assert only(money(100, 28, numbers=("42 001",)), ours(7, 100), ours(8, 100, numbers=("42001",))) == Settled(
        (8,), "number"
    )


def test_a_number_with_less_than_the_amount_is_the_payment_less_a_fee():
    assert only(money("99.40", numbers=("42",)), ours(8, 100, numbers=("42",))) == Settled(
        (8,), "number", Decimal("0.60")
    )


def test_a_number_with_quite_another_amount_differs():
    found = only(money("90", numbers=("42",)), ours(8, 100, numbers=("42",)))
    assert found.differs and not found.fee


def test_two_payments_of_one_number_are_one_movement():
    found = only(money(150, numbers=("42",)), ours(8, 100, numbers=("42",)), ours(9, 50, numbers=("42",)))
    assert found == Settled((8, 9), "number")


def test_a_refund_that_shares_the_number_of_its_payment_is_not_the_payment():
    payments = ours(8, 100, numbers=("42",)), ours(9, -40, numbers=("42",))
    assert only(money(-40, numbers=("42",)), *payments) == Settled((9,), "number")
    assert only(money(-40, numbers=("42",)), payments[0]) is None


def test_an_amount_that_only_one_has_within_three_days():
    assert only(money(100, 7), ours(1, 100, 4), ours(2, 101, 4)) == Settled((1,), "amount")
    assert only(money(100, 8), ours(1, 100, 4)) is None
    assert only(money(100, 1), ours(1, 100, 4)) == Settled((1,), "amount")
    assert only(money(100), ours(1, 100, means=1), ours(2, 100, means=2)) is None


def test_the_payments_of_a_day_are_paid_out_in_one_sum():
    day = ours(1, 100), ours(2, 50), ours(3, 7, 3), ours(4, 33, means=2)
    assert only(money(150), *day) == Settled((1, 2), "sum")
    # those of days in a row, as after a weekend
    assert only(money(157), *day) == Settled((3, 1, 2), "sum")
    assert only(money(183), *day) is None


def test_a_provider_that_pays_out_keeps_its_fee():
    day = ours(1, 100), ours(2, 50)
    assert only(money("149.10", partner="财付通支付科技有限公司"), *day) == Settled((1, 2), "sum", Decimal("0.90"))
    assert only(money("149.10", partner="王五"), *day) is None
    assert only(money("99.40", text="支付宝结算"), ours(1, 100)) == Settled((1,), "sum", Decimal("0.60"))
    assert only(money("98.90", text="支付宝结算"), ours(1, 100)) is None


def test_sums_that_two_means_have_stay_for_people():
    assert only(money(30), ours(1, 10), ours(2, 20), ours(3, 15, means=2), ours(4, 15, means=2)) is None


AMOUNTS = st.integers(-30, 30).filter(bool)


@given(
    st.lists(st.tuples(AMOUNTS, st.integers(1, 9), st.sampled_from(["", "A", "B"])), max_size=8),
    st.lists(st.tuples(AMOUNTS, st.integers(1, 9), st.sampled_from(["", "A", "B"]), st.integers(0, 1)), max_size=8),
)
def test_no_payment_is_two_movements_and_sums_are_kept(moved, paid):
    moneys = [money(a, d, key=k, numbers=(n,) if n else ()) for k, (a, d, n) in enumerate(moved)]
    payments = {k: ours(k, a, d, (n,) if n else (), m) for k, (a, d, n, m) in enumerate(paid)}
    found = settle(moneys, list(payments.values()), PERCENT)
    used = [key for one in found.values() for key in one.payments]
    assert len(used) == len(set(used))
    for key, one in found.items():
        whole = sum(payments[k].amount for k in one.payments)
        assert one.differs or whole - one.fee == moneys[key].amount
        assert one.fee >= 0
