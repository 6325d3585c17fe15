"""Some months of fees: billed on the 1st, paid at the counter and by the bank, late, chased."""

import random
from datetime import date, datetime, timedelta

from odoo.addons.cs_department.core.now import frozen, utcnow
from odoo.fields import Command
from pytz import timezone, utc

from .events import Events
from .renovation import Renovations
from .usages import Usages

ZONE = timezone("Asia/Shanghai")
MONTHS = 3
#: of a hundred units so many pay in the month of the bill; most others a month or two later, a few never
PROMPT, LATER = 82, 13
#: at which share of the payments the customer stands at the counter; the rest comes by transfer
AT_COUNTER = 45


class Fees:
    """Everything about money in the demo, in the order of time."""

    def __init__(self, env, register):
        self.env = env
        self.register = register
        self.company = register.company.with_env(env)
        self.estate = register.estate
        self.random = random.Random(62)  # noqa: S311 a story, not a secret
        self.now = utcnow()
        self.today = self.company._cs_today()
        self.transfers: list[tuple[date, object, float]] = []
        self.never = set(self.random.sample(register.units.ids, 7))
        self.usages = Usages(self)
        self.events = Events(self)
        self.renovations = Renovations(self)

    def play(self) -> None:
        self.company._cs_fee_setup()
        first = self._month_before(MONTHS)
        before = (first - timedelta(days=1)).replace(day=1)
        with frozen(self.at(before, 8)):
            self.usages.install(before)
        self.usages.take_readings(before, first - timedelta(days=1))
        with frozen(self.at(first, 8)):
            self._opening()
            self.events.discount(first)
            self.events.except_unit(first)
        month = first
        while month <= self.today:
            self._month(month)
            month = (month + timedelta(days=32)).replace(day=1)
        with frozen(self.now):
            self._today()

    # -- days ------------------------------------------------------------------------

    def _month_before(self, count: int) -> date:
        months = self.today.year * 12 + self.today.month - 1 - count
        return date(months // 12, months % 12 + 1, 1)

    def at(self, day: date, hour: int, minute: int = 0) -> datetime:
        """An hour of a local day, as naive UTC."""
        moment = ZONE.localize(datetime(day.year, day.month, day.day, hour, minute))
        return moment.astimezone(utc).replace(tzinfo=None)

    def by(self, login, model):
        """A model in the hands of one of the people."""
        addon = "cs_property" if login in ("accountant", "steward1", "steward2", "auditor") else "cs_department"
        user = self.env.ref(f"{addon}.demo_user_{login}")
        return self.env[model].with_user(user).with_company(self.company)

    # -- the story ---------------------------------------------------------------------

    def _opening(self) -> None:
        """What was there before: an empty flat, a discount."""
        vacancies = self.by("agent4", "cs.unit.vacancy")
        empty = self.register.units.filtered("stair_id")[5]
        first = self.company._cs_today()
        vacancy = vacancies.create(
            {"unit_id": empty.id, "date_from": first, "date_to": first + timedelta(days=300), "reason": "业主出国"}
        )
        self.by("manager", "cs.unit.vacancy").browse(vacancy.id).action_approve()

    def _month(self, month: date) -> None:
        with frozen(self.at(month, 9)):
            self._bill(month)
        day = month
        while day <= min(self._last(month), self.today):
            if day.weekday() < 6 and 3 <= day.day <= 26 and day < self.today:
                self._counter(day)
            if day.weekday() == 6 and day < self.today:
                self.renovations.sunday(day)
            if day.day == 24 and day < self.today:
                with frozen(self.at(day, 23)):
                    self.env["cs.property.month"].sudo()._freeze(self.estate, day)
            if month == self._month_before(1) and day.day == 16:
                self.events.sell(day)
            if month == self._month_before(1) and day.day == 20:
                self.events.dispute(day)
            day += timedelta(days=1)
        if self._last(month) >= self.today:
            self._statement(self.today - timedelta(days=1))
        if self._last(month) < self.today:
            self._statement(self._last(month))
            self.usages.take_readings(month, self._last(month))
            with frozen(self.at(self._last(month), 20)):
                self._chase()

    def _last(self, month: date) -> date:
        return (month + timedelta(days=32)).replace(day=1) - timedelta(days=1)

    def _bill(self, month: date) -> None:
        """What was used in the month before, then what is paid in advance."""
        before = month - timedelta(days=1)
        runs = self._run(before.replace(day=1), before, ("water", "public_light"))
        runs |= self._run(month, self._last(month), ("property", "parking"))
        self._who_pays_how(runs.line_ids.move_id, month)

    def _run(self, first: date, last: date, items):
        """The accountant computes, finance approves, the background bills.

        :return: the run, in sudo.
        """
        run = self.by("accountant", "cs.billing.run").create(
            {
                "estate_ids": [Command.set(self.estate.ids)],
                "item_ids": [Command.set([self.env.ref(f"cs_property.fee_{name}").id for name in items])],
                "date_from": first,
                "date_to": last,
            }
        )
        run.action_compute()
        self._work()
        self.by("finance", "cs.billing.run").browse(run.id).action_approve()
        self._work()
        return run.sudo()

    def _work(self) -> None:
        """What the background does, without its commits."""
        batches = self.env["cs.billing.batch"].sudo().search([("is_done", "=", False)], order="id")
        for batch in batches:
            batch._act_on_time()
        runs = self.env["cs.billing.run"].sudo().search([("state", "in", ("computing", "billing"))])
        for run in runs:
            run._end()
        self.env.flush_all()

    def _who_pays_how(self, moves, month: date) -> None:
        """Decide when the bills of each payer will be paid, and where; he pays all of them at once."""
        self.visits = getattr(self, "visits", {})
        for (unit, _payer), together in moves.grouped(lambda move: (move.cs_unit_id, move.partner_id)).items():
            if unit.id in self.never:
                continue
            chance = self.random.randint(1, 100)
            months = 0 if chance <= PROMPT else 1 if chance <= PROMPT + LATER else 2
            paid_on = month + timedelta(days=30 * months + self.random.randint(2, 25))
            if self.random.randint(1, 100) <= AT_COUNTER:
                self.visits.setdefault(paid_on, []).append(together[:1])
            else:
                self.transfers.append((paid_on, together[:1], sum(together.mapped("amount_total"))))

    def _counter(self, day: date) -> None:
        """A day at the counter: opened, paid, counted, signed by two, banked."""
        moves = [move for paid_on in sorted(self.visits) if paid_on <= day for move in self.visits.pop(paid_on)]
        if not moves:
            return
        shifts = self.by("cashier", "cs.cashier.shift")
        with frozen(self.at(day, 9)):
            shift = shifts.browse(shifts.open_till(500))
        for place, move in enumerate(moves[:20]):
            with frozen(self.at(day, 9 + place // 4, 10 + 11 * (place % 4))):
                self._visit(move.cs_unit_id, move)
        with frozen(self.at(day, 17, 40)):
            self._close(shift)

    def _visit(self, unit, move) -> None:
        desk = self.by("cashier", "cs.cashier.shift")
        account = desk.unit_account(unit.id)
        rows = [row for row in account["charges"] if row["payer_id"] == move.partner_id.id]
        paid = {row["key"]: row["open"] for row in rows}
        total = round(sum(paid.values()), 2)
        if not total:
            return
        means = {one["name"]: one for one in desk.screen()["means"]}
        cash = next(one for one in means.values() if one["is_cash"])
        wallets = [one for one in means.values() if not one["is_cash"]]
        if self.random.randint(1, 100) <= 40:
            given = [{"means_id": cash["id"], "amount": -(-total // 50) * 50}]
        else:
            reference = f"42000{self.random.randint(10**8, 10**9 - 1)}"
            wallet = self.random.choice(wallets)
            given = [{"means_id": wallet["id"], "amount": total, "reference": reference}]
        self.by("cashier", "cs.receipt").take(unit.id, paid, given)

    def _close(self, shift) -> None:
        shifts = self.by("cashier", "cs.cashier.shift").browse(shift.id)
        expected = round(self.env["cs.cashier.shift"]._cash_in_tills(self.company), 2)
        shifts.count_cash(notes(expected))
        shifts.sign()
        second = self.by("finance", "cs.cashier.shift").browse(shift.id)
        second.sign_second()
        bank = self.env["account.journal"].search(
            [("type", "=", "bank"), ("company_id", "=", self.company.id)], limit=1
        )
        if round(shift.sudo().counted_cash - shift.sudo().float_amount, 2) > 0:
            second.hand_over(bank.id)

    def _statement(self, day: date) -> None:
        """The bank's statement of the month: transfers with the number of the unit in their words, mostly."""
        came = [row for row in self.transfers if row[0] <= day]
        self.transfers = [row for row in self.transfers if row[0] > day]
        bank = self.env["account.journal"].search(
            [("type", "=", "bank"), ("company_id", "=", self.company.id)], limit=1
        )
        if not came:
            return
        with frozen(self.at(day, 18)):
            lines = self.env["account.bank.statement.line"].create(
                [
                    {
                        "journal_id": bank.id,
                        "date": max(paid_on, day.replace(day=1)),
                        "amount": amount,
                        "payment_ref": f"{move.cs_unit_id.code} 物业费" if self.random.random() < 0.8 else "转账",
                        "partner_name": move.partner_id.name,
                    }
                    for paid_on, move, amount in came
                ]
            )
            self.by("accountant", "account.bank.statement.line").browse(lines.ids).action_cs_match()

    def _chase(self) -> None:
        cases = self.env["cs.arrears.case"].sudo()
        cases._open_for(self.company)
        cases.search([("state", "!=", "closed")])._act_on_time()

    def _today(self) -> None:
        """What stands on the screens today."""
        flats = self.register.units.filtered("stair_id")
        self._chase()
        self._promise()
        shifts = self.by("cashier", "cs.cashier.shift")
        with frozen(min(self.at(self.today, 9), self.now)):
            shifts.open_till(500)
            flat = flats[8]
            item = self.env.ref("cs_property.fee_renovation_deposit")
            cash = next(one for one in shifts.screen()["means"] if one["is_cash"])
            self.by("cashier", "cs.receipt").take(
                flat.id,
                {},
                [{"means_id": cash["id"], "amount": 2000}],
                deposits=[{"item_id": item.id, "amount": 2000}],
            )
        self.events.ask_discount()
        self.events.waive()
        self.usages.begin()

    def _promise(self) -> None:
        cases = self.env["cs.arrears.case"].sudo().search([("state", "=", "open")], limit=3)
        if len(cases) > 1:
            owed = cases[0].amount_open
            cases[0].promise(owed, self.today + timedelta(days=5), "月底发工资后一次付清")


def notes(amount: float) -> dict[str, int]:
    """How a sum lies in a till."""
    left, found = round(amount * 100), {}
    for value in (10000, 5000, 2000, 1000, 500, 100, 50, 10, 1):
        found[str(value / 100)], left = divmod(left, value)
    return {value: pieces for value, pieces in found.items() if pieces}
