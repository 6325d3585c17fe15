"""Home visits: the quota, and who comes first."""

import random
from datetime import date, timedelta
from decimal import Decimal

from property_core.visit import House, Reason, draw, quota, reasons_of

TODAY = date(2026, 3, 1)
REASONS = (Reason("new_owner", 30, 60), Reason("care", 20), Reason("arrears", 5))


def house(number, last=None, **facts):
    return House(number, f"{number:04}", last, facts)


def drawn(houses, owed, **more):
    values = {"rest_days": 30, "waiting_percent": Decimal(0), **more}
    return draw(houses, REASONS, owed, TODAY, values["rest_days"], values["waiting_percent"])


def test_the_quota_is_a_number_or_a_share_rounded_up_and_never_more_than_there_are():
    assert quota(100, 12, Decimal(50)) == 12
    assert quota(101, 0, Decimal(5)) == 6
    assert quota(3, 12, Decimal(0)) == 3
    assert quota(0, 12, Decimal(5)) == 0


def test_a_reason_holds_for_its_days_and_not_before():
    fresh, old, ahead = (house(1, new_owner=TODAY - timedelta(days=days)) for days in (60, 61, -1))
    assert [one.fact for one in reasons_of(fresh, REASONS, TODAY)] == ["new_owner"]
    assert reasons_of(old, REASONS, TODAY) == []
    assert reasons_of(ahead, REASONS, TODAY) == []
    assert [one.fact for one in reasons_of(house(1, care=None), REASONS, TODAY)] == ["care"]


def test_what_weighs_more_comes_first_and_says_why():
    rows = drawn([house(1), house(2, arrears=None), house(3, care=None, arrears=None)], 2)
    assert [(one.id, one.points, one.facts, one.waited) for one in rows] == [
        (3, 25, ("care", "arrears"), False),
        (2, 5, ("arrears",), False),
    ]


def test_part_of_the_visits_goes_to_who_waited_longest():
    houses = [house(1, date(2025, 1, 1)), house(2), house(3, care=None), house(4, care=None)]
    rows = drawn(houses, 2, waiting_percent=Decimal(50))
    assert {one.id: one.waited for one in rows} == {3: False, 2: True}


def test_nobody_is_visited_again_while_he_rests():
    rows = drawn([house(1, TODAY - timedelta(days=29), care=None), house(2, TODAY - timedelta(days=30))], 5)
    assert [one.id for one in rows] == [2]


def test_draws_of_any_estate_are_repeatable_whole_and_fair():
    chance = random.Random(19)
    for _round in range(200):
        houses = [
            house(
                number,
                chance.choice([None, TODAY - timedelta(days=chance.randrange(400))]),
                **{
                    reason.fact: chance.choice([None, TODAY - timedelta(days=chance.randrange(-5, 90))])
                    for reason in REASONS
                    if chance.random() < 0.3
                },
            )
            for number in range(chance.randrange(40))
        ]
        owed, percent, rest = chance.randrange(30), Decimal(chance.randrange(101)), chance.randrange(60)
        rows = drawn(houses, owed, rest_days=rest, waiting_percent=percent)
        shuffled = chance.sample(houses, len(houses))
        assert rows == drawn(shuffled, owed, rest_days=rest, waiting_percent=percent)
        free = [one for one in houses if one.last_on is None or (TODAY - one.last_on).days >= rest]
        assert len(rows) == len({one.id for one in rows}) == min(owed, len(free))
        assert {one.id for one in rows} <= {one.id for one in free}
        assert sorted((one.points for one in rows), reverse=True) == [one.points for one in rows]
        assert all(one.facts or one.waited for one in rows), "each says why"


def test_nobody_waits_for_ever():
    """However much others weigh, each unit is visited within units ÷ turns months."""
    last = dict.fromkeys(range(30))
    for month in range(30):
        today = TODAY + timedelta(days=31 * month)
        houses = [House(number, f"{number:04}", last[number], {"care": None} if number < 10 else {}) for number in last]
        for one in draw(houses, REASONS, 4, today, 0, Decimal(25)):
            last[one.id] = today
    assert all(last.values())
