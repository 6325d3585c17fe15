"""Money on the bank is recorded and matched with what is open, beside Odoo's payment wizard and the bare batch.

    ./cs bench reconcile                      10,000 movements
    ./cs bench reconcile -- --lines 1000      fewer, for a look

Ours: files of movements that name their unit, through the import: parsed, recorded as bank statement lines and
matched in batches, committed. Odoo's plain way: the payment wizard on one invoice at a time, and on 200 at once;
it records no bank statement line, so it does less. The bare batch (the column "floor") is the least that Odoo's own
documents cost: statement lines created with the receivable account as their counterpart and one reconciliation for
each 100, who pays what being known beforehand. Ours takes all movements; the wizard and the bare batch, which are
slower, a sample: 20, 200 and 200 invoices in each of the first five turns.
"""

from __future__ import annotations

import argparse
import base64
import statistics
import time
from collections.abc import Sequence

from tests.benchmarks.harness import environment
from tests.benchmarks.report import Table
from tests.cs_property import billing_worker as worker
from tests.cs_property.reconcile_worker import in_yuan

#: movements of one turn of ours, and of the wizard on many
TURN = 500
WIZARD = 200
#: invoices of the wizard one by one in one turn
SINGLE = 20
#: turns in which the wizard and the bare batch are measured, movements of the bare batch, and of its transactions
SAMPLED, BARE, BARE_BATCH = 5, 200, 100
SINGLY, TOGETHER = 5.0, 3.5
#: what the bare batch writes without
QUIET = {"tracking_disable": True, "mail_create_nolog": True, "mail_create_nosubscribe": True, "mail_notrack": True}


def main(argv: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="reconcile", description=__doc__)
    parser.add_argument("--lines", type=int, default=10_000)
    table = Table("money on the bank is recorded and matched", argv, parser)
    with environment() as env:
        in_yuan(env)
        recorded(env, table, table.options.lines)
    return table.close()


