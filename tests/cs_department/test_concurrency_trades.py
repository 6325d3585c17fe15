"""T11 for shifts: several people want the same one at the same moment; one gets it."""

import pytest

from tests.cs_department.test_concurrency import ROUNDS, WORKERS, department, outcome  # noqa: F401

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def takers(department):  # noqa: F811
    return department.one(job="trade", make="prepare", arguments={"count": WORKERS + 1})


def test_an_open_shift_is_taken_by_one(department, takers):  # noqa: F811
    for day in range(ROUNDS):
        arguments = {"roster": takers["roster"], "template": takers["template"], "day": day}
        jobs = [{"job": "trade", "make": "take", "uid": uid, "arguments": arguments} for uid in takers["users"][1:]]
        assert outcome(department.all_at_once(*jobs)) == 1
    rows = department.query(
        "SELECT date, count(*) FROM cs_shift WHERE roster_id = %s AND template_id = %s AND state = 'published'"
        " GROUP BY date",
        takers["roster"],
        takers["template"],
    )
    assert [count for _date, count in rows] == [1] * ROUNDS


def test_an_offer_to_everybody_is_accepted_by_one(department, takers):  # noqa: F811
    for shift in takers["shifts"][:ROUNDS]:
        request = department.one(job="trade", make="offer", uid=takers["users"][0], arguments={"shift": shift})
        jobs = [
            {"job": "trade", "make": "agree", "uid": uid, "arguments": {"request": request}}
            for uid in takers["users"][1:]
        ]
        assert outcome(department.all_at_once(*jobs)) == 1
        [(agreed, colleague)] = department.query(
            "SELECT agreed_at IS NOT NULL, colleague_id FROM cs_shift_request WHERE id = %s", request
        )
        assert agreed
        assert colleague
