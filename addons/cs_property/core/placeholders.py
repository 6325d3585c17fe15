"""Words that managers write with names in braces: ``Dear {payer}``. Nothing but names is understood."""

import re
from collections.abc import Iterable, Mapping

_NAME = re.compile(r"\{(\w*)\}")


def unknown(text: str, names: Iterable[str]) -> list[str]:
    """Names in a text that nothing is known of, sorted."""
    return sorted(set(_NAME.findall(text)) - set(names))


def fill(text: str, values: Mapping[str, object]) -> str:
    """The text with what it names; what has no value is left out."""
    return _NAME.sub(lambda found: str(values.get(found[1], "")), text)
