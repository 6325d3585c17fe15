"""What can be wrong with a rule pack, as data: the sentences are made where the reader's language is known."""

from typing import Any, NamedTuple

#: how a place in a pack is named: keys of mappings and positions in lists, from the top
Path = tuple[str | int, ...]


class Problem(NamedTuple):
    """One thing that keeps a pack from being taken in.

    ``line`` counts from 1; 0 means the file as a whole. ``kind`` is one of the words that
    ``models/pack/pack_problem.py`` has a sentence for, ``values`` fill in that sentence.
    """

    line: int
    kind: str
    path: Path = ()
    values: dict[str, Any] = {}


class PackError(Exception):
    """A pack cannot be taken in; ``problems`` says why, in the order of lines, never empty."""

    def __init__(self, problems: list[Problem]):
        self.problems = sorted(problems, key=lambda problem: problem.line)
        super().__init__("; ".join(f"line {p.line}: {p.kind} {p.values}" for p in self.problems))
