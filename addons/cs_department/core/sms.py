"""A text message as a request to somebody's HTTP gateway, described without any code.

The description is text with three placeholders (``{number}``, ``{text}``, ``{secret}``);
each is put in as the place demands it: escaped for an address, a form, JSON or a header.
Whether it worked is recognised by the status, by words in the answer, or by a value in it.
"""

import ipaddress
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal
from urllib.parse import quote, quote_plus, urlsplit

PLACEHOLDERS = ("number", "text", "secret")
PLACEHOLDER = re.compile(r"\{([a-z_]+)\}")
#: names of headers, as RFC 9110 has them
TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
#: headers that the transport sets itself
OWN_HEADERS = frozenset({"host", "content-length", "transfer-encoding", "connection", "expect", "upgrade"})

BodyKind = Literal["form", "json", "text"]
CONTENT_TYPES: Mapping[BodyKind, str] = {
    "form": "application/x-www-form-urlencoded",
    "json": "application/json",
    "text": "text/plain",
}


class BadDescription(ValueError):
    """The description of the gateway cannot be used; the message says why, in English.

    :param reason: a short code for a message in the reader's language.
    :param part: what is wrong: the placeholder, header line or address.
    """

    def __init__(self, reason: str, part: str = "") -> None:
        super().__init__(f"{reason}: {part}")
        self.reason = reason
        self.part = part


@dataclass(frozen=True, slots=True)
class Gateway:
    """A gateway as plain data.

    :param headers: one ``Name: value`` per line.
    :param charset: of address, body and answer: ``utf-8`` or ``gbk``.
    :param success_by: ``status`` (any 2xx), ``text`` (the answer contains
        ``success_value``) or ``json`` (the value at ``success_path`` is ``success_value``).
    :param message_path: where a JSON answer says what went wrong.
    """

    url: str
    method: Literal["GET", "POST"] = "POST"
    body_kind: BodyKind = "form"
    headers: str = ""
    body: str = ""
    secret: str = ""
    charset: str = "utf-8"
    number_format: Literal["international", "digits", "national"] = "national"
    success_by: Literal["status", "text", "json"] = "status"
    success_path: str = ""
    success_value: str = ""
    message_path: str = ""


@dataclass(frozen=True, slots=True)
class Request:
    """What is sent: nothing in it is a template any more."""

    url: str
    method: str
    headers: tuple[tuple[str, str], ...]
    body: bytes


# --- the request ------------------------------------------------------------------


def check(gateway: Gateway) -> None:
    """Refuse a description that could never be sent.

    :raises BadDescription: naming what is wrong.
    """
    parts = split_url(gateway.url)
    if PLACEHOLDER.search(parts.netloc) or "{" in parts.netloc:
        raise BadDescription("host_is_fixed", parts.netloc)
    for template in (gateway.url, gateway.headers, gateway.body):
        for name in PLACEHOLDER.findall(template):
            # JSON and addresses may hold other words in braces; only a near miss is a mistake
            if name not in PLACEHOLDERS and template is not gateway.body:
                raise BadDescription("unknown_placeholder", f"{{{name}}}")
    _headers(gateway, dict.fromkeys(PLACEHOLDERS, ""))
    sent = gateway.url + gateway.headers + (gateway.body if gateway.method == "POST" else "")
    for name in ("number", "text"):
        if f"{{{name}}}" not in sent:
            raise BadDescription("missing_placeholder", f"{{{name}}}")
    if gateway.method == "POST" and gateway.body_kind == "json":
        try:
            json.loads(_filled(gateway.body, dict.fromkeys(PLACEHOLDERS, "x")))
        except ValueError as error:
            raise BadDescription("no_json", str(error)) from error


def split_url(url: str) -> Any:
    """The parts of an address of the web.

    :raises BadDescription: for anything else, or with a name and password in it.
    """
    try:
        parts = urlsplit(url)
        _port = parts.port
    except ValueError as error:
        raise BadDescription("no_address", url) from error
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.username or parts.password:
        raise BadDescription("no_address", url)
    return parts


def _filled(template: str, values: Mapping[str, str]) -> str:
    """The template with its placeholders replaced in one go: what is put in is not looked at again."""
    return PLACEHOLDER.sub(lambda found: values.get(found[1], found[0]), template)


