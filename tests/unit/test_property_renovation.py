"""What renovations cost, how often sites are looked at, which fines fit."""

from decimal import Decimal

from property_core.renovation import fee, fine_fits, looks, shared_out


def test_a_fee_is_a_fixed_sum_and_so_much_for_each_square_metre():
    assert fee(Decimal(100), Decimal("5"), Decimal("88.88")) == Decimal("544.40")


def test_a_fee_is_rounded_half_up_to_cents():
    assert fee(Decimal(0), Decimal("0.5"), Decimal("0.01")) == Decimal("0.01")


def test_a_fee_is_not_below_the_least():
    assert fee(Decimal(0), Decimal(5), Decimal(12), Decimal(200)) == Decimal("200.00")


def test_a_fee_of_nothing_stays_nothing():
    assert fee(Decimal(0), Decimal(5), Decimal(0), Decimal(200)) == 0


def test_the_strictest_phase_decides_how_often_a_site_is_looked_at():
    quota = {"new": 2, "finishing": 1, "focus": 3}
    assert looks(["new"], quota) == ("new", 2)
    assert looks(["finishing"], quota) == ("finishing", 1)
    assert looks(["finishing", "focus"], quota) == ("focus", 3)


def test_the_focus_never_lowers_the_quota():
    assert looks(["new", "focus"], {"new": 2, "focus": 1}) == ("new", 2)


def test_a_phase_without_a_rule_asks_for_nothing():
    assert looks(["new"], {}) == (None, 0)


def test_a_fine_lies_within_the_book():
    assert fine_fits(Decimal(50), Decimal(50), Decimal(200))
    assert fine_fits(Decimal(200), Decimal(50), Decimal(200))
    assert not fine_fits(Decimal("200.01"), Decimal(50), Decimal(200))
    assert not fine_fits(Decimal("49.99"), Decimal(50), Decimal(200))
    assert not fine_fits(Decimal(0), Decimal(0), Decimal(200))
    assert not fine_fits(Decimal(10), Decimal(0), Decimal(0))


def test_sites_of_a_building_go_to_one_person_and_everybody_gets_about_as_many():
    sites = {1: 10, 2: 10, 3: 20, 4: 30, 5: 30}
    given = shared_out(sites, [7, 8])
    assert given[1] == given[2]
    assert given[4] == given[5]
    assert sorted([list(given.values()).count(7), list(given.values()).count(8)]) == [2, 3]


def test_nobody_on_duty_gets_nothing():
    assert shared_out({1: 10}, []) == {}
