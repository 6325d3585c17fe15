"""Scores, samples, sealed answers and the throttle: the pure part of satisfaction."""

import pytest
from cs_core.ballots import Ballot, openings
from cs_core.sample import allocate, draw
from cs_core.score import Question, rating_of, share, total
from cs_core.throttle import Throttle
from hypothesis import given
from hypothesis import strategies as st

strata = st.dictionaries(st.text(max_size=3), st.integers(0, 400), max_size=8)


class TestScore:
    @pytest.mark.parametrize(
        ("question", "chosen", "value", "expected"),
        [
            (Question(low=1, high=5), (), 1, 0.0),
            (Question(low=1, high=5), (), 5, 1.0),
            (Question(low=0, high=10), (), 0, 0.0),
            (Question(low=1, high=5), (), None, None),
            (Question({1: 100, 2: 50, 3: 0}), (2,), None, 0.5),
            (Question({1: 100, 2: 50, 3: 0}), (), None, None),
            (Question({1: 100, 2: 50, 3: 0}), (9,), None, None),
            (Question({1: 10, 2: 30, 3: -5}, several=True), (1, 2), None, 1.0),
            (Question({1: 10, 2: 30, 3: -50}, several=True), (1, 3), None, 0.0),
            (Question({1: 0, 2: 0}), (1,), None, None),
            (Question(), (), None, None),
        ],
    )
    def test_share(self, question, chosen, value, expected):
        assert share(question, chosen, value) == expected

    def test_what_is_left_out_does_not_count(self):
        assert total([1.0, None, 0.0]) == 50
        assert total([None]) is None

    @given(st.floats(0, 100))
    def test_ratings_lie_between_one_and_five(self, score):
        assert 1 <= rating_of(score) <= 5


class TestSample:
    @given(strata, st.integers(0, 900), st.integers(0, 5))
    def test_totals_are_exact_and_no_stratum_gives_more_than_it_has(self, sizes, wanted, least):
        shares = allocate(sizes, wanted, least)
        assert sum(shares.values()) == min(wanted, sum(sizes.values()))
        assert all(0 <= shares[name] <= sizes[name] for name in sizes)

    @given(strata, st.integers(0, 900))
    def test_no_stratum_is_more_than_one_off_its_quota(self, sizes, wanted):
        whole = sum(sizes.values())
        for name, count in allocate(sizes, wanted).items():
            if whole and wanted <= whole:
                assert abs(count - wanted * sizes[name] / whole) < 1

    @given(strata, st.integers(1, 5))
    def test_the_least_of_each_comes_first_where_there_is_room(self, sizes, least):
        wanted = sum(min(least, size) for size in sizes.values())
        shares = allocate(sizes, wanted, least)
        assert shares == {name: min(least, size) for name, size in sizes.items()}

    def test_known_allocation(self):
        assert allocate({"a": 47_000, "b": 16_000, "c": 15_900, "d": 12_000, "e": 6_000, "f": 3_100}, 10) == {
            "a": 5,
            "b": 2,
            "c": 1,
            "d": 1,
            "e": 1,
            "f": 0,
        }

    @given(strata, st.integers(0, 100), st.text(max_size=5))
    def test_the_same_seed_draws_the_same_people_whatever_their_order(self, sizes, wanted, seed):
        people = {name: list(range(size)) for name, size in sizes.items()}
        mixed = {name: people[name][::-1] for name in reversed(list(people))}
        assert draw(people, wanted, seed) == draw(mixed, wanted, seed)

    def test_another_seed_draws_others(self):
        people = {"a": list(range(1000))}
        assert draw(people, 50, "one") != draw(people, 50, "two")

    def test_less_than_nobody_is_refused(self):
        with pytest.raises(ValueError, match="no fewer"):
            allocate({"a": 3}, -1)


class TestBallots:
    @staticmethod
    def box(*rows):
        return [Ballot(number, corner, "form", need, old) for number, (corner, need, old) in enumerate(rows)]

    def test_a_lonely_answer_stays_sealed(self):
        assert openings(self.box(("a", 3, False), ("a", 3, False))) == []

    def test_enough_in_a_corner_are_opened_there(self):
        [opened] = openings(self.box(*[("a", 3, False)] * 3))
        assert opened.ids == (0, 1, 2)
        assert opened.exact

    def test_old_ones_of_several_corners_are_opened_without_their_corner(self):
        [opened] = openings(self.box(("a", 3, True), ("b", 3, True), ("c", 3, True), ("d", 3, False)))
        assert opened.ids == (0, 1, 2)
        assert not opened.exact

    @given(st.lists(st.tuples(st.sampled_from("abc"), st.integers(3, 6), st.booleans()), max_size=30))
    def test_never_fewer_than_the_strictest_of_them_asks_for(self, rows):
        ballots = self.box(*rows)
        need = {ballot.id: ballot.need for ballot in ballots}
        opened = openings(ballots)
        for one in opened:
            assert len(one.ids) >= max(need[i] for i in one.ids)
        together = [i for one in opened for i in one.ids]
        assert len(together) == len(set(together))


class TestThrottle:
    def test_a_window_slides(self):
        gate = Throttle(most=2, seconds=10)
        assert [gate.too_many("a", at) for at in (0, 1, 2, 9, 10, 10.5, 11)] == [
            False,
            False,
            True,
            True,
            False,
            True,
            False,
        ]
        assert not gate.too_many("b", 2)

    def test_asking_is_not_knocking(self):
        gate = Throttle(most=1, seconds=10)
        assert not any(gate.too_many("a", 0, knock=False) for _ in range(5))
        assert not gate.too_many("a", 0)
        assert gate.too_many("a", 1, knock=False)

    def test_memory_is_bounded(self):
        gate = Throttle(most=1, seconds=10, keys=3)
        for name in "abcd":
            gate.too_many(name, 0)
        assert len(gate._knocks) == 3
        gate.forget()
        assert not gate.too_many("d", 0)
