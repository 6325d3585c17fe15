"""A cashier takes money, receipt by receipt, beside Odoo's payment wizard.

    ./cs bench counter                        1,000 receipts
    ./cs bench counter -- --receipts 200      fewer, for a look

Ours: the verb behind the counter's screen: one unit's charge, paid by cash or by a wallet, with receipt, number,
posted payment and matching, committed after each; and the same receipts from a list, checked and taken in batches,
each committed. Odoo's plain way: the payment wizard on one invoice at a time, and on 200 at once; neither writes a
receipt. By turns, so that a noisy machine is noisy for all.
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Sequence

from tests.benchmarks.harness import environment
from tests.benchmarks.reconcile import billed, wizard_ms
from tests.benchmarks.report import Table
from tests.cs_property.reconcile_worker import in_yuan

#: receipts of one turn, and invoices of the wizard on one and on many
TURN, SINGLE, WIZARD = 100, 20, 200
#: receipts of one list
LISTED = 300
#: times faster than the wizard one by one, and on many
SINGLY, TOGETHER = 3.5, 2.5


def main(argv: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="counter", description=__doc__)
    parser.add_argument("--receipts", type=int, default=1_000)
    table = Table("a cashier takes money", argv, parser)
    receipts = table.options.receipts
    with environment() as env:
        in_yuan(env)
        env.user.group_ids |= env.ref("cs_property.group_cs_cashier")
        shifts = env["cs.cashier.shift"]
        shifts.open_till(500)
        ours, single, many, queries, listed, listed_queries = [], [], [], [], [], []
        for turn in range(max(receipts // TURN, 1)):
            if turn < 5:
                single.append(wizard_ms(env, billed(env, SINGLE), one_by_one=True))
                many.append(wizard_ms(env, billed(env, WIZARD), one_by_one=False))
            taken, asked = taken_ms(env, billed(env, min(TURN, receipts)))
            ours += taken
            queries.append(asked)
            cost, asked = listed_cost(env, billed(env, min(LISTED, receipts)))
            listed.append(cost)
            listed_queries.append(asked)
        for name, mine, aimed in (
            ("one by one at the counter", statistics.median(ours), False),
            ("from a list", statistics.median(listed), True),
        ):
            for label, peer, target in (
                ("wizard one by one", statistics.median(single), SINGLY),
                (f"wizard on {WIZARD}", statistics.median(many), TOGETHER),
            ):
                # the counter waits for a customer, the list for nobody: the target is the list's
                goal = {"target": f">= {target}x", "met": peer / mine >= target} if aimed else {}
                title = f"a receipt {name}, of {receipts:,}; {label}"
                table.row(title, mine, peer=peer, unit="ms", ratio=peer / mine, **goal)
        table.row("queries per receipt from a list", statistics.median(listed_queries), unit="")
        table.row("queries per receipt", statistics.median(queries), unit="")
        table.note(f"the slowest of a hundred: {statistics.quantiles(ours, n=100)[-1]:.0f} ms")
    return table.close()


def listed_cost(env, charges):
    """:return: ms and queries per receipt, of a list that is pasted, checked and taken."""
    wallet = env["cs.payment.means"].search(
        [("company_id", "=", env.company.id), ("needs_reference", "=", True)], limit=1
    )
    text = "\n".join(f"{one.unit_id.code}\t{one.amount_total}\t\t43{one.id}" for one in charges)
    env.cr.commit()
    env.invalidate_all()
    begin, before = time.perf_counter(), env.cr.sql_log_count
    sheet = env["cs.receipt.list"].create({"text": text, "means_id": wallet.id})
    sheet.action_check()
    sheet.action_take()
    env.cr.commit()
    passed, asked = time.perf_counter() - begin, env.cr.sql_log_count - before
    assert not any(charges.mapped("amount_residual")), "everything is paid"
    return 1000 * passed / len(charges), asked / len(charges)


def taken_ms(env, charges):
    """:return: ms of each receipt, and queries per receipt."""
    means = env["cs.payment.means"].search([("company_id", "=", env.company.id)])
    cash, wallet = means.filtered("is_cash")[:1], means.filtered("needs_reference")[:1]
    rows = [(one.id, one.unit_id.id, one.amount_total) for one in charges]
    env.cr.commit()
    passed, before = [], env.cr.sql_log_count
    for place, (charge, unit, amount) in enumerate(rows):
        env.invalidate_all()
        by = {"means_id": (wallet if place % 2 else cash).id, "amount": amount, "reference": f"42{charge}"}
        begin = time.perf_counter()
        env["cs.receipt"].take(unit, {str(charge): amount}, [by])
        env.cr.commit()
        passed.append(1000 * (time.perf_counter() - begin))
    asked = (env.cr.sql_log_count - before) / len(rows)
    assert not any(charges.mapped("amount_residual")), "everything is paid"
    return passed, asked


if __name__ == "__main__":
    raise SystemExit(main())
