"""Work on translation files; run with the environment's python, which has polib.

potool.py clean POT PACKS               make an exported .pot independent of when and where it was made, and leave out
                                        what the rule packs in that folder translate themselves
potool.py merge POT PO FOREIGN…         bring PO to the terms of POT; empty ones are taken from FOREIGN files where they
                                        translate the very same source, and the rest is listed
potool.py check POT NEW PO              say what differs between the committed POT and a NEW export, and what PO lacks
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable
from pathlib import Path

import polib
import yaml

PLACEHOLDER = re.compile(r"%\([^)]+\)[a-zA-Z]|%[sdif]|\$\{[^}]*\}|\{\{[^}]*\}\}")
FIXED_DATE = "2026-01-01 00:00+0000"


def key(entry: polib.POEntry) -> tuple:
    """What makes an entry the same one: its source and the places that use it, without line numbers."""
    return (entry.msgctxt, entry.msgid, tuple(sorted(place for place, _line in entry.occurrences)))


def packed(packs: Path) -> set[str]:
    """External names of the records of an addon's rule packs: they bring their translations themselves."""
    names = set()
    for path in packs.glob("*.yaml"):
        books = yaml.safe_load(path.read_text("utf-8"))["books"]
        names |= {key for records in books.values() for key in records}
    return names


def clean(pot: Path, packs: Path) -> None:
    file = polib.pofile(str(pot), wrapwidth=0)
    elsewhere = packed(packs)
    for entry in list(file):
        kept = [(place, line) for place, line in entry.occurrences if place.rpartition(".")[2] not in elsewhere]
        if entry.occurrences and not kept:
            file.remove(entry)
        entry.occurrences = kept
    for name in ("POT-Creation-Date", "PO-Revision-Date"):
        file.metadata[name] = FIXED_DATE
    file.metadata["Content-Transfer-Encoding"] = "8bit"
    save(file, pot)


def save(file: polib.POFile, path: Path) -> None:
    file.sort(key=lambda entry: (entry.obsolete, entry.msgid, entry.msgctxt or ""))
    for entry in file:
        entry.occurrences.sort()
    file.save(str(path))


def taken_over(files: Iterable[Path]) -> dict[str, str]:
    """Translations of other addons; the first file that has a term wins."""
    terms: dict[str, str] = {}
    for path in files:
        for entry in polib.pofile(str(path)):
            if entry.msgstr and not entry.fuzzy and not entry.obsolete:
                terms.setdefault(entry.msgid, entry.msgstr)
    return terms


def merge(pot: Path, po: Path, *foreign: Path) -> int:
    template = polib.pofile(str(pot), wrapwidth=0)
    if po.exists():
        file = polib.pofile(str(po), wrapwidth=0)
    else:
        file = polib.POFile(wrapwidth=0)
        file.metadata = dict(template.metadata) | {"Language": po.stem, "Plural-Forms": "nplurals=1; plural=0;"}
    file.header = template.header
    own = {entry.msgid: entry.msgstr for entry in file if entry.msgstr and not entry.fuzzy}
    others = taken_over(path for path in foreign if path.exists())
    file[:] = []
    counts = {"kept": 0, "taken over": 0, "missing": 0}
    for source in template:
        text = own.get(source.msgid) or ""
        kind = "kept"
        if not text:
            text, kind = others.get(source.msgid, ""), "taken over"
        if not text:
            kind = "missing"
            print(f"  missing: {source.msgid!r}  ({', '.join(place for place, _ in source.occurrences[:2])})")
        counts[kind] += 1
        entry = polib.POEntry(msgid=source.msgid, msgctxt=source.msgctxt, msgstr=text, comment=source.comment)
        entry.occurrences = list(source.occurrences)
        entry.tcomment = source.tcomment
        file.append(entry)
    save(file, po)
    print(f"  {po.name}: " + ", ".join(f"{number} {what}" for what, number in counts.items()))
    return counts["missing"]


def check(pot: Path, new: Path, po: Path) -> list[str]:
    if not pot.exists():
        return [f"{pot.name} is not there"]
    committed = {key(entry) for entry in polib.pofile(str(pot))}
    exported = {key(entry) for entry in polib.pofile(str(new))}
    found = [
        f"{pot.name} lacks {entry[1]!r} ({', '.join(entry[2][:1])})" for entry in sorted(exported - committed, key=str)
    ]
    found += [
        f"{pot.name} still has {entry[1]!r} ({', '.join(entry[2][:1])})"
        for entry in sorted(committed - exported, key=str)
    ]
    if not po.exists():
        return [*found, f"{po.name} is not there"]
    translated = {entry.msgid: entry for entry in polib.pofile(str(po)) if not entry.obsolete}
    for message in sorted({entry[1] for entry in exported}):
        entry = translated.pop(message, None)
        if entry is None or not entry.msgstr.strip():
            found.append(f"{po.name} does not translate {message!r}")
        elif entry.fuzzy:
            found.append(f"{po.name} is unsure (fuzzy) about {message!r}")
        elif sorted(PLACEHOLDER.findall(message)) != sorted(PLACEHOLDER.findall(entry.msgstr)):
            found.append(f"{po.name} has other placeholders than {message!r}: {entry.msgstr!r}")
    found += [f"{po.name} still has {message!r}" for message in translated]
    return found


def main(action: str, *words: str) -> int:
    paths = [Path(word) for word in words]
    if action == "clean":
        clean(*paths)
        return 0
    if action == "merge":
        return 3 if merge(*paths) else 0
    if action == "check":
        found = check(*paths)
        print("\n".join(found))
        return 1 if found else 0
    print(__doc__)
    return 2


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
