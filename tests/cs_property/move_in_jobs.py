"""What a process beside others makes ready for the tests of people who want one appointment at once."""

from tests.cs_property import billing_worker as worker
from tests.cs_property.reconcile_worker import in_yuan


def waiting(env, people):
    """An estate whose units are to be handed over, one appointment at a time, and a clerk for each resident.

    :return: users, move-ins, and free times (local, as the page sends them).
    """
    in_yuan(env)
    estate = worker.make_estate(env, people, fees=1)
    units = env["cs.estate.unit"].search([("estate_id", "=", estate.id)], limit=people)
    users = env["res.users"].create(
        [
            {
                "name": f"Clerk {number}",
                "login": f"mover{number}",
                "group_ids": [(6, 0, env.ref("cs_property.group_cs_counter").ids)],
            }
            for number in range(people)
        ]
    )
    env.ref("cs_property.move_in_rule_standard").write({"room": 1, "change_reason": "agreed"})
    made = env["cs.move.in"].create([{"unit_id": unit.id, "partner_id": unit.payer_id.id} for unit in units])
    times = [slot.begins.strftime("%Y-%m-%dT%H:%M") for slot in made[:1]._slots()]
    return {"users": users.ids, "move_ins": made.ids, "times": times}
