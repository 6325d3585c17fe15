"""From results to points (D13): curves, samples, limits, spread weights and totals, to the last digit."""

from decimal import Decimal

import pytest
from cs_core import scoring
from cs_core.scoring import Criterion, Result, Step
from hypothesis import given
from hypothesis import strategies as st

D = Decimal


def points(value, **criterion):
    return scoring.curve_points(Criterion(**{"weight": D(20), **criterion}), D(str(value)))


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("100", "20"),
        ("95", "20"),
        ("94", "18.6666666666666666666666666666666667"),
        ("87.5", "10"),
        ("80", "0"),
        ("3", "0"),
    ],
)
def test_between_two_values_points_grow_evenly(value, expected):
    assert abs(points(value, best=D(95), worst=D(80)) - D(expected)) < D("1e-20")


def test_where_less_is_better_the_best_value_is_the_lower_one():
    assert [points(v, best=D(10), worst=D(30), higher=False) for v in (5, 10, 20, 30, 31)] == [20, 20, 10, 0, 0]


@pytest.mark.parametrize(("value", "expected"), [(98, 20), (95, 20), (94.9, 16), (90, 16), (89, 10), (80, 10), (79, 0)])
def test_a_step_holds_from_its_value_on(value, expected):
    steps = (Step(D(95), D(100)), Step(D(80), D(50)), Step(D(90), D(80)))
    assert points(value, curve="steps", steps=steps) == expected


@pytest.mark.parametrize(("value", "expected"), [(0, 20), (1, 16), (2, 16), (3, 10), (4, 0)])
def test_where_less_is_better_a_step_holds_up_to_its_value(value, expected):
    steps = (Step(D(0), D(100)), Step(D(2), D(80)), Step(D(3), D(50)))
    assert points(value, curve="steps", steps=steps, higher=False) == expected


@pytest.mark.parametrize(("parts", "expected"), [("down", 18), ("up", 16), ("exact", "17")])
def test_parts_of_a_unit_are_left_out_counted_whole_or_in_proportion(parts, expected):
    """3 percent below 98 in units of 2 percent, 2 points each: 1, 2 or 1.5 units."""
    assert points(95, curve="per_unit", best=D(98), unit=D(2), per_unit=D(2), parts=parts) == D(expected)


def test_deductions_end_at_the_floor_which_may_be_below_nought():
    deducting = {"curve": "per_unit", "higher": False, "per_unit": D(6)}
    assert [points(n, **deducting) for n in range(5)] == [20, 14, 8, 2, 0]
    assert [points(n, floor=D(-10), **deducting) for n in (3, 4, 5, 9)] == [2, -4, -10, -10]


def test_a_failed_fatal_criterion_limits_the_whole_score():
    criteria = [
        Criterion(D(90), best=D(100), worst=D(0)),
        Criterion(D(10), curve="fatal", higher=False, fatal_total=D(59)),
    ]
    good = [Result(D(100), 1), Result(D(0), 1)]
    assert scoring.score(criteria, good).score == 100
    total = scoring.score(criteria, [Result(D(100), 1), Result(D(1), 1)])
    assert total.score == 59
    assert [line.points for line in total.lines] == [90, 0]
    assert total.lines[1].failed


def test_a_fatal_criterion_limits_no_score_that_is_lower_already():
    criteria = [
        Criterion(D(90), best=D(100), worst=D(0)),
        Criterion(D(10), curve="fatal", higher=False, fatal_total=D(59)),
    ]
    assert scoring.score(criteria, [Result(D(10), 1), Result(D(1), 1)]).score == 9


@pytest.mark.parametrize(
    ("below", "how", "expected", "weights"),
    [
        ("skip", "skipped", None, ["100.00", "0"]),
        ("full", "full", "40.00", ["60.00", "40.00"]),
        ("previous", "previous", "30.00", ["60.00", "40.00"]),
        ("hand", "hand", None, ["100.00", "0"]),
    ],
)
def test_what_happens_below_the_minimum_sample(below, how, expected, weights):
    criteria = [Criterion(D(60), curve="direct"), Criterion(D(40), best=D(100), min_sample=5, below=below)]
    total = scoring.score(criteria, [Result(D(60), 9), Result(D(50), 4, previous=D("0.75"))])
    assert total.lines[1].how == how
    assert total.lines[1].points == (None if expected is None else D(expected))
    assert [line.weight for line in total.lines] == [D(weight) for weight in weights]
    assert scoring.score(criteria, [Result(D(60), 9), Result(D(50), 5)]).lines[1].points == 20


