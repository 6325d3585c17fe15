from collections import defaultdict
from datetime import date, timedelta
from decimal import Decimal

from odoo import api, models
from odoo.exceptions import UserError

from ...core import proration, sharing


class CsFeeRule(models.Model):
    """What the rules charge: unit by unit and fee by fee, explained."""

    _inherit = "cs.fee.rule"

    @api.model
    def _charges(self, units, date_from, date_to, items=None, taken=None) -> list[dict]:
        """What units are charged in a run over these days (local days of their estates).

        :param units: of one company.
        :param items: these fees only.
        :param taken: (unit id, fee id) → days that are billed already, left out here.
        :return: a row per charge, as ``cs.billing.line._propose`` takes it; ``error`` where it is not possible.
        """
        rows = []
        for item, fitting in self._fitting(units, items).items():
            # fees are few; for each its payers, usages and shares are read once for all units
            rows += self._charges_of(item, fitting, date_from, date_to, taken or {})
        return self._reduced(rows)

    @api.model
    def _reduced(self, rows) -> list[dict]:
        """The rows with what is granted less."""
        return rows

    @api.model
    def _fitting(self, units, items) -> dict:
        """Fee → [(unit, its rules, the first that holds counts)]."""
        domain = [("item_id.kind", "=", "fee")] + ([("item_id", "in", items.ids)] if items else [])
        by_item = defaultdict(list)
        for rule in self.search(domain):
            by_item[rule.item_id].append(rule)
        return {
            item: found
            for item, rules in by_item.items()
            if (found := [(unit, fits) for unit in units if (fits := [rule for rule in rules if rule._fits(unit)])])
        }

    @api.model
    def _charges_of(self, item, fitting, date_from, date_to, taken) -> list[dict]:
        """The charges of one fee."""
        due = [
            (unit, rule, period)
            for unit, rules in fitting
            for rule, period in self._due_periods(unit, rules, date_from, date_to)
        ]
        if not due:
            return []
        first = min(period[0] for _unit, _rule, period in due)
        last = max(period[1] for _unit, _rule, period in due)
        units = self.env["cs.estate.unit"].browse({unit.id for unit, _rule, _period in due})
        payers, vacant = units._payer_spans(first, last, item), units._vacant_spans(first, last)
        given, own = self._given(item, due), self.env["cs.fee.override"]._on_days(units, item, first, last)
        none = self.env["cs.fee.override"]
        rows = []
        for unit, rule, period in due:
            if rule.method in ("metered", "shared") and (unit.id, period) not in given:
                continue  # who has no meter, or no part in a pool, is not charged
            spans = [
                (max(start, period[0]), min(end, period[1]), payer)
                for start, end, payer in payers.get(unit.id, ())
                if start <= period[1] and end >= period[0]
            ]
            rows += rule._charges_in(unit, period, spans, vacant.get(unit.id, ()), taken, given, own.get(unit.id, none))
        return rows

    @api.model
    def _due_periods(self, unit, rules, date_from, date_to):
        """(rule, days) that are billed in a run; of several rules the first that is in force when a period begins."""
        found = []
        for rule in rules:
            begin = max(filter(None, (unit.handed_over_on, rule.date_from)), default=date.min)
            for period in proration.periods(rule._cycle(), date_from, date_to, begin):
                if not rule._holds(*period):
                    continue
                days = (max(period[0], begin), min(period[1], rule.date_to or period[1]))
                # a narrower rule has the days first
                found += [
                    (rule, free) for free in proration.without(days, [known for _rule, known in found]) if free[0]
                ]
        return found

    @api.model
    def _given(self, item, due) -> dict:
        """What cannot be read from the unit: usages by meter and shares of pools.

        :return: (unit id, days) → (quantity or amount, explanation).
        """
        asked = defaultdict(lambda: self.env["cs.estate.unit"])
        for unit, rule, period in due:
            if rule.method in ("metered", "shared"):
                asked[rule.method, period] |= unit
        given = {}
        for (method, period), units in asked.items():
            # periods of one run are one or two
            read = self._usages if method == "metered" else self._pool_shares
            given.update({(unit_id, period): found for unit_id, found in read(units, item, *period).items()})
        return given

    @api.model
    def _usages(self, units, item, date_from, date_to) -> dict:
        """Unit id → (usage, how it was read) of these days; ``None`` where a meter was not read.

        Who has no meter is not there, and not charged.
        """
        return {}

    @api.model
    def _pool_shares(self, units, item, date_from, date_to) -> dict:
        """Unit id → (amount, how it was shared) of these days; who has no part in a pool is not there."""
        return {}

    # -- one unit ------------------------------------------------------------------------

    def _charges_in(self, unit, period, spans, vacant, taken, given, own) -> list[dict]:
        """The charges of one unit for one period, a row for each payer."""
        billed = taken.get((unit.id, self.item_id.id), ())
        if not spans:
            free = proration.without(period, billed)
            error = self.env._("Nobody pays for these days: the unit has no owner then.")
            return [self._row(unit, free[0], False, error=error)] if free else []
        rows, parts = [], []
        for first, last, payer in self._shares(spans, billed, own):
            exception = own._on(first)
            if exception.kind == "exempt":
                continue
            try:
                charge, words = self._priced_for(unit, (first, last), period, vacant, given, exception)
            except UserError as error:
                rows.append(self._row(unit, (first, last), payer, error=str(error.args[0])))
                continue
            if charge.parts:
                rows.append(self._row(unit, (first, last), payer, charge=charge, explanation=words, period=period))
                parts.append(charge.amount)
        coin = Decimal(self.rounding)
        good = [row for row in rows if not row.get("error")]
        for row, amount in zip(good, sharing.round_parts(parts, coin) if parts else (), strict=True):
            row["amount"] = float(amount)
        return rows

    def _shares(self, spans, billed, own) -> list[tuple]:
        """Who is charged for which days, cut where an exception begins or ends.

        Where months are not charged by days it counts from the next 1st.
        """
        borders = own._borders()
        if self.part_months != "days":
            borders = [day if day.day == 1 else proration.month_end(day) + timedelta(days=1) for day in borders]
        return [
            (*piece, payer)
            for first, last, payer in proration.snapped(spans, self.part_months, billed)
            for piece in proration.cut((first, last), borders)
        ]

    def _row(self, unit, days, payer, charge=None, **more) -> dict:
        period = more.pop("period", days)
        part = charge.parts[0] if charge else None
        return {
            "unit_id": unit.id,
            "item_id": self.item_id.id,
            "rule_id": self.id,
            "partner_id": payer,
            "date_from": days[0],
            "date_to": days[1],
            "due_on": (period[1] if self.in_arrears else days[0]) + timedelta(days=self.due_days),
            "quantity": float(self._quantity(charge)) if charge else 0,
            "unit_price": float(part.price) if part else 0,
            "amount": 0,
            **more,
        }

    def _quantity(self, charge) -> Decimal:
        """A usage is the sum of its steps; an area is the same in every month."""
        if self.method == "metered":
            return sum((part.quantity for part in charge.parts), Decimal(0))
        return charge.parts[0].quantity
