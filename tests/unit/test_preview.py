"""Previews: the books with a change, seen by one block of code alone, and what is counted."""

import threading
from datetime import date, datetime

import pytest
from cs_core import preview
from cs_core.preview import Count, Measure, Swap
from cs_core.rules import Rule

DAY = date(2026, 3, 4)
OLD = Rule(id=1, sequence=10)
OTHER = Rule(id=2, sequence=20, date_from=date(2026, 1, 1))
PAST = Rule(id=3, date_to=date(2026, 3, 3))
COMING = Rule(id=4, date_from=date(2026, 3, 5))
DRAFT = Rule(id=9, sequence=10, date_from=date(2027, 1, 1))
BOOK = (OLD, OTHER, PAST, COMING)


def ids(rules):
    return [rule.id for rule in rules]


def test_without_a_preview_a_book_is_as_it_is():
    assert preview.swapped("book", 1, BOOK) is BOOK


def test_both_sides_take_the_rules_of_one_day_without_their_dates():
    with preview.as_if(DAY):
        found = preview.swapped("book", 1, BOOK)
    assert ids(found) == [1, 2]
    assert all(rule.fits({}, date(2020, 1, 1)) for rule in found)


def test_a_draft_stands_in_for_its_original_in_its_own_book_only():
    with preview.as_if(DAY, {"book": Swap(frozenset({1}), ((None, DRAFT),))}):
        assert ids(preview.swapped("book", 1, BOOK)) == [2, 9]
        assert ids(preview.swapped("other book", 1, BOOK)) == [1, 2]
    assert preview.swapped("book", 1, BOOK) is BOOK


def test_a_draft_of_one_company_changes_nothing_for_another():
    with preview.as_if(DAY, {"book": Swap(into=((7, DRAFT),))}):
        assert ids(preview.swapped("book", 7, BOOK)) == [1, 2, 9]
        assert ids(preview.swapped("book", 8, BOOK)) == [1, 2]


def test_an_error_ends_the_preview_too():
    with pytest.raises(ValueError, match="broken"), preview.as_if(DAY):
        raise ValueError("broken")
    assert preview.swapped("book", 1, BOOK) is BOOK


def test_another_thread_sees_todays_rules_meanwhile():
    seen = []
    with preview.as_if(DAY, {"book": Swap(frozenset({1, 2}))}):
        other = threading.Thread(target=lambda: seen.append(preview.swapped("book", 1, BOOK)))
        other.start()
        other.join()
        assert preview.swapped("book", 1, BOOK) == ()
    assert seen == [BOOK]


def test_notes_are_shared_by_the_sides_of_a_batch_and_then_forgotten():
    with preview.one_batch():
        with preview.as_if(DAY):
            preview.notes()["lives"] = 1
        with preview.as_if(DAY):
            assert preview.notes() == {"lives": 1}
    assert preview.notes() == {}
    with preview.one_batch():
        assert preview.notes() == {}


def test_numbers_are_counted_with_their_sums():
    today = {1: {"late": 0}, 2: {"late": 30}, 3: {"late": 5}}
    then = {1: {"late": 10}, 2: {"late": 45}, 3: {"late": 5}, 4: {"late": 1.5}}
    found = preview.counts(today, then, Measure("late", "Late", "minutes"))
    assert found == {"": Count([2, 3], [1, 2, 3, 4], [2], 35.0, 61.5)}


def test_moments_count_where_there_is_one():
    at = datetime(2026, 3, 4)
    found = preview.counts({1: {"closed": at}, 2: {"closed": False}}, {1: {}, 2: {"closed": at}}, Measure("closed", ""))
    assert found == {"": Count([1], [2], [], 0, 0)}


def test_words_are_counted_each_for_itself():
    today = {1: {"step": "skilled"}, 2: {"step": "skilled"}, 3: {"step": "area"}}
    then = {1: {"step": "area"}, 2: {"step": "skilled"}, 3: {"step": False}}
    found = preview.counts(today, then, Measure("step", "Step"))
    assert found["skilled"][:3] == ([1, 2], [2], [])
    assert found["area"][:3] == ([3], [1], [])


def test_what_counts_on_no_side_has_no_line():
    assert preview.counts({1: {}}, {1: {"late": 0}}, Measure("late", "")) == {}
