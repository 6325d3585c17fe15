"""Two clerks lend one key at the same moment: real transactions, real commits."""

import pytest

from tests.cs_department.test_concurrency import WORKERS, department, outcome

__all__ = ["department"]

pytestmark = pytest.mark.slow
JOBS = "tests.cs_property.custody_jobs"
ROUNDS = 6


@pytest.fixture(scope="module")
def cabinet(department):
    arguments = {"clerks": WORKERS, "keys": ROUNDS}
    return department.one(job="make", module=JOBS, make="cabinet", arguments=arguments)


def call(user, key, method, **arguments):
    return {
        "job": "call",
        "model": "cs.custody.item",
        "id": [key],
        "method": method,
        "uid": user,
        "arguments": arguments,
    }


@pytest.mark.parametrize("place", range(ROUNDS))
def test_one_key_lent_by_all_at_once_goes_out_once(department, cabinet, place):
    key = cabinet["keys"][place]
    jobs = [
        call(user, key, "lend", partner_id=person)
        for user, person in zip(cabinet["users"], cabinet["people"], strict=True)
    ]
    answers = department.all_at_once(*jobs)
    assert outcome(answers) == 1, answers
    sql = "SELECT count(*), max(turn) FROM cs_custody_move WHERE item_id = %s AND kind = 'lent'"
    assert department.query(sql, key) == [(1, 1)]
    sql = """SELECT i.state, i.holder_id = m.to_id FROM cs_custody_item i
             JOIN cs_custody_move m ON m.item_id = i.id AND m.kind = 'lent' WHERE i.id = %s"""
    assert department.query(sql, key) == [("out", True)]


def test_one_key_taken_back_by_all_at_once_comes_back_once(department, cabinet):
    key = cabinet["keys"][0]
    answers = department.all_at_once(*[call(user, key, "take_back") for user in cabinet["users"]])
    assert outcome(answers) == 1, answers
    assert department.query("SELECT state FROM cs_custody_item WHERE id = %s", key) == [("in",)]
