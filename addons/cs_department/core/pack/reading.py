"""Read a rule pack: YAML text → plain data, and the line on which each part stands.

Only what a pack needs of YAML is understood: mappings, lists, text, numbers, true/false.
Anchors, aliases and tags are refused, so a small file can never grow into a large one,
and a word such as ``no`` or ``12:30`` stays the text that was typed.
"""

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

import yaml

from .problem import PackError, Path, Problem

MAX_BYTES = 1_000_000
MAX_DEPTH = 16
MAX_PARTS = 50_000

_INTEGER = re.compile(r"[-+]?(0|[1-9][0-9]{0,14})")
_DECIMAL = re.compile(r"[-+]?[0-9]{1,15}\.[0-9]{1,15}")
_CONSTANTS = {"true": True, "false": False, "null": None, "~": None, "": None}
#: what no text of a pack holds, typed or written as an escape such as "\\0"
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class Source(NamedTuple):
    """A file that was read: its content, and the line (from 1) of each of its parts."""

    data: Any
    lines: dict[Path, int]

    def line_of(self, path: Path) -> int:
        """The line of a part; of what surrounds it where the part itself is missing."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)


def read(content: bytes) -> Source:
    """Read one file.

    :param content: the file as it was uploaded; UTF-8, with or without a byte order mark.
    :raises PackError: when it is no such file, with the line that is wrong.
    """
    text = _decode(content)
    try:
        return _Builder().build(yaml.parse(text, Loader=_LOADER))
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else 0
        kind = "tab" if "\\t" in (error.problem or "") or _is_tab(text, mark) else "syntax"
        raise PackError([Problem(line, kind, (), {"detail": error.problem or ""})]) from error
    except yaml.YAMLError as error:
        position = getattr(error, "position", 0) or 0
        raise PackError([Problem(text.count("\n", 0, position) + 1, "control_character")]) from error


def _decode(content: bytes) -> str:
    if len(content) > MAX_BYTES:
        size = {"size": len(content) // 1000, "limit": MAX_BYTES // 1000}
        raise PackError([Problem(0, "too_large", (), size)])
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise PackError([Problem(line, "encoding")]) from error
    if not text.strip():
        raise PackError([Problem(0, "empty")])
    bad = _UNPRINTABLE.search(text)
    if bad:
        raise PackError([Problem(text.count("\n", 0, bad.start()) + 1, "control_character")])
    return text


def _is_tab(text: str, mark: yaml.Mark | None) -> bool:
    lines = text.splitlines()
    return bool(mark and mark.line < len(lines) and lines[mark.line][: mark.column + 1].strip(" ").startswith("\t"))


class _Builder:
    """Puts the parser's events together without recursion, so depth cannot hurt."""

    def __init__(self):
        self.lines: dict[Path, int] = {}
        self.problems: list[Problem] = []
        self.parts = 0
        # the open mappings and lists: (content, its path, the key that waits for its value)
        self.open: list[list[Any]] = []
        self.root: Any = None

    def build(self, events: Iterator[yaml.Event]) -> Source:
        documents = 0
        for event in events:
            line = event.start_mark.line + 1
            if isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents > 1:
                    raise PackError([*self.problems, Problem(line, "documents")])
            elif isinstance(event, yaml.AliasEvent):
                raise PackError([*self.problems, Problem(line, "alias")])
            elif isinstance(event, (yaml.ScalarEvent, yaml.CollectionStartEvent)):
                self._start(event, line)
            elif isinstance(event, yaml.CollectionEndEvent):
                self.open.pop()
        if self.problems:
            raise PackError(self.problems)
        if not isinstance(self.root, dict):
            raise PackError([Problem(1, "no_mapping")])
        return Source(self.root, self.lines)

    def _start(self, event: yaml.ScalarEvent | yaml.CollectionStartEvent, line: int) -> None:
        self.parts += 1
        if self.parts > MAX_PARTS:
            raise PackError([Problem(line, "too_many", (), {"limit": MAX_PARTS})])
        if event.anchor:
            raise PackError([*self.problems, Problem(line, "alias")])
        if event.tag and event.tag != "!":
            raise PackError([*self.problems, Problem(line, "tag", (), {"tag": event.tag})])
        if isinstance(event, yaml.ScalarEvent) and _UNPRINTABLE.search(event.value):
            raise PackError([*self.problems, Problem(line, "control_character")])
        if self.open and isinstance(self.open[-1][0], dict) and self.open[-1][2] is None:
            self._take_key(event, line)
            return
        value = _scalar(event) if isinstance(event, yaml.ScalarEvent) else self._empty(event)
        path = self._put(value, line)
        if not isinstance(event, yaml.ScalarEvent):
            if len(self.open) >= MAX_DEPTH:
                raise PackError([Problem(line, "too_deep", path, {"limit": MAX_DEPTH})])
            self.open.append([value, path, None])

    @staticmethod
    def _empty(event: yaml.CollectionStartEvent) -> dict | list:
        return {} if isinstance(event, yaml.MappingStartEvent) else []

    def _take_key(self, event: yaml.ScalarEvent | yaml.CollectionStartEvent, line: int) -> None:
        content, path, _waiting = self.open[-1]
        if not isinstance(event, yaml.ScalarEvent):
            raise PackError([*self.problems, Problem(line, "key_type", path)])
        key = event.value
        if key in content:
            first = self.lines[(*path, key)]
            self.problems.append(Problem(line, "duplicate", (*path, key), {"key": key, "first": first}))
        else:
            self.lines[(*path, key)] = line
        self.open[-1][2] = key

    def _put(self, value: Any, line: int) -> Path:
        """Give a value its place and return its path."""
        if not self.open:
            self.root = value
            self.lines[()] = line
            return ()
        content, path, key = self.open[-1]
        if isinstance(content, dict):
            content[key] = value
            self.open[-1][2] = None
            return (*path, key)
        content.append(value)
        own = (*path, len(content) - 1)
        self.lines[own] = line
        return own


def _scalar(event: yaml.ScalarEvent) -> str | int | float | bool | None:
    """A plain word by its look, a quoted one as text."""
    word = event.value
    if not event.implicit[0]:
        return word
    if word in _CONSTANTS:
        return _CONSTANTS[word]
    if _INTEGER.fullmatch(word):
        return int(word)
    if _DECIMAL.fullmatch(word):
        return float(word)
    return word
