"""A process that imports units with transactions of its own, and children of it that can be killed.

Reads one job per line from its input and prints what became of it. Started by the test of imports that are
killed: ``python -m tests.cs_property.estate_worker CONF DATABASE``.
"""

import base64
import json
import sys

from tests.cs_property import billing_worker

#: rows of one transaction: few, so that a kill meets many moments
ROWS = 20


def sheet(units):
    """Two people in each unit, who stand in rows that follow each other, and a parking space."""
    rows = ["楼栋,单元,房号,归属房屋,姓名,电话,身份"]
    for unit in range(units):
        place, code = f"K,1,{101 + unit}", f"K-1-{101 + unit}"
        rows += [f"{place},,Owner {unit},1{unit:010d},业主", f"{place},,Tenant {unit},2{unit:010d},租户"]
        rows.append(f"P,,{unit},{code},Owner {unit},1{unit:010d},业主")
    return "\n".join(rows).encode()


def prepare(env, units, whole):
    estate = env["cs.estate"].create({"name": "Killed", "tz": "Asia/Shanghai"})
    env["cs.unit.type"].create({"name": "Flat"})
    batch = env["cs.estate.import"].create(
        {"estate_id": estate.id, "file": base64.b64encode(sheet(units)), "all_or_nothing": whole}
    )
    batch.action_import()
    return batch.good_count


def bring_in(database):
    """What the scheduler does."""
    from odoo.addons.cs_property.models.estate import import_run
    from odoo.api import Environment
    from odoo.modules.registry import Registry

    import_run.BATCH = ROWS
    with Registry(database).cursor() as cr:
        env = Environment(cr, billing_worker.ROOT, {})
        # as if the scheduler had hours: it commits and goes on
        type(env["ir.cron"])._commit_progress = lambda cron, *args, **more: cron.env.cr.commit() or float("inf")
        env["cs.estate.import"]._cron_import()


def main(conf, database):
    registry = billing_worker.connect(conf, database)
    billing_worker.bill = bring_in
    from odoo.api import Environment

    print(json.dumps("ready"), flush=True)
    for line in sys.stdin:
        job = json.loads(line)
        if job["job"] == "prepare":
            with registry.cursor() as cr:
                answer = prepare(Environment(cr, billing_worker.ROOT, {}), job["units"], job["whole"])
        elif job["job"] == "kill":
            answer = billing_worker.kill_after(database, job["seconds"], job["workers"])
        else:
            answer = billing_worker.finish(database, job["workers"])
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
