"""The demo database and its server: ./cs run, stop, reset."""

from __future__ import annotations

import csv
import json
import os
import re
import shutil
import signal
import subprocess
import time
import urllib.error
import urllib.request

from tools import odoo, postgres
from tools.base import (
    ADDONS,
    CsError,
    alive,
    free_port,
    load_state,
    locked,
    log_dir,
    port_free,
    put_state,
    say,
    secret,
    state_dir,
    step,
    update_state,
)
from tools.fetch import get_cjk_fonts, toolchain

SET_PASSWORDS = """
import json, os
known = []
for login, password in json.loads(os.environ["CS_LOGINS"]).items():
    user = env["res.users"].with_context(active_test=False).search([("login", "=", login)])
    if user:
        user.password = password
        known.append(login)
env.cr.commit()
print("CS: passwords set", *known)
"""


# --- logins -------------------------------------------------------------------


def demo_logins() -> list[dict[str, str]]:
    """The people of the demo, one per role, as our addons list them; the administrator comes first."""
    rows = [
        {"login": "admin", "password": secret("demo-admin", 5), "role_en": "Administrator", "role_zh": "系统管理员"}
    ]
    for path in sorted(ADDONS.glob("*/demo/logins.csv")):
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows += [row for row in csv.DictReader(file) if row.get("login")]
    for row in rows:
        row["password"] = row.get("password") or secret("demo-users", 5)
    return rows


def set_passwords(where: odoo.Site, name: str) -> None:
    """Shipped demo users have no password; they get one here, in this local database only.

    Who is there is kept: a database that was made without demo data has the administrator alone.
    """
    logins = {row["login"]: row["password"] for row in demo_logins()}
    conf = odoo.write_conf(where, name)
    os.environ["CS_LOGINS"] = json.dumps(logins)
    try:
        output = odoo.odoo(where, conf, ["shell", "-d", name, "--no-http"], "Setting passwords", stdin=SET_PASSWORDS)
    finally:
        del os.environ["CS_LOGINS"]
    found = re.search(r"^CS: passwords set(.*)$", output, re.MULTILINE)
    if not found:
        raise CsError(f"The passwords of the demo users could not be set: see {log_dir() / f'{name}.log'}.")
    put_state("passwords", name, found[1].split())


def print_logins(name: str) -> None:
    """The logins that this database has."""
    rows = demo_logins()
    known = load_state().get("passwords", {}).get(name)
    if isinstance(known, list):
        rows = [row for row in rows if row["login"] in known]
    wide = [max(len(row[key] or "") for row in rows) for key in ("login", "password", "role_en")]
    for row in rows:
        say(
            f"    {row['login']:<{wide[0]}}  {row['password']:<{wide[1]}}  "
            f"{row.get('role_en') or '':<{wide[2]}}  {row.get('role_zh') or ''}"
        )
    if len(rows) == 1:
        say(
            f"\n  {name} was made without demo data. For its people and cases:"
            f" ./cs db drop {name}, then ./cs run --db {name}."
        )


# --- the database -------------------------------------------------------------


def hashes() -> dict[str, str]:
    return {name: odoo.addon_hash(name) for name in odoo.our_addons()}


def installed(name: str) -> dict[str, str]:
    return load_state().get("installed", {}).get(name, {})


def forget(name: str) -> None:
    """A database of this name is gone or was made anew."""
    put_state("installed", name, None)
    put_state("passwords", name, None)


def remember(name: str, values: dict[str, str]) -> None:
    """Keep which files a database was last brought to."""
    put_state("installed", name, values)


def make_demo(where: odoo.Site, name: str) -> None:
    """A new database with demo data, in Chinese; made under another name first, so that none is ever half made."""
    base = odoo.base_template(where, demo=True)
    ours = odoo.our_addons()
    with step(f"Demo database with {', '.join(ours)}", "about a minute") as facts:
        draft = f"{name}_part"
        odoo.copy(where, base, draft, safe=True)
        if ours:
            odoo.install_demo(where, draft, ours)
        set_passwords(where, draft)
        odoo.drop(where, name)
        where.database("rename", draft, name)
        if odoo.filestore(draft).exists():
            odoo.filestore(draft).rename(odoo.filestore(name))
        put_state("passwords", name, load_state()["passwords"][draft])
        forget(draft)
        facts.append(odoo.database_size(where, name))
    remember(name, hashes())


def refresh_demo(where: odoo.Site, name: str) -> None:
    """Bring an existing demo database to the sources of now; what people entered stays."""
    known, now = installed(name), hashes()
    new = [addon for addon in now if addon not in known]
    changed = [addon for addon in now if addon in known and known[addon] != now[addon]]
    if not new and not changed:
        return
    stop_server(name)
    if changed:
        with step(f"Upgrading {', '.join(changed)} in {name}"):
            odoo.upgrade(where, name, changed)
    if new:
        with step(f"Installing {', '.join(new)} in {name}"):
            odoo.install_demo(where, name, new)
    set_passwords(where, name)
    remember(name, now)


