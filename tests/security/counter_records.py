"""One record of each model of the counter, as the tables of rights look at them; written straight down."""

from odoo.fields import Command

from tests.common import NOW

FROM, TO = "2026-03-04", "2026-12-31"


def counter_records(case):
    """Records of the company: what the counter, the gate and the inspectors work with (in sudo)."""
    areas = (_desk, _parking, _routes, _papers, _gate, _move_in_rule, _repair_item, _visit_rule)
    return [record for area in areas for record in area(case)]


def building_records(case, unit):
    """Records of one building, which a steward sees of his own only (in sudo)."""
    works = [*_renovation(case, unit), _round(case, unit), *_move_in(case, unit), *_repair(case, unit)]
    return [*works, *_visit(case, unit), *_mediation(case, unit)]


def _desk(case):
    env, unit = case.env, {"unit_id": case.unit1.id, "partner_id": case.unit1.payer_id.id}
    notice = env["cs.property.notice"].create(
        {
            "name": "Water",
            "words": "x",
            "template_id": env.ref("cs_property.notice_kind_water").id,
            "estate_id": case.estate.id,
        }
    )
    row = {"notice_id": notice.id, "company_id": case.company.id}
    claim = {**unit, "item_id": case.deposit_item.id, "amount": 5}
    return [
        notice,
        env["cs.property.notice.receipt"].create({**row, **unit}),
        env["cs.deposit.claim"]._claim([claim]),
        env["cs.scan.log"].create(
            {"at": NOW, "user_id": case.guard.id, "company_id": case.company.id, "result": "none"}
        ),
    ]


def _parking(case):
    env, unit = case.env, {"unit_id": case.unit1.id, "partner_id": case.unit1.payer_id.id}
    rule = env["cs.parking.rule"].create(
        {
            "name": "Own",
            "company_id": case.company.id,
            "item_id": env.ref("cs_property.fee_parking_rent").id,
            "change_reason": "x",
            "priority_ids": [Command.create({"fact": "owner"})],
            "reminder_ids": [Command.create({"days": 3, "script": "x"})],
        }
    )
    lease = env["cs.parking.lease"].create({**unit, "space_id": case.space.id, "date_from": FROM, "date_to": TO})
    notice = {"lease_id": lease.id, "reminder_id": rule.reminder_ids.id, "date_to": TO, "given_at": NOW}
    return [
        *(lease, rule.priority_ids, rule.reminder_ids, env["cs.parking.notice"].create(notice)),
        env["cs.parking.vehicle"].create({**unit, "plate": "京A54321"}),
        env["cs.parking.waiting"].create(unit),
    ]


def _routes(case):
    plan = _route(case, {"name": "Hall", "code": "H1", "estate_id": case.estate.id})
    return [plan.stop_ids.spot_id, plan.stop_ids]


def _route(case, spot):
    spot = case.env["cs.spot"].create({"category": "stairs", **spot})
    return case.env["cs.inspection.plan"].create(
        {
            "name": f"Route {spot.code}",
            "company_id": case.company.id,
            "checklist_id": case.env.ref("cs_property.checklist_round_outside").id,
            "source": "route",
            "change_reason": "x",
            "stop_ids": [Command.create({"spot_id": spot.id})],
        }
    )


def _round(case, unit):
    """A round of a building that nobody has taken."""
    building = unit.building_id
    place = {"estate_id": case.estate.id, "building_id": building.id}
    plan = _route(case, {"name": building.name, "code": f"B{building.code}", **place})
    row = {
        "plan_id": plan.id,
        **place,
        "company_id": case.company.id,
        "period_on": FROM,
        "number": 1,
        "day": FROM,
        "opens_at": "2026-03-04 00:00:00",
        "closes_at": "2026-03-04 10:00:00",
    }
    return case.env["cs.inspection.round"].create(row)


def _papers(case):
    env, common = case.env, {"company_id": case.company.id, "res_model": "cs.parking.lease", "res_id": 1}
    rule = env["cs.signoff.rule"].create(
        {
            "name": "Own",
            "company_id": case.company.id,
            "what": "lease",
            "change_reason": "x",
            "tier_ids": [Command.create({"role": "manager"})],
        }
    )
    asked = {"what": "lease", "attempt": 1, "sequence": 1, "role": "manager", "asked_by_id": case.clerk.id}
    return [
        rule.tier_ids,
        env["cs.document"].create({**common, "kind_id": env["cs.document.kind"].search([], limit=1).id}),
        env["cs.signoff"].create({**common, **asked, "asked_at": NOW, "state": "asked"}),
    ]


