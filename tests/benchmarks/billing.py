"""Fees become posted invoices, and invoices are paid: 10,000 units with three fees each, 10,000 payments.

    ./cs bench billing                      10,000 units, one invoice per unit with three lines; 10,000 payments
    ./cs bench billing -- --units 1000 --payments 1000      fewer, for a look
    ./cs bench billing -- --part wait       one part: post, wait, workers, paid, counter

Side by side in one run, by turns so that a noisy machine is noisy for all: our run (batches of the product's
own size, committed), the bare batch of the same documents (``tracking_disable``, created and posted 50 at a
time, committed) and Odoo's plain way (one invoice at a time, committed). Then what a cashier waits who posts
into the journal of a run that is going on, and what several workers bring. The payments are those of
``./cs bench reconcile`` (movements of the bank) and ``./cs bench counter`` (receipts), told about there.
"""

from __future__ import annotations

import argparse
import multiprocessing
import statistics
import time
from collections.abc import Sequence

from tests.benchmarks import counter, reconcile
from tests.benchmarks.harness import environment
from tests.benchmarks.report import Table
from tests.cs_property import billing_worker as worker
from tests.cs_property.reconcile_worker import in_yuan

BARE_BATCH = 50
#: units of one turn of ours and of the bare batch
TURN = 500
#: invoices of the plain way, which is too slow for all
PLAIN = 100
TARGET = 1.15
MANY = 100_000


def main(argv: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="billing", description=__doc__)
    parser.add_argument("--units", type=int, default=10_000)
    parser.add_argument("--payments", type=int, default=10_000)
    parser.add_argument("--receipts", type=int, default=1_000)
    parser.add_argument("--part", choices=("all", "post", "wait", "workers", "paid", "counter"), default="all")
    table = Table("fees become posted invoices, and invoices are paid", argv, parser)
    units, part = table.options.units, table.options.part
    with environment() as env:
        in_yuan(env)
        env.cr.commit()
        type(env["cs.billing.line"])._priced = worker.price
        if part in ("all", "post"):
            post(env, table, units)
        if part in ("all", "wait"):
            wait(env, table, min(units, 2_000))
        if part in ("all", "workers"):
            workers(env, table, min(units, 2_000))
        if part in ("all", "paid"):
            reconcile.recorded(env, table, table.options.payments)
        if part in ("all", "counter"):
            counter.taken(env, table, table.options.receipts)
    return table.close()


# --- create and post ----------------------------------------------------------------


