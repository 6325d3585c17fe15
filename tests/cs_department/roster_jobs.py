"""What the concurrency tests of computed rosters do, in a worker's own transaction."""

import shutil
from datetime import date
from pathlib import Path

from odoo import SUPERUSER_ID
from odoo.addons.cs_department.models.roster import run_child

from tests.cs_department.fake_roster.fake_worker import ENDLESS

HERE = Path(__file__).parent


def play():
    """Processes of this server play parts instead of computing."""
    run_child.WORKER = "fake_worker"
    run_child.CORE = HERE / "fake_roster"


def ask(env, months):
    """Rosters of different months, each waiting to be computed."""
    team = env["cs.team"].search([], limit=1)
    employee = env["hr.employee"].create({"name": "Somebody"})
    rosters = env["cs.roster"].create(
        [
            {
                "team_id": team.id,
                "date_from": date(2030 + month // 12, month % 12 + 1, 1),
                "date_to": date(2030 + month // 12, month % 12 + 1, 3),
                "employee_ids": [(6, 0, employee.ids)],
            }
            for month in months
        ]
    )
    # each is asked for by itself, as people do
    return [env["cs.roster.run"]._ask(roster, seed=ENDLESS).id for roster in rosters]


def cron(env):
    play()
    env["cs.roster.run"].with_user(SUPERUSER_ID)._cron_run()  # as the scheduler does


def folders(env):
    """Of each run, how many processes were ever started for it."""
    root = env["cs.roster.run"]._folder_root() / env.cr.dbname
    return [path.parent.name.split("-")[0] for path in root.glob("*/about.json")]


def clean(env):
    """The folders of the test's database."""
    shutil.rmtree(env["cs.roster.run"]._folder_root() / env.cr.dbname, ignore_errors=True)
