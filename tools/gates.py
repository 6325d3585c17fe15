"""./cs lint: what must hold before a change is taken. Every gate prints its findings; none may have any."""

from __future__ import annotations

import os
import subprocess
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from tools import odoo, release
from tools.base import ADDONS, ROOT, CsError, clean_env, locked, say, state_dir
from tools.fetch import Toolchain, toolchain

# Translations of these addons are taken over where ours lack one, in this order.
KNOWN_TERMS = ("base", "mail", "web", "portal", "rating", "resource", "hr", "survey", "account", "product")


def call(tools: Toolchain, words: Sequence[str | Path], env: dict[str, str] | None = None) -> list[str]:
    """Findings are the output of a program that ended with an error."""
    done = subprocess.run(
        [str(word) for word in words], cwd=ROOT, env=env or tools.env(), capture_output=True, text=True, check=False
    )
    return (done.stdout + done.stderr).strip().splitlines() if done.returncode else []


# --- source -------------------------------------------------------------------


def gate_ruff(tools: Toolchain) -> list[str]:
    ruff = [tools.python.parent / "ruff"]
    return call(tools, [*ruff, "check", "--output-format=concise", "cs", "."]) + call(
        tools, [*ruff, "format", "--check", "--output-format=concise", "cs", "."]
    )


def gate_pylint(tools: Toolchain) -> list[str]:
    """OCA's checks, then Odoo's own checkers of SQL, translations and unlink()."""
    folders = [f"addons/{name}" for name in odoo.our_addons()]
    if not folders:
        return []
    pylint = [tools.python, "-m", "pylint", "--jobs=2", "--score=n"]
    found = call(tools, [*pylint, "--rcfile=.pylintrc", *folders])
    checkers = next(
        (
            place
            for place in (tools.odoo / "odoo/addons/test_lint/tests", *(a / "test_lint/tests" for a in tools.addons))
            if place.is_dir()
        ),
        None,
    )
    if checkers is None:
        return [*found, "Odoo's addon test_lint is not in this source: use one that has it."]
    own = "sql-injection,missing-gettext,gettext-variable,gettext-placeholders,gettext-repr,raise-unlink-override"
    general = "used-before-assignment,undefined-variable,eval-used,unreachable,function-redefined"
    env = tools.env({"PYTHONPATH": str(checkers)})
    plugins = (
        "pylint.extensions.bad_builtin,_odoo_checker_sql_injection,_odoo_checker_gettext,_odoo_checker_unlink_override"
    )
    words = [
        f"--rcfile={os.devnull}",
        "--disable=all,useless-option-value,unknown-option-value",
        f"--enable={own},{general}",
    ]
    return found + call(tools, [*pylint, *words, f"--load-plugins={plugins}", "--bad-functions=input", *folders], env)


# --- in a database ------------------------------------------------------------


class Bench:
    """One scratch database for the gates that need an installed addon."""

    def __init__(self) -> None:
        self.where = odoo.site()
        self.name = odoo.database_name("lint")
        self.ours = odoo.our_addons()
        self.is_installed = False

    def fresh(self) -> list[str]:
        """Our addons on a new copy of the base template; what the log complains about."""
        odoo.copy_base(self.where, self.name)
        found = self.bad("installation", odoo.install(self.where, self.name, self.ours))
        self.is_installed = True
        return found

    def need(self) -> None:
        if not self.is_installed:
            self.fresh()

    def bad(self, when: str, output: str) -> list[str]:
        return [f"{when}: {line}" for line in odoo.bad_lines(output)]

    def snapshot(self, name: str = "") -> set[str]:
        env = self.where.env() | {"PGDATABASE": name or self.name}
        done = subprocess.run(
            [str(self.where.tools.python), str(ROOT / "tools/snapshot.py")],
            env=env, capture_output=True, text=True, check=False,
        )  # fmt: skip
        if done.returncode:
            raise CsError(f"{done.stderr}\nThe database could not be described: see the lines above.")
        return set(done.stdout.splitlines())

    def close(self) -> None:
        odoo.drop(self.where, self.name)


