"""Two approvers at once, two credit notes at once: real transactions, real commits."""

import pytest

from tests.cs_department.test_concurrency import ROUNDS, WORKERS, department, outcome

__all__ = ["department"]

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def people(department):
    return department.one(job="money", make="approvers", count=WORKERS)


def call(model, record, method, uid=2, **arguments):
    return {"job": "call", "model": model, "id": record, "method": method, "uid": uid, "arguments": arguments}


def test_of_several_approvers_at_once_one_is_heard(department, people):
    for _ in range(ROUNDS):
        made = department.one(job="money", make="request")
        answers = department.all_at_once(*[call("cs.approval", made["approval"], "approve", uid) for uid in people])
        assert outcome(answers) == 1
        sql = "SELECT count(*) FROM cs_approval_step WHERE approval_id = %s AND answer IS NOT NULL"
        assert department.query(sql, made["approval"]) == [(1,)]
        sql = "SELECT state FROM cs_compensation WHERE id = %s"
        assert department.query(sql, made["compensation"]) == [("approved",)]


def test_yes_and_no_at_once_leave_one_of_both(department, people):
    for _ in range(ROUNDS):
        made = department.one(job="money", make="request")
        approve = call("cs.approval", made["approval"], "approve", people[0])
        refuse = call("cs.approval", made["approval"], "refuse", people[1], reason="No")
        assert outcome(department.all_at_once(approve, refuse)) == 1
        [(approval, compensation)] = department.query(
            "SELECT a.state, c.state FROM cs_approval a JOIN cs_compensation c ON c.id = a.compensation_id"
            " WHERE a.id = %s",
            made["approval"],
        )
        assert approval == compensation
        assert approval in ("approved", "refused")


def test_credit_notes_at_once_never_give_back_more_than_was_invoiced(department, people):
    for _ in range(2):
        made = department.one(job="money", make="refunds", count=WORKERS)
        answers = department.all_at_once(
            *[call("cs.compensation", compensation, "settle") for compensation in made["compensations"]]
        )
        assert outcome(answers) == 1, answers
        sql = "SELECT sum(amount_total) FROM account_move WHERE reversed_entry_id = %s AND state != 'cancel'"
        assert department.query(sql, made["invoice"]) == [(200,)]


def test_one_compensation_is_paid_once(department, people):
    made = department.one(job="money", make="refunds", count=1)
    [compensation] = made["compensations"]
    answers = department.all_at_once(*[call("cs.compensation", compensation, "settle")] * WORKERS)
    assert outcome(answers) == 1
    sql = "SELECT count(*) FROM account_move WHERE reversed_entry_id = %s"
    assert department.query(sql, made["invoice"]) == [(1,)]
