"""What is changed for one roster only, why a shift lacks people, and rosters kept for later."""

from datetime import date

from cs_core.roster.account import account
from cs_core.roster.axes import axes_of, moved
from cs_core.roster.changed import absent, relaxed, without
from cs_core.roster.gaps import obstacles
from cs_core.roster.problem import OFF, Cover, Person, Problem, Rule, Shift, Wish

EARLY, NIGHT = 0, 1
DAY = 24 * 60


def shift(key, start, hours, days, night=False):
    return Shift(
        key, hours * 60, tuple((day * DAY + start, day * DAY + start + hours * 60) for day in range(days)), night
    )


def problem(*people, days=3, cover=(), **more):
    shifts = (shift("71", 8 * 60, 8, days), shift("72", 22 * 60, 8, days, night=True))
    return Problem(days=days, shifts=shifts, people=people, cover=tuple(cover), **more)


def test_a_rule_that_gives_way_is_dear_and_no_longer_hard():
    before = problem(
        Person("1", rules={"max_run": Rule(1), "rest": Rule(660, 3)}), Person("2", rules={"max_run": Rule(1)})
    )
    after = relaxed(before, "max_run", person=0)
    roster = ((EARLY, EARLY, OFF),) * 2
    assert [breach.person for breach in account(before, roster).hard] == [0, 1]
    assert [breach.person for breach in account(after, roster).hard] == [1]
    assert relaxed(before, "rest", person=0) == before  # it gives way already


def test_a_rule_gives_way_by_what_the_fixed_shifts_need_and_no_more():
    before = problem(Person("1", rules={"rest": Rule(660)}, pinned={0: NIGHT, 1: EARLY}))
    after = relaxed(before, "rest", person=0)
    assert after.people[0].rules["rest"] == Rule(120)  # from 6 in the morning to 8
    longer = relaxed(
        problem(Person("1", rules={"max_run": Rule(2)}, pinned={0: 0, 1: 0, 2: 0}, known_days=1)), "max_run"
    )
    assert longer.people[0].rules["max_run"] == Rule(3)


def test_demand_gives_way_where_it_cannot_be_met():
    rows = [Cover(0, EARLY, 1, 9), Cover(1, EARLY, 1, 9), Cover(0, NIGHT, 1, 9)]
    after = relaxed(problem(Person("1"), cover=rows, cover_is_hard=True), "cover", days=[0], shift=EARLY)
    assert after.cover == (rows[1], rows[2])


def test_fixed_shifts_give_way_on_their_days():
    before = problem(Person("1", pinned={0: EARLY, 1: NIGHT}))
    assert dict(relaxed(before, "pinned", 0, [1]).people[0].pinned) == {0: EARLY}


def test_whoever_is_absent_cannot_work_and_nobody_is_blamed():
    one = Person(
        "1", pinned={1: NIGHT}, current={0: EARLY, 1: NIGHT}, wishes=(Wish(1, 5, True),), rules={"change": Rule(0, 9)}
    )
    after = absent(problem(one, Person("2")), 0, [1])
    roster = without(((EARLY, NIGHT, OFF), (OFF,) * 3), 0, [1])
    assert roster[0] == (EARLY, OFF, OFF)
    assert account(after, roster).breaches == ()
    assert {(1, EARLY), (1, NIGHT)} <= after.people[0].cannot


def test_why_somebody_is_not_on_a_shift_is_told_the_nearest_first():
    rest = {"rest": Rule(660)}
    people = (
        Person("leave", cannot=frozenset({(1, EARLY)}), skills=frozenset({"chat"})),
        Person("unskilled"),
        Person("night", rules=rest, skills=frozenset({"chat"})),
        Person("working", skills=frozenset({"chat"})),
        Person("free", skills=frozenset({"chat"})),
        Person("fixed", skills=frozenset({"chat"}), pinned={1: OFF}),
    )
    roster = ((OFF,) * 3, (OFF,) * 3, (NIGHT, OFF, OFF), (OFF, NIGHT, OFF), (OFF,) * 3, (OFF,) * 3)
    gap = Cover(1, EARLY, 4, 9, skill="chat")
    found = [
        (people[one.person].key, one.why, one.rule) for one in obstacles(problem(*people, cover=[gap]), roster, gap)
    ]
    assert found == [
        ("free", "dear", None),
        ("night", "rule", "rest"),
        ("fixed", "pinned", None),
        ("working", "working", None),
        ("leave", "cannot", None),
        ("unskilled", "skill", None),
    ]


def test_a_kept_roster_is_told_by_people_and_days():
    old = problem(Person("1"), Person("2"))
    axes = axes_of(old, date(2026, 3, 1))
    kept = ((EARLY, NIGHT, OFF), (OFF, EARLY, EARLY))
    today = problem(Person("3"), Person("2", cannot=frozenset({(1, EARLY)})), Person("1", pinned={2: NIGHT}), days=3)
    instead = ((NIGHT,) * 3, (OFF,) * 3, (OFF,) * 3)
    roster, fallen = moved(kept, axes, today, date(2026, 3, 1), instead)
    assert roster == ((NIGHT,) * 3, (OFF, OFF, EARLY), (EARLY, NIGHT, NIGHT))
    assert fallen == 1


def test_a_kept_roster_moves_with_its_days():
    old = problem(Person("1"))
    kept, axes = ((EARLY, NIGHT, OFF),), axes_of(old, date(2026, 3, 1))
    roster, _fallen = moved(kept, axes, old, date(2026, 3, 2), ((EARLY,) * 3,))
    assert roster == ((NIGHT, OFF, EARLY),)
