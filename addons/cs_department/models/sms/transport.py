"""One HTTP request to an address that an administrator entered: nowhere else, not for long, not for much."""

import http.client
import socket
import ssl
import time
from contextlib import closing

from ...core import sms as core_sms

#: so much of an answer is read
MOST = 64 * 1024


class NotSent(Exception):
    """The gateway could not be asked at all; the message says why."""


def ask(request: core_sms.Request, timeout: float, allow_private: bool) -> tuple[int, bytes]:
    """Send a request and read the answer. Redirects are not followed.

    The address is looked up once and checked; the connection goes to what was checked.

    :param timeout: seconds for all of it.
    :param allow_private: whether the gateway may stand in the local network, or on this machine.
    :raises NotSent: when there is no such host, it may not be asked, or it does not answer.
    """
    deadline = time.monotonic() + timeout
    parts = core_sms.split_url(request.url)
    port = parts.port or (443 if parts.scheme == "https" else 80)
    try:
        place = _place(parts.hostname, port, allow_private)
        with closing(_connection(parts, port, place, deadline)) as connection:
            target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
            connection.request(request.method, target, request.body or None, dict(request.headers))
            response = connection.getresponse()
            return response.status, _read(connection, response, deadline)
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise NotSent(str(error) or type(error).__name__) from error


def _place(host, port, allow_private):
    """The socket address of a host."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    for _family, _type, _proto, _name, place in found:
        if not allow_private and not core_sms.is_public(place[0]):
            raise NotSent(f"{host} is an address of the local network ({place[0]})")
    return found[0][4]


def _connection(parts, port, place, deadline):
    def connect(_address, *_args):
        return socket.create_connection(place[:2], max(deadline - time.monotonic(), 0.001))

    if parts.scheme == "https":
        connection = http.client.HTTPSConnection(parts.hostname, port, context=ssl.create_default_context())
    else:
        connection = http.client.HTTPConnection(parts.hostname, port)
    connection._create_connection = connect  # the name stays in the request, the connection goes to what was checked
    return connection


def _read(connection, response, deadline) -> bytes:
    """The first part of an answer; a host that drips is left."""
    found = b""
    while len(found) < MOST:
        left = deadline - time.monotonic()
        if left <= 0:
            raise TimeoutError("the gateway answers too slowly")
        if connection.sock is not None:
            connection.sock.settimeout(left)
        chunk = response.read1(MOST - len(found))
        if not chunk:
            break
        found += chunk
    return found
