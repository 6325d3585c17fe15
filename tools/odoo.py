"""Odoo's settings and databases for this checkout: templates, copies, installs, upgrades."""

from __future__ import annotations

import ast
import configparser
import contextlib
import io
import os
import re
import shutil
import subprocess
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from tools import postgres
from tools.base import (
    ADDONS,
    CsError,
    checkout_key,
    free_port,
    hash_files,
    human,
    load_state,
    locked,
    log_dir,
    on_terminal,
    private_dir,
    put_state,
    say,
    secret,
    state_dir,
    step,
    tree_size,
    write_private,
)
from tools.fetch import Toolchain, toolchain

# What every page loads, bundled once for the template, so that not every browser test does it again.
BUNDLES = """
for name in ("web.assets_frontend_minimal", "web.assets_frontend_lazy", "web.assets_web", "web.assets_tests"):
    env["ir.qweb"]._get_asset_bundle(name, css=False, js=True).js()
for name in ("web.assets_frontend", "web.assets_web", "web.assets_web_print"):
    env["ir.qweb"]._get_asset_bundle(name, css=True, js=False).css()
env.cr.commit()
"""
# Tests book: a chart of accounts takes seconds to load, so it is done once.
CHART = """
env["account.chart.template"].try_loading("generic_coa", env.company, install_demo=False)
if hasattr(env.company, "_cs_fee_setup"):
    env.company._cs_fee_setup()
env.cr.commit()
"""
LANGUAGE = "zh_CN"
COUNTRY = "CN"
TIME_ZONE = "Asia/Shanghai"
BAD_LINE = re.compile(r"^\d{4}-\d\d-\d\d \S+ \d+ (WARNING|ERROR|CRITICAL) ")
# Said by Odoo itself on any installation made here, whatever our addons do; each with the reason it is let pass.
HARMLESS = (
    r"odoo\.modules\.db: .*(pg_trgm|unaccent)",  # extensions the embedded PostgreSQL does not carry
    r"Could not initialize|create extension",  # the same, as older builds say it
)


# --- our addons ---------------------------------------------------------------


def our_addons() -> list[str]:
    return sorted(path.parent.name for path in ADDONS.glob("*/__manifest__.py"))


def manifest(name: str) -> dict:
    path = ADDONS / name / "__manifest__.py"
    try:
        return ast.literal_eval(path.read_text("utf-8"))
    except (SyntaxError, ValueError) as error:
        raise CsError(f"{path} is no valid manifest ({error}): correct it.") from error


def dependencies() -> list[str]:
    """What our addons need from elsewhere."""
    ours = our_addons()
    needed = {need for name in ours for need in manifest(name).get("depends", [])}
    return sorted(needed - set(ours)) or ["base", "web"]


def addon_hash(name: str) -> str:
    return hash_files([ADDONS / name])


# --- a working set: programs, server, settings --------------------------------


@dataclass(frozen=True)
class Site:
    """Everything needed to run Odoo on this checkout."""

    tools: Toolchain
    pg: dict[str, str]

    def database(self, *words: str) -> str:
        return postgres.database(self.tools, self.pg, *words)

    def exists(self, name: str) -> bool:
        return self.database("exists", name).strip() == "yes"

    def env(self) -> dict[str, str]:
        return self.tools.env(self.pg)


def site() -> Site:
    tools = toolchain()
    return Site(tools, postgres.start(tools))


def database_name(kind: str, given: str | None = None) -> str:
    """Names of this checkout's databases; on a shared server they carry the checkout's key."""
    name = given or (os.environ.get("CS_DB") if kind in ("demo", "test") else None)
    if name:
        if not re.fullmatch(r"[A-Za-z][A-Za-z0-9_-]{0,50}", name):
            raise CsError(f"'{name}' is no good database name: use letters, digits, _ and -, a letter first.")
        return name
    return f"cs_{kind}" if postgres.embedded() else f"cs_{checkout_key()}_{kind}"


def data_dir() -> Path:
    return private_dir(state_dir() / "data")


def filestore(name: str) -> Path:
    return data_dir() / "filestore" / name