def recorded(env, table, lines):
    """Ours by turns, the others in the first of them."""
    turns = max(lines // TURN, 1)
    size = lines // turns
    ours, queries, single, many, bare = [], [], [], [], []
    for turn in range(turns):
        if turn < SAMPLED:
            single.append(wizard_ms(env, billed(env, SINGLE), one_by_one=True))
            many.append(wizard_ms(env, billed(env, WIZARD), one_by_one=False))
            bare.append(bare_ms(env, billed(env, min(BARE, size))))
        cost, asked = imported(env, billed(env, size), turn)
        ours.append(cost)
        queries.append(asked)
    beside(table, f"recorded and matched, per movement of {lines:,}", ours, bare, single, many, (SINGLY, TOGETHER))
    table.row("queries per movement", statistics.median(queries), unit="")
    growth = ours[-1] / ours[0]
    table.note(f"wizard and bare batch are a sample of {SAMPLED} turns; the last turn cost {growth:.2f} of the first")


def beside(table, title, ours, bare, single, many, targets):
    """A row of ours beside the wizard one by one, one beside the wizard on many, each with the bare batch.

    :param targets: times faster than the one and the other; nothing: figures to know.
    """
    mine, floor = statistics.median(ours), statistics.median(bare)
    peers = (("wizard one by one", single), (f"wizard on {WIZARD}", many))
    for (label, costs), aimed in zip(peers, targets or (None, None), strict=True):
        peer = statistics.median(costs)
        goal = {"target": f">= {aimed}x", "met": peer / mine >= aimed} if aimed else {}
        table.row(f"{title}; {label}", mine, peer=peer, floor=floor, unit="ms", ratio=peer / mine, **goal)


def billed(env, units):
    """Open invoices of so many units, one of each with one charge; none are of other estates' units."""
    fee = env["cs.fee.item"].search([("name", "=", "Fee 0")], limit=1)
    estate = worker.make_estate(env, units, fees=0 if fee else 1)
    fee = fee or env["cs.fee.item"].search([("name", "=", "Fee 0")], limit=1)
    flats = env["cs.estate.unit"].search([("estate_id", "=", estate.id)], order="id")
    for flat in flats:
        # a building that no unit is in yet, so that no code is taken twice on the way
        flat.code = f"{estate.id + 10}-{flat.id}"
    charges = env["cs.billing.line"]._propose(
        [
            {
                "unit_id": flat.id,
                "item_id": fee.id,
                "partner_id": flat.payer_id.id,
                "date_from": worker.FIRST,
                "date_to": worker.LAST,
                "due_on": worker.LAST,
                "amount": 100 + place % 300,
            }
            for place, flat in enumerate(flats)
        ]
    )
    charges._invoice()
    env.cr.commit()
    return charges


def imported(env, charges, turn):
    """:return: ms and queries per movement."""
    rows = [
        f"2026-03-05,,{one.amount_total:.2f},1,Payer {one.id},6222{one.id},fee {one.unit_id.code}" for one in charges
    ]
    text = "\n".join(["交易日期,借方发生额,贷方发生额,账户余额,对方户名,对方账号,摘要", *rows])
    journal = env["account.journal"].search([("type", "=", "bank")], limit=1)
    env.cr.commit()
    env.invalidate_all()
    begin, before = time.perf_counter(), env.cr.sql_log_count
    wizard = env["account.statement.import"].create(
        {
            "statement_file": base64.b64encode(text.encode()),
            "statement_filename": f"bank {turn}.csv",
            "cs_journal_id": journal.id,
        }
    )
    wizard._import_file()
    env.cr.commit()
    env["cs.statement.batch"]._cron_record()
    env.cr.commit()
    passed, asked = time.perf_counter() - begin, env.cr.sql_log_count - before
    assert not any(charges.mapped("amount_residual")), "everything is matched"
    return 1000 * passed / len(charges), asked / len(charges)


def bare_ms(env, charges):
    """:return: ms per movement of the same documents, as a programmer would write them who knows who pays what."""
    journal = env["account.journal"].search([("type", "=", "bank")], limit=1)
    owed = owed_lines(env, charges)
    env.cr.commit()
    env.invalidate_all()
    begin = time.perf_counter()
    for start in range(0, len(owed), BARE_BATCH):
        part = owed[start : start + BARE_BATCH]
        lines = (
            env["account.bank.statement.line"]
            .with_context(**QUIET)
            .create(
                [
                    {
                        "journal_id": journal.id,
                        "date": "2026-03-05",
                        "payment_ref": f"fee {line.id}",
                        "partner_id": line.partner_id.id,
                        "amount": line.amount_residual,
                        "counterpart_account_id": line.account_id.id,
                    }
                    for line in part
                ]
            )
        )
        plan = [
            line | money.move_id.line_ids.filtered(lambda one: one.account_type == "asset_receivable")
            for line, money in zip(part, lines, strict=True)
        ]
        env["account.move.line"]._reconcile_plan(plan)
        env.cr.commit()
    passed = time.perf_counter() - begin
    assert not any(charges.mapped("amount_residual")), "everything is matched"
    return 1000 * passed / len(charges)


def owed_lines(env, charges):
    """What is owed for each of these charges, as the line of its invoice."""
    return env["account.move.line"].search(
        [("move_id", "in", charges.move_id.ids), ("display_type", "=", "payment_term")], order="id"
    )


def wizard_ms(env, charges, one_by_one):
    moves = charges.move_id
    env.invalidate_all()
    begin = time.perf_counter()
    for part in moves if one_by_one else [moves]:
        # this is what is measured: a wizard for each invoice, as people do it
        wizard = env["account.payment.register"].with_context(active_model="account.move", active_ids=part.ids)
        wizard.create({"group_payment": False})._create_payments()
        env.cr.commit()
    return 1000 * (time.perf_counter() - begin) / len(moves)


if __name__ == "__main__":
    raise SystemExit(main())
