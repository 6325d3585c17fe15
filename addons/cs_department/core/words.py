"""Words that a customer is not to hear or read (D15): where they stand in a text.

Matching is meant for what people type: letters of any width and case are the same, and
spaces or invisible characters within a Chinese word do not hide it. A word of letters
with spaces between words ("no idea", "50%") counts as a whole only; Chinese has no
spaces, so there a longer word that happens to contain a banned one is spared by name.
"""

import unicodedata
from collections.abc import Iterable
from typing import NamedTuple

#: a text goes out in writing (mail, text message, customer page) or was said (noted from a call)
WRITTEN, SPOKEN = "written", "spoken"


class Word(NamedTuple):
    """A banned word as plain data.

    :param stop: a written text with it may not leave; else its writer is warned.
    :param where: ``all``, :data:`WRITTEN` or :data:`SPOKEN`.
    :param spares: longer words in which it does not count.
    """

    id: int
    text: str
    instead: str
    stop: bool
    where: str
    spares: tuple[str, ...] = ()


class Hit(NamedTuple):
    """A banned word in a text.

    :param found: as it was typed.
    :param start: first character in the text, counted from 0.
    :param stops: the text may not leave.
    """

    word: Word
    found: str
    start: int
    stops: bool


def find(text: str, words: Iterable[Word], channel: str) -> list[Hit]:
    """The banned words in a text, in the order of the text.

    Of several at one place the longest counts. What was said cannot be stopped any more.

    :param channel: :data:`WRITTEN` or :data:`SPOKEN`.
    """
    chars, places = _plain(text or "")
    found = []
    for word in words:
        needle = _plain(word.text)[0]
        if not needle or word.where not in ("all", channel):
            continue
        spared = [span for spare in word.spares for span in _spans(chars, _plain(spare)[0])]
        for start, end in _spans(chars, needle):
            if not any(left <= start and end <= right for left, right in spared):
                found.append((start, end, word))
    hits, reached = [], -1
    for start, end, word in sorted(found, key=lambda one: (one[0], -one[1], one[2].id)):
        if start >= reached:
            typed = text[places[start] : places[end - 1] + 1]
            hits.append(Hit(word, typed, places[start], word.stop and channel == WRITTEN))
            reached = end
    return hits


def spares(text: str) -> tuple[str, ...]:
    """Words from a list as people write it, with commas of any kind, ``、`` or line ends between them."""
    for mark in "，、;；\n":
        text = text.replace(mark, ",")
    return tuple(part.strip() for part in text.split(",") if part.strip())


def _plain(text: str) -> tuple[str, list[int]]:
    """The text as it is compared, and where each of its characters stands in the original."""
    chars, places = [], []
    for place, char in enumerate(text):
        if unicodedata.category(char) == "Cf":  # zero-width characters and the like
            continue
        for part in unicodedata.normalize("NFKC", char).casefold():
            one = " " if part.isspace() else part
            if one == " " and (not chars or chars[-1] == " "):
                continue
            if chars and chars[-1] == " " and _is_wide(one):
                chars.pop()
                places.pop()
            if one == " " and _is_wide(chars[-1]):
                continue
            chars.append(one)
            places.append(place)
    while chars and chars[-1] == " ":
        chars.pop()
        places.pop()
    return "".join(chars), places


def _is_wide(char: str) -> bool:
    """Whether it belongs to a script that is written without spaces."""
    return unicodedata.east_asian_width(char) in ("W", "F")


def _spans(chars: str, needle: str) -> list[tuple[int, int]]:
    """Where the needle stands as a whole word, as (first, one past the last)."""
    spans, start = [], chars.find(needle)
    while needle and start >= 0:
        end = start + len(needle)
        if not _joined(chars, start - 1) and not _joined(chars, end - 1):
            spans.append((start, end))
        start = chars.find(needle, start + 1)
    return spans


def _joined(chars: str, place: int) -> bool:
    """Whether the characters here and next to it are of one word of letters or digits."""
    if place < 0 or place + 1 >= len(chars):
        return False
    pair = chars[place : place + 2]
    return all(one.isalnum() and not _is_wide(one) for one in pair)