def write_conf(where: Site, name: str, port: int | None = None, source: Path = ADDONS) -> Path:
    """Settings for one database: the repository's odoo.conf and what this machine needs.

    :param source: where our addons lie.
    """
    options = postgres.conf_options()
    paths = [source, *where.tools.addons]
    options |= {
        "addons_path": ",".join(str(path) for path in paths if path.is_dir()),
        "data_dir": str(data_dir()),
        "db_name": name,
        "dbfilter": f"^{re.escape(name)}$",
        "http_interface": "127.0.0.1",
        "http_port": str(port or free_port(8069)),
        "workers": "0",
        "max_cron_threads": "1",
        "proxy_mode": "False",
        "list_db": "False",
        "bin_path": str(where.tools.bin),
        "admin_passwd": secret("admin"),
        "limit_time_cpu": "0",
        "limit_time_real": "0",
        "limit_time_real_cron": "0",
        "limit_memory_soft": "0",
        "limit_memory_hard": "0",
    }
    names = {"PGHOST": "db_host", "PGPORT": "db_port", "PGUSER": "db_user", "PGPASSWORD": "db_password"}
    options |= {names[key]: value for key, value in where.pg.items() if key in names}
    parser = configparser.RawConfigParser()
    parser["options"] = options
    text = io.StringIO()
    parser.write(text)
    path = private_dir(state_dir() / "conf") / f"{name}.conf"
    write_private(path, text.getvalue())
    return path


