"""What a process beside others makes ready for the tests of clerks who bill at once."""

from tests.cs_property import billing_worker as worker
from tests.cs_property.custody_case import PNG
from tests.cs_property.reconcile_worker import in_yuan
from tests.cs_property.repair_case import photo


def orders(env, clerks, count):
    """Accepted repair orders, one of each unit, and clerks who could bill them.

    :return: users, and the ids of the orders.
    """
    in_yuan(env)
    estate = worker.make_estate(env, count, fees=1)
    units = env["cs.estate.unit"].search([("estate_id", "=", estate.id)])
    users = env["res.users"].create(
        [
            {
                "name": f"Clerk {number}",
                "login": f"biller{number}",
                "group_ids": [(6, 0, env.ref("cs_property.group_cs_counter").ids)],
            }
            for number in range(clerks)
        ]
    )
    worker_, inspector = env["res.users"].create(
        [
            {
                "name": name,
                "login": name.lower(),
                "group_ids": [(6, 0, env.ref(group).ids)],
            }
            for name, group in (("Plumber", "base.group_user"), ("Looker", "cs_property.group_cs_inspector"))
        ]
    )
    team = env["cs.team"].create({"name": "Repairs", "tz": "Asia/Shanghai", "member_ids": [(6, 0, worker_.ids)]})
    rule = env.ref("cs_property.repair_rule_standard")
    rule.write({"team_ids": [(6, 0, team.ids)], "change_reason": "ours"})
    tap = env.ref("cs_property.repair_tap")
    made = [_accepted(env, unit, tap, worker_, inspector) for unit in units]
    return {"users": users.ids, "orders": made}


def _accepted(env, unit, tap, plumber, inspector):
    order = env["cs.repair.order"].create(
        {"unit_id": unit.id, "service_id": tap.id, "words": "x", "line_ids": [(0, 0, {"item_id": tap.id})]}
    )
    order.action_quote()
    order._signed("quote", PNG, "Owner")
    order.dispatch(plumber.id)
    mine = order.with_user(plumber)
    mine.arrive()
    mine.attach("0" * 24, photo())
    mine.finish("Done")
    check = order.sudo().check_id
    check.with_user(inspector).begin()
    check.with_user(inspector).finish({str(one.id): {"value": 1} for one in check.answer_ids})
    order._signed("acceptance", PNG, "Owner")
    return order.id
