"""What a process beside others makes ready at the counter, for the tests of two cashiers at once."""

from tests.cs_property import billing_worker as worker
from tests.cs_property.reconcile_worker import in_yuan


def counter(env, cashiers):
    """An estate and cashiers whose tills are open.

    :return: users, and the units that money can be taken for.
    """
    in_yuan(env)
    estate = worker.make_estate(env, 2 * cashiers, fees=1)
    users = env["res.users"].create(
        [
            {
                "name": f"Cashier {number}",
                "login": f"cashier{number}",
                "group_ids": [(6, 0, env.ref("cs_property.group_cs_cashier").ids)],
            }
            for number in range(cashiers)
        ]
    )
    for user in users:
        env["cs.cashier.shift"].with_user(user).open_till(100)
    return {"users": users.ids, "units": env["cs.estate.unit"].search([("estate_id", "=", estate.id)]).ids}


def bill(env, units, month):
    """A charge of 100 for each unit in a month of 2026.

    :return: their ids, and the means that is cash.
    """
    day = worker.FIRST.replace(month=month)
    flats = env["cs.estate.unit"].browse(units)
    fee = env["cs.fee.item"].search([("name", "=", "Fee 0")], limit=1)
    charges = env["cs.billing.line"]._propose(
        [
            {
                "unit_id": flat.id,
                "item_id": fee.id,
                "partner_id": flat.payer_id.id,
                "date_from": day,
                "date_to": day,
                "due_on": day,
                "amount": 100,
            }
            for flat in flats
        ]
    )
    charges._invoice()
    cash = env["cs.payment.means"].search([("is_cash", "=", True), ("company_id", "=", env.company.id)], limit=1)
    return {"charges": charges.ids, "cash": cash.id}
