"""Links to recordings and the like: only addresses that a browser opens as a page or a sound."""

from urllib.parse import urlsplit

#: what a manager may allow at all: nothing that runs as a script or reads the reader's computer
POSSIBLE = ("https", "http", "sips", "sip", "rtsp")


def schemes(text: str) -> tuple[str, ...]:
    """The schemes in a setting, separated by commas or blanks, in lower case."""
    return tuple(dict.fromkeys(text.replace(",", " ").lower().split()))


def is_allowed(url: str, allowed: tuple[str, ...]) -> bool:
    """Whether an address is complete and of an allowed scheme, without control characters or a password."""
    if any(ord(sign) <= ord(" ") for sign in url):
        return False
    try:
        parts = urlsplit(url)
        host = parts.hostname
    except ValueError:
        return False
    return parts.scheme.lower() in allowed and bool(host) and parts.password is None
