"""Late facts: differences of a frozen score, carried over to the last digit."""

from decimal import Decimal

from cs_core import late, scoring
from cs_core.late import Kept
from cs_core.scoring import Criterion, Result
from hypothesis import given
from hypothesis import strategies as st

D = Decimal
CRITERIA = [Criterion(D(60), best=D(100)), Criterion(D(40), curve="fatal", higher=False, fatal_total=D(50))]


def kept(total):
    return [Kept(line.how, line.points or D(0), line.points, line.failed) for line in total.lines]


def test_nothing_new_is_no_adjustment():
    then = scoring.score(CRITERIA, [Result(D(90), 9), Result(D(0), 1)])
    assert late.adjust(kept(then), then, then.score) == {}


def test_a_late_callback_moves_its_criterion_alone():
    """54 points for 90 % become 48 for 80 %."""
    then = scoring.score(CRITERIA, [Result(D(90), 9), Result(D(0), 1)])
    now = scoring.score(CRITERIA, [Result(D(80), 9), Result(D(0), 1)])
    assert late.adjust(kept(then), now, then.score) == {0: (D("54.00"), D("48.00"))}


def test_a_limit_of_the_whole_score_is_a_line_of_its_own():
    """94 points; the fatal criterion fails later: 54 by the lines, 50 in all, so 4 more are off."""
    then = scoring.score(CRITERIA, [Result(D(90), 9), Result(D(0), 1)])
    now = scoring.score(CRITERIA, [Result(D(90), 9), Result(D(2), 1)])
    assert late.adjust(kept(then), now, then.score) == {1: (D("40.00"), D("0.00")), late.WHOLE: (D(0), D("-4.00"))}


values = st.integers(0, 100).map(D)


@given(st.lists(values, min_size=2, max_size=2), st.lists(values, min_size=2, max_size=2))
def test_all_lines_together_are_what_the_total_differs_by(before, after):
    then, now = (scoring.score(CRITERIA, [Result(one, 5) for one in found]) for found in (before, after))
    lines = late.adjust(kept(then), now, then.score)
    assert sum((new - old for old, new in lines.values()), D(0)) == now.score - then.score
    assert late.adjust(kept(now), now, now.score) == {}
