"""Small database jobs, run with the environment's python; connection settings come from PG* variables.

pgtool.py ping | list PREFIX | exists NAME | create NAME | copy FROM TO | rename FROM TO | drop NAME | fast NAME |
          safe NAME | query NAME SQL | role NAME (its password in CS_ROLE_PASSWORD)
"""

import json
import os
import sys

import psycopg2
from psycopg2 import sql


def connect(name="postgres"):
    connection = psycopg2.connect(dbname=name, connect_timeout=10)
    connection.autocommit = True
    return connection


def end_sessions(cursor, name):
    cursor.execute(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s AND pid <> pg_backend_pid()"
        " AND usename = current_user AND backend_type = 'client backend'",  # PostgreSQL ends its own helpers itself
        (name,),
    )


def main(action, *words):
    with connect(words[0] if action == "query" else "postgres").cursor() as cursor:
        if action == "ping":
            cursor.execute("SELECT rolcreatedb OR rolsuper FROM pg_roles WHERE rolname = current_user")
            if not cursor.fetchone()[0]:
                sys.exit("its role may not make databases: give it CREATEDB (ALTER ROLE … CREATEDB)")
            cursor.execute("SHOW server_version_num")
            if int(cursor.fetchone()[0]) < 130000:
                sys.exit("Odoo 19 needs PostgreSQL 13 or newer")
        elif action == "list":
            cursor.execute("SELECT datname FROM pg_database WHERE starts_with(datname, %s) ORDER BY 1", words)
            print("\n".join(row[0] for row in cursor.fetchall()))
        elif action == "exists":
            cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", words)
            print("yes" if cursor.fetchone() else "no")
        elif action == "create":
            query = "CREATE DATABASE {} TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C'"
            cursor.execute(sql.SQL(query).format(sql.Identifier(words[0])))
        elif action == "copy":
            end_sessions(cursor, words[0])
            query = sql.SQL("CREATE DATABASE {} TEMPLATE {}")
            cursor.execute(query.format(sql.Identifier(words[1]), sql.Identifier(words[0])))
        elif action == "drop":
            end_sessions(cursor, words[0])
            cursor.execute(sql.SQL("DROP DATABASE IF EXISTS {}").format(sql.Identifier(words[0])))
        elif action == "rename":
            end_sessions(cursor, words[0])
            query = sql.SQL("ALTER DATABASE {} RENAME TO {}")
            cursor.execute(query.format(sql.Identifier(words[0]), sql.Identifier(words[1])))
        elif action in ("fast", "safe"):  # fast, for databases that may be made again: do not wait for the disk
            query = "ALTER DATABASE {} SET synchronous_commit = " + ("off" if action == "fast" else "on")
            cursor.execute(sql.SQL(query).format(sql.Identifier(words[0])))
        elif action == "role":
            cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", words)
            query = "ALTER ROLE {} " if cursor.fetchone() else "CREATE ROLE {} "
            query = sql.SQL(query + "LOGIN CREATEDB NOSUPERUSER PASSWORD {}")
            cursor.execute(query.format(sql.Identifier(words[0]), sql.Literal(os.environ["CS_ROLE_PASSWORD"])))
        elif action == "query":
            cursor.execute(words[1])
            print(json.dumps(cursor.fetchall() if cursor.description else [], default=str))
        else:
            sys.exit(__doc__)


if __name__ == "__main__":
    try:
        main(*sys.argv[1:])
    except psycopg2.Error as error:
        sys.exit(str(error).strip())
