"""The text format of Curtois and Qu's staff-scheduling set, read into plain rows.

Shared by the reader that makes a Problem of it and by nothing else: the checker reads the text by itself.
"""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path


def sections(path: Path) -> dict[str, list[list[str]]]:
    """Section → rows of comma-separated fields, comments and blank lines left out."""
    found: dict[str, list[list[str]]] = defaultdict(list)
    name = ""
    for line in path.read_text("utf-8").splitlines():
        text = line.strip()
        if not text or text.startswith("#"):
            continue
        if text.startswith("SECTION_"):
            name = text
        else:
            found[name].append([part.strip() for part in text.split(",")])
    return found