def test_as_before_without_a_before_is_left_out():
    criterion = Criterion(D(40), best=D(100), min_sample=5, below="previous")
    assert (
        scoring.score([criterion, Criterion(D(60), curve="direct")], [Result(None, 0), Result(D(60), 1)]).lines[0].how
        == "skipped"
    )


def test_nothing_counted_is_a_sample_too_small_whatever_the_minimum():
    assert scoring.score([Criterion(D(40), best=D(100), below="full")], [Result(None, 0)]).score == 40


def test_a_failing_indicator_leaves_the_others_their_points():
    criteria = [Criterion(D(50), best=D(100)), Criterion(D(50), best=D(100))]
    total = scoring.score(criteria, [Result(error="No such field"), Result(D(80), 5)])
    assert (total.score, total.lines[0].how, total.lines[0].points) == (80, "error", None)


def test_points_that_people_give_stand_before_facts_and_errors():
    criteria = [Criterion(D(50), best=D(100)), Criterion(D(50), best=D(100))]
    total = scoring.score(criteria, [Result(error="No such field", given=D("40.5")), Result(D(80), 5, given=D(99))])
    assert [line.points for line in total.lines] == [D("40.50"), 50]
    assert {line.how for line in total.lines} == {"given"}


def test_nothing_at_all_is_no_score():
    total = scoring.score([Criterion(D(100), best=D(100))], [Result(None, 0)])
    assert total.score is None
    assert scoring.score([], []).score is None


def test_the_weight_of_three_is_spread_by_largest_remainder():
    """33.33 + 33.33 + 33.34, one left out: 100 × 33.33 / 66.67 = 49.9925…, 100 × 33.34 / 66.67 = 50.0074…"""
    weights = [D("33.33"), D("33.33"), D("33.34")]
    assert scoring.spread(weights, [True, False, True]) == [D("49.99"), 0, D("50.01")]
    assert scoring.spread([D(20), D(20), D(20), D(40)], [True, True, True, False]) == [
        D("33.34"),
        D("33.33"),
        D("33.33"),
        0,
    ]


def test_half_a_cent_is_rounded_up():
    """12.345 → 12.35, and every line for itself: 2 × 0.125 are 0.26."""
    total = scoring.score([Criterion(D(50), curve="direct")] * 2, [Result(D("0.125"), 1)] * 2)
    assert total.score == D("0.26")
    assert scoring.rounded(D("12.345")) == D("12.35")
    assert scoring.rounded(D("-0.005")) == D("-0.01")


def test_merit_is_added_beside_the_weights_within_its_limits():
    criteria = [Criterion(D(100), best=D(100)), Criterion(D(0), curve="direct", floor=D(-10), cap=D(5))]
    scores = [
        scoring.score(criteria, [Result(D(90), 3), Result(D(merit))], D(100)).score for merit in (-30, -2, 0, 3, 30)
    ]
    assert scores == [80, 88, 90, 93, 95]
    assert scoring.score(criteria, [Result(D(99), 3), Result(D(5))], D(100)).score == 100
    assert scoring.score(criteria, [Result(D(99), 3), Result(D(5))]).score == 104


@pytest.mark.parametrize(
    "criterion",
    [
        Criterion(D(1), curve="jump"),
        Criterion(D(1), best=D(5), worst=D(5)),
        Criterion(D(1), curve="per_unit", unit=D(0)),
    ],
)
def test_a_criterion_that_contradicts_itself_is_refused(criterion):
    with pytest.raises(ValueError, match=r"curve|one value|above 0"):
        scoring.curve_points(criterion, D(1))


# -- properties ------------------------------------------------------------------------------

cents = st.integers(0, 20000).map(lambda n: D(n) / 100)
values = st.integers(-5000, 20000).map(lambda n: D(n) / 100)


