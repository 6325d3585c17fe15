"""A process that records and matches a statement, and is killed in the middle."""

import json
import os
import signal
import sys
import time

from tests.cs_property.billing_worker import ROOT, connect, make_estate

#: movements of one transaction: few, so that a kill meets many moments
LINES = 5


def in_yuan(env):
    """The company keeps its books in the currency of the files."""
    yuan = env.ref("base.CNY")
    yuan.active = True
    env.company.currency_id = yuan


def prepare(env, units):
    """Open bills of an estate."""
    in_yuan(env)
    estate = make_estate(env, units, fees=1)
    item = env["cs.fee.item"].search([("name", "=", "Fee 0")])
    flats = env["cs.estate.unit"].search([("estate_id", "=", estate.id)])
    charges = env["cs.billing.line"]._propose(
        [
            {
                "unit_id": flat.id,
                "item_id": item.id,
                "partner_id": flat.payer_id.id,
                "date_from": "2026-03-01",
                "date_to": "2026-03-31",
                "due_on": "2026-03-31",
                "amount": 100 + place,
            }
            for place, flat in enumerate(flats)
        ]
    )
    charges._invoice()
    return sum(charges.mapped("amount_total"))


def load(database, at_once=False):
    """Import a file in which each of the bills is paid.

    :param at_once: record it while it is imported, in one transaction; else it waits in batches.
    """
    import base64

    from odoo.addons.cs_property.models.reconcile import batch, import_file
    from odoo.api import Environment
    from odoo.modules.registry import Registry

    batch.LINES, import_file.AT_ONCE = LINES, 100_000 if at_once else 0
    with Registry(database).cursor() as cr:
        env = Environment(cr, ROOT, {})
        rows = [
            f"2026-03-05,,{charge.amount_total},1,Payer {place},6222{place},{charge.unit_id.code}"
            for place, charge in enumerate(env["cs.billing.line"].search([], order="id"))
        ]
        text = "\n".join(["交易日期,借方发生额,贷方发生额,账户余额,对方户名,对方账号,摘要", *rows])
        journal = env["account.journal"].search([("type", "=", "bank"), ("company_id", "=", env.company.id)], limit=1)
        env["account.statement.import"].create(
            {
                "statement_file": base64.b64encode(text.encode()),
                "statement_filename": "bank.csv",
                "cs_journal_id": journal.id,
            }
        )._import_file()


def record(database):
    """What the scheduler does: batches until none is left."""
    from odoo.api import Environment
    from odoo.modules.registry import Registry

    with Registry(database).cursor() as cr:
        Environment(cr, ROOT, {})["cs.statement.batch"]._cron_record()


def child(work, *arguments):
    """Work in a process of its own, with connections of its own."""
    import odoo.sql_db

    odoo.sql_db.close_all()
    pid = os.fork()
    if not pid:
        code = 1
        try:
            work(*arguments)
            code = 0
        finally:
            os._exit(code)
    return pid


def run(database, workers, seconds=None):
    """Record by several workers at once, to the end or until they are killed as a power failure would.

    :return: the exit codes; below zero for those that were killed.
    """
    return ended([child(record, database) for _worker in range(workers)], seconds)


def ended(pids, seconds=None):
    """:return: the exit codes of processes, killed after some seconds if they are given."""
    if seconds is not None:
        time.sleep(seconds)
        for pid in pids:
            os.kill(pid, signal.SIGKILL)
    return [os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) for pid in pids]


def main(conf, database):
    registry = connect(conf, database)
    from odoo.api import Environment

    print(json.dumps("ready"), flush=True)
    for line in sys.stdin:
        job = json.loads(line)
        if job["job"] == "prepare":
            with registry.cursor() as cr:
                answer = prepare(Environment(cr, ROOT, {}), job["units"])
        elif job["job"] == "load":
            answer = ended([child(load, database, job.get("at_once", False))])
        else:
            answer = run(database, job["workers"], job.get("seconds"))
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
