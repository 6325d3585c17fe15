"""Points of a checklist: worked by hand, and what holds for every checklist."""

from datetime import date
from decimal import Decimal

import pytest
from cs_core import check_frame, check_score, link
from cs_core.check_score import Answer, Item
from hypothesis import given
from hypothesis import strategies as st

D = Decimal
PASS = D(80)


def answer(value=None, skipped=False):
    return Answer(None if value is None else D(value), skipped)


class TestByHand:
    def test_a_scorecard_of_every_kind(self):
        lines = [
            (Item("yes_no", D(10)), answer(1)),  # 10 of 10
            (Item("scale", D(15), top=5), answer(4)),  # 15 × 3/4 = 11.25
            (Item("count", D(10), per_unit=D(4)), answer(2)),  # 10 − 8 = 2
            (Item("points", D(20)), answer("13.5")),  # 13.5
            (Item("yes_no", D(30)), answer(skipped=True)),  # left out with its 30
            (Item("text"), answer()),
        ]
        found = check_score.total(lines, PASS)
        # 36.75 of 55 = 66.8181… → 66.82
        assert (found.points, found.most, found.score) == (D("36.75"), D(55), D("66.82"))
        assert not found.passed
        assert not found.fatal

    def test_a_fatal_item_leaves_no_more_than_the_checklist_says(self):
        fatal = Item("yes_no", is_fatal=True)
        lines = [(Item("yes_no", D(100)), answer(1)), (fatal, answer(0))]
        assert check_score.total(lines, PASS).score == 0
        assert check_score.total(lines, PASS, D(59)).score == 59
        assert not check_score.total(lines, PASS, D(100)).passed
        well = check_score.total([lines[0], (fatal, answer(1))], PASS)
        assert (well.score, well.fatal, well.passed) == (100, False, True)

    def test_a_fatal_item_that_does_not_apply_is_not_failed(self):
        lines = [(Item("yes_no", D(5)), answer(1)), (Item("yes_no", is_fatal=True), answer(skipped=True))]
        assert check_score.total(lines, PASS).score == 100

    def test_nothing_applied_is_no_score(self):
        found = check_score.total([(Item("yes_no", D(5)), answer(skipped=True))], PASS)
        assert (found.score, found.passed) == (None, False)

    def test_items_without_points_are_all_or_nothing(self):
        item = Item("yes_no")
        assert check_score.total([(item, answer(1)), (item, answer(1))], PASS).score == 100
        assert check_score.total([(item, answer(1)), (item, answer(0))], PASS).score == 0
        assert check_score.judge(Item("count"), answer(1), PASS).failed
        assert not check_score.judge(Item("count"), answer(0), PASS).failed

    def test_an_item_is_failed_below_the_share_that_passes(self):
        item = Item("points", D(10))
        assert check_score.judge(item, answer("7.99"), PASS).failed
        assert not check_score.judge(item, answer(8), PASS).failed

    @pytest.mark.parametrize(
        ("item", "value"),
        [
            (Item("yes_no", D(1)), "0.5"),
            (Item("yes_no", D(1)), "2"),
            (Item("scale", D(1), top=5), "0"),
            (Item("scale", D(1), top=5), "6"),
            (Item("points", D(3)), "3.01"),
            (Item("count", D(3)), "-1"),
            (Item("count", D(3)), "NaN"),
        ],
    )
    def test_what_is_no_answer_is_refused(self, item, value):
        with pytest.raises(ValueError, match="no answer"):
            check_score.item_points(item, D(value))


POINTS = st.decimals(0, 1000, places=2)


@st.composite
def lines(draw):
    kind = draw(st.sampled_from(check_score.SCORED))
    points = draw(POINTS)
    item = Item(kind, points, draw(st.integers(2, 10)), draw(st.decimals(0, 50, places=2)), draw(st.booleans()))
    least, most = check_score.bounds(item)
    if kind == "points":
        value = draw(st.decimals(0, points, places=2))
    else:
        value = D(draw(st.integers(int(least), int(most if most is not None else 30))))
    return item, Answer(value, draw(st.booleans()))


