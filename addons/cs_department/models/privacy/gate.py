"""Who reads personal data, and for how long the server may read it for somebody."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import wraps

GROUP = "cs_department.group_cs_personal_data"
#: portal and public users reach only themselves, by Odoo's record rules
FIELD_GROUPS = f"{GROUP},base.group_portal,base.group_public"

_server: ContextVar[bool] = ContextVar("cs_personal_data_server", default=False)


@contextmanager
def server_reads(allowed: bool = True) -> Iterator[None]:
    """Let the server's own code read personal data in the user's name.

    Only around methods that give no value back to the caller (they send a mail, find
    a tax rule, copy a record). A context variable and not a context key: no caller by
    RPC can set it. ``allowed=False`` closes the gate again for code that users write,
    such as the expressions of a mail template.
    """
    token = _server.set(allowed)
    try:
        yield
    finally:
        _server.reset(token)


def by_server(method):
    """Decorator form of :func:`server_reads`."""

    @wraps(method)
    def wrapper(*args, **kwargs):
        with server_reads():
            return method(*args, **kwargs)

    return wrapper


def reads_clear(env) -> bool:
    """Whether this environment reads personal data without a mask."""
    if env.su or _server.get():
        return True
    return is_privileged(env)


def is_privileged(env) -> bool:
    """Whether the user himself does: by his group, or as somebody from outside.

    Portal and public users are not the staff that the masks are for; Odoo's record
    rules already confine them to their own file.
    """
    user = env.user
    return not user._is_internal() or user.has_group(GROUP)