def odoo(where: Site, conf: Path, words: Sequence[str], what: str, stdin: str | None = None) -> str:
    """Run one Odoo command to its end; its log is kept, the end of it shown when it fails."""
    log = log_dir() / f"{conf.stem}.log"
    first = words[0] if words else ""
    named = 0 if first.startswith("-") else 2 if first in ("module", "i18n") else 1  # words before the options
    command = [where.tools.python, where.tools.odoo_script, *words[:named], "-c", conf, *words[named:]]
    child = subprocess.Popen(
        [str(word) for word in command],
        env=where.env(),
        cwd=state_dir(),
        text=True,
        errors="replace",
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    with child.stdin as pipe:
        pipe.write(stdin or "")
    lines = []
    with log.open("a", encoding="utf-8") as file:
        for line in child.stdout:
            lines.append(line)
            file.write(line)
            if on_terminal() and (module := re.search(r"Loading module (\S+) \((\d+/\d+)\)", line)):
                print(f"\r\033[K  {module[2]} {module[1]}", end="", flush=True)
    if on_terminal():
        print("\r\033[K", end="", flush=True)
    if child.wait():
        raise CsError(f"{''.join(lines[-30:])}\n{what} failed: correct what the lines above name. The log is {log}.")
    return "".join(lines)


def bad_lines(output: str) -> list[str]:
    """Warnings and errors of a log, with the lines that belong to them."""
    found: list[str] = []
    inside = False
    for line in output.splitlines():
        if re.match(r"^\d{4}-\d\d-\d\d ", line):
            inside = bool(BAD_LINE.match(line)) and not any(re.search(pattern, line) for pattern in HARMLESS)
        if inside:
            found.append(line)
    return found


# --- databases ----------------------------------------------------------------


def drop(where: Site, name: str) -> None:
    where.database("drop", name)
    for files in (filestore(name), data_dir() / "cs_roster" / name):
        shutil.rmtree(files, ignore_errors=True)


def copy(where: Site, source: str, target: str, *, safe: bool = False) -> None:
    """A copy of a database and its attachments; files are linked, since Odoo never changes one in place.

    A ``safe`` copy waits for the disk at each commit, one for tests does not.
    """
    drop(where, target)
    where.database("copy", source, target)
    where.database("safe" if safe else "fast", target)
    if filestore(source).is_dir():
        shutil.copytree(filestore(source), filestore(target), copy_function=os.link)


def install(where: Site, name: str, addons: Iterable[str], *words: str, source: Path = ADDONS) -> str:
    conf = write_conf(where, name, source=source)
    addons = ",".join(addons)
    return odoo(where, conf, ["-i", addons, *words, "--stop-after-init", "--no-http"], f"Installing {addons}")


def upgrade(where: Site, name: str, addons: Iterable[str]) -> str:
    conf = write_conf(where, name)
    addons = ",".join(addons)
    return odoo(where, conf, ["-u", addons, "--stop-after-init", "--no-http"], f"Upgrading {addons}")


def keep_newest(where: Site, prefix: str, keep: int) -> None:
    """Drop all but the last ``keep`` templates of one kind."""
    made: dict[str, int] = load_state().get("templates", {})
    names = sorted((name for name in made if name.startswith(prefix)), key=lambda name: made[name])
    for name in names[:-keep]:
        with contextlib.suppress(CsError):
            drop(where, name)
        made.pop(name)
        put_state("templates", name, None)
    for name in where.database("list", prefix).split():  # left by an attempt that was cut off
        if name not in made:
            drop(where, name)


def is_ready(where: Site, name: str) -> bool:
    return name in load_state().get("templates", {}) and where.exists(name)


def mark_ready(name: str) -> None:
    put_state("templates", name, max(load_state().get("templates", {}).values(), default=0) + 1)


def base_template(where: Site, demo: bool = False) -> str:
    """A database with what our addons depend on, in English and Chinese. Made once for each set of dependencies.

    For the demo it is a Chinese company's, in Chinese; without Odoo's own demo data, which tells other stories.
    """
    needed = dependencies()
    kind = "demobase" if demo else "base"
    versions = hash_files([where.tools.odoo / "odoo" / "release.py"], where.tools.python.parents[1].name)
    prefix = database_name(kind) + "_"
    name = prefix + hash_files([], LANGUAGE, COUNTRY, TIME_ZONE, kind, versions, *needed)[:8]
    with locked(state_dir() / ".template.lock", "making a database template"):
        if not is_ready(where, name):
            what = "Database of a Chinese company" if demo else "Database template"
            with step(f"{what} with the {len(needed)} addons that ours build on", "1 to 2 minutes") as facts:
                drop(where, name)
                if demo:
                    init_demo(where, name)
                else:
                    where.database("create", name)
                where.database("fast", name)
                install(where, name, needed, f"--load-language={LANGUAGE}")
                mark_ready(name)
                facts.append(database_size(where, name))
            keep_newest(where, prefix, 1 if demo else 3)
    return name


def init_demo(where: Site, name: str) -> None:
    conf = write_conf(where, name)
    words = ["db", "init", "--language", LANGUAGE, "--country", COUNTRY, name]
    if "CREATE DATABASE failed" in odoo(where, conf, words, "Making the demo database"):
        raise CsError(f"The demo database could not be made: see {log_dir() / f'{name}.log'}.")
    zone = (
        f"env['res.users'].with_context(active_test=False).search([]).write({{'tz': '{TIME_ZONE}'}}); env.cr.commit()"
    )
    odoo(where, conf, ["shell", "-d", name, "--no-http"], "Setting the time zone", stdin=zone)


#: what Odoo's log says when it has thrown the demo data away
NO_DEMO = "demo data failed to install"


def install_demo(where: Site, name: str, addons: Sequence[str], source: Path = ADDONS) -> None:
    """Our addons with their demo data. Odoo loads it only where that of every dependency is: say so meanwhile."""
    mark = "UPDATE ir_module_module SET demo = {} WHERE state = 'installed' AND NOT name = ANY ('{{{}}}')"
    where.database("query", name, mark.format("true", ""))
    output = install(where, name, addons, "--with-demo", source=source)
    if NO_DEMO in output:  # Odoo goes on without; a demo without its people is none
        raise CsError(f"{output[-6000:]}\nThe demo data could not be loaded: see {log_dir() / f'{name}.log'}.")
    where.database("query", name, mark.format("false", ",".join(our_addons())))


def copy_base(where: Site, target: str) -> None:
    """A fresh database with what our addons depend on."""
    name = base_template(where)
    with locked(state_dir() / ".template.lock", "copying a database template"):
        copy(where, name, target)


def copy_installed(where: Site, target: str) -> None:
    """A fresh database with our addons, from the template with them; that one is made again when a file changes."""
    base = base_template(where)
    ours = our_addons()
    if not ours:
        copy(where, base, target)
        return
    prefix = database_name("ours") + "_"
    name = prefix + hash_files([ADDONS / addon for addon in ours], base, BUNDLES, CHART)[:8]
    with locked(state_dir() / ".template.lock", "making a database template"):
        if not is_ready(where, name):
            with step(f"Installing {', '.join(ours)} for the tests") as facts:
                copy(where, base, name)
                try:
                    output = install(where, name, ours)
                except CsError:
                    drop(where, name)
                    raise
                shell = ["shell", "-d", name, "--no-http"]
                odoo(where, write_conf(where, name), shell, "Accounts and assets", stdin=CHART + BUNDLES)
                mark_ready(name)
                facts.append(database_size(where, name))
                for line in bad_lines(output):
                    say(f"  {line}")
            keep_newest(where, prefix, 2)
        copy(where, name, target)


def database_size(where: Site, name: str) -> str:
    rows = where.database("query", name, "SELECT pg_database_size(current_database())")
    return human(int(re.sub(r"\D", "", rows)) + tree_size(filestore(name)))
