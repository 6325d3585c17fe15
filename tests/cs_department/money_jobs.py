"""What the concurrency tests of money begin with, made in a worker's own transaction."""

CASE = {"kind": "kind_enquiry", "description": "x"}


def approvers(env, count):
    """Users who may all approve, and the rule that asks them."""
    users = env["res.users"].create(
        [
            {
                "name": f"Approver {number}",
                "login": f"approver{number}",
                "group_ids": [(6, 0, env.ref("cs_department.group_cs_manager").ids)],
            }
            for number in range(count)
        ]
    )
    env["cs.approval.rule"].search([]).action_archive()
    env["cs.approval.rule"].create(
        {
            "name": "Compensations",
            "what": "compensation",
            "sequence": 1,
            "tier_ids": [(0, 0, {"role": "named", "user_ids": [(6, 0, users.ids)]})],
        }
    )
    return users.ids


def _case(env):
    customer = env["res.partner"].create({"name": "Zhang San"})
    kind = env.ref(f"cs_department.{CASE['kind']}")
    return env["cs.ticket"].create(
        {"name": "Late", "kind_id": kind.id, "description": CASE["description"], "partner_id": customer.id}
    )


def request(env):
    """A compensation that waits for its approval."""
    compensation = _case(env).propose_compensation(50, "Sorry")
    return {"compensation": compensation.id, "approval": compensation.approval_ids.id}


def refunds(env, count):
    """A paid invoice of 300, and approved compensations of 200 each on it."""
    if not env.company.chart_template:
        env["account.chart.template"].try_loading("generic_coa", env.company, install_demo=False)
    env.user.group_ids |= env.ref("account.group_account_invoice")
    ticket = _case(env)
    invoice = env["account.move"].create(
        {
            "move_type": "out_invoice",
            "partner_id": ticket.partner_id.id,
            "invoice_date": "2026-03-01",
            "invoice_line_ids": [(0, 0, {"name": "Tap", "quantity": 1, "price_unit": 300, "tax_ids": [(5,)]})],
        }
    )
    invoice.action_post()
    ids = []
    for _number in range(count):
        compensation = ticket.propose_compensation(200, "Sorry", invoice_ref=invoice.name)
        approval = compensation.approval_ids.filtered(lambda a: a.state == "asked")
        approval.with_user(approval.user_ids[:1]).approve()
        ids.append(compensation.id)
    return {"invoice": invoice.id, "compensations": ids}
