from collections import defaultdict
from dataclasses import replace
from statistics import mean

from dateutil.relativedelta import relativedelta
from odoo import models
from odoo.tools import SQL

from ...core.roster import fairness
from ...core.roster.account_rules import FAIR_SHARES
from ...core.roster.problem import Cover, Person

#: what is shared out → the column of a shift that counts it
COUNTED = {
    "night": "is_night",
    "weekend": "is_weekend",
    "holiday": "is_holiday",
    "unpopular": "is_unpopular",
}


class CsRoster(models.Model):
    """Who is entitled to how many nights, weekends, holidays and unpopular shifts."""

    _inherit = "cs.roster"

    def _with_shares(self, facts, people, cover, target) -> tuple[Person, ...]:
        """The people with their shares of this roster, what is owed from the ledger included.

        :param cover: what is needed on all days of the roster.
        :param target: employee id → minutes of the contract.
        """
        kinds = {kind: rule for rule, kind in FAIR_SHARES.items() if any(rule in one.rules for one in people)}
        if not kinds:
            return people
        ledger = self._ledger(facts.days.first)
        presence = self._presence(facts, people, target)
        needs = self._needs(cover)
        shares: dict[str, dict[str, int]] = defaultdict(dict)
        for kind, rule in kinds.items():
            cells = self._cells_of(facts, kind) & needs.keys()
            most = {
                one.key: len({day for day, shift in cells if (day, shift) not in one.cannot})
                for one in people
                if rule in one.rules
            }
            available = {key: presence[key] for key, days in most.items() if days}
            out = {one.key for one in people} - available.keys()
            owing = fairness.owed(self._ledger_months(ledger[kind], out), available)
            total = sum(needs[cell] for cell in cells)
            for key, share in fairness.shares(total, available, owing, most).items():
                shares[key][kind] = share
        return tuple(replace(one, shares=shares[one.key]) if one.key in shares else one for one in people)

    @staticmethod
    def _needs(cover: tuple[Cover, ...]) -> dict[tuple[int, int], int]:
        """(day, shift) → how many people are needed, whatever their skill."""
        needs: dict[tuple[int, int], int] = {}
        for row in cover:
            cell = (row.day, row.shift)
            needs[cell] = max(needs.get(cell, 0), row.needed)
        return {cell: needed for cell, needed in needs.items() if needed}

    @staticmethod
    def _cells_of(facts, kind) -> set[tuple[int, int]]:
        """(day, shift) that are a night, on a weekend, on a public holiday, unpopular."""
        days, shifts = range(facts.days.number), range(len(facts.shifts))
        if kind in ("night", "unpopular"):
            shifts = [place for place in shifts if getattr(facts.shifts[place], kind)]
        else:
            days = sorted(facts.days.of_kind(kind))
        return {(day, shift) for day in days for shift in shifts}

    @staticmethod
    def _presence(facts, people, target) -> dict[str, float]:
        """Person → how much they are there: minutes of the contract, for those without one as the others by days."""
        everything, number = len(facts.shifts), facts.days.number
        usual = mean(target.values()) if any(target.values()) else number
        found = {}
        for one in people:
            closed = defaultdict(int)
            for day, _shift in one.cannot:
                closed[day] += 1
            free = number - sum(count == everything for count in closed.values())
            found[one.key] = target.get(int(one.key), usual * free / number)
        return found

    # -- the ledger --------------------------------------------------------------

    def _ledger(self, before) -> dict[str, list]:
        """Kind → (month, employee id, minutes, how many) of the team's shifts in force before a day.

        One query. Public holidays are few: they are looked back upon for longer.
        """
        company = self.company_id
        back = dict.fromkeys(COUNTED, company.cs_fair_months) | {"holiday": company.cs_fair_holiday_months}
        since = {kind: before - relativedelta(months=months) for kind, months in back.items()}
        self.env["cs.shift"].flush_model()
        counts = [SQL("count(*) FILTER (WHERE %s)", SQL.identifier(column)) for column in COUNTED.values()]
        rows = self.env.execute_query(
            SQL(
                """SELECT date_trunc('month', date)::date, employee_id, sum(minutes), %s
                     FROM cs_shift
                    WHERE team_id = %s AND state = 'published' AND layer = 'work' AND date >= %s AND date < %s
                 GROUP BY 1, 2""",
                SQL(", ").join(counts),
                self.team_id.id,
                min(since.values()),
                before,
            )
        )
        return {
            kind: [
                (month, employee, minutes, row[place])
                for month, employee, minutes, *row in rows
                if month >= since[kind].replace(day=1)
            ]
            for place, kind in enumerate(COUNTED)
        }

    @staticmethod
    def _ledger_months(rows, out) -> list[fairness.Month]:
        """The ledger of one kind by months.

        Who worked half as much in a month was there half as much.

        :param out: people (keys) who cannot have this kind: they owe nothing for it.
        """
        months = defaultdict(lambda: ({}, {}))
        for month, employee, minutes, count in rows:
            available, done = months[month]
            done[str(employee)] = count
            if str(employee) not in out:
                available[str(employee)] = minutes
        return [fairness.Month(available, done) for _month, (available, done) in sorted(months.items())]
