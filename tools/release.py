"""Upgrading from the previous release, whose sources are kept in tests/upgrade: nothing may be lost on the way."""

from __future__ import annotations

import json
import subprocess
import tarfile
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from tools import odoo
from tools.base import ROOT, CsError, hash_files, locked, private_dir, state_dir, step

KEPT = ROOT / "tests/upgrade"
#: lines of tools/snapshot.py that describe tables, not records
SCHEMA = ("table ", "column ", "index ", "constraint ", "sequence ", "function ", "trigger ")
#: of these each is named after the row of a numbering
NUMBERING = "sequence ir_sequence_0"
#: table.column that an upgrade changes by intention, each with the reason
CHANGED_ON_PURPOSE = {
    "ir_cron.nextcall": "a job that is loaded again keeps its own time",
}
#: who wrote last, and when, says nothing about what is kept
UNSAID = ("write_date", "write_uid")
#: names of the machine: those that the present tree does not have either are gone by intention
MACHINE = ("ir.", "base.", "res.groups")

Table = dict[str, dict[str, object]]


def previous() -> Path:
    """The sources of the newest release that is kept."""
    kept = sorted(KEPT.glob("cs_department-*.tar.xz"), key=_version)
    if not kept:
        raise CsError(f"{KEPT} holds no previous release: add its sources as cs_department-<version>.tar.xz.")
    return kept[-1]


def _version(path: Path) -> list[int]:
    return [int(part) for part in path.name.removeprefix("cs_department-").removesuffix(".tar.xz").split(".")]


def previous_template(where: odoo.Site) -> str:
    """A database with the previous release and its demo data; made once for each set of dependencies."""
    base = odoo.base_template(where)
    archive = previous()
    prefix = odoo.database_name("previous") + "_"
    name = prefix + hash_files([archive], base)[:8]
    with locked(state_dir() / ".template.lock", "making a database template"):
        if not odoo.is_ready(where, name):
            with step(f"Database of the previous release ({archive.name.removesuffix('.tar.xz')})") as facts:
                odoo.copy(where, base, name)
                odoo.install_demo(where, name, _addons(archive), source=_unpack(archive))
                odoo.mark_ready(name)
                facts.append(odoo.database_size(where, name))
            odoo.keep_newest(where, prefix, 1)
    return name


def upgrade(where: odoo.Site, name: str, addons: Sequence[str]) -> str:
    """Bring a copy of the previous release up to now: what it had is upgraded, what is new since then is installed."""
    had = _addons(previous())
    output = odoo.upgrade(where, name, [addon for addon in addons if addon in had])
    new = [addon for addon in addons if addon not in had]
    return output + odoo.install(where, name, new) if new else output


def _addons(archive: Path) -> list[str]:
    return sorted(path.parent.name for path in _unpack(archive).glob("*/__manifest__.py"))


def schema(lines: Iterable[str]) -> set[str]:
    """Of a snapshot, what describes tables; numberings are counted: they are named after rows, which differ."""
    kept = {line for line in lines if line.startswith(SCHEMA)}
    numberings = {line for line in kept if line.startswith(NUMBERING)}
    return (kept - numberings) | {f"numbering {place}" for place in range(1, len(numberings) + 1)}


def _unpack(archive: Path) -> Path:
    """The addons folder of a kept release."""
    folder = private_dir(state_dir() / "previous") / hash_files([archive])
    if not folder.is_dir():
        with tarfile.open(archive) as tar:
            tar.extractall(folder, filter="data")
    return folder / "addons"


def rows(where: odoo.Site, name: str) -> dict[str, Table]:
    """Everything that a department has entered or recorded: table → key → values."""
    done = subprocess.run(
        [str(where.tools.python), str(ROOT / "tools/rows.py")],
        env=where.env() | {"PGDATABASE": name}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    if done.returncode:
        raise CsError(f"{done.stderr}\nThe database could not be read: see the lines above.")
    return json.loads(done.stdout)


def lost(before: dict[str, Table], after: dict[str, Table], fresh: dict[str, Table]) -> Iterator[str]:
    """What an upgrade took away or changed without intention.

    :param fresh: the rows of a new installation of the present tree.
    """
    for table, old_rows in before.items():
        if table not in after:
            if old_rows:
                yield f"upgrade lost the table {table} with {len(old_rows)} rows"
            continue
        new_rows = after[table]
        for key, old in old_rows.items():
            if key not in new_rows:
                if not _retired(table, key, old, fresh):
                    yield f"upgrade lost {table} {key}: {json.dumps(old, ensure_ascii=False)[:200]}"
                continue
            yield from _changed(table, key, old, new_rows[key])


def _changed(table: str, key: str, old: dict[str, object], new: dict[str, object]) -> Iterator[str]:
    for column, value in old.items():
        if column in UNSAID or f"{table}.{column}" in CHANGED_ON_PURPOSE:
            continue
        if column not in new:
            if value not in (None, "", False):
                yield f"upgrade lost {table}.{column} of {key}: {value!r}"
        elif new[column] != value:
            yield f"upgrade changed {table}.{column} of {key}: {value!r} became {new[column]!r}"


def _retired(table: str, key: str, old: dict[str, object], fresh: dict[str, Table]) -> bool:
    """Whether an external id named a part of the program that the present tree has no more."""
    return table == "ir_model_data" and str(old["model"]).startswith(MACHINE) and key not in fresh[table]


def unlike(before: dict[str, Table], after: dict[str, Table], fresh: dict[str, Table]) -> Iterator[str]:
    """Columns that are new: a shipped record holds there what it holds in a new installation."""
    for name, known in before["ir_model_data"].items():
        table = str(known["model"]).replace(".", "_")
        here, there = after["ir_model_data"].get(name), fresh["ir_model_data"].get(name)
        if table not in before or not here or not there:
            continue
        ours, theirs = after[table].get(str(here["res_id"])), fresh[table].get(str(there["res_id"]))
        old = before[table].get(str(known["res_id"]))
        if not (ours and theirs and old):
            continue
        for column in theirs.keys() - old.keys():
            # numbers of records differ from one database to the next
            if not column.endswith("_id") and _said(ours.get(column)) != _said(theirs[column]):
                yield f"upgrade fills {table}.{column} of {name} with {ours.get(column)!r}, not {theirs[column]!r}"


def _said(value: object) -> object:
    """A value, with everything that says nothing alike: no words, no number, not marked."""
    if isinstance(value, dict):
        return {key: word for key, word in value.items() if word} or None
    return value or None


def missing(after: dict[str, Table], fresh: dict[str, Table]) -> Iterator[str]:
    """What a new installation has and the upgraded database has not."""
    for key in fresh["ir_model_data"].keys() - after["ir_model_data"].keys():
        yield f"upgrade did not bring {key}"
