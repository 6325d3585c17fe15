"""Whose words leave the house just now.

What an agent writes may have to be approved; what a rule or an automated action sends
was written by whoever owns the rule, even when an agent's deed has set it off. The mark
is a context variable that only our own code sets: no request can pretend to it.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_by_rule: ContextVar[bool] = ContextVar("cs_spoken_by_rule", default=False)


@contextmanager
def by_rule() -> Iterator[None]:
    """Inside the block, what is sent are the words of a rule."""
    token = _by_rule.set(True)
    try:
        yield
    finally:
        _by_rule.reset(token)


def is_by_rule() -> bool:
    """Whether a rule speaks."""
    return _by_rule.get()
