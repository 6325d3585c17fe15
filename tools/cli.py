"""The commands of the launcher."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from collections.abc import Sequence

from tools import demo, odoo, testing
from tools.base import CsError, say

HELP = """\
commands:
  run [--db NAME] [--port N]    get everything, make the demo database, start Odoo on 127.0.0.1 and print the logins.
                                Again: starts what was stopped, upgrades addons whose files changed, loses nothing.
  test [--db NAME] [PYTEST …]   the whole suite, browser tests included, on a database of its own; every further
                                argument goes to pytest: ./cs test tests/unit, ./cs test -k escalation -x
  lint [--fix] [GATE …]         the gates ruff, pylint, upgrade, i18n, odoo_lint, uninstall; all, or those named; --fix
                                lets ruff put right what it can
  i18n                          write each addon's .pot anew and merge it into zh_CN.po; missing terms are listed
  bench [NAME …] [-- ARG …]     benchmarks in tests/benchmarks, all or those named; arguments after -- are theirs
                                (--json FILE, --data DIR, …); each ends with 'targets met: N of M'
  shell [--db NAME] [ARG …]     Odoo's shell on the demo database ('env' is there); reads a script from standard input
  stop [--db NAME]              stop Odoo and the embedded PostgreSQL of this checkout; nothing is lost
  reset [--all]                 drop this checkout's databases, attachments and embedded PostgreSQL; --all: its
                                settings too
  db new|base|update|drop NAME  scratch databases for development, without demo data: a copy with our addons, a copy
                                with only what they depend on, our addons installed or upgraded in it, its end
  env                           print shell lines that put this environment's python, odoo and database settings in
                                place: eval "$(./cs env)"

settings (environment):
  ODOO_SOURCE   a checkout of Odoo 19.0 to use, for hosts that are not Debian
  ODOO_DEB      an odoo-19_*.deb to use (font and JavaScript packages beside it are used too)
  PGHOST, PGPORT, PGUSER, PGPASSWORD, PGSERVICE, or db_host in odoo.conf
                a PostgreSQL to use instead of the embedded one; its role needs CREATEDB
  CS_DB         the default of --db
  CS_CACHE      downloads and programs (default: cs-odoo in XDG_CACHE_HOME, shared by all checkouts)
  CS_STATE      passwords, ports, attachments, logs (default: cs-odoo in XDG_STATE_HOME, apart for each checkout)
"""


def parser() -> argparse.ArgumentParser:
    top = argparse.ArgumentParser(
        prog="./cs",
        description="Get, run, test and check the customer-service addons for Odoo 19.",
        epilog=HELP,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        usage="./cs COMMAND [options]",
        allow_abbrev=False,
    )
    commands = top.add_subparsers(dest="command", metavar="COMMAND", required=True, help=argparse.SUPPRESS)
    for name in ("run", "test", "lint", "i18n", "bench", "shell", "stop", "reset", "db", "env"):
        commands.add_parser(name, add_help=name != "test", allow_abbrev=False)
    sub = commands.choices
    for name in ("run", "test", "shell", "stop", "env"):
        sub[name].add_argument("--db", metavar="NAME")
    sub["run"].add_argument("--port", type=int, metavar="N")
    sub["reset"].add_argument("--all", action="store_true")
    sub["lint"].add_argument("--fix", action="store_true")
    sub["lint"].add_argument("gates", nargs="*", metavar="GATE")
    sub["bench"].add_argument("names", nargs="*", metavar="NAME")
    sub["db"].add_argument("action", choices=("new", "base", "update", "drop"))
    sub["db"].add_argument("name", metavar="NAME")
    return top


def shell(db: str | None, words: Sequence[str]) -> int:
    where = odoo.site()
    name = odoo.database_name("demo", db)
    if not where.exists(name):
        raise CsError(f"There is no database {name} yet: ./cs run makes the demo database.")
    conf = odoo.write_conf(where, name)
    command = [where.tools.python, where.tools.odoo_script, "shell", "-c", conf, "-d", name, "--no-http", *words]
    return subprocess.run([str(word) for word in command], env=where.env(), check=False).returncode


def scratch(action: str, name: str) -> None:
    where = odoo.site()
    name = odoo.database_name("scratch", name)
    if action == "drop":
        demo.stop_server(name)
        odoo.drop(where, name)
        demo.forget(name)
    elif action == "new":
        demo.stop_server(name)
        demo.forget(name)
        odoo.copy_installed(where, name)
        demo.remember(name, demo.hashes())
    elif action == "base":
        demo.stop_server(name)
        demo.forget(name)
        odoo.copy_base(where, name)
        demo.remember(name, {})
    elif not where.exists(name):
        raise CsError(f"There is no database {name}: ./cs db new {name} makes it.")
    else:
        new = [addon for addon in odoo.our_addons() if addon not in demo.installed(name)]
        output = odoo.install(where, name, new) if new else odoo.upgrade(where, name, odoo.our_addons())
        demo.remember(name, demo.hashes())
        for line in odoo.bad_lines(output):
            say(line)
    say(f"{name}: done ({action}).")


def environment(db: str | None) -> None:
    where = odoo.site()
    conf = odoo.write_conf(where, odoo.database_name("demo", db))
    for key, value in {**where.pg, "PATH": where.env()["PATH"], "CS_CONF": str(conf)}.items():
        say(f"export {key}='{value}'")
    say("unset PYTHONDONTWRITEBYTECODE")


def dispatch(options: argparse.Namespace, rest: list[str]) -> int:
    match options.command:
        case "run":
            demo.run(options.db, options.port)
        case "test":
            return testing.test(options.db, rest)
        case "lint":
            from tools import gates

            return gates.lint(options.gates, options.fix)
        case "i18n":
            from tools import gates

            return gates.write_translations()
        case "bench":
            return testing.bench(options.names, rest)
        case "shell":
            return shell(options.db, rest)
        case "stop":
            demo.stop(options.db)
        case "reset":
            demo.reset(options.all)
        case "db":
            scratch(options.action, options.name)
        case "env":
            environment(options.db)
    return 0


def main(words: list[str]) -> int:
    own, _, after = (
        (words, "", []) if "--" not in words else (words[: words.index("--")], "", words[words.index("--") + 1 :])
    )
    options, rest = parser().parse_known_args(own)
    takes_more = options.command in ("test", "bench", "shell")
    if (rest or after) and not takes_more:
        say(f"./cs {options.command} does not know {' '.join(rest + after)}: see ./cs --help.")
        return 2
    try:
        return dispatch(options, rest + after)
    except CsError as error:
        print(f"\n./cs {options.command}: {error}", file=sys.stderr)
        return 1
    except BrokenPipeError:  # the reader of our output has gone (./cs … | head)
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except KeyboardInterrupt:
        print("\nStopped. The command can be run again; what was finished is kept.", file=sys.stderr)
        return 130
    finally:
        os.environ.pop("CS_LOGINS", None)
