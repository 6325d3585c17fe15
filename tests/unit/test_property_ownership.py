"""Who owns a unit and who pays for it, day by day."""

from datetime import date
from decimal import Decimal

from property_core.ownership import Party, merged, overfull, payer_spans


def party(number, first, last=None, role="owner", **more):
    return Party(id=number, partner=number, role=role, first=first, last=last, **more)


NEW_YEAR, END = date(2026, 1, 1), date(2026, 1, 31)


def test_owners_may_hold_the_whole_and_not_more():
    half = Decimal(50)
    assert overfull([party(1, NEW_YEAR, share=half), party(2, NEW_YEAR, share=half)]) is None
    assert overfull([party(1, NEW_YEAR, share=half), party(2, END)]) == (END, Decimal(150))


def test_who_sells_makes_room_for_who_buys():
    assert overfull([party(1, NEW_YEAR, date(2026, 1, 14)), party(2, date(2026, 1, 15))]) is None


def test_a_transfer_in_the_month_divides_it():
    spans = payer_spans([party(1, date(2020, 1, 1), date(2026, 1, 14)), party(2, date(2026, 1, 15))], NEW_YEAR, END)
    assert spans == [(NEW_YEAR, date(2026, 1, 14), 1), (date(2026, 1, 15), END, 2)]


def test_the_tenant_pays_while_he_is_there_and_the_owner_after():
    tenant = party(9, NEW_YEAR, date(2026, 1, 10), role="tenant", pays=True)
    spans = payer_spans([party(1, date(2020, 1, 1)), tenant], NEW_YEAR, END)
    assert spans == [(NEW_YEAR, date(2026, 1, 10), 9), (date(2026, 1, 11), END, 1)]


def test_somebody_pays_one_fee_only():
    tenant = party(9, NEW_YEAR, role="tenant", pays=True, items=frozenset({7}))
    parties = [party(1, date(2020, 1, 1)), tenant]
    assert payer_spans(parties, NEW_YEAR, END, 7) == [(NEW_YEAR, END, 9)]
    assert payer_spans(parties, NEW_YEAR, END, 8) == payer_spans(parties, NEW_YEAR, END) == [(NEW_YEAR, END, 1)]


def test_the_largest_share_pays():
    parties = [party(1, NEW_YEAR, share=Decimal(40)), party(2, NEW_YEAR, share=Decimal(60))]
    assert payer_spans(parties, NEW_YEAR, END) == [(NEW_YEAR, END, 2)]


def test_days_without_anybody_are_left_out():
    assert payer_spans([party(1, date(2026, 1, 20))], NEW_YEAR, END) == [(date(2026, 1, 20), END, 1)]
    assert payer_spans([], NEW_YEAR, END) == []


def test_vacancies_that_touch_are_one():
    spans = [(date(2025, 12, 1), date(2026, 1, 5)), (date(2026, 1, 6), date(2026, 1, 9)), (date(2026, 1, 20), None)]
    assert merged(spans, NEW_YEAR, END) == [(NEW_YEAR, date(2026, 1, 9)), (date(2026, 1, 20), END)]
