"""A desk of any size in minutes: rows by SQL, the same distribution on both sides, and a database at rest."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Iterator
from typing import Any

from odoo.tools import SQL

CUSTOMERS = 20_000
#: SQL of a position → place in the life of a case: 85 % closed, 5 resolved or nearly, 4 in hand, 3 waiting, 3 new
PHASES = SQL(
    "CASE WHEN i %% 100 < 85 THEN 4 WHEN i %% 100 < 90 THEN 3 "
    "WHEN i %% 100 < 94 THEN 1 WHEN i %% 100 < 97 THEN 2 ELSE 0 END"
)
#: 5 % critical, 10 % high, 60 % moderate, 25 % low
PRIORITY = SQL(
    "CASE WHEN i * 7 %% 20 = 0 THEN '3' WHEN i * 7 %% 20 < 3 THEN '2' WHEN i * 7 %% 20 < 15 THEN '1' ELSE '0' END"
)


def moment(first: int, last: int) -> SQL:
    """When a case came in: spread over two years, the newest now."""
    return SQL("now() AT TIME ZONE 'UTC' - interval '2 years' * (%s - i)::float / %s", last, last - first + 1)


def pick(ids: list[int], stride: int = 1) -> SQL:
    """One of the ids by position."""
    return SQL("(ARRAY[%s])[1 + (i / %s) %% %s]", SQL(", ").join(map(SQL, map(str, ids))), stride, len(ids))


def by_phase(values: Iterable[Any]) -> SQL:
    """One of the values by the place of a case in its life."""
    return SQL("(ARRAY[%s])[1 + phase]", SQL(", ").join(SQL("%s", value) for value in values))


@contextlib.contextmanager
def without_indexes(env: Any, *tables: str) -> Iterator[None]:
    """Drop what is not a constraint while rows come in, build it at once afterwards."""
    env.cr.execute(
        """SELECT indexname, indexdef FROM pg_indexes WHERE tablename = ANY(%s) AND NOT EXISTS (
               SELECT FROM pg_constraint WHERE conindid = to_regclass(quote_ident(indexname)))""",
        [list(tables)],
    )
    indexes = env.cr.fetchall()
    for name, _definition in indexes:
        env.cr.execute(SQL("DROP INDEX %s", SQL.identifier(name)))
    yield
    env.cr.execute("SET LOCAL maintenance_work_mem = '512MB'")
    for _name, definition in indexes:
        env.cr.execute(SQL(definition.replace("%", "%%")))


def rest(name: str) -> None:
    """VACUUM and ANALYZE, as autovacuum leaves a database after a while."""
    import odoo.sql_db

    connection = odoo.sql_db.db_connect(name)
    with contextlib.closing(connection.cursor()) as cursor:
        cursor.commit()
        cursor._cnx.autocommit = True
        cursor.execute("VACUUM ANALYZE")
        cursor._cnx.autocommit = False


def customers(env: Any) -> tuple[int, int]:
    """First and last id of the customers, the same on both sides."""
    env.cr.execute(
        """INSERT INTO res_partner (name, complete_name, active, is_company, type, color, company_id, create_uid,
                                    create_date, write_uid, write_date, autopost_bills)
           SELECT 'Customer ' || i, 'Customer ' || i, true, false, 'contact', 0, NULL, 1, now(), 1, now(), 'ask'
             FROM generate_series(1, %s) i RETURNING id""",
        [CUSTOMERS],
    )
    ids = [row[0] for row in env.cr.fetchall()]
    env.cr.execute("UPDATE res_partner SET commercial_partner_id = id WHERE id BETWEEN %s AND %s", [ids[0], ids[-1]])
    return ids[0], ids[-1]
