"""How grave the facts of an accident make a case."""

import pytest
from cs_core.severity import Facts, Threshold

#: the hospital's book: a death, three injured, or a suspected accident of grade 2 or graver
HOSPITAL = Threshold(deaths=1, injured=3, grade="2")


@pytest.mark.parametrize(
    ("facts", "reached"),
    [
        (Facts(), False),
        (Facts(deaths=1), True),
        (Facts(injured=2), False),
        (Facts(injured=3), True),
        (Facts(injured=4), True),
        (Facts(grade="1"), True),
        (Facts(grade="2"), True),
        (Facts(grade="3"), False),
        (Facts(injured=2, grade="3"), False),
    ],
)
def test_one_threshold_reached_is_enough(facts, reached):
    assert HOSPITAL.reached(facts) is reached


def test_a_rule_without_thresholds_speaks_of_nothing():
    assert not Threshold().reached(Facts(9, 9, "1"))


def test_no_facts_are_no_accident():
    assert not Facts()
    assert Facts(grade="4")
