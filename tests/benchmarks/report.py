"""The table that every benchmark prints, and its JSON.

table = Table("tickets at 1,000,000", argv)        # reads --json FILE and --data DIR, keeps the rest in table.rest
table.row("list of 80", ours=21.0, peer=480.0, floor=6.0, unit="ms", target="<= 1/5 peer", met=21 <= 480 / 5)
return table.close()                               # prints; exit code 0: measuring succeeded, met or not
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
DEFAULT_DATA = ROOT.parent / "shared" / "data"
HEADINGS = ("what", "ours", "peer", "floor", "ratio", "target", "")


@dataclass(frozen=True)
class Row:
    """One measured line. ``ratio`` is ours to the peer, or to the floor where there is no peer."""

    what: str
    ours: float | None
    peer: float | None
    floor: float | None
    ratio: float | None
    unit: str
    target: str
    met: bool | None  # None: no target, a figure to know


def figure(value: float | None, unit: str = "") -> str:
    """Three meaningful digits, thousands separated."""
    if value is None:
        return "–"
    if value != value:  # not a number
        return "?"
    size = abs(value)
    digits = 0 if size >= 100 or float(value).is_integer() else 1 if size >= 10 else 2 if size >= 0.1 else 4
    return f"{value:,.{digits}f}{' ' + unit if unit else ''}"


def width(text: str) -> int:
    """Columns on a terminal; Chinese characters take two."""
    return sum(2 if "\u2e80" <= sign <= "\uffdc" else 1 for sign in text)


def pad(text: str, columns: int, right: bool = False) -> str:
    gap = " " * (columns - width(text))
    return gap + text if right else text + gap


class Table:
    def __init__(self, title: str, argv: Sequence[str] | None = None, parser: argparse.ArgumentParser | None = None):
        parser = parser or argparse.ArgumentParser(prog=title)
        parser.add_argument("--json", metavar="FILE", type=Path, help="write the table here too")
        parser.add_argument(
            "--data",
            metavar="DIR",
            type=Path,
            default=DEFAULT_DATA,
            help="folder of the data (default: ../shared/data)",
        )
        self.options = parser.parse_args(sys.argv[1:] if argv is None else list(argv))
        self.title = title
        self.rows: list[Row] = []
        self.notes: list[str] = []
        self.started = time.time()

    @property
    def data(self) -> Path:
        """The folder of the data; a sentence and an end when it is not there."""
        if not self.options.data.is_dir():
            sys.exit(f"There is no folder {self.options.data}: name the one with the data, --data DIR.")
        return self.options.data

    def row(
        self,
        what: str,
        ours: float | None,
        *,
        peer: float | None = None,
        floor: float | None = None,
        unit: str = "",
        target: str = "",
        met: bool | None = None,
        ratio: float | None = None,
    ) -> Row:
        other = peer if peer is not None else floor
        if ratio is None and ours is not None and other:
            ratio = ours / other
        row = Row(what, ours, peer, floor, ratio, unit, target, met)
        self.rows.append(row)
        return row

    def note(self, text: str) -> None:
        """A line under the table: what the figures depend on, why a target is missed."""
        self.notes.append(text)

    def cells(self) -> list[list[str]]:
        mark = {True: "met", False: "MISSED", None: ""}
        return [
            [
                row.what,
                figure(row.ours, row.unit),
                figure(row.peer, row.unit),
                figure(row.floor, row.unit),
                figure(row.ratio),
                row.target,
                mark[row.met],
            ]
            for row in self.rows
        ]

    def text(self) -> str:
        lines = [list(HEADINGS), *self.cells()]
        wide = [max(width(line[column]) for line in lines) for column in range(len(HEADINGS))]
        made = [
            "  ".join(pad(cell, wide[column], right=1 <= column <= 4) for column, cell in enumerate(line)).rstrip()
            for line in lines
        ]
        made.insert(1, "  ".join("-" * columns for columns in wide).rstrip())
        return "\n".join([self.title, "", *made, "", *self.notes])

    def score(self) -> tuple[int, int]:
        judged = [row for row in self.rows if row.met is not None]
        return sum(bool(row.met) for row in judged), len(judged)

    def as_json(self) -> dict:
        met, judged = self.score()
        return {
            "benchmark": self.title,
            "seconds": round(time.time() - self.started, 1),
            "machine": machine(),
            "rows": [asdict(row) for row in self.rows],
            "notes": self.notes,
            "targets_met": met,
            "targets": judged,
        }

    def close(self) -> int:
        """Print everything; the closing line is always the last one."""
        print(self.text())
        if self.options.json:
            self.options.json.write_text(json.dumps(self.as_json(), ensure_ascii=False, indent=1) + "\n", "utf-8")
        met, judged = self.score()
        print(f"targets met: {met} of {judged}", flush=True)
        return 0


def machine() -> dict[str, str | int | None]:
    """What the figures were measured on, without names of hosts or people."""
    done = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    return {
        "python": platform.python_version(),
        "system": platform.system(),
        "cores": os.cpu_count(),
        "load": round(os.getloadavg()[0], 1),
        "commit": done.stdout.strip() or None,
    }
