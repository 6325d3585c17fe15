"""The one source of the present moment for business logic."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime

_frozen: ContextVar[datetime | None] = ContextVar("cs_frozen_now", default=None)


def utcnow() -> datetime:
    """Now as a naive UTC datetime, whole seconds, the form Odoo stores."""
    moment = _frozen.get() or datetime.now(UTC).replace(tzinfo=None)
    return moment.replace(microsecond=0)


@contextmanager
def frozen(moment: datetime) -> Iterator[None]:
    """Run a block as if it were ``moment`` (naive UTC): replays, previews, tests.

    A context variable rather than a record context key, so that no RPC caller
    can move the clock.
    """
    token = _frozen.set(moment)
    try:
        yield
    finally:
        _frozen.reset(token)