class TestAlways:
    @given(st.lists(lines()), st.decimals(0, 100, places=2), st.decimals(0, 100, places=2))
    def test_a_score_lies_between_0_and_100(self, found, share, fatal_score):
        result = check_score.total(found, share, fatal_score)
        assert 0 <= result.points <= result.most
        assert result.score is None or 0 <= result.score <= 100
        if result.fatal and result.score is not None:
            assert result.score <= fatal_score
            assert not result.passed

    @given(st.lists(lines()), st.randoms())
    def test_the_order_of_the_items_changes_nothing(self, found, chance):
        shuffled = list(found)
        chance.shuffle(shuffled)
        assert check_score.total(shuffled, PASS) == check_score.total(found, PASS)

    @given(st.lists(lines()), lines())
    def test_what_does_not_apply_changes_nothing(self, found, more):
        item, given_ = more
        skipped = (item, Answer(given_.value, True))
        assert check_score.total([*found, skipped], PASS).points == check_score.total(found, PASS).points
        assert check_score.total([*found, skipped], PASS).score == check_score.total(found, PASS).score

    @given(st.integers(0, 100), st.integers(0, 100), POINTS, st.decimals(0, 50, places=2))
    def test_more_of_what_is_counted_never_brings_more(self, one, other, points, each):
        item = Item("count", points, per_unit=each)
        low, high = sorted((one, other))
        assert check_score.item_points(item, D(low)) >= check_score.item_points(item, D(high))

    @given(lines(), st.decimals(0, 100, places=2))
    def test_a_stricter_share_passes_no_more(self, line, share):
        item, given_ = line
        if check_score.judge(item, given_, share).failed and item.points:
            assert check_score.judge(item, given_, D(100)).failed


class TestFrame:
    def test_the_period_before(self):
        day = date
        assert check_frame.period_before("day", day(2026, 3, 1)) == ("2026-02-28", day(2026, 2, 28), day(2026, 2, 28))
        assert check_frame.period_before("week", day(2026, 1, 5)) == ("2026-W01", day(2025, 12, 29), day(2026, 1, 4))
        assert check_frame.period_before("month", day(2026, 1, 31)) == (
            "2025-12",
            day(2025, 12, 1),
            day(2025, 12, 31),
        )
        with pytest.raises(ValueError, match="no period"):
            check_frame.period_before("decade", day(2026, 1, 1))

    @given(st.dates(), st.sampled_from(["day", "week", "month"]))
    def test_the_period_before_is_over_and_the_next_one_is_not(self, today, period):
        if today.year < 2:
            return
        _name, first, last = check_frame.period_before(period, today)
        assert first <= last < today
        assert check_frame.period_before(period, last)[2] < first

    def test_how_many_are_wanted(self):
        groups = {"a": [1, 2, 3], "b": [4], "c": []}
        assert check_frame.wanted(check_frame.Size("each", 2), groups) == (3, 2)
        assert check_frame.wanted(check_frame.Size("percent", 30, 1), groups) == (2, 1)
        assert check_frame.wanted(check_frame.Size("percent", 0.1), groups) == (1, 0)
        assert check_frame.wanted(check_frame.Size("total", 9), groups) == (9, 0)

    def test_the_first_reason_counts(self):
        assert check_frame.first_reason([("low", False), ("new", True), ("long", True)]) == "new"
        assert check_frame.first_reason([("low", False)]) is None


class TestLink:
    @pytest.mark.parametrize(
        "url",
        [
            "javascript:alert(1)",
            "data:text/html,x",
            "file:///etc/passwd",
            "https:///nowhere",
            "//rec.example.com/1",
            "rec.example.com/1",
            "https://user:secret@rec.example.com/1",
            "https://rec.example.com/\n1",
            " https://rec.example.com/1",
            "java\tscript:alert(1)",
            "http://rec.example.com/1",
            "https://[",
        ],
    )
    def test_refused(self, url):
        assert not link.is_allowed(url, ("https",))

    def test_allowed(self):
        assert link.is_allowed("https://rec.example.com/1.wav?a=b", ("https",))
        assert link.is_allowed("SIP://exchange.example.com/1", link.schemes("https, SIP"))
