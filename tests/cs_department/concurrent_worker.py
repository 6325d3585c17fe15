"""A process that works on cases beside others, with transactions of its own.

Reads one job per line from its input, ``{"job": …, "at": …, …}``, begins it at the
moment ``at`` (so that all begin together) and prints what became of it. Started by
``test_concurrency``: ``python -m tests.cs_department.concurrent_worker CONF DATABASE``.
"""

import json
import sys
import time
from contextlib import nullcontext
from datetime import datetime
from importlib import import_module

ADMIN = 2


def connect(conf, database):
    from odoo.modules.registry import Registry
    from odoo.tools import config

    config.parse_config(["-c", conf, "-d", database, "--log-level", "critical"])
    return Registry(database)


def run(env, job):
    """One transaction's work; what it returns is committed."""
    cases = env["cs.ticket"]
    ticket = cases.browse(job.get("id", ()))
    if job["job"] == "register":
        return cases.create(
            {
                "name": job.get("name", "At the same time"),
                "kind_id": env.ref(f"cs_department.{job.get('kind', 'kind_enquiry')}").id,
                "description": "x",
                "caller": "Somebody",
                "user_id": job.get("user", False),
            }
        ).read(["number"])[0]
    if job["job"] == "hire":
        agents = env["res.users"].create(
            [
                {
                    "name": f"Agent {number}",
                    "login": f"{job.get('name', 'agent')}{number}",
                    "group_ids": [(6, 0, env.ref("cs_department.group_cs_agent").ids)],
                }
                for number in range(job["count"])
            ]
        )
        env["cs.team"].search([], limit=1).member_ids |= agents
        return agents.ids
    if job["job"] == "money":
        from tests.cs_department import money_jobs

        return getattr(money_jobs, job["make"])(env, **({"count": job["count"]} if "count" in job else {}))
    if job["job"] == "roster":
        from tests.cs_department import roster_jobs

        return getattr(roster_jobs, job["make"])(env, **job.get("arguments", {}))
    if job["job"] == "merit":
        from tests.cs_department import merit_jobs

        return getattr(merit_jobs, job["make"])(env, **job.get("arguments", {}))
    if job["job"] == "trade":
        from tests.cs_department import trade_jobs

        return getattr(trade_jobs, job["make"])(env, **job["arguments"])
    if job["job"] == "make":
        return getattr(import_module(job["module"]), job["make"])(env, **job.get("arguments", {}))
    if job["job"] == "call":
        record = env[job["model"]].browse(job["id"])
        return bool(getattr(record, job["method"])(**job["arguments"]))
    if job["job"] == "next_call":
        return env["cs.callback"].next_call()
    if job["job"] == "callback_rule":
        return (
            env["cs.callback.rule"]
            .create(
                {
                    "name": "Drawn by several at once",
                    "event_id": env.ref("cs_department.callback_event_closed").id,
                    "kind_ids": [(6, 0, env.ref("cs_department.kind_enquiry").ids)],
                    "rate": job["rate"],
                    "sequence": 1,
                }
            )
            .id
        )
    if job["job"] == "rate":
        one = env["cs.survey.invitation"].sudo().search([("ticket_id", "=", ticket.id)])
        scales = one.survey_id.question_ids.filtered(lambda question: question.question_type == "scale")
        return one._answer(dict.fromkeys(scales.ids, job["points"]), "link")
    if job["job"] == "anonymous":
        rules = env["cs.survey.rule"].search([])
        return rules.write({"anonymous": True, "by_phone": False, "change_reason": "Frank answers"})
    if job["job"] == "dispatch":
        return len(ticket.dispatch(user=ADMIN, name="Look"))
    if job["job"] == "pass":
        cases = cases.with_user(env.ref("base.user_root"))  # as the scheduler does
        if job.get("slow"):
            cls = type(cases)
            honest = cls._act_on_time

            def slow(tickets):
                honest(tickets)
                env.flush_all()
                print(json.dumps("in the middle"), flush=True)
                time.sleep(job["slow"])

            cls._act_on_time = slow
        return cases._cron_due(batch=job["batch"])
    return bool(getattr(ticket, job["job"])(**job.get("arguments", {})))


def main(conf, database):
    registry = connect(conf, database)
    # our addon is found once the configuration is read
    from odoo.addons.cs_department.core.now import frozen
    from odoo.api import Environment
    from odoo.exceptions import UserError
    from odoo.service.model import retrying

    print(json.dumps("ready"), flush=True)
    for line in sys.stdin:
        job = json.loads(line)
        time.sleep(max(0, job.get("at", 0) - time.time()))
        now = datetime.fromisoformat(job["now"]) if "now" in job else None
        try:
            registry = registry.check_signaling()  # as every request does: others may have changed the rules
            with frozen(now) if now else nullcontext(), registry.cursor() as cr:
                env = Environment(cr, job.get("uid", ADMIN), {"lang": "en_US"})
                answer = retrying(lambda env=env, job=job: run(env, job), env)
        except UserError as error:
            answer = {"refused": str(error)}
        except Exception as error:
            answer = {"failed": f"{type(error).__name__}: {error}"}
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
