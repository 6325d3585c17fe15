"""What a process beside others makes ready for the tests of clerks who decide on one thing at once."""

from datetime import timedelta

from odoo.addons.cs_department.core.now import utcnow

from tests.cs_property import billing_worker as worker
from tests.cs_property.reconcile_worker import in_yuan


def desk(env, clerks, turns):
    """An estate and its clerks; for each turn a space that all want, a lost card and a notice.

    :return: users; for each turn the drafts of a lease (one of each clerk), a card and a notice.
    """
    in_yuan(env)
    estate = worker.make_estate(env, clerks, fees=1)
    flats = env["cs.estate.unit"].search([("estate_id", "=", estate.id)])
    users = env["res.users"].create(
        [
            {
                "name": f"Clerk {number}",
                "login": f"desk{number}",
                "group_ids": [(6, 0, env.ref("cs_property.group_cs_counter").ids)],
            }
            for number in range(clerks)
        ]
    )
    env.ref("cs_property.parking_rule_standard").write({"most_per_unit": 0, "change_reason": "agreed"})
    return {
        "users": users.ids,
        "leases": _leases(env, estate, flats, turns),
        "cards": _cards(env, flats[0], turns),
        "notices": _notices(env, estate, turns),
    }


def _leases(env, estate, flats, turns):
    kind = env["cs.unit.type"].create({"name": "Space", "category": "parking"})
    place = {"estate_id": estate.id, "type_id": kind.id, "use": "other", "area": 12}
    spaces = env["cs.estate.unit"].create([{**place, "name": f"P{turn}", "code": f"P{turn}"} for turn in range(turns)])
    today = env.company._cs_today()
    days = {"date_from": today, "date_to": today + timedelta(days=364)}
    drafts = env["cs.parking.lease"].create(
        [
            {"space_id": space.id, "unit_id": flat.id, "partner_id": flat.payer_id.id, **days}
            for space in spaces
            for flat in flats
        ]
    )
    return [drafts.filtered(lambda lease, space=space: lease.space_id == space).ids for space in spaces]


def _cards(env, flat, turns):
    kind = env["cs.custody.kind"].search([("key", "=", "custody_parking_card")], limit=1)
    cards = env["cs.custody.item"].create(
        [{"name": f"Card {turn}", "kind_id": kind.id, "unit_id": flat.id} for turn in range(turns)]
    )
    for card in cards:
        # by the verbs, each its own
        card.lose("left in a taxi")
        card.check_identity("ID card")
    return cards.ids


def _notices(env, estate, turns):
    kind = env.ref("cs_property.notice_kind_water")
    row = {"template_id": kind.id, "estate_id": estate.id, "words": "x", "urgency": "emergency"}
    begins = {"date_from": utcnow(), "date_to": utcnow() + timedelta(hours=6), "by_sms": False, "by_mail": False}
    return env["cs.property.notice"].create([{**row, **begins, "name": f"Water {turn}"} for turn in range(turns)]).ids
