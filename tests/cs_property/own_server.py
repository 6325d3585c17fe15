"""A PostgreSQL of a test's own, that may be crashed and started again."""

import os
import shutil
import subprocess

import psycopg2

from tools import odoo as launcher
from tools import postgres


class OwnServer:
    """A PostgreSQL of the test's own, that may be crashed."""

    def __init__(self, folder):
        self.owner = postgres.SYSTEM_USER if postgres.as_root() else None
        self.bin = postgres.Cluster(launcher.site().tools).bin
        self.data, self.port = folder / "data", postgres.free_port(57000)
        folder.chmod(0o755)
        if self.owner:
            shutil.chown(folder, self.owner, self.owner)
        self.control("initdb", "-U", "postgres", "-E", "UTF8", "--locale=C", "--lc-ctype=C.UTF-8", "-A", "trust")
        self.start()

    def control(self, program, *words):
        user = {"user": self.owner, "group": self.owner, "extra_groups": []} if self.owner else {}
        env = {"PATH": os.defpath, "LC_ALL": "C"}
        command = [str(self.bin / program), *words, "-D", str(self.data)]
        subprocess.run(command, check=True, cwd="/", env=env, stdout=subprocess.DEVNULL, **user)

    def start(self):
        log = str(self.data / "log")
        options = f"-p {self.port} -c listen_addresses=127.0.0.1 -c unix_socket_directories=''"
        self.control("pg_ctl", "start", "-w", "-l", log, "-o", options)

    def stop(self, mode="immediate"):
        self.control("pg_ctl", "stop", "-m", mode)

    @property
    def settings(self):
        return {"host": "127.0.0.1", "port": self.port, "user": "odoo", "password": "odoo"}

    def take_over(self, database):
        """A copy of a database of the ordinary server."""
        admin = psycopg2.connect(host="127.0.0.1", port=self.port, user="postgres", dbname="postgres")
        admin.autocommit = True
        with admin.cursor() as cursor:
            cursor.execute("CREATE ROLE odoo LOGIN CREATEDB PASSWORD 'odoo'")
            cursor.execute(f'CREATE DATABASE "{database}" OWNER odoo')
        admin.close()
        dump = subprocess.Popen([self.bin / "pg_dump", "--no-owner", "--no-acl", database], stdout=subprocess.PIPE)
        target = os.environ | {"PGHOST": "127.0.0.1", "PGPORT": str(self.port), "PGUSER": "odoo"}
        subprocess.run(
            [self.bin / "psql", "-q", database], stdin=dump.stdout, env=target, check=True, stdout=subprocess.DEVNULL
        )
        assert dump.wait() == 0
