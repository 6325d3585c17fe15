"""What a process beside others makes ready for the tests of clerks who lend at once."""

from tests.cs_property import billing_worker as worker
from tests.cs_property.reconcile_worker import in_yuan


def cabinet(env, clerks, keys):
    """An estate, counter clerks, and keys that nobody has to sign for.

    :return: users, keys and a borrower for each clerk.
    """
    in_yuan(env)
    estate = worker.make_estate(env, 1, fees=1)
    unit = env["cs.estate.unit"].search([("estate_id", "=", estate.id)], limit=1)
    users = env["res.users"].create(
        [
            {
                "name": f"Clerk {number}",
                "login": f"clerk{number}",
                "group_ids": [(6, 0, env.ref("cs_property.group_cs_counter").ids)],
            }
            for number in range(clerks)
        ]
    )
    kind = env["cs.custody.kind"].create(
        {"name": "Keys", "custody_book": "key", "sign_both": False, "change_reason": "agreed"}
    )
    made = env["cs.custody.item"].create(
        [{"name": f"Key {number}", "kind_id": kind.id, "unit_id": unit.id} for number in range(keys)]
    )
    people = env["res.partner"].create([{"name": f"Borrower {number}"} for number in range(clerks)])
    return {"users": users.ids, "keys": made.ids, "people": people.ids}
