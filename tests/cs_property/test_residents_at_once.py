"""Several people take the last place of one appointment at the same moment: real transactions, real commits."""

import pytest

from tests.cs_department.test_concurrency import WORKERS, department, outcome

__all__ = ["department"]

pytestmark = pytest.mark.slow
ROUNDS = 4


@pytest.fixture(scope="module")
def waiting(department):
    return department.one(
        job="make", module="tests.cs_property.move_in_jobs", make="waiting", arguments={"people": WORKERS}
    )


@pytest.mark.parametrize("place", range(ROUNDS))
def test_of_all_who_want_one_time_exactly_one_gets_it(department, waiting, place):
    jobs = [
        {
            "job": "call",
            "model": "cs.move.in",
            "id": [move_in],
            "method": "appoint",
            "uid": user,
            "arguments": {"begins": waiting["times"][place]},
        }
        for user, move_in in zip(waiting["users"], waiting["move_ins"], strict=True)
    ]
    answers = department.all_at_once(*jobs)
    assert outcome(answers) == 1, answers
    # whoever had an earlier time gave it back for this one
    sql = "SELECT count(*), count(DISTINCT starts_at) FROM cs_move_in WHERE starts_at IS NOT NULL"
    taken, times = department.query(sql)[0]
    assert taken == times