def gate_odoo_lint(bench: Bench) -> list[str]:
    """Odoo's own test_lint over our addons (tests/lint)."""
    bench.need()
    conf = odoo.write_conf(bench.where, bench.name)
    words = ["-m", "pytest", "-q", f"--odoo-config={conf}", f"--odoo-database={bench.name}", "tests/lint"]
    return call(bench.where.tools, [bench.where.tools.python, *words], bench.where.env())


def gate_upgrade(bench: Bench) -> list[str]:
    """Installation and upgrade leave no warning and no error in the log, and the second changes no table."""
    found = bench.fresh()
    before = {line for line in bench.snapshot() if not line.startswith("ir_")}
    found += bench.bad("upgrade", odoo.upgrade(bench.where, bench.name, bench.ours))
    after = {line for line in bench.snapshot() if not line.startswith("ir_")}
    found += [f"upgrade: lost {line}" for line in sorted(before - after)]
    found += [f"upgrade: new {line}" for line in sorted(after - before)]
    return found + _upgrade_previous(bench)


def _upgrade_previous(bench: Bench) -> list[str]:
    """The previous release, full of demo data, becomes the present one: nothing is lost, no table differs."""
    where, name = bench.where, odoo.database_name("upgraded")
    odoo.copy(where, release.previous_template(where), name)
    before = release.rows(where, name)
    found = bench.bad("upgrade of the previous release", release.upgrade(where, name, bench.ours))
    after, fresh = release.rows(where, name), release.rows(where, bench.name)
    found += [*release.lost(before, after, fresh), *sorted(release.missing(after, fresh))]
    found += sorted(release.unlike(before, after, fresh))
    upgraded, installed = (release.schema(bench.snapshot(db)) for db in (name, bench.name))
    found += [f"upgrade left behind {line}" for line in sorted(upgraded - installed)]
    found += [f"upgrade did not make {line}" for line in sorted(installed - upgraded)]
    odoo.drop(where, name)
    return found


def gate_i18n(bench: Bench) -> list[str]:
    """The committed .pot is what an export gives, and zh_CN translates all of it."""
    bench.need()
    found = []
    with tempfile.TemporaryDirectory() as folder:
        for name in bench.ours:
            new = Path(folder) / f"{name}.pot"
            export(bench.where, bench.name, name, new)
            i18n = ADDONS / name / "i18n"
            words = [ROOT / "tools/potool.py", "check", i18n / f"{name}.pot", new, i18n / f"{odoo.LANGUAGE}.po"]
            found += call(bench.where.tools, [bench.where.tools.python, *words])
    return [*found, "./cs i18n brings the files up to date."] if found else []


def gate_uninstall(bench: Bench) -> list[str]:
    """Removing our addons leaves nothing behind, and they install again."""
    odoo.copy_base(bench.where, bench.name)
    before = bench.snapshot()
    odoo.install(bench.where, bench.name, bench.ours)
    conf = odoo.write_conf(bench.where, bench.name)
    words = ["module", "uninstall", "-d", bench.name, *bench.ours]
    found = bench.bad("uninstallation", odoo.odoo(bench.where, conf, words, "Uninstalling our addons"))
    after = bench.snapshot()
    found += [f"left behind: {line}" for line in sorted(after - before)]
    found += [f"taken away: {line}" for line in sorted(before - after)]
    found += bench.bad("reinstallation", odoo.install(bench.where, bench.name, bench.ours))
    bench.is_installed = True
    return found


SOURCE_GATES: dict[str, Callable[[Toolchain], list[str]]] = {"ruff": gate_ruff, "pylint": gate_pylint}
# The order lets one installation serve several gates.
DATABASE_GATES: dict[str, Callable[[Bench], list[str]]] = {
    "upgrade": gate_upgrade,
    "i18n": gate_i18n,
    "odoo_lint": gate_odoo_lint,
    "uninstall": gate_uninstall,
}