@st.composite
def criteria(draw, fatal=True):
    curves = ["linear", "steps", "per_unit", *(["fatal"] if fatal else [])]
    best, worst = draw(values), draw(values)
    weight = draw(cents)
    higher = draw(st.booleans())
    if (best > worst) != higher:
        best, worst = worst, best
    # a step that asks more of the result brings no less, as a manager writes them
    steps = draw(st.lists(st.tuples(values, st.integers(0, 100)), min_size=1, max_size=6, unique_by=lambda s: s[0]))
    places = sorted((value for value, _percent in steps), reverse=not higher)
    shares = sorted(percent for _value, percent in steps)
    return Criterion(
        weight,
        curve=draw(st.sampled_from(curves)) if best != worst else "per_unit",
        higher=higher,
        best=best,
        worst=worst,
        unit=draw(st.integers(1, 500).map(lambda n: D(n) / 100)),
        per_unit=draw(cents),
        parts=draw(st.sampled_from(["down", "up", "exact"])),
        steps=tuple(Step(value, D(share)) for value, share in zip(places, shares, strict=True)),
        fatal_total=draw(cents),
        floor=-draw(cents),
        min_sample=draw(st.integers(0, 5)),
        below=draw(st.sampled_from(["skip", "full", "previous", "hand"])),
    )


@st.composite
def results(draw):
    return Result(
        value=draw(st.none() | values),
        counted=draw(st.integers(0, 9)),
        error=draw(st.sampled_from(["", "", "", "broken"])),
        given=draw(st.none() | st.none() | values),
        previous=draw(st.none() | st.integers(0, 100).map(lambda n: D(n) / 100)),
    )


people = st.lists(st.tuples(criteria(), results()), min_size=1, max_size=8)


@given(criteria(), values, values)
def test_a_better_result_never_brings_fewer_points(criterion, one, other):
    better, worse = (max(one, other), min(one, other)) if criterion.higher else (min(one, other), max(one, other))
    assert scoring.curve_points(criterion, better) >= scoring.curve_points(criterion, worse)


@given(criteria(), values)
def test_points_stay_between_floor_and_weight(criterion, value):
    assert criterion.floor <= scoring.curve_points(criterion, value) <= criterion.weight


@given(
    st.lists(cents, max_size=12).flatmap(
        lambda w: st.tuples(st.just(w), st.lists(st.booleans(), min_size=len(w), max_size=len(w)))
    )
)
def test_spread_weights_are_all_of_the_weight_in_cents_and_near_the_proportion(drawn):
    weights, counts = drawn
    shares = scoring.spread(weights, counts)
    counted = sum((w for w, c in zip(weights, counts, strict=True) if c), D(0))
    assert all(share == share.quantize(D("0.01")) for share in shares)
    assert all(not share for share, counting in zip(shares, counts, strict=True) if not counting)
    if counted:
        total = sum(weights, D(0))
        assert sum(shares, D(0)) == total
        for weight, share, counting in zip(weights, shares, counts, strict=True):
            if counting:
                assert abs(share - weight * total / counted) < D("0.01")


@given(people)
def test_the_score_is_the_sum_of_what_is_shown_within_its_limits(drawn):
    total = scoring.score([c for c, _r in drawn], [r for _c, r in drawn], D(100))
    shown = [line.points for line in total.lines if line.points is not None]
    if not shown:
        assert total.score is None
        return
    limits = [c.fatal_total for (c, _r), line in zip(drawn, total.lines, strict=True) if line.failed]
    assert total.score == max(D(0), min([sum(shown), D(100), *limits]))
    assert all(line.points is None or line.points == line.points.quantize(D("0.01")) for line in total.lines)


@given(people)
def test_a_line_without_points_weighs_nothing_and_says_why(drawn):
    total = scoring.score([c for c, _r in drawn], [r for _c, r in drawn])
    for line in total.lines:
        assert (line.points is None) == (line.how in scoring.OPEN)
        assert line.points is not None or line.weight == 0


@given(people)
def test_full_points_everywhere_are_the_full_score_whatever_is_left_out(drawn):
    given_full = [(c, Result(given=c.weight) if r.value is not None else Result(None, 0)) for c, r in drawn]
    skipping = [(Criterion(c.weight, best=D(1), below="skip"), r) for c, r in given_full]
    total = scoring.score([c for c, _r in skipping], [r for _c, r in skipping])
    counted = [c.weight for c, r in skipping if r.given is not None]
    if sum(counted, D(0)):
        assert total.score == sum((c.weight for c, _r in skipping), D(0))


@given(criteria(), results())
def test_a_sample_too_small_never_uses_its_value(criterion, result):
    if result.given is None and not result.error and result.counted < criterion.min_sample:
        one = scoring.score([criterion], [result]).lines[0]
        other = scoring.score([criterion], [Result(D(7), result.counted, previous=result.previous)]).lines[0]
        assert one == other
        assert one.how != "facts"
