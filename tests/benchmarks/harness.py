"""Odoo for a benchmark: environments, a peer's database, time and queries of a piece of work.

with environment() as env:                          # the fresh database ./cs bench made, our addons installed
    seen = measure(env, lambda: env["cs.ticket"].search([], limit=80).read(["name"]))
    print(seen.ms, seen.queries)
peer = make_database("helpdesk", ["helpdesk_mgmt", "helpdesk_mgmt_sla"])   # beside it, on the same server
with environment(peer) as env: …
"""

from __future__ import annotations

import contextlib
import gc
import os
import statistics
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any


def database() -> str:
    name = os.environ.get("CS_BENCH_DB")
    if not name:
        sys.exit("This benchmark is started with ./cs bench NAME, which makes its database.")
    return name


def make_database(name: str, addons: Sequence[str] = (), ours: bool = False) -> str:
    """A fresh database on the benchmark's server: what our addons depend on, plus ``addons``; with ours if asked."""
    from tools import odoo as cs

    where = cs.site()
    target = f"{database()}_{name}"
    if ours:
        cs.copy_installed(where, target)
    else:
        cs.copy_base(where, target)
    if addons:
        cs.install(where, target, addons)
    return target


def drop_database(name: str) -> None:
    import odoo.sql_db

    from tools import odoo as cs

    odoo.sql_db.close_db(name)
    cs.drop(cs.site(), name)


@contextlib.contextmanager
def environment(name: str | None = None, login: str | None = None) -> Iterator[Any]:
    """An environment on a database (the benchmark's own by default); committed work stays until the benchmark ends."""
    import odoo.api
    import odoo.modules.registry
    import odoo.tools

    name = name or database()
    odoo.tools.config.parse_config(["-c", os.environ["CS_CONF"], "-d", name, "--no-http", "--log-level=error"])
    registry = odoo.modules.registry.Registry(name)
    with registry.cursor() as cursor:
        env = odoo.api.Environment(cursor, odoo.api.SUPERUSER_ID, {"tz": "Asia/Shanghai"})
        if login:
            env = env(user=env["res.users"].search([("login", "=", login)]).id)
        yield env
        cursor.rollback()


@dataclass(frozen=True)
class Seen:
    ms: float  # median of the rounds
    queries: int  # of the last round
    best: float
    result: Any


def measure(
    env: Any, work: Callable[[], Any], rounds: int = 5, warm: int = 1, before: Callable[[], None] | None = None
) -> Seen:
    """Time ``work`` with cold record caches, as a new request would find them; SQL is flushed inside the time."""
    times: list[float] = []
    queries = 0
    result = None
    for turn in range(warm + rounds):
        if before:
            before()
        env.flush_all()
        env.invalidate_all()
        gc.collect()
        count = env.cr.sql_log_count
        begin = time.perf_counter()
        result = work()
        env.flush_all()
        passed = (time.perf_counter() - begin) * 1000
        queries = env.cr.sql_log_count - count
        if turn >= warm:
            times.append(passed)
    return Seen(statistics.median(times), queries, min(times), result)


def measure_sql(env: Any, query: str, parameters: Sequence[Any] = (), rounds: int = 5, warm: int = 1) -> float:
    """Milliseconds of a plain SQL statement with its rows fetched: the floor."""
    times = []
    for _turn in range(warm + rounds):
        begin = time.perf_counter()
        env.cr.execute(query, parameters)
        if env.cr.description:
            env.cr.fetchall()
        times.append((time.perf_counter() - begin) * 1000)
    return statistics.median(times[warm:])
