"""A process that bills with transactions of its own, and children of it that can be killed.

Reads one job per line from its input and prints what became of it. Started by the tests of billing runs
that are killed: ``python -m tests.cs_property.billing_worker CONF DATABASE``.
"""

import json
import os
import signal
import sys
import time
from datetime import date

#: the system itself, as the scheduler does
ROOT = 1
FIRST, LAST = date(2026, 3, 1), date(2026, 3, 31)
#: documents of one transaction: few, so that a kill meets many moments
DOCUMENTS = 5


def connect(conf, database):
    from odoo.modules.registry import Registry
    from odoo.tools import config

    config.parse_config(["-c", conf, "-d", database, "--log-level", "critical"])
    return Registry(database)


def make_estate(env, units, fees=3):
    """An estate of flats with an owner each, and some fees."""
    company = env.company
    company.cs_billing_second_person = False
    company._cs_fee_setup()
    kind = env["cs.unit.type"].create({"name": "Flat"})
    number = env["cs.estate"].search_count([]) + 1
    estate = env["cs.estate"].create({"name": f"Estate {number}", "tz": "Asia/Shanghai"})
    building = env["cs.estate.building"].create({"name": "1", "code": "1", "estate_id": estate.id})
    flats = env["cs.estate.unit"].create(
        [
            {
                "name": str(number),
                "code": f"1-{number}",
                "estate_id": estate.id,
                "building_id": building.id,
                "type_id": kind.id,
                "area": 50 + number % 90,
            }
            for number in range(units)
        ]
    )
    owners = env["res.partner"].create([{"name": f"Owner of {flat.code}"} for flat in flats])
    env["cs.unit.party"].create(
        [
            {"unit_id": flat.id, "partner_id": owner.id, "role": "owner", "date_from": "2025-01-01"}
            for flat, owner in zip(flats, owners, strict=True)
        ]
    )
    env["cs.fee.item"].create([{"name": f"Fee {number}", "sequence": number} for number in range(fees)])
    return estate


def price(lines, units, date_from, date_to, items, taken):
    """Prices of these tests instead of fee rules: area × the fee's place."""
    fees = lines.env["cs.fee.item"].search([("name", "=like", "Fee _")], order="sequence")
    payers = units._payer_spans(date_from, date_to)
    return [
        {
            "unit_id": unit.id,
            "item_id": fee.id,
            "partner_id": payers[unit.id][0][2],
            "date_from": date_from,
            "date_to": date_to,
            "due_on": date_to,
            "amount": round(unit.area * (fee.sequence + 1) * 0.37, 2),
        }
        for unit in units
        for fee in fees
        if not taken.get((unit.id, fee.id))
    ]


def prepare(env, units):
    """A run of an estate that waits to be billed."""
    from odoo.addons.cs_property.models.billing import run_verbs

    run_verbs.BILL_DOCUMENTS = DOCUMENTS
    type(env["cs.billing.line"])._priced = price
    estate = make_estate(env, units)
    run = env["cs.billing.run"].create({"estate_ids": estate.ids, "date_from": FIRST, "date_to": LAST})
    run.action_compute()
    env["cs.billing.batch"]._cron_bill()
    run.action_approve()
    return run.id


def bill(database):
    """What the scheduler does: batches until none is left."""
    from odoo.api import Environment
    from odoo.modules.registry import Registry

    with Registry(database).cursor() as cr:
        env = Environment(cr, ROOT, {})
        env["cs.billing.batch"]._cron_bill()


def child(database):
    """Bill in a process of its own, with connections of its own; its number is returned at once."""
    import odoo.sql_db

    odoo.sql_db.close_all()
    pid = os.fork()
    if not pid:
        code = 1
        try:
            bill(database)
            code = 0
        finally:
            os._exit(code)
    return pid


def kill_after(database, seconds, workers=1):
    """Begin to bill, and end it as a power failure would.

    :return: how many of the workers were killed before they were through.
    """
    pids = [child(database) for _worker in range(workers)]
    time.sleep(seconds)
    for pid in pids:
        os.kill(pid, signal.SIGKILL)
    return sum(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) < 0 for pid in pids)


def finish(database, workers=1):
    """Bill until the end, by several workers at once."""
    pids = [child(database) for _worker in range(workers)]
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
        elif job["job"] == "kill":
            answer = kill_after(database, job["seconds"], job["workers"])
        else:
            answer = finish(database, job["workers"])
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