def lint(names: Sequence[str], fix: bool) -> int:
    known = [*SOURCE_GATES, *DATABASE_GATES]
    for name in names:
        if name not in known:
            raise CsError(f"There is no gate '{name}': choose from {', '.join(known)}.")
    chosen = [name for name in known if not names or name in names]
    tools = toolchain()
    if fix:
        ruff = [str(tools.python.parent / "ruff")]
        subprocess.run([*ruff, "check", "-q", "--fix", "cs", "."], cwd=ROOT, check=False, capture_output=True)
        subprocess.run([*ruff, "format", "-q", "cs", "."], cwd=ROOT, check=False)
    failed = [
        name for name in chosen if name in SOURCE_GATES and not report(name, lambda n=name: SOURCE_GATES[n](tools))
    ]
    if any(name in DATABASE_GATES for name in chosen) and odoo.our_addons():
        with locked(state_dir() / ".lint.lock", "checking (./cs lint)"):
            bench = Bench()
            gates = [name for name in chosen if name in DATABASE_GATES]
            failed += [name for name in gates if not report(name, lambda n=name: DATABASE_GATES[n](bench))]
            bench.close()
    say(
        f"gates passed: {len(chosen) - len(failed)} of {len(chosen)}"
        + (f"; failed: {', '.join(failed)}" if failed else "")
    )
    return 1 if failed else 0


def report(name: str, gate: Callable[[], list[str]]) -> bool:
    begin = time.monotonic()
    try:
        found = gate()
    except CsError as error:
        found = str(error).splitlines()
    say(f"{'FAILED' if found else 'passed'}  {name}  ({time.monotonic() - begin:.0f} s)")
    for line in found:
        say(f"    {line}")
    return not found


# --- translations -------------------------------------------------------------


def export(where: odoo.Site, db: str, addon: str, target: Path) -> None:
    conf = odoo.write_conf(where, db)
    words = ["i18n", "export", "-d", db, "-l", "pot", "-o", str(target), "--", addon]
    odoo.odoo(where, conf, words, f"Exporting the terms of {addon}")
    potool(where, "clean", target, ADDONS / addon / "packs")


def potool(where: odoo.Site, *words: str | Path) -> str:
    command = [str(word) for word in (where.tools.python, ROOT / "tools/potool.py", *words)]
    done = subprocess.run(command, env=clean_env(), capture_output=True, text=True, check=False)
    if done.returncode not in (0, 3):
        raise CsError(f"{done.stderr[-2000:]}\nThe translation files could not be worked on: see the lines above.")
    return done.stdout


def write_translations() -> int:
    """Export every addon's terms and merge them into its translation; what is missing is listed."""
    where = odoo.site()
    name = odoo.database_name("i18n")
    with locked(state_dir() / ".i18n.lock", "exporting terms"):
        odoo.copy_installed(where, name)
        for addon in odoo.our_addons():
            folder = ADDONS / addon / "i18n"
            folder.mkdir(exist_ok=True)
            pot = folder / f"{addon}.pot"
            export(where, name, addon, pot)
            # what our other addons call it goes before what Odoo calls it
            ours = [ADDONS / other / "i18n" / f"{odoo.LANGUAGE}.po" for other in odoo.our_addons() if other != addon]
            odoos = [translation_of(where.tools, term) for term in KNOWN_TERMS]
            known = [place for place in (*ours, *odoos) if place and place.exists()]
            say(f"{addon}: {pot.relative_to(ROOT)}")
            say(potool(where, "merge", pot, folder / f"{odoo.LANGUAGE}.po", *known).rstrip())
        odoo.drop(where, name)
    return 0


def translation_of(tools: Toolchain, addon: str) -> Path | None:
    for place in (tools.odoo / "odoo/addons", *tools.addons):
        path = place / addon / "i18n" / f"{odoo.LANGUAGE}.po"
        if path.exists():
            return path
    return None
