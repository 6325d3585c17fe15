"""A process that chases arrears with transactions of its own, and children of it that can be killed.

Reads one job per line from its input and prints what became of it. Started by the test of chases that are
killed: ``python -m tests.cs_property.arrears_worker CONF DATABASE``.
"""

import json
import sys
from datetime import date

from tests.cs_property import billing_worker

#: cases of one transaction: few, so that a kill meets many moments
CASES = 5


def prepare(env, units):
    """Units that did not pay their bill of January, with a telephone each."""
    estate = billing_worker.make_estate(env, units, fees=1)
    fee = env["cs.fee.item"].search([("name", "=", "Fee 0")])
    estate.unit_ids.payer_id.phone = "13800138000"
    charges = env["cs.billing.line"]._propose(
        [
            {
                "unit_id": unit.id,
                "item_id": fee.id,
                "partner_id": unit.payer_id.id,
                "date_from": date(2026, 1, 1),
                "date_to": date(2026, 1, 31),
                "due_on": date(2026, 1, 31),
                "amount": 100,
            }
            for unit in estate.unit_ids
        ]
    )
    return len(charges._invoice(date(2026, 1, 1)))


def chase(database):
    """What the scheduler does in a night."""
    from odoo.addons.cs_property.models.arrears import case_chase
    from odoo.api import Environment
    from odoo.modules.registry import Registry

    case_chase.LOOKED_AT = CASES
    with Registry(database).cursor() as cr:
        env = Environment(cr, billing_worker.ROOT, {})
        # as if the scheduler had hours: it commits and goes on
        type(env["ir.cron"])._commit_progress = lambda cron, *args, **more: cron.env.cr.commit() or float("inf")
        env["cs.arrears.case"]._cron_chase()


def main(conf, database):
    registry = billing_worker.connect(conf, database)
    billing_worker.bill = chase
    from odoo.api import Environment

    print(json.dumps("ready"), flush=True)
    for line in sys.stdin:
        job = json.loads(line)
        if job["job"] == "prepare":
            with registry.cursor() as cr:
                answer = prepare(Environment(cr, billing_worker.ROOT, {}), job["units"])
        elif job["job"] == "kill":
            answer = billing_worker.kill_after(database, job["seconds"], job["workers"])
        else:
            answer = billing_worker.finish(database, job["workers"])
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
