"""One answer for each customer, however many come in at the same moment (real commits)."""

import pytest

from tests.cs_department.test_concurrency import ROUNDS, WORKERS, department, outcome  # noqa: F401  # a fixture

pytestmark = pytest.mark.slow


def rated_at_once(where):
    """A resolved case, and what became of one answer from each worker."""
    ticket = where.register()
    where.one(job="resolve", id=ticket, arguments={"resolution": "Done"})
    answers = where.all_at_once(*[{"job": "rate", "id": ticket, "points": 1 + n} for n in range(WORKERS)])
    assert outcome(answers) == WORKERS, "coming second is no error"
    return ticket, answers


def test_of_several_answers_at_once_one_counts(department):  # noqa: F811
    for _ in range(ROUNDS):
        ticket, answers = rated_at_once(department)
        assert sorted(answers) == [False] * (WORKERS - 1) + [True]
        sql = "SELECT count(*), min(scoring_percentage) FROM survey_user_input WHERE cs_ticket_id = %s"
        [(count, score)] = department.query(sql, ticket)
        assert (count, score) == (1, 25.0 * answers.index(True))
        assert department.query("SELECT count(*) FROM rating_rating WHERE cs_ticket_id = %s", ticket) == [(1,)]
        assert department.events(ticket, "survey_answered") == 1
        follow_ups = department.query("SELECT count(*) FROM cs_ticket WHERE follow_up_of_id = %s", ticket)
        assert follow_ups == [(int(score < 60),)]


def test_of_several_anonymous_answers_at_once_one_is_sealed(department):  # noqa: F811
    department.one(job="anonymous")
    for number in range(1, ROUNDS + 1):
        _ticket, answers = rated_at_once(department)
        assert sorted(answers) == [False] * (WORKERS - 1) + [True]
        assert department.query("SELECT count(*) FROM cs_survey_ballot") == [(number,)]
