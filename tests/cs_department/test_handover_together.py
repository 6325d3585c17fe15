"""Several open the same handover, and guess a PIN, at once: real transactions, real commits."""

import pytest

from tests.cs_department.test_concurrency import ROUNDS, WORKERS, department, outcome

__all__ = ["department"]

pytestmark = pytest.mark.slow


def call(model, record, method, **arguments):
    return {"job": "call", "model": model, "id": record, "method": method, "arguments": arguments}


def test_a_handover_opened_by_all_at_once_is_one(department):
    for number in range(ROUNDS):
        name = f"Counter {number}"
        department.one(**call("cs.duty.post", [], "create", vals_list=[{"name": name}]))
        [(post,)] = department.query("SELECT id FROM cs_duty_post WHERE name->>'en_US' = %s", name)
        answers = department.all_at_once(*[call("cs.handover", [], "open_for", post_id=post)] * WORKERS)
        assert outcome(answers) == WORKERS  # nobody is refused: all find the same
        assert department.query("SELECT count(*) FROM cs_handover WHERE post_id = %s", post) == [(1,)]
