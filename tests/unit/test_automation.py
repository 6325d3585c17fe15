"""Which rules act, and how a chain of rules ends."""

from datetime import datetime

import pytest
from cs_core.automation import MAX_DEPTH, Plan, acting, at_work, caused_by, is_too_deep
from cs_core.conditions import Condition

NOW = datetime(2026, 3, 4, 2)
GAS = (Condition("name", "text", "contains", ("gas",)),)
NOISE = (Condition("name", "text", "contains", ("noise",)),)


def ids(*plans):
    return [plan.id for plan in acting(plans, {"name": "smell of gas"}, NOW)]


def test_every_rule_that_fits_acts_in_order():
    assert ids(Plan(1, GAS), Plan(2, NOISE), Plan(3)) == [1, 3]


def test_stop_here_holds_back_later_rules_only_where_it_acts():
    assert ids(Plan(1, NOISE, stop_here=True), Plan(2, GAS, stop_here=True), Plan(3)) == [2]


def test_a_rule_that_acts_later_is_taken_without_its_conditions():
    assert ids(Plan(1, NOISE, amount=2), Plan(2, GAS)) == [1, 2]


def test_what_a_rule_does_is_known_as_its_doing_for_that_case_alone():
    with at_work([(1, 100), (1, 101)]), at_work([(2, 100)]):
        assert caused_by(100) == {1, 2}
        assert caused_by(101) == {1}
        assert caused_by(102) == frozenset()
    assert caused_by(100) == frozenset()


def test_a_chain_ends():
    def nest(depth):
        if is_too_deep():
            return depth
        with at_work([(depth, 1)]):
            return nest(depth + 1)

    assert nest(0) == MAX_DEPTH
    assert not is_too_deep()


def test_a_failing_rule_leaves_no_trace_in_the_chain():
    with pytest.raises(ZeroDivisionError), at_work([(1, 1)]):
        raise ZeroDivisionError
    assert caused_by(1) == frozenset()
