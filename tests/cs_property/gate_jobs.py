"""What a process beside others makes ready for the tests of guards who scan at once."""

from odoo import Command

from tests.cs_property import billing_worker as worker
from tests.cs_property.reconcile_worker import in_yuan


def gate(env, guards, rounds):
    """An estate, guards, and for each round a release pass and a visit that hold.

    :return: users, and the codes and ids of passes and visits.
    """
    in_yuan(env)
    estate = worker.make_estate(env, 1, fees=1)
    unit = env["cs.estate.unit"].search([("estate_id", "=", estate.id)], limit=1)
    host = env["res.partner"].create({"name": "Host", "phone": "13800138000"})
    group = env.ref("cs_property.group_cs_guard").ids
    users = env["res.users"].create(
        [
            {"name": f"Guard {number}", "login": f"guard{number}", "group_ids": [Command.set(group)]}
            for number in range(guards)
        ]
    )
    goods = env["cs.release.rule"].create({"name": "Goods", "valid_hours": 24, "change_reason": "agreed"})
    guest = env["cs.visitor.rule"].create({"name": "Guest", "needs_host": False, "change_reason": "agreed"})
    whose = {"unit_id": unit.id, "partner_id": host.id}
    sofa = [Command.create({"name": "Sofa", "quantity": 1})]
    passes = env["cs.release.pass"].create([{**whose, "rule_id": goods.id, "line_ids": sofa} for _ in range(rounds)])
    for one in passes:
        # a few
        one.action_ask()
    visits = env["cs.visitor"].create(
        [{**whose, "rule_id": guest.id, "name": "Wang", "phone": "13900139000"} for _ in range(rounds)]
    )
    return {
        "users": users.ids,
        "passes": [(one.id, one._scan_text()) for one in passes],
        "visits": [(one.id, one._scan_text()) for one in visits],
    }


def knock(env, text, verb, post):
    """One guard decides.

    :return: the result and what the page says.
    """
    answer = env["cs.gate"]._do(text, verb, post)
    return [answer["result"], answer["words"]]
