"""Late fees: the same whoever cuts the time, never more than the cap, never on days in dispute."""

from datetime import date, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st
from property_core.late_fee import Debt, Terms, owed, segments, total

DUE = date(2026, 3, 31)
FIVE = Terms(rate=Decimal("0.0005"))
LATE = Decimal("1000.00")


def day(number):
    return DUE + timedelta(days=number)


def test_nothing_is_charged_on_the_due_day_and_one_day_on_the_next():
    debt = Debt(LATE, DUE)
    assert total(debt, FIVE, day(0)) == 0
    assert total(debt, FIVE, day(1)) == Decimal("0.50")


def test_a_payment_in_the_middle_splits_the_days():
    debt = Debt(LATE, DUE, settled=[(day(10), Decimal("400.00"))])
    parts = segments(debt, FIVE, day(20))
    assert [(one.days, one.base) for one in parts] == [(10, LATE), (10, Decimal("600.00"))]
    assert total(debt, FIVE, day(20)) == Decimal("8.00")


def test_it_stays_owed_after_the_principal_is_paid():
    debt = Debt(LATE, DUE, settled=[(day(10), LATE)])
    assert total(debt, FIVE, day(300)) == Decimal("5.00")


def test_paid_within_the_grace_nothing_is_charged_and_beyond_it_the_rule_says_from_when():
    terms = Terms(rate=Decimal("0.0005"), grace=5)
    assert total(Debt(LATE, DUE, settled=[(day(5), LATE)]), terms, day(30)) == 0
    assert total(Debt(LATE, DUE), terms, day(5)) == 0
    assert total(Debt(LATE, DUE), terms, day(7)) == Decimal("1.00")
    whole = Terms(rate=Decimal("0.0005"), grace=5, from_due=True)
    assert total(Debt(LATE, DUE), whole, day(7)) == Decimal("3.50")
    assert total(Debt(LATE, DUE, settled=[(day(5), LATE)]), whole, day(30)) == 0


def test_days_in_dispute_are_left_out():
    debt = Debt(LATE, DUE, disputed=[(day(3), day(7))])
    assert [(one.first, one.last) for one in segments(debt, FIVE, day(10))] == [(day(1), day(2)), (day(8), day(10))]
    assert total(Debt(LATE, DUE, disputed=[(day(3), None)]), FIVE, day(99)) == Decimal("1.00")


def test_less_than_the_minimum_is_not_billed_yet():
    terms = Terms(rate=Decimal("0.0005"), minimum=Decimal("5"))
    assert owed(Debt(LATE, DUE), terms, day(9)) == 0
    assert owed(Debt(LATE, DUE), terms, day(10)) == Decimal("5.00")


def test_the_cap_holds():
    terms = Terms(rate=Decimal("0.003"), cap=Decimal(30))
    assert total(Debt(LATE, DUE), terms, day(5000)) == Decimal("300.00")


cents = st.integers(1, 2_000_000).map(lambda n: Decimal(n) / 100)
offsets = st.integers(-20, 400)
spans = st.tuples(offsets, st.integers(0, 90)).map(lambda s: (day(s[0]), day(s[0] + s[1])))


@st.composite
def debts(draw):
    amount = draw(cents)
    left, settled = amount, []
    for number, share in draw(st.lists(st.tuples(offsets, st.integers(0, 100)), max_size=5)):
        part = (left * share / 100).quantize(Decimal("0.01"), rounding="ROUND_DOWN")
        settled.append((day(number), part))
        left -= part
    return Debt(amount, DUE, tuple(settled), tuple(draw(st.lists(spans, max_size=4))))


terms = st.builds(
    Terms,
    rate=st.integers(0, 100).map(lambda n: Decimal(n) / 10000),
    grace=st.integers(0, 40),
    from_due=st.booleans(),
    cap=st.none() | st.integers(1, 100).map(Decimal),
)


def by_hand(debt, rule, until):
    """The same, one day after the other, as somebody would with a pencil."""
    begins = DUE + timedelta(days=rule.grace + 1)

    def is_open(on):
        return debt.amount - sum(amount for paid, amount in debt.settled if paid < on)

    if until < begins or is_open(begins) <= 0:
        return Decimal("0.00")
    on, found = (DUE + timedelta(days=1) if rule.from_due else begins), Decimal(0)
    while on <= until:
        if not any(first <= on <= last for first, last in debt.disputed):
            found += is_open(on) * rule.rate
        on += timedelta(days=1)
    if rule.cap is not None:
        found = min(found, debt.amount * rule.cap / 100)
    return found.quantize(Decimal("0.01"), rounding="ROUND_HALF_UP")


@given(debts(), terms, offsets)
def test_segments_come_to_the_sum_of_the_days(debt, rule, until):
    assert total(debt, rule, day(until)) == by_hand(debt, rule, day(until))


@given(debts(), terms, st.lists(offsets, min_size=1, max_size=8))
def test_however_the_time_is_cut_into_bills_their_sum_is_the_same(debt, rule, days):
    taken = Decimal(0)
    for until in sorted(days):
        taken += owed(debt, rule, day(until), taken)
    assert taken == total(debt, rule, day(max(days)))


@given(debts(), terms, offsets, st.integers(0, 60))
def test_it_never_falls_and_never_exceeds_the_cap(debt, rule, until, more):
    now = total(debt, rule, day(until))
    assert 0 <= now <= total(debt, rule, day(until + more))
    if rule.cap is not None:
        assert now <= (debt.amount * rule.cap / 100).quantize(Decimal("0.01"), rounding="ROUND_HALF_UP")


@given(debts(), terms, offsets)
def test_a_dispute_never_makes_it_dearer(debt, rule, until):
    free = Debt(debt.amount, debt.due, debt.settled)
    assert total(debt, rule, day(until)) <= total(free, rule, day(until))


@given(debts(), terms, offsets)
def test_charging_twice_up_to_the_same_day_adds_nothing(debt, rule, until):
    once = owed(debt, rule, day(until))
    assert owed(debt, rule, day(until), once) == 0
