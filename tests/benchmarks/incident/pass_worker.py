"""A process that makes passes of the time-driven work: ``python -m … CONF DATABASE``.

Reads one pass per line from its input, ``{"now": …, "batch": …, "slow": …}``; a slow one stops in the middle of its
first batch, so that it can be killed there.
"""

from __future__ import annotations

import json
import sys
import time
from datetime import datetime
from typing import Any


def say(words: str) -> None:
    print(json.dumps(words), flush=True)


def stop_in_the_middle(env: Any) -> None:
    """From now on, a batch that is done is not committed any more."""
    model = type(env["cs.ticket"])
    honest = model._act_on_time

    def slow(tickets: Any) -> None:
        honest(tickets)
        env.flush_all()
        say("in the middle")
        time.sleep(600)

    model._act_on_time = slow


def main(conf: str, database: str) -> None:
    from odoo.modules.registry import Registry
    from odoo.tools import config

    config.parse_config(["-c", conf, "-d", database, "--log-level", "critical"])
    registry = Registry(database)
    # our addon is found once the configuration is read
    from odoo.addons.cs_department.core.now import frozen
    from odoo.api import SUPERUSER_ID, Environment

    say("ready")
    for line in sys.stdin:
        job = json.loads(line)
        registry.check_signaling()
        with registry.cursor() as cr, frozen(datetime.fromisoformat(job["now"])):
            env = Environment(cr, SUPERUSER_ID, {})
            if job.get("slow"):
                stop_in_the_middle(env)
            env["cs.ticket"]._cron_due(batch=job["batch"])
        say("done")


if __name__ == "__main__":
    main(*sys.argv[1:])
