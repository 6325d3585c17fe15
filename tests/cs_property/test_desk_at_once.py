"""Several clerks decide on one space, one lost card, one notice at the same moment: real transactions, real commits."""

import pytest

from tests.cs_department.test_concurrency import WORKERS, department, outcome

__all__ = ["department"]

pytestmark = pytest.mark.slow
JOBS = "tests.cs_property.desk_jobs"
TURNS = 4


@pytest.fixture(scope="module")
def desk(department):
    return department.one(job="make", module=JOBS, make="desk", arguments={"clerks": WORKERS, "turns": TURNS})


def call(user, model, record, method):
    return {"job": "call", "model": model, "id": [record], "method": method, "uid": user, "arguments": {}}


def words(answers):
    return [answer["refused"] for answer in answers if isinstance(answer, dict)]


@pytest.mark.parametrize("turn", range(TURNS))
def test_one_space_let_by_all_at_once_is_let_to_one(department, desk, turn):
    drafts = desk["leases"][turn]
    jobs = [
        call(user, "cs.parking.lease", draft, "action_let") for user, draft in zip(desk["users"], drafts, strict=True)
    ]
    answers = department.all_at_once(*jobs)
    assert outcome(answers) == 1, answers
    assert all("is let" in said for said in words(answers)), answers
    sql = "SELECT state, count(*) FROM cs_parking_lease WHERE id = ANY(%s) GROUP BY 1 ORDER BY 1"
    assert department.query(sql, drafts) == [("active", 1), ("draft", WORKERS - 1)]


@pytest.mark.parametrize("turn", range(TURNS))
def test_one_lost_card_reissued_by_all_at_once_has_one_successor(department, desk, turn):
    card = desk["cards"][turn]
    answers = department.all_at_once(*[call(user, "cs.custody.item", card, "reissue") for user in desk["users"]])
    assert outcome(answers) == 1, answers
    assert all(words(answers)), answers
    [(state, name)] = department.query("SELECT state, name FROM cs_custody_item WHERE id = %s", card)
    assert state == "retired"
    sql = "SELECT count(*) FROM cs_custody_item WHERE name = %s AND state = 'in'"
    assert department.query(sql, name) == [(1,)]
    sql = "SELECT count(*) FROM cs_custody_move WHERE item_id = %s AND kind = 'replaced'"
    assert department.query(sql, card) == [(1,)]


@pytest.mark.parametrize("turn", range(TURNS))
def test_one_notice_published_by_all_at_once_is_published_once(department, desk, turn):
    notice = desk["notices"][turn]
    jobs = [call(user, "cs.property.notice", notice, "action_publish") for user in desk["users"]]
    answers = department.all_at_once(*jobs)
    assert outcome(answers) == 1, answers
    assert all("was published already" in said for said in words(answers)), answers
    sql = "SELECT count(*), count(DISTINCT partner_id) FROM cs_property_notice_receipt WHERE notice_id = %s"
    assert department.query(sql, notice) == [(WORKERS, WORKERS)]
