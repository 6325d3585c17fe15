"""Two guards scan one pass at the same moment: real transactions, real commits."""

import pytest

from tests.cs_department.test_concurrency import WORKERS, department

__all__ = ["department"]

pytestmark = pytest.mark.slow
JOBS = "tests.cs_property.gate_jobs"
ROUNDS = 4


@pytest.fixture(scope="module")
def gate(department):
    return department.one(job="make", module=JOBS, make="gate", arguments={"guards": WORKERS, "rounds": ROUNDS})


def at_once(department, gate, text, verb):
    """All guards press at the same moment, each at a gate of his own.

    :return: who let it through, and what the others were told.
    """
    jobs = [
        {
            "job": "make",
            "module": JOBS,
            "make": "knock",
            "uid": user,
            "arguments": {"text": text, "verb": verb, "post": f"Gate {number}"},
        }
        for number, user in enumerate(gate["users"])
    ]
    answers = department.all_at_once(*jobs)
    assert all(isinstance(answer, list) for answer in answers), answers
    through = [place for place, (result, _words) in enumerate(answers) if result == "done"]
    return through, [words for result, words in answers if result != "done"]


@pytest.mark.parametrize("place", range(ROUNDS))
def test_of_all_guards_who_scan_one_pass_one_lets_it_through(department, gate, place):
    pass_id, text = gate["passes"][place]
    through, told = at_once(department, gate, text, "release")
    assert len(through) == 1, told
    assert all("Used already" in words or "Another guard" in words for words in told), told
    sql = "SELECT state, released_at IS NOT NULL FROM cs_release_pass WHERE id = %s"
    assert department.query(sql, pass_id) == [("done", True)]
    sql = "SELECT count(*), sum(quantity), max(post) FROM cs_release_move WHERE pass_id = %s AND kind = 'out'"
    assert department.query(sql, pass_id) == [(1, 1, f"Gate {through[0]}")]
    # every scan of every guard is written down, whoever was first
    sql = "SELECT count(DISTINCT user_id), count(*) FILTER (WHERE result = 'done') FROM cs_scan_log WHERE res_id = %s"
    sql += " AND res_model = 'cs.release.pass'"
    assert department.query(sql, pass_id) == [(WORKERS, 1)]
    # whoever scans again is told when and where it was used
    [(again, words)] = [department.one(**knock(gate, text))]
    assert (again, f"Gate {through[0]}" in words) == ("used", True), words


def knock(gate, text):
    arguments = {"text": text, "verb": "release", "post": "Late"}
    return {"job": "make", "module": JOBS, "make": "knock", "uid": gate["users"][0], "arguments": arguments}


@pytest.mark.parametrize("place", range(ROUNDS))
def test_one_visitor_comes_in_once(department, gate, place):
    visit_id, text = gate["visits"][place]
    through, told = at_once(department, gate, text, "check_in")
    assert len(through) == 1, told
    assert all("Used already" in words or "Another guard" in words for words in told), told
    sql = "SELECT state, in_user_id FROM cs_visitor WHERE id = %s"
    assert department.query(sql, visit_id) == [("in", gate["users"][through[0]])]
