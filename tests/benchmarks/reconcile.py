"""Money on the bank is recorded and matched with what is open, beside Odoo's payment wizard.

    ./cs bench reconcile                      10,000 movements
    ./cs bench reconcile -- --lines 1000      fewer, for a look

Ours: a file of movements that name their unit, through the import: parsed, recorded as bank statement lines and
matched in batches, committed. Odoo's plain way: the payment wizard on one invoice at a time, and on 200 at once.
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
SINGLY, TOGETHER = 5.0, 3.5


def main(argv: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="reconcile", description=__doc__)
    parser.add_argument("--lines", type=int, default=10_000)
    table = Table("money on the bank is recorded and matched", argv, parser)
    lines = table.options.lines
    with environment() as env:
        in_yuan(env)
        turns = max(lines // TURN, 1)
        size = lines // turns
        ours, single, many = [], [], []
        for turn in range(turns):
            if turn < 5:
                single.append(wizard_ms(env, billed(env, SINGLE), one_by_one=True))
                many.append(wizard_ms(env, billed(env, WIZARD), one_by_one=False))
            ours.append(imported_ms(env, billed(env, size), turn))
        mine = statistics.median(ours)
        for label, peer, target in (
            ("wizard one by one", statistics.median(single), SINGLY),
            (f"wizard on {WIZARD}", statistics.median(many), TOGETHER),
        ):
            table.row(
                f"recorded and matched, per movement of {lines:,}; {label}",
                mine,
                peer=peer,
                unit="ms",
                ratio=peer / mine,
                target=f">= {target}x",
                met=peer / mine >= target,
            )
        table.note(f"the last turn cost {ours[-1] / ours[0]:.2f} of the first")
    return table.close()


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


def imported_ms(env, charges, turn):
    rows = [
        f"2026-03-05,,{one.amount_total:.2f},1,Payer {one.id},6222{one.id},fee {one.unit_id.code}" for one in charges
    ]
    text = "\n".join(["交易日期,借方发生额,贷方发生额,账户余额,对方户名,对方账号,摘要", *rows])
    journal = env["account.journal"].search([("type", "=", "bank")], limit=1)
    env.invalidate_all()
    begin = time.perf_counter()
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
    passed = time.perf_counter() - begin
    assert not any(charges.mapped("amount_residual")), "everything is matched"
    return 1000 * passed / len(charges)


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
