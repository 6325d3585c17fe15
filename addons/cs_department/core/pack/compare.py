"""Compare two books, and put records into an order in which each finds what it refers to."""

from collections.abc import Iterable, Mapping
from graphlib import CycleError, TopologicalSorter
from typing import Any, NamedTuple

#: book → key of the record → its content
Books = dict[str, dict[str, dict[str, Any]]]

NEW, CHANGED, GONE = "new", "changed", "gone"


class FieldChange(NamedTuple):
    """One value that differs; ``None`` stands for nothing."""

    name: str
    before: Any
    after: Any


class Difference(NamedTuple):
    """What a pack would do to one record."""

    book: str
    key: str
    kind: str
    fields: tuple[FieldChange, ...] = ()


def completed(record: Mapping[str, Any], schema: Mapping[str, Any]) -> dict[str, Any]:
    """A record with what it leaves out: defaults of the schema, down to its lines.

    What the schema gives no default is left out still: it is empty.
    """
    filled = dict(record)
    for name, part in schema.get("properties", {}).items():
        if name not in filled and "default" in part:
            filled[name] = part["default"]
        if part.get("uniqueItems") and isinstance(filled.get(name), list):
            # what is named, not in which order
            filled[name] = sorted(filled[name], key=str)
        lines = part.get("items", {})
        if lines.get("type") == "object" and isinstance(filled.get(name), list):
            filled[name] = [completed(line, lines) for line in filled[name]]
    return filled


def normal(value: Any) -> Any:
    """A value in the form in which it is compared: nothing is ``None``, 3.0 is 3."""
    if isinstance(value, dict):
        cleaned = {name: normal(part) for name, part in value.items()}
        return {name: part for name, part in cleaned.items() if part is not None} or None
    if isinstance(value, (list, tuple)):
        return [normal(part) for part in value] or None
    if value is False or value is None or value == "":
        return None
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value


def changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[FieldChange, ...]:
    """The fields in which two records differ, in the order of the second, then of the first.

    A number that is 0 and one that is missing are the same only if both are missing:
    complete the records first.
    """
    names = [*after, *(name for name in before if name not in after)]
    pairs = ((name, normal(before.get(name)), normal(after.get(name))) for name in names)
    return tuple(FieldChange(name, old, new) for name, old, new in pairs if old != new)


def compare(ours: Books, theirs: Books) -> list[Difference]:
    """What would change if ``theirs`` (a pack) took the place of ``ours``.

    Only books that the pack has are looked at: a pack of callbacks says nothing of clocks.
    New and changed records come in the pack's order, then those that it no longer has.
    """
    found = []
    for book, records in theirs.items():
        present = ours.get(book, {})
        for key, record in records.items():
            if key not in present:
                found.append(Difference(book, key, NEW, changes({}, record)))
                continue
            differing = changes(present[key], record)
            if differing:
                found.append(Difference(book, key, CHANGED, differing))
        found += [Difference(book, key, GONE) for key in present if key not in records]
    return found


def merged(base: Books, own: Books, left_out: Mapping[str, Iterable[str]]) -> Books:
    """The books of a pack that is based on another one.

    A record of its own takes the place of the base's record of that key, new ones come
    after those of the base.

    :param left_out: book → keys of the base's records that the pack does without. Rules
        of the base forget them, too, and one that was for nothing else goes with them.
    """
    gone = {key for keys in left_out.values() for key in keys}
    result = {}
    for book in [*base, *(book for book in own if book not in base)]:
        kept = {}
        for key, record in base.get(book, {}).items():
            remaining = _without(record, gone)
            if key not in left_out.get(book, ()) and remaining is not None:
                kept[key] = remaining
        result[book] = {**kept, **own.get(book, {})}
    return result


def _without(record: Mapping[str, Any], gone: set[str]) -> dict[str, Any] | None:
    """A record that no longer names some keys; ``None`` when nothing else is left in one of its lists."""
    remaining = dict(record)
    for name, value in record.items():
        if isinstance(value, list) and any(isinstance(part, str) and part in gone for part in value):
            remaining[name] = [part for part in value if part not in gone]
            if not remaining[name]:
                return None
    return remaining


def ordered(needs: Mapping[str, Iterable[str]]) -> list[str]:
    """Names so that each comes after what it needs; those in a circle by their given order.

    :param needs: name → the names that must be there before it; unknown ones are ignored.
    """
    known = {name: [need for need in wanted if need in needs and need != name] for name, wanted in needs.items()}
    while True:
        try:
            return list(TopologicalSorter(known).static_order())
        except CycleError as error:
            # cut the circle at the name that was given last: it is served by a second pass
            circle = error.args[1]
            last = max(circle, key=list(known).index)
            known[last] = [need for need in known[last] if need not in circle]
