"""The life of a case: which verb leads from which state to which.

Stages are records that a department names as it likes; each belongs to one of
these states, and only the states decide what may happen.
"""

from typing import Literal

State = Literal["new", "open", "waiting", "resolved", "closed", "cancelled"]

LIVE: frozenset[str] = frozenset({"new", "open", "waiting"})

#: verb → (states it may start from, state it leads to)
VERBS: dict[str, tuple[frozenset[str], State]] = {
    "start": (frozenset({"new", "waiting"}), "open"),
    "wait": (LIVE, "waiting"),
    "resume": (frozenset({"waiting"}), "open"),
    # a resolution can be put right: the days until the closing begin anew
    "resolve": (LIVE | {"resolved"}, "resolved"),
    "close": (frozenset({"resolved"}), "closed"),
    "reopen": (frozenset({"resolved", "closed"}), "open"),
    "cancel": (LIVE | {"resolved"}, "cancelled"),
}

#: verbs that are more than a step between stages: they need words or a finding,
#: so that dragging a card cannot replace them.
NEED_WORDS: frozenset[str] = frozenset({"resolve", "reopen", "cancel"})


def verb_between(old: str, new: str) -> str | None:
    """The verb that a plain change of stage stands for, ``None`` if there is none.

    A move between two stages of one state is no verb at all: it returns "".
    """
    if old == new:
        return ""
    for verb in ("start", "wait", "resolve", "close", "cancel"):
        starts, target = VERBS[verb]
        if target == new and old in starts:
            return verb
    if new in LIVE and old in VERBS["reopen"][0]:
        return "reopen"
    return None
