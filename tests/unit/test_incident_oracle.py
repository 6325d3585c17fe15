"""The oracle of the proof, checked by hand: it must not be believed only because the addon agrees with it."""

from datetime import datetime, timedelta

import pytest

from tests.benchmarks.incident import rulebook
from tests.benchmarks.incident.log import Case, Event
from tests.benchmarks.incident.oracle import Oracle, Table, moment, second
from tests.benchmarks.incident.rulebook import FIRST, HOURS, SOLVED, UPDATE, Passes, Target

PERSON = "Updated by 1"


def shanghai(text):
    return datetime.strptime(text, "%Y-%m-%d %H:%M") - rulebook.SHANGHAI


@pytest.fixture(scope="module")
def tables():
    return {"": Table(None), **{name: Table(hours) for name, hours in HOURS.items()}}


def case(*rows, number="INC9", priority="3 - Moderate"):
    """Rows are (moment in Shanghai, state)."""
    events = [
        Event(
            number=number,
            at=shanghai(at),
            state=state,
            opened_at=shanghai(rows[0][0]),
            opened_by="Opened by 1",
            updated_by=PERSON,
            reassigned=0,
            reopened=0,
            group="Group 2",
            assignee="Resolver 1",
            priority=priority,
            resolved_at=None,
            closed_at=None,
            facts=("Caller 1", "Location 1", "Category 1", "Subcategory 1", "2 - Medium", "2 - Medium", "Phone"),
        )
        for at, state in rows
    ]
    return Case(number, events)


def life(tables, *rows, seed=0, **values):
    one = case(*rows, **values)
    # a seed in which this customer does not urge
    seed = next(n for n in range(100) if not rulebook.urges(one, n))
    return Oracle(tables, Passes(), "the log's closer", seed).expect(one)


def told(lived):
    return [(t.clock, t.level.when, t.level.amount, moment(t.due) + rulebook.SHANGHAI) for t in lived.told]


def test_the_spring_festival_and_its_make_up_days_in_office_hours(tables):
    office = tables["office"]
    # Friday the 13th 17:00 + 9 h: 1 on Friday, 7 on the make-up Saturday, 1 on the 24th
    end = office.after(second(shanghai("2026-02-13 17:00")), 9 * 3600)
    assert moment(end) == shanghai("2026-02-24 10:00")
    days = office.target(Target(3, "day"), second(shanghai("2026-02-13 17:00")))
    assert days == (1 + 3 * 7) * 3600  # the 14th, 24th and 25th


def test_the_night_shift_parts_its_days_at_midnight_in_shanghai(tables):
    night = tables["night"]
    # Friday 23:00: an hour is left of Friday, the next one is that of the make-up Saturday
    assert moment(night.after(second(shanghai("2026-02-13 23:00")), 2 * 3600)) == shanghai("2026-02-14 01:00")
    assert moment(night.after(second(shanghai("2026-02-14 23:00")), 2 * 3600)) == shanghai("2026-02-24 01:00")


def test_changed_clocks_take_an_hour_of_the_early_shift_and_give_one(tables):
    overseas = tables["overseas"]
    spring = second(datetime(2026, 3, 28, 23, 0)), second(datetime(2026, 3, 29, 22, 0))
    autumn = second(datetime(2026, 10, 24, 22, 0)), second(datetime(2026, 10, 25, 23, 0))
    assert (overseas.between(*spring), overseas.between(*autumn)) == (11 * 3600, 13 * 3600)


def test_a_case_that_nobody_touches_climbs_both_ladders_of_its_clocks(tables):
    lived = life(tables, ("2026-03-04 10:00", "New"), ("2026-03-20 10:00", "Resolved"))
    at = datetime(2026, 3, 4).replace
    assert told(lived)[:4] == [
        (FIRST, "before", 20, at(hour=15, minute=12)),
        (FIRST, "at", 0, at(hour=16)),
        (FIRST, "after", 2, at(hour=18)),
        # until Monday the 9th at 18:00: 6 + 7 + 7 + 7 h; of the 21.6 h that are 80 %, 1.6 h lie on Monday
        (SOLVED, "before", 20, datetime(2026, 3, 9, 10, 36)),
    ]
    assert [when for _clock, *when, _at in told(lived)][4:] == [
        ["before", 2],
        ["at", 0],
        ["after", 1],
        ["after", 5],
    ]
    assert [moment(end) for end in lived.closings] == [shanghai("2026-03-25 10:00")]


def test_nothing_is_owed_while_the_customer_is_awaited(tables):
    lived = life(
        tables,
        ("2026-03-04 10:00", "New"),
        ("2026-03-04 11:00", "Awaiting User Info"),
        ("2026-03-12 11:00", "Active"),
        ("2026-03-12 12:00", "Resolved"),
    )
    assert lived.told == []
    # to ask for something is an answer: one clock for news has ended in between, none was used up
    assert [turn for clock, turn in lived.all if clock == UPDATE] == [0, 1]


def test_a_graver_case_is_told_by_the_other_ladder_and_shared_levels_once(tables):
    one = case(
        ("2026-03-04 10:00", "Active"),
        ("2026-03-06 15:00", "Active"),
        ("2026-03-20 10:00", "Resolved"),
    )
    for event in one.events[1:]:
        event.priority = "2 - High"
    seed = next(n for n in range(100) if not rulebook.urges(one, n))
    lived = Oracle(tables, Passes(), "", seed).expect(one)
    news = [entry for entry in told(lived) if entry[0] == UPDATE]
    assert [entry[1] for entry in news] == ["before", "at"]
    solved = [entry[1:] for entry in told(lived) if entry[0] == SOLVED]
    # two working days end on Friday at 18:00; half of its 21 h went by before it was grave
    assert solved[0] == ("before", 50, datetime(2026, 3, 6, 15, 0))
    assert ("at", 0, datetime(2026, 3, 6, 18, 0)) in solved


def test_a_pass_comes_each_quarter_of_an_hour_and_after_an_outage(tables):
    outage = datetime(2026, 3, 4, 5, 0), datetime(2026, 3, 4, 9, 0)
    passes = Passes((outage,))
    assert passes.next(datetime(2026, 3, 4, 4, 31)) == datetime(2026, 3, 4, 4, 45)
    assert passes.next(datetime(2026, 3, 4, 4, 45)) == datetime(2026, 3, 4, 4, 45)
    assert passes.next(datetime(2026, 3, 4, 4, 46)) == outage[1]
    assert passes.next(datetime(2026, 3, 4, 9, 0) + timedelta(seconds=1)) == datetime(2026, 3, 4, 9, 15)
