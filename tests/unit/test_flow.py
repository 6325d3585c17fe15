"""The life of a case: every pair of states, as a table and as properties."""

import pytest
from cs_core.flow import LIVE, NEED_WORDS, VERBS, verb_between

STATES = ("new", "open", "waiting", "resolved", "closed", "cancelled")

#: row: from, column: to, in the order of STATES; "-" is no verb, "=" is no step
MOVES = """
new        =  start  wait  resolve  -      cancel
open       -  =      wait  resolve  -      cancel
waiting    -  start  =     resolve  -      cancel
resolved   reopen reopen reopen  =  close  cancel
closed     reopen reopen reopen  -  =      -
cancelled  -  -      -     -        -      =
"""


def moves():
    for line in MOVES.strip().splitlines():
        old, *cells = line.split()
        for new, cell in zip(STATES, cells, strict=True):
            yield old, new, {"-": None, "=": ""}.get(cell, cell)


@pytest.mark.parametrize(("old", "new", "verb"), list(moves()))
def test_a_move_between_two_stages_stands_for_one_verb(old, new, verb):
    assert verb_between(old, new) == verb


def test_every_verb_leads_from_somewhere_to_a_known_state():
    for starts, target in VERBS.values():
        assert starts
        assert starts <= set(STATES)
        assert target in STATES


def test_what_is_not_live_is_resolved_or_has_ended():
    assert set(STATES) - LIVE == {"resolved", "closed", "cancelled"}


def test_a_cancelled_case_has_no_way_back():
    assert all("cancelled" not in starts for starts, _target in VERBS.values())


def test_every_live_case_can_reach_the_end():
    for state in LIVE:
        assert state in VERBS["resolve"][0]
    assert "resolved" in VERBS["close"][0]


def test_what_ends_or_revives_a_case_needs_words():
    for verb in ("resolve", "cancel", "reopen"):
        assert verb in NEED_WORDS