def post(env, table, units):
    """Ours and the bare batch by turns, the plain way for some."""
    rounds = max(units // TURN, 1)
    size = units // rounds
    ours, bare, queries = [], [], []
    plain = plain_ms(env, PLAIN)
    before = disk(env)
    begin = time.perf_counter()
    computing = 0.0
    for turn in range(rounds):
        run, seconds = computed(env, size)
        computing += seconds
        ms, asked = billed(env, run)
        ours.append(ms)
        queries.append(asked)
        bare.append(bare_ms(env, run))
        if rounds >= 10 and (turn + 1) % (rounds // 5) == 0:
            table.note(
                f"after {2 * size * (turn + 1):,} invoices: ours {ours[-1]:.1f} ms, bare batch {bare[-1]:.1f} ms each"
            )
    ours_ms, bare_batch = statistics.median(ours), statistics.median(bare)
    ratio = sum(ours) / sum(bare)
    table.row(
        f"create and post, per invoice of {units:,}",
        ours_ms,
        peer=bare_batch,
        unit="ms",
        ratio=ratio,
        target=f"<= {TARGET} of the bare batch",
        met=ratio <= TARGET,
    )
    table.row("… beside one invoice at a time", ours_ms, peer=plain, unit="ms")
    table.row("dry run, per unit", 1000 * computing / units, unit="ms")
    table.row("queries per invoice", statistics.median(queries), unit="")
    few, lots = query_counts(env)
    table.row(
        "queries of one more invoice in a batch",
        (lots - few) / 30,
        target="independent of the units",
        met=(lots - few) / 30 < 0.5,
    )
    growth = statistics.mean(ours[-3:]) / statistics.mean(ours[:3])
    hours = MANY * statistics.mean(ours[-3:]) / 3_600_000
    kilobytes = (disk(env) - before) / 1024 / (2 * units)
    table.note(
        f"an invoice with its charges takes {kilobytes:.1f} kB in the database: a month of {MANY:,} units "
        f"{kilobytes * MANY / 1024 / 1024:.1f} GB"
    )
    table.note(
        f"the last turns cost {growth:.2f} of the first; {MANY:,} units are {hours:.1f} hours of one worker; "
        f"measured in {time.perf_counter() - begin:.0f} s"
    )


def disk(env):
    env.cr.execute("SELECT pg_database_size(current_database())")
    return env.cr.fetchone()[0]


def computed(env, units):
    """A fresh estate of so many units, worked out and approved.

    :return: run, seconds of the dry run.
    """
    estate = worker.make_estate(env, units, fees=0 if env["cs.fee.item"].search([("name", "=", "Fee 0")]) else 3)
    run = env["cs.billing.run"].create({"estate_ids": estate.ids, "date_from": worker.FIRST, "date_to": worker.LAST})
    run.action_compute()
    env.cr.commit()
    begin = time.perf_counter()
    env["cs.billing.batch"]._cron_bill()
    seconds = time.perf_counter() - begin
    run.action_approve()
    env.cr.commit()
    return run, seconds


def billed(env, run):
    """:return: ms and queries per invoice of our run."""
    count = len(run._units())
    env.invalidate_all()
    queries, begin = env.cr.sql_log_count, time.perf_counter()
    env["cs.billing.batch"]._cron_bill()
    env.cr.commit()
    passed, asked = time.perf_counter() - begin, env.cr.sql_log_count - queries
    assert run.state == "done" and len(run.line_ids.move_id) == count
    return 1000 * passed / count, asked / count


def documents(run):
    """The values of the invoices that a run made, as a programmer would write them."""
    return [
        {
            "move_type": "out_invoice",
            "journal_id": move.journal_id.id,
            "partner_id": move.partner_id.id,
            "invoice_date": move.invoice_date,
            "invoice_date_due": move.invoice_date_due,
            "cs_unit_id": move.cs_unit_id.id,
            "invoice_line_ids": [(0, 0, line_values(line)) for line in move.invoice_line_ids],
        }
        for move in run.line_ids.move_id
    ]


def line_values(line):
    return {
        "product_id": line.product_id.id,
        "name": line.name,
        "quantity": 1,
        "price_unit": line.price_unit,
        "account_id": line.account_id.id,
        "tax_ids": [(6, 0, line.tax_ids.ids)],
    }


def bare_ms(env, run):
    """:return: ms per invoice of the same documents, batch by batch."""
    rows = documents(run)
    env.cr.commit()
    env.invalidate_all()
    moves, begin = env["account.move"].with_context(tracking_disable=True), time.perf_counter()
    for start in range(0, len(rows), BARE_BATCH):
        moves.create(rows[start : start + BARE_BATCH])._post(soft=False)
        env.cr.commit()
    return 1000 * (time.perf_counter() - begin) / len(rows)


def plain_ms(env, count):
    """:return: ms per invoice written, posted and committed one at a time, as on the form."""
    run, _seconds = computed(env, count)
    billed(env, run)
    rows = documents(run)
    env.cr.commit()
    env.invalidate_all()
    begin = time.perf_counter()
    for row in rows:
        env["account.move"].create(row).action_post()
        env.cr.commit()
        env.invalidate_all()
    return 1000 * (time.perf_counter() - begin) / len(rows)


def query_counts(env):
    """:return: queries of a batch of 10 units and of one of 40."""
    counts = []
    for units in (10, 40):
        run, _seconds = computed(env, units)
        env.invalidate_all()
        before = env.cr.sql_log_count
        run._bill_units(run._units())
        env.flush_all()
        counts.append(env.cr.sql_log_count - before)
        env.cr.commit()
    return counts


# --- the cashier and the workers -------------------------------------------------------


def wait(env, table, units):
    """A cashier sells a service into the journal of a run that is going on."""
    billed(env, computed(env, 50)[0])
    alone = cashier(env, None, 20)
    for count in (1, 2):
        run, _seconds = computed(env, units)
        processes = start(count)
        begin = time.perf_counter()
        waits = cashier(env, processes, 10_000)
        finish(processes)
        passed = time.perf_counter() - begin
        env.invalidate_all()
        assert run.state == "done", run.state
        table.row(
            f"the cashier's slowest of {len(waits)} sales, {count} worker{'s' if count > 1 else ''} billing",
            max(waits),
            unit="s",
            peer=max(alone),
            target="< 1 s",
            met=max(waits) < 1,
        )
        table.row("… the middle one", statistics.median(waits), unit="s", peer=statistics.median(alone))
        table.row(f"{units:,} invoices by {count} beside the cashier", 1000 * passed / units, unit="ms")


def cashier(env, processes, most):
    """Charges of one line sold at the counter, one after the other.

    :param processes: until these are through; ``None``: ``most`` of them.
    :return: seconds that each took.
    """
    from odoo.service.model import retrying

    units = env["cs.estate.unit"].search([], limit=50)
    item = env["cs.fee.item"].search([("kind", "=", "service")], limit=1)
    item = item or env["cs.fee.item"].create({"name": "Key copied", "kind": "service"})
    sold = env["cs.billing.line"].search_count([("item_id", "=", item.id)])
    env.cr.commit()
    seconds = []

    def sell(number):
        unit = units[number % len(units)]
        day = worker.FIRST.replace(year=2027 + number // len(units))
        env["cs.billing.line"]._propose(
            [
                {
                    "unit_id": unit.id,
                    "item_id": item.id,
                    "partner_id": unit.payer_id.id,
                    "date_from": day,
                    "date_to": day,
                    "due_on": day,
                    "amount": 15,
                }
            ]
        )._invoice()

    for number in range(sold, sold + most):
        if processes is not None and not any(process.is_alive() for process in processes):
            break
        begin = time.perf_counter()
        retrying(lambda number=number: sell(number), env)
        env.cr.commit()
        seconds.append(time.perf_counter() - begin)
        time.sleep(0.1)
    return seconds


def workers(env, table, units):
    """What several workers bring for one run."""
    first = None
    for count in (1, 2, 4):
        run, _seconds = computed(env, units)
        processes = start(count)
        begin = time.perf_counter()
        finish(processes)
        passed = 1000 * (time.perf_counter() - begin) / units
        env.invalidate_all()
        assert run.state == "done", run.state
        first = first or passed
        table.row(f"{units:,} invoices by {count} worker{'s' if count > 1 else ''}", passed, peer=first, unit="ms")


def start(count):
    """Processes that bill what waits, as scheduler workers do; they begin when all are ready."""
    context = multiprocessing.get_context("spawn")
    ready, go = context.Barrier(count + 1), context.Event()
    processes = [context.Process(target=_bill, args=(ready, go)) for _worker in range(count)]
    for process in processes:
        process.start()
    ready.wait()
    go.set()
    return processes


def _bill(ready, go):
    with environment() as env:
        env["res.users"].browse(1).name  # noqa: B018 the registry is warm
        env.cr.commit()
        ready.wait()
        go.wait()
        env["cs.billing.batch"]._cron_bill()
        env.cr.commit()


def finish(processes):
    for process in processes:
        process.join()
        assert process.exitcode == 0, process.exitcode


if __name__ == "__main__":
    raise SystemExit(main())
