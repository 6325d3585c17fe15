"""A cashier takes money, receipt by receipt, beside Odoo's payment wizard and the bare documents.

    ./cs bench counter                        1,000 receipts
    ./cs bench counter -- --receipts 200      fewer, for a look

Ours: the verb behind the counter's screen: one unit's charge, paid by cash or by a wallet, with receipt, number,
posted payment and matching, committed after each; and the same receipts from a list, checked and taken in batches,
each committed. Odoo's plain way: the payment wizard on one invoice at a time, and on 200 at once; neither writes a
receipt. By turns, so that a noisy machine is noisy for all.

The column "floor" is what Odoo's own payment costs without a receipt around it: ``account.payment`` created, posted
and matched, one at a time beside the counter, 50 at a time beside the list. A single receipt is cheaper than that
floor, because what Odoo looks up for new payments and cannot find is not asked for; what is left is Odoo's writing of
the entry, taking its number and matching it, about 70 ms for one. Being 3.5 times as fast as the wizard one by one is
therefore out of reach for a receipt on its own: the target is the list's, and the counter's rows are figures to know.
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Sequence

from tests.benchmarks.harness import environment
from tests.benchmarks.reconcile import QUIET, SINGLE, WIZARD, beside, billed, owed_lines, wizard_ms
from tests.benchmarks.report import Table
from tests.cs_property.reconcile_worker import in_yuan

#: receipts of one turn
TURN = 100
#: receipts of one list, and payments of one transaction of the bare batch: as many as of one of the list
LISTED, BARE_BATCH = 300, 50
#: turns in which the wizard and the bare payments are measured
SAMPLED = 5
#: times faster than the wizard one by one, and on many
SINGLY, TOGETHER = 3.5, 2.5


def main(argv: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="counter", description=__doc__)
    parser.add_argument("--receipts", type=int, default=1_000)
    table = Table("a cashier takes money", argv, parser)
    with environment() as env:
        in_yuan(env)
        taken(env, table, table.options.receipts)
    return table.close()


def taken(env, table, receipts):
    """Receipts by turns, the wizard and the bare payments in the first of them."""
    env.user.group_ids |= env.ref("cs_property.group_cs_cashier")
    env["cs.cashier.shift"].open_till(500)
    ours, queries, listed, listed_queries = [], [], [], []
    single, many, bare, bare_batch, bare_queries = [], [], [], [], []
    for turn in range(max(receipts // TURN, 1)):
        if turn < SAMPLED:
            single.append(wizard_ms(env, billed(env, SINGLE), one_by_one=True))
            many.append(wizard_ms(env, billed(env, WIZARD), one_by_one=False))
            cost, asked = bare_cost(env, billed(env, SINGLE), 1)
            bare.append(cost)
            bare_queries.append(asked)
            bare_batch.append(bare_cost(env, billed(env, WIZARD), BARE_BATCH)[0])
        costs, asked = taken_ms(env, billed(env, min(TURN, receipts)))
        ours += costs
        queries.append(asked)
        cost, asked = listed_cost(env, billed(env, min(LISTED, receipts)))
        listed.append(cost)
        listed_queries.append(asked)
    beside(table, f"a receipt from a list, of {receipts:,}", listed, bare_batch, single, many, (SINGLY, TOGETHER))
    beside(table, "a receipt one by one at the counter", ours, bare, single, many, None)
    table.row("queries per receipt from a list", statistics.median(listed_queries), unit="")
    table.row(
        "queries per receipt one by one",
        statistics.median(queries),
        floor=statistics.median(bare_queries),
        target="fewer than Odoo's payment",
        met=statistics.median(queries) < statistics.median(bare_queries),
    )
    table.note(f"the slowest of a hundred receipts: {statistics.quantiles(ours, n=100)[-1]:.0f} ms")
    table.note(
        f"Odoo's own payment alone, created, posted and matched one by one, costs {statistics.median(bare):.0f} ms: "
        f"the wizard's {statistics.median(single):.0f} ms / {SINGLY} cannot be reached by a receipt on its own"
    )


def bare_cost(env, charges, batch):
    """Odoo's own payments of these charges, without receipts.

    :return: ms and queries per payment.
    """
    journal = env["cs.payment.means"].search([("company_id", "=", env.company.id), ("is_cash", "=", True)]).journal_id
    owed = owed_lines(env, charges)
    env.cr.commit()
    before, begin = env.cr.sql_log_count, time.perf_counter()
    for start in range(0, len(owed), batch):
        env.invalidate_all()
        part = owed[start : start + batch]
        payments = (
            env["account.payment"]
            .with_context(**QUIET)
            .create(
                [
                    {
                        "payment_type": "inbound",
                        "partner_type": "customer",
                        "partner_id": line.partner_id.id,
                        "amount": line.amount_residual,
                        "journal_id": journal.id,
                    }
                    for line in part
                ]
            )
        )
        payments.action_post()
        plan = [
            line | payment.move_id.line_ids.filtered(lambda one: one.account_type == "asset_receivable")
            for line, payment in zip(part, payments, strict=True)
        ]
        env["account.move.line"]._reconcile_plan(plan)
        env.cr.commit()
    passed, asked = time.perf_counter() - begin, env.cr.sql_log_count - before
    assert not any(charges.mapped("amount_residual")), "everything is paid"
    return 1000 * passed / len(charges), asked / len(charges)


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