# --- the server ---------------------------------------------------------------


def servers() -> dict[str, dict[str, int]]:
    return load_state().get("servers", {})


def stop_server(name: str) -> bool:
    """Stop the server of a database, waiting for what it is doing."""
    entry = servers().get(name, {})
    pid = entry.get("pid", 0)
    running = alive(pid, "odoo")
    if running:
        os.kill(pid, signal.SIGTERM)
        for _ in range(150):
            if not alive(pid, "odoo"):
                break
            time.sleep(0.2)
        else:
            os.kill(pid, signal.SIGKILL)
    if entry:
        put_state("servers", name, {**entry, "pid": 0})
    return running


def answers(port: int) -> bool:
    try:
        url = f"http://127.0.0.1:{port}/web/health?db_server_status=1"
        with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(url, timeout=10) as reply:
            return reply.status == 200
    except (OSError, urllib.error.URLError):
        return False


def start_server(where: odoo.Site, name: str, port: int | None) -> int:
    """Start Odoo in the background on the port it had before, or another free one; return the port."""
    entry = servers().get(name, {})
    running = alive(entry.get("pid"), "odoo")
    if running and port in (None, entry["port"]) and answers(entry["port"]):
        return entry["port"]
    if running:
        stop_server(name)
    if port and not port_free(port):
        raise CsError(f"Port {port} is taken: name another with --port, or leave --port away.")
    known = entry.get("port", 0)
    port = port or (known if known and port_free(known) else free_port(8069))
    conf = odoo.write_conf(where, name, port)
    log = log_dir() / f"{name}-server.log"
    with step(f"Starting Odoo on port {port}"), log.open("a", encoding="utf-8") as file:
        child = subprocess.Popen(
            [str(where.tools.python), str(where.tools.odoo_script), "-c", str(conf)],
            env=where.env(),
            cwd=state_dir(),
            stdin=subprocess.DEVNULL,
            stdout=file,
            stderr=file,
            start_new_session=True,
        )
        put_state("servers", name, {"pid": child.pid, "port": port})
        for _ in range(240):
            if answers(port):
                return port
            if child.poll() is not None:
                break
            time.sleep(0.5)
    tail = "\n".join(log.read_text("utf-8", "replace").splitlines()[-20:])
    stop_server(name)
    raise CsError(f"{tail}\nOdoo did not start: correct what the lines above name. The whole log is {log}.")


# --- commands -----------------------------------------------------------------


def run(db: str | None, port: int | None) -> None:
    where = odoo.site()
    get_cjk_fonts()
    name = odoo.database_name("demo", db)
    with locked(state_dir() / f".run-{name}.lock", f"preparing {name}"):
        if not where.exists(name) or name not in load_state().get("installed", {}):
            make_demo(where, name)
        else:
            refresh_demo(where, name)
        if not load_state().get("passwords", {}).get(name):
            set_passwords(where, name)
        port = start_server(where, name, port)
    say(f"\n  Odoo is at  http://127.0.0.1:{port}\n")
    print_logins(name)
    say(f"\n  Log: {log_dir() / f'{name}-server.log'}\n  ./cs stop ends it; ./cs run brings it back as it was.")


def made_cluster() -> bool:
    """Is there an embedded PostgreSQL of this checkout? Nothing is fetched only to stop what never ran."""
    return postgres.embedded() and bool(load_state().get("pg_port"))


def stop(db: str | None) -> None:
    names = [db] if db else list(servers())
    for name in names:
        if stop_server(name):
            say(f"Odoo of {name} stopped.")
    if db:
        return
    if made_cluster() and postgres.Cluster(toolchain()).stop():
        say("PostgreSQL stopped.")
    say("Everything of this checkout is stopped; nothing is lost.")


def reset(everything: bool) -> None:
    """Drop the databases of this checkout; with --all the cluster and every kept setting too."""
    for name in list(servers()):
        stop_server(name)
    if made_cluster():
        postgres.Cluster(toolchain()).remove()
    elif not postgres.embedded():
        where = odoo.site()
        prefix = odoo.database_name("x")[:-1]
        for name in where.database("list", prefix).split():
            odoo.drop(where, name)
    keep = {} if everything else {"servers": {name: {**entry, "pid": 0} for name, entry in servers().items()}}
    shutil.rmtree(odoo.data_dir(), ignore_errors=True)
    update_state(templates=None, installed=None, passwords=None, servers=keep.get("servers"))
    if everything:
        shutil.rmtree(state_dir(), ignore_errors=True)
    say("The databases and attachments of this checkout are gone; ./cs run makes new ones. Downloads are kept.")
