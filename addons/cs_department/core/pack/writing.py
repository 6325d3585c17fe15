"""Write a rule pack so that people can read it, and two versions of it can be compared line by line."""

import re
from collections.abc import Mapping
from typing import Any

import yaml

WIDTH = 118
INDENT = 2


class _Dumper(yaml.SafeDumper):
    """Short groups of plain values on one line, everything else in blocks; no aliases."""

    def ignore_aliases(self, data):
        return True

    def increase_indent(self, flow=False, indentless=False):
        return super().increase_indent(flow, False)

    def represent_mapping(self, tag, mapping, flow_style=None):
        return super().represent_mapping(tag, mapping, flow_style=_fits(mapping))

    def represent_sequence(self, tag, sequence, flow_style=None):
        return super().represent_sequence(tag, sequence, flow_style=_fits(sequence))


def _represent_float(dumper: yaml.SafeDumper, value: float) -> yaml.Node:
    if value.is_integer():
        return dumper.represent_int(int(value))
    return dumper.represent_scalar("tag:yaml.org,2002:float", f"{value:.10f}".rstrip("0"))


_Dumper.add_representer(float, _represent_float)


def _represent_text(dumper: yaml.SafeDumper, value: str) -> yaml.Node:
    """Several lines stay several lines; a question is quoted, as some readers of YAML stumble over its mark."""
    lines = "\n" in value and value == value.strip()
    return dumper.represent_scalar(
        "tag:yaml.org,2002:str", value, style="|" if lines else '"' if "?" in value else None
    )


_Dumper.add_representer(str, _represent_text)


class _Block(dict):
    """A mapping that is never put on one line."""


_Dumper.add_representer(
    _Block,
    lambda dumper, value: yaml.SafeDumper.represent_mapping(
        dumper, "tag:yaml.org,2002:map", list(value.items()), flow_style=False
    ),
)


def _fits(value: Any) -> bool:
    """Whether a group is small and plain enough for one line."""
    parts = list(value.values()) if isinstance(value, dict) else list(value)
    if any(isinstance(part, (dict, list)) for part in parts):
        return False
    words = [*value, *parts] if isinstance(value, dict) else parts
    return sum(len(str(word)) + 2 for word in words) < WIDTH - 16


def _dump(value: Any) -> str:
    return yaml.dump(
        value, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=WIDTH, indent=INDENT, default_flow_style=False
    )


def _comment(text: str, indent: int = 0) -> str:
    return "".join(f"{' ' * indent}# {line}\n" for line in text.splitlines())


def _indented(text: str, indent: int) -> str:
    # a line of nothing but a wide blank is not empty: YAML wants it indented, too
    return re.sub(r"^(?=[^\n])", " " * indent, text, flags=re.MULTILINE)


def write(head: Mapping[str, Any], books: Mapping[str, Mapping[str, dict]], comments: Mapping[str, str]) -> str:
    """The text of a pack.

    :param head: what stands above the books: format, pack, version, names.
    :param books: book → key → content, in the order in which they are to be written.
    :param comments: ``""`` for the top of the file, book → what it is about.
    """
    parts = [_comment(comments.get("", "")), _dump(_Block(head)), "books:\n"]
    for book, records in books.items():
        parts.append("\n" + _comment(comments.get(book, ""), 2))
        if not records:
            parts.append(f"  {book}: {{}}\n")
            continue
        parts.append(f"  {book}:\n")
        for key, record in records.items():
            parts.append(_indented(_dump(_Block({key: _Block(record)})), 4))
    if not books:
        parts[-1] = "books: {}\n"
    return "".join(parts)
