"""./cs test and ./cs bench: databases of their own, Chromium made sure of, arguments handed on."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Sequence

from tools import odoo, postgres
from tools.base import ROOT, CsError, locked, state_dir, step
from tools.fetch import get_browser, toolchain

PURE = ("tests/unit",)  # needs no Odoo and no database
BENCHMARKS = ROOT / "tests" / "benchmarks"
MOST_PROCESSES = 4
NOT_BENCHMARKS = {"__init__", "report", "harness"}


def is_pure(words: Sequence[str]) -> bool:
    """Do the arguments name test files, all of them without Odoo?"""
    paths = [word.partition("::")[0] for word in words if not word.startswith("-")]
    paths = [path for path in paths if path.startswith("tests") or (ROOT / path).exists()]
    return bool(paths) and all(path.startswith(PURE) for path in paths)


def names_tests(words: Sequence[str]) -> bool:
    """Do the arguments choose tests? Without, it is the whole suite."""
    return any((ROOT / word.partition("::")[0]).exists() or word in ("-k", "--lf") for word in words)


def spread(words: Sequence[str]) -> list[str]:
    """The whole suite runs in several processes, each on a copy of the test database; what is chosen runs in one."""
    if names_tests(words) or any(word.startswith("-n") for word in words):
        return []
    return ["-n", str(min(max(os.cpu_count() or 1, 2), MOST_PROCESSES)), "--dist=loadscope"]


def test(db: str | None, words: Sequence[str]) -> int:
    """Run pytest; its code is ours, and finding no test is a failure."""
    if is_pure(words):
        tools = toolchain()
        command = [tools.python, "-m", "pytest", "-p", "no:odoo", *words]
        return subprocess.run(list(map(str, command)), cwd=ROOT, env=tools.env(), check=False).returncode
    where = odoo.site()
    get_browser(where.tools)
    name = odoo.database_name("test", db)
    with locked(state_dir() / f".test-{name}.lock", f"testing on {name} (./cs test --db NAME uses another database)"):
        with step(f"Test database {name}"):
            odoo.copy_installed(where, name)
        conf = odoo.write_conf(where, name)
        command = [
            *(where.tools.python, "-m", "pytest", f"--odoo-config={conf}", f"--odoo-database={name}", "--odoo-http"),
            *(() if any(word.startswith("--odoo-log-level") for word in words) else ("--odoo-log-level=error",)),
            *spread(words),
            *words,
        ]
        # copies of a database do not take over that its commits need not wait for the disk
        quick = {"PGOPTIONS": "-c synchronous_commit=off"}
        env = where.env() | quick | {"CS_CONF": str(conf), "CS_TEST_DB": name}
        env["PATH"] += os.pathsep + str(postgres.programs(where.tools))
        return subprocess.run(list(map(str, command)), cwd=ROOT, env=env, check=False).returncode


def benchmarks() -> list[str]:
    return sorted(path.stem for path in BENCHMARKS.glob("*.py") if path.stem not in NOT_BENCHMARKS)


def bench(names: Sequence[str], words: Sequence[str]) -> int:
    """Run benchmarks one after another; each gets a fresh database with our addons."""
    known = benchmarks()
    for name in names:
        if name not in known:
            raise CsError(f"There is no benchmark '{name}': choose from {', '.join(known) or '(none yet)'}.")
    if not names:
        names = known
    where = odoo.site()
    code = 0
    for name in names:
        db = odoo.database_name(f"bench_{name}")
        with step(f"Database {db} for benchmark {name}"):
            odoo.copy_installed(where, db)
        conf = odoo.write_conf(where, db)
        env = where.env() | {"CS_CONF": str(conf), "CS_BENCH_DB": db, "PYTHONPATH": str(ROOT)}
        command = [str(where.tools.python), "-m", f"tests.benchmarks.{name}", *words]
        code |= subprocess.run(command, cwd=ROOT, env=env, check=False).returncode
        odoo.drop(where, db)
    return code
