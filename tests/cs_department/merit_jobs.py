"""What the concurrency tests of rewards and penalties begin with, in a worker's own transaction."""

from datetime import date

LADDER = [30, 50, 80, 100, 120, 150]


def facts(env, count):
    """A rule with a ladder, a person, and so many lapses of his this month; the rule's id."""
    env["cs.merit.rule"].search([("source", "!=", "hand")]).write({"active": False, "change_reason": "Test"})
    # those of an earlier test are not looked at again
    env["cs.handover.lapse"].sudo().search([]).write({"excused_at": "2026-03-09 00:00:00"})
    env.company.write({"cs_merit_from": date(2026, 1, 1)})
    rule = env["cs.merit.rule"].create(
        {
            "name": "Item not recorded",
            "source": "handover_unrecorded",
            "change_reason": "Test",
            "step_ids": [
                (0, 0, {"consequence": "fine", "amount": amount, "sequence": place})
                for place, amount in enumerate(LADDER)
            ],
        }
    )
    user = env["res.users"].create(
        {
            "name": f"Agent {rule.id}",
            "login": f"merit{rule.id}",
            "group_ids": [(6, 0, env.ref("cs_department.group_cs_agent").ids)],
        }
    )
    person = env["hr.employee"].create({"name": user.name, "user_id": user.id})
    post = env["cs.duty.post"].create({"name": f"Desk {rule.id}", "team_id": env["cs.team"].search([], limit=1).id})
    moment = "2026-03-01 00:00:00"
    handover = (
        env["cs.handover"]
        .sudo()
        .create({"post_id": post.id, "company_id": env.company.id, "opened_at": moment, "snapshot_at": moment})
    )
    env["cs.handover.lapse"].sudo().create(
        [
            {
                "handover_id": handover.id,
                "post_id": post.id,
                "company_id": env.company.id,
                "employee_id": person.id,
                "user_id": user.id,
                "kind": "unrecorded",
                "at": f"2026-03-{day:02} 12:00:00",
            }
            for day in range(1, count + 1)
        ]
    )
    return rule.id


def events(env, rule):
    """The events of a rule, by their days."""
    return env["cs.merit.event"].search([("rule_id", "=", rule)], order="date").ids


def pass_once(env):
    """One pass of the scheduled action."""
    env["cs.merit.event"].with_user(env.ref("base.user_root"))._cron_merit()  # as the scheduler does
    return True