def build(gateway: Gateway, number: str, text: str) -> Request:
    """The request for one message.

    :param number: in international form (``+8613800001234``) where that is known.
    """
    raw = {"number": formatted(number, gateway.number_format), "text": text, "secret": gateway.secret}
    in_url = {name: quote(value.encode(gateway.charset, "replace"), safe="") for name, value in raw.items()}
    headers = _headers(gateway, raw)
    body = b""
    if gateway.method == "POST":
        body = _filled(gateway.body, _escaped(gateway, raw)).encode(gateway.charset, "replace")
        if not any(name.lower() == "content-type" for name, _value in headers):
            headers.append(("Content-Type", f"{CONTENT_TYPES[gateway.body_kind]}; charset={gateway.charset}"))
    return Request(_filled(gateway.url, in_url), gateway.method, tuple(headers), body)


def _escaped(gateway: Gateway, raw: Mapping[str, str]) -> dict[str, str]:
    """The values as the body takes them."""
    if gateway.body_kind == "json":
        return {name: json.dumps(value, ensure_ascii=False)[1:-1] for name, value in raw.items()}
    if gateway.body_kind == "form":
        return {name: quote_plus(value.encode(gateway.charset, "replace")) for name, value in raw.items()}
    return dict(raw)


def _headers(gateway: Gateway, raw: Mapping[str, str]) -> list[tuple[str, str]]:
    found = []
    for line in gateway.headers.splitlines():
        if not line.strip():
            continue
        name, colon, value = line.partition(":")
        name = name.strip()
        if not colon or not TOKEN.fullmatch(name) or name.lower() in OWN_HEADERS:
            raise BadDescription("bad_header", line)
        # a header is one line of ASCII, whatever is put in
        plain = {key: quote(word, safe=" !#$&'()*+,/:;=?@[]~%-._") for key, word in raw.items()}
        value = _filled(value.strip(), plain)
        if not value.isascii() or not value.isprintable():
            raise BadDescription("bad_header", line)
        found.append((name, value))
    return found


def formatted(number: str, form: str) -> str:
    """A number as the gateway wants it; a Chinese one loses its +86 for ``national``.

    >>> formatted("+86 138-0000-1234", "national")
    '13800001234'
    """
    digits = re.sub(r"\D", "", number)
    if form == "national" and number.strip().startswith("+86"):
        return digits[2:]
    if form == "international" and number.strip().startswith("+"):
        return f"+{digits}"
    return digits


# --- the answer -------------------------------------------------------------------


def verdict(gateway: Gateway, status: int, answer: bytes) -> tuple[bool, str]:
    """Whether the gateway took the message, and what it said.

    :param status: of the HTTP answer; a redirect is a refusal, it is never followed.
    """
    text = answer.decode(gateway.charset, "replace")
    said = " ".join(text.split())[:200]
    if not 200 <= status < 300:
        return False, f"HTTP {status} {said}".strip()
    if gateway.success_by == "status":
        return True, said
    if gateway.success_by == "text":
        return gateway.success_value in text, said
    try:
        data = json.loads(text)
    except ValueError:
        return False, said
    message = at_path(data, gateway.message_path) if gateway.message_path else None
    return _as_word(at_path(data, gateway.success_path)) == gateway.success_value, _as_word(message) or said


def at_path(data: Any, path: str) -> Any:
    """The value at ``result.0.code`` in JSON data, ``None`` where there is none."""
    for step in path.split("."):
        if isinstance(data, Mapping):
            data = data.get(step)
        elif isinstance(data, list) and step.isdecimal() and int(step) < len(data):
            data = data[int(step)]
        else:
            return None
    return data


def redacted(gateway: Gateway, text: str) -> str:
    """A text that people will read, without the secret in any of the forms in which it was sent."""
    secret = gateway.secret
    forms = {secret, quote(secret, safe=""), quote_plus(secret), json.dumps(secret, ensure_ascii=False)[1:-1]}
    for form in sorted(forms, key=len, reverse=True):
        text = text.replace(form, "…") if form else text
    return text


def _as_word(value: Any) -> str:
    """A JSON value as a person writes it: ``true``, ``0``, ``OK``."""
    if value is None:
        return ""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


# --- where it may go ---------------------------------------------------------------


def is_allowed_host(host: str, allowed: Iterable[str]) -> bool:
    """Whether a host is on the list (``*.example.com`` is every host below); an empty list allows all."""
    names = [name.strip().lower() for name in allowed if name.strip()]
    host = host.lower().rstrip(".")
    return not names or any(host == name or (name.startswith("*.") and host.endswith(name[1:])) for name in names)


def is_public(address: str) -> bool:
    """Whether an IP address belongs to the open internet, not to the house or the machine."""
    found = ipaddress.ip_address(address.partition("%")[0])
    mapped = getattr(found, "ipv4_mapped", None) or getattr(found, "sixtofour", None)
    return found.is_global and not found.is_multicast and (mapped is None or is_public(str(mapped)))