def _renovation(case, unit):
    # the counter writes down what is found on sites
    env = case.env(user=case.clerk, su=True)
    site = env["cs.renovation"].create(
        {"unit_id": unit.id, "partner_id": unit.payer_id.id, "date_from": FROM, "date_to": TO}
    )
    site.write({"state": "working"})
    of = {"renovation_id": site.id}
    kind = env["cs.renovation.violation.kind"].search([], limit=1)
    return [
        site,
        env["cs.renovation.briefing"].create({**of, "day": FROM, "person": "x", "words": "x"}),
        env["cs.renovation.pass"].create({**of, "number": f"W{unit.id}", "name": "x", "valid_until": TO}),
        env["cs.renovation.slot"].create({**of, "day": FROM, "number": 1}),
        env["cs.renovation.violation"].create(
            {**of, "number": f"V{unit.id}", "kind_id": kind.id, "words": "x", "found_on": FROM}
        ),
    ]


def _gate(case):
    env, unit = case.env, {"unit_id": case.unit1.id, "partner_id": case.unit1.payer_id.id}
    span = {"valid_from": "2026-03-04 00:00:00", "valid_until": "2026-03-04 12:00:00"}
    release = env["cs.release.pass"].create(
        {
            **unit,
            **span,
            "rule_id": env.ref("cs_property.release_move_out").id,
            "line_ids": [Command.create({"name": "Sofa", "quantity": 1})],
        }
    )
    of = {"pass_id": release.id, "company_id": case.company.id}
    move = {"line_id": release.line_ids.id, "kind": "out", "quantity": 1, "moved_at": NOW, "user_id": case.guard.id}
    guest = {**unit, **span, "name": "Guest", "people": 1, "rule_id": env.ref("cs_property.visitor_guest").id}
    return [
        *(release, release.line_ids),
        env["cs.release.move"].create({**of, **move}),
        env["cs.release.consent"].create({**of, "partner_id": case.unit1.payer_id.id}),
        env["cs.visitor"].create(guest),
        env["cs.visitor.barred"].create({"name": "x", "company_id": case.company.id, "reason": "x"}),
    ]


def _move_in(case, unit):
    move_in = case.env["cs.move.in"].create({"unit_id": unit.id, "partner_id": unit.payer_id.id})
    return [move_in, move_in.agreement_ids[:1]]


def _move_in_rule(case):
    rule = case.env.ref("cs_property.move_in_rule_standard").copy(
        {"company_id": case.company.id, "key": False, "change_reason": "x"}
    )
    return [rule.hours_ids[:1], rule.fee_ids[:1]]


def _repair(case, unit):
    # the counter orders repairs
    env = case.env(user=case.clerk, su=True)
    order = env["cs.repair.order"].create(
        {
            "unit_id": unit.id,
            "service_id": env.ref("cs_property.repair_tap").id,
            "words": "x",
            "line_ids": [Command.create({"item_id": env.ref("cs_property.repair_tap").id})],
        }
    )
    order._signed_off("quote")
    return [order, order.line_ids, order.agreement_ids]


def _repair_item(case):
    item = case.env["cs.repair.item"].create(
        {
            "name": "Own",
            "company_id": case.company.id,
            "change_reason": "x",
            "price_ids": [Command.create({"date_from": FROM, "price": 1})],
        }
    )
    return [item.price_ids]


def _visit_rule(case):
    rule = case.env["cs.visit.rule"].create(
        {
            "name": "Own",
            "company_id": case.company.id,
            "checklist_id": case.env.ref("cs_property.checklist_home_visit").id,
            "change_reason": "x",
            "reason_ids": [Command.create({"fact": "care"})],
        }
    )
    return [rule.reason_ids]


def _visit(case, unit):
    steward = unit.steward_id
    visit = case.env["cs.visit"].create(
        {"unit_id": unit.id, "steward_id": steward.id, "month": "2026-03-01", "due_on": TO}
    )
    attempt = {"visit_id": visit.id, "made_at": NOW, "user_id": steward.id, "result": "absent"}
    return [visit, case.env["cs.visit.attempt"].create(attempt)]


def _mediation(case, unit):
    one = case.env["cs.mediation"].create(
        {
            "subject": "x",
            "mediator_id": case.clerk.id,
            "party_a_unit_id": unit.id,
            "party_a_id": unit.payer_id.id,
            "party_b_unit_id": unit.id,
            "party_b_id": case.company.partner_id.id,
            "session_ids": [
                Command.create({"start": "2026-03-05 02:00:00", "place": "x", "mediator_id": case.clerk.id})
            ],
            "proposal_ids": [Command.create({"words": "x"})],
            "term_ids": [Command.create({"name": "x", "due_on": TO})],
        }
    )
    return [one, one.session_ids, one.proposal_ids, one.term_ids]
