"""Two cashiers press at the same moment: real transactions, real commits."""

import pytest

from tests.cs_department.test_concurrency import WORKERS, department, outcome

__all__ = ["department"]

pytestmark = pytest.mark.slow
JOBS = "tests.cs_property.counter_jobs"


@pytest.fixture(scope="module")
def counter(department):
    return department.one(job="make", module=JOBS, make="counter", arguments={"cashiers": WORKERS})


def billed(department, units, month):
    return department.one(job="make", module=JOBS, make="bill", arguments={"units": units, "month": month})


def take(user, unit, charge, cash, amount=100):
    arguments = {"unit_id": unit, "paid": {str(charge): amount}, "means": [{"means_id": cash, "amount": amount}]}
    return {"job": "call", "model": "cs.receipt", "id": [], "method": "take", "uid": user, "arguments": arguments}


@pytest.mark.parametrize("month", [1, 2, 3, 4])
def test_one_charge_taken_by_all_at_once_is_paid_once(department, counter, month):
    unit = counter["units"][0]
    made = billed(department, [unit], month)
    [charge] = made["charges"]
    answers = department.all_at_once(*[take(user, unit, charge, made["cash"]) for user in counter["users"]])
    assert outcome(answers) == 1, answers
    sql = "SELECT amount_residual, amount_paid FROM cs_billing_line WHERE id = %s"
    assert department.query(sql, charge) == [(0, 100)]
    sql = """SELECT count(DISTINCT r.id), count(DISTINCT p.id) FROM cs_receipt_line l
             JOIN cs_receipt r ON r.id = l.receipt_id JOIN account_payment p ON p.cs_receipt_id = r.id
             WHERE l.charge_id = %s"""
    assert department.query(sql, charge) == [(1, 1)]


def test_different_charges_at_once_are_all_taken_and_numbered_without_a_gap(department, counter):
    units = counter["units"][1 : 1 + WORKERS]
    for month in (5, 6, 7):
        made = billed(department, units, month)
        jobs = [
            take(user, unit, charge, made["cash"])
            for user, unit, charge in zip(counter["users"], units, made["charges"], strict=True)
        ]
        assert outcome(department.all_at_once(*jobs)) == WORKERS
    sql = """SELECT count(*), count(DISTINCT number), max(right(number, 6)::int) - min(right(number, 6)::int) + 1
             FROM cs_receipt"""
    [(count, numbers, width)] = department.query(sql)
    assert count == numbers == width
