"""What processes beside each other do with shifts; see ``concurrent_worker``."""

from datetime import date, timedelta

#: far from every demo and other test
FIRST = date(2031, 3, 3)


def prepare(env, count):
    """A published roster of ``count`` people on which one person is missing on every day."""
    env = env(su=True)  # no reason is asked of the system
    env["cs.roster.rule"].search([]).action_archive()
    env["cs.roster.demand"].search([]).action_archive()
    env.company.cs_swap_approval = "worse"
    users = env["res.users"].create(
        [
            {
                "name": f"Taker {number}",
                "login": f"taker{number}",
                "group_ids": [(6, 0, env.ref("cs_department.group_cs_agent").ids)],
            }
            for number in range(count)
        ]
    )
    people = env["hr.employee"].create([{"name": user.name, "user_id": user.id} for user in users])
    template, other = env["cs.shift.template"].create(
        [
            {"name": name, "code": name[0], "span_ids": [(0, 0, {"start": start, "end": start + 8})]}
            for name, start in (("Early", 8), ("Late", 14))
        ]
    )
    env["cs.roster.demand"].create(
        {"template_id": template.id, "needed": 1, "day_type": "every", "company_id": env.company.id}
    )
    roster = env["cs.roster"].create(
        {
            "team_id": env["cs.team"].create({"name": "Takers", "tz": "Asia/Shanghai"}).id,
            "date_from": FIRST,
            "date_to": FIRST + timedelta(days=27),
            "employee_ids": [(6, 0, people.ids)],
        }
    )
    shift = {"roster_id": roster.id, "employee_id": people[0].id, "template_id": other.id}
    shifts = env["cs.shift"].create([{**shift, "date": FIRST + timedelta(days=day)} for day in range(20, 28)])
    roster.action_publish()
    return {"roster": roster.id, "template": template.id, "users": users.ids, "shifts": shifts.ids}


def take(env, roster, template, day):
    """Take the open shift of a day."""
    request = env["cs.shift.request"].create(
        {"kind": "take", "roster_id": roster, "template_id": template, "date": FIRST + timedelta(days=day)}
    )
    return request.state


def offer(env, shift):
    """Offer a shift to everybody."""
    return env["cs.shift.request"].create({"kind": "give", "shift_id": shift}).id


def agree(env, request):
    """Say yes to an offer."""
    env["cs.shift.request"].browse(request).agree()
    return True
