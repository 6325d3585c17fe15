"""Several clerks bill one repair at the same moment: real transactions, real commits."""

import pytest

from tests.cs_department.test_concurrency import WORKERS, department, outcome

__all__ = ["department"]

pytestmark = pytest.mark.slow
JOBS = "tests.cs_property.repair_jobs"
ROUNDS = 4


@pytest.fixture(scope="module")
def accepted(department):
    arguments = {"clerks": WORKERS, "count": ROUNDS}
    return department.one(job="make", module=JOBS, make="orders", arguments=arguments)


@pytest.mark.parametrize("place", range(ROUNDS))
def test_one_repair_billed_by_all_at_once_makes_one_invoice(department, accepted, place):
    order = accepted["orders"][place]
    jobs = [
        {
            "job": "call",
            "model": "cs.repair.order",
            "id": [order],
            "method": "action_bill",
            "uid": user,
            "arguments": {},
        }
        for user in accepted["users"]
    ]
    answers = department.all_at_once(*jobs)
    assert outcome(answers) == 1, answers
    sql = "SELECT count(*), count(DISTINCT move_id), sum(amount) FROM cs_billing_line WHERE repair_id = %s"
    assert department.query(sql, order) == [(1, 1, 50)]
    sql = "SELECT state FROM cs_repair_order WHERE id = %s"
    assert department.query(sql, order) == [("billed",)]
