"""Working-time arithmetic: tables worked out by hand."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import pytz
from cs_core.clock import AroundTheClock, NoWorkingTime, Target, WorkingTime, target_minutes

from .hours import NATIONAL_DAY, NEW_YEAR, OFFICE, SHANGHAI, SPRING_FESTIVAL, local, office, utc

HOUR = 60
LONDON = pytz.timezone("Europe/London")
ST_JOHNS = pytz.timezone("America/St_Johns")
LORD_HOWE = pytz.timezone("Australia/Lord_Howe")
APIA = pytz.timezone("Pacific/Apia")
DAYTIME = {day: ["09:00-17:00"] for day in range(5)}
ALWAYS = {day: ["00:00-24:00"] for day in range(7)}
NIGHT = {day: ["00:00-06:00", "22:00-24:00"] for day in range(7)}
CHINA_2026 = SPRING_FESTIVAL | NATIONAL_DAY | NEW_YEAR


@pytest.mark.parametrize(
    ("start", "minutes", "due"),
    [
        # inside a morning, up to the lunch break, over it
        ("2026-03-02 08:30", 60, "2026-03-02 09:30"),
        ("2026-03-02 08:30", 210, "2026-03-02 12:00"),
        ("2026-03-02 08:30", 211, "2026-03-02 13:31"),
        ("2026-03-02 12:30", 30, "2026-03-02 14:00"),
        # up to closing time is due then, one minute more is due next morning
        ("2026-03-02 08:30", 480, "2026-03-02 18:00"),
        ("2026-03-02 08:30", 481, "2026-03-03 08:31"),
        # before opening, after closing, over a weekend
        ("2026-03-02 03:00", 60, "2026-03-02 09:30"),
        ("2026-03-02 22:00", 60, "2026-03-03 09:30"),
        ("2026-03-06 17:00", 120, "2026-03-09 09:30"),
        ("2026-03-07 11:00", 60, "2026-03-09 09:30"),
        # nothing to use up: due at once, even at night
        ("2026-03-07 11:00", 0, "2026-03-07 11:00"),
        # seconds are exact
        ("2026-03-02 17:59:30", 1, "2026-03-03 08:30:30"),
        ("2026-03-02 08:30", 0.5, "2026-03-02 08:30:30"),
        # Spring Festival: the Saturday before is worked, nine days are off
        ("2026-02-13 17:00", 8 * HOUR, "2026-02-14 17:00"),
        ("2026-02-14 17:00", 2 * HOUR, "2026-02-24 09:30"),
        ("2026-02-18 10:00", 1, "2026-02-24 08:31"),
        # the Saturday after it makes up for another day; then it is Monday
        ("2026-02-27 17:00", 10 * HOUR, "2026-03-02 09:30"),
        # National Day: a Sunday is worked, seven days off, a Saturday is worked
        ("2026-09-18 17:00", 2 * HOUR, "2026-09-20 09:30"),
        ("2026-09-30 17:30", 1 * HOUR, "2026-10-08 09:00"),
        ("2026-10-09 17:00", 2 * HOUR, "2026-10-10 09:30"),
        # over the end of a month and of a year; Sunday 4 January is worked
        ("2026-03-31 17:30", 60, "2026-04-01 09:00"),
        ("2025-12-31 17:00", 2 * HOUR, "2026-01-04 09:30"),
        # leap day
        ("2028-02-28 17:00", 2 * HOUR, "2028-02-29 09:30"),
    ],
)
def test_a_deadline_counts_only_office_hours_in_shanghai(start, minutes, due):
    time = office(exceptions=CHINA_2026)
    assert local(time.add(utc(start), minutes)) == due
    assert time.minutes_between(utc(start), utc(due)) == minutes


@pytest.mark.parametrize(
    ("start", "days", "end"),
    [
        ("2026-03-02 10:00", 0, "2026-03-02 18:00"),
        ("2026-03-02 10:00", 1, "2026-03-03 18:00"),
        ("2026-03-02 17:59:59", 0, "2026-03-02 18:00"),
        # nothing of today is left: tomorrow; but one day ahead is tomorrow anyway
        ("2026-03-02 18:00", 0, "2026-03-03 18:00"),
        ("2026-03-02 18:00", 1, "2026-03-03 18:00"),
        # on a Saturday
        ("2026-03-07 10:00", 0, "2026-03-09 18:00"),
        ("2026-03-07 10:00", 1, "2026-03-09 18:00"),
        ("2026-03-06 10:00", 1, "2026-03-09 18:00"),
        # a make-up Saturday is a working day, the festival's days are none
        ("2026-02-13 10:00", 1, "2026-02-14 18:00"),
        ("2026-02-13 10:00", 2, "2026-02-24 18:00"),
        ("2026-02-13 10:00", 7, "2026-03-02 18:00"),
        # just after midnight in Shanghai it is still yesterday in UTC
        ("2026-03-03 00:30", 0, "2026-03-03 18:00"),
        ("2026-02-28 23:30", 1, "2026-03-02 18:00"),
        ("2025-12-31 23:30", 0, "2026-01-04 18:00"),
    ],
)
def test_a_target_in_days_ends_with_the_working_day(start, days, end):
    time = office(exceptions=CHINA_2026)
    assert local(time.end_of_day(utc(start), days)) == end
    minutes = target_minutes(Target(days, "day"), utc(start), time)
    assert local(time.add(utc(start), minutes)) == end


@pytest.mark.parametrize(
    ("tz", "plan", "start", "minutes", "due"),
    [
        # over the night of the change the office opens by the wall clock
        (LONDON, DAYTIME, "2026-03-27 16:00", 120, "2026-03-30 10:00"),
        (LONDON, DAYTIME, "2026-10-23 16:00", 120, "2026-10-26 10:00"),
        (ST_JOHNS, DAYTIME, "2026-03-06 16:00", 120, "2026-03-09 10:00"),
        (ST_JOHNS, DAYTIME, "2026-10-30 16:00", 120, "2026-11-02 10:00"),
        (LORD_HOWE, DAYTIME, "2026-04-03 16:00", 120, "2026-04-06 10:00"),
        (LORD_HOWE, DAYTIME, "2026-10-02 16:00", 120, "2026-10-05 10:00"),
        # Apia had no 30 December 2011, a Friday
        (APIA, DAYTIME, "2011-12-29 16:00", 120, "2012-01-02 10:00"),
        # at work in the night itself, real hours count
        (LONDON, NIGHT, "2026-03-28 22:00", 7 * HOUR, "2026-03-29 06:00"),
        (LONDON, NIGHT, "2026-10-24 22:00", 9 * HOUR, "2026-10-25 06:00"),
        (LORD_HOWE, NIGHT, "2026-04-04 22:00", 8.5 * HOUR, "2026-04-05 06:00"),
        (LORD_HOWE, NIGHT, "2026-10-03 22:00", 7.5 * HOUR, "2026-10-04 06:00"),
        # night shift over a month's and a year's end
        (SHANGHAI, NIGHT, "2026-12-31 23:00", 2 * HOUR, "2027-01-01 01:00"),
        (SHANGHAI, NIGHT, "2027-01-01 05:00", 2 * HOUR, "2027-01-01 23:00"),
    ],
)
def test_deadlines_follow_the_wall_clock_of_the_zone(tz, plan, start, minutes, due):
    time = office(plan, tz)
    assert local(time.add(utc(start, tz), minutes), tz) == due
    assert time.minutes_between(utc(start, tz), utc(due, tz)) == minutes


@pytest.mark.parametrize(
    ("tz", "start", "days", "end"),
    [
        (SHANGHAI, "2026-03-02 10:00", 0, "2026-03-03 00:00"),
        (SHANGHAI, "2026-03-02 00:00", 0, "2026-03-03 00:00"),
        (LONDON, "2026-03-28 12:00", 1, "2026-03-30 00:00"),
        (LONDON, "2026-10-24 12:00", 1, "2026-10-26 00:00"),
        (ST_JOHNS, "2026-03-07 12:00", 1, "2026-03-09 00:00"),
        (LORD_HOWE, "2026-04-04 12:00", 1, "2026-04-06 00:00"),
        (APIA, "2011-12-29 12:00", 0, "2011-12-31 00:00"),
        (APIA, "2011-12-29 12:00", 1, "2012-01-01 00:00"),
    ],
)
def test_around_the_clock_a_day_ends_at_local_midnight(tz, start, days, end):
    assert local(AroundTheClock(tz).end_of_day(utc(start, tz), days), tz) == end
    assert local(office(ALWAYS, tz).end_of_day(utc(start, tz), days), tz) == end


def test_midnight_may_happen_twice_or_not_at_all():
    # Newfoundland went back at 00:01 until 2011, Brazil went forward at 00:00.
    back = AroundTheClock(ST_JOHNS)
    first_midnight = datetime(2010, 11, 7, 2, 30)
    assert back.end_of_day(datetime(2010, 11, 6, 15), 0) == first_midnight
    assert back.end_of_day(first_midnight + timedelta(minutes=30), 0) == datetime(2010, 11, 8, 3, 30)
    brazil = AroundTheClock(pytz.timezone("America/Sao_Paulo"))
    assert brazil.end_of_day(datetime(2018, 11, 3, 15), 0) == datetime(2018, 11, 4, 3)


@pytest.mark.parametrize("tz", [ZoneInfo("Europe/London"), LONDON])
def test_any_kind_of_zone_object_serves(tz):
    assert AroundTheClock(tz).end_of_day(datetime(2026, 7, 1, 12), 0) == datetime(2026, 7, 1, 23)


def test_next_open_is_the_moment_itself_inside_hours_else_the_next_opening():
    time = office(exceptions=CHINA_2026)
    for moment, opening in [
        ("2026-03-02 08:30", "2026-03-02 08:30"),
        ("2026-03-02 12:00", "2026-03-02 13:30"),
        ("2026-03-02 18:00", "2026-03-03 08:30"),
        ("2026-02-14 18:00", "2026-02-24 08:30"),
    ]:
        assert local(time.next_open(utc(moment))) == opening


def test_nothing_lies_between_a_moment_and_an_earlier_one():
    late, early = utc("2026-03-03 10:00"), utc("2026-03-02 10:00")
    for time in (office(), AroundTheClock(SHANGHAI)):
        assert time.minutes_between(late, early) == 0
        assert time.minutes_between(late, late) == 0


def test_midnight_as_odoo_writes_it_leaves_no_gap():
    def fetch(year, month):
        return [
            (datetime(2026, 3, 2, 22), datetime(2026, 3, 2, 23, 59, 59, 999999)),
            (datetime(2026, 3, 3), datetime(2026, 3, 3, 6)),
        ] * ((year, month) == (2026, 3))

    time = WorkingTime(fetch, UTC)
    assert time.add(datetime(2026, 3, 2, 22), 120) == datetime(2026, 3, 3)
    assert time.minutes_between(datetime(2026, 3, 2), datetime(2026, 3, 4)) == 480


def test_months_are_asked_for_once_and_only_when_needed():
    asked = []
    time = office(asked=asked)
    for _turn in range(3):
        time.add(utc("2026-03-02 10:00"), 60)
        time.minutes_between(utc("2026-03-02 10:00"), utc("2026-05-04 10:00"))
    assert asked == [(2026, 3), (2026, 4), (2026, 5)]


def test_a_calendar_without_hours_is_refused_in_words_instead_of_searched_for_ever():
    never = office({})
    for ask in (
        lambda: never.add(utc("2026-03-02 10:00"), 60),
        lambda: never.next_open(utc("2026-03-02 10:00")),
        lambda: never.end_of_day(utc("2026-03-02 10:00"), 0),
        lambda: never.end_of_day(utc("2026-03-02 10:00"), 3),
    ):
        with pytest.raises(NoWorkingTime, match="working time"):
            ask()
    assert never.minutes_between(utc("2026-03-02 10:00"), utc("2027-03-02 10:00")) == 0
    # five years of work are no empty years
    assert local(office().add(utc("2026-03-02 08:30"), 260 * 5 * 8 * HOUR)) == "2031-02-21 18:00"
    with pytest.raises(NoWorkingTime):
        office(OFFICE).add(utc("2026-03-02 10:00"), 1e9)
    with pytest.raises(NoWorkingTime):
        AroundTheClock(SHANGHAI).add(utc("2026-03-02 10:00"), 1e12)
    with pytest.raises(NoWorkingTime):
        office(ALWAYS).add(datetime(9998, 12, 1), 60 * 24 * 60)


@pytest.mark.parametrize("minutes", [-1, float("inf"), float("nan")])
def test_a_duration_is_a_number_from_0_up(minutes):
    for time in (office(), AroundTheClock(SHANGHAI)):
        with pytest.raises(ValueError, match="duration"):
            time.add(utc("2026-03-02 10:00"), minutes)
        with pytest.raises(ValueError, match="days"):
            time.end_of_day(utc("2026-03-02 10:00"), -1)


def test_targets_are_minutes_hours_and_parts_of_days():
    time, at = office(), utc("2026-03-02 10:00")
    assert target_minutes(Target(30, "minute"), at, time) == 30
    assert target_minutes(Target(1.5, "hour"), at, time) == 90
    # today until 18:00 is 6.5 hours; half of tomorrow is 4 hours more
    assert target_minutes(Target(0.5, "day"), at, time) == 6.5 * HOUR + 4 * HOUR
    assert target_minutes(Target(2, "day"), at, time) == 6.5 * HOUR + 16 * HOUR
    assert target_minutes(Target(0.5, "day"), at, AroundTheClock(SHANGHAI)) == 14 * HOUR + 12 * HOUR
    with pytest.raises(ValueError, match="fortnight"):
        target_minutes(Target(1, "fortnight"), at, time)
