from decimal import Decimal

from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import formatLang

from ...core.figures import period as periods
from ...core.figures import shapes
from .scope import SIDES, Scope, say_month

#: records of a figure's key: all that count, those that were looked for, the others
_GOOD = {"": None, "good": True, "bad": False}


class CsDashboard(models.AbstractModel):
    """Headline figures: the indicators of the dashboard, beside their targets and the period before.

    Whoever looks sees figures only of what he may read, counted from the very records that he may open.
    """

    _inherit = "cs.dashboard"

    @api.model
    def cards(self, values, trend=True):
        """The figures of the period beside the one before, with their trend.

        :param values: the filters, as :meth:`charts` takes them.
        :param trend: whether the months are wanted, too: they cost as much as all of them together,
            so that the page asks for the figures first.
        """
        scope = self._scope(values)
        before = periods.before(scope.period)
        months = self._months(scope)
        indicators = self._indicators(scope.company)
        if trend:
            facts = self._course(indicators, scope, before)
        else:
            found = {"now": scope.period, "before": before}
            facts = {name: self._found(indicators, scope, period) for name, period in found.items()}
        names = dict(indicators.mapped(lambda one: (one.id, one.name)))
        return {
            "before": self._say_period(before),
            "months": [say_month(self.env, month.date_from, short=True) for month in months],
            "cards": [self._card(indicator, scope, months, facts, names) for indicator in indicators],
        }

    @api.model
    def _course(self, indicators, scope: Scope, before) -> dict[str, dict]:
        """What the indicators found in the period, in the one before, and month by month.

        A period that is one of the months is not counted twice.
        """
        months = self._months(scope)
        span = periods.Period(months[0].date_from, scope.period.date_to)
        course = self._found(indicators, scope, span, "month")

        def of(period):
            if period not in months:
                return self._found(indicators, scope, period)
            return {one: cells[period.date_from,] for one, cells in course.items()}

        return {"now": of(scope.period), "before": of(before), "months": course}

    @api.model
    def _indicators(self, company):
        """The indicators of the dashboard, the company's own instead of shared ones of the same code.

        One that counts anything that the reader may not read is left out.
        """
        known = self.env["cs.indicator"]._of_company(company)
        found = self.env["cs.indicator"].browse(
            one.id for one in known.values() if one.on_dashboard and self._may_read(one._counted_models(known))
        )
        return found.sorted(lambda one: (one.sequence, one.id))

    @api.model
    def _may_read(self, counted) -> bool:
        """Whether the reader may see figures of these models.

        What is sent or kept for many (in sudo) says only what every supervisor may read.
        """
        counted = [model for model in counted if model in self.env]
        if not self.env.su:
            return all(self.env[model].has_access("read") for model in counted)
        supervisors = self.env["res.groups"]._get_group_definitions().parse("cs_department.group_cs_supervisor")
        return all(supervisors <= self.env["ir.model.access"]._get_access_groups(model) for model in counted)

    @api.model
    def _found(self, indicators, scope: Scope, period, by=None):
        """Indicator id → fact, or → month → fact; narrowed as the page is, and to what the reader may read."""
        facts = indicators._read(
            *period, scope.company, by=(by,) if by else (), where=self._where(scope), reader=self.env
        )
        return facts if by else {key: cells[()] for key, cells in facts.items()}

    @api.model
    def _where(self, scope: Scope) -> dict[str, Domain]:
        """Model → what its records must fulfil to be of the cases that are looked at."""
        where = {}
        for model in self.env["cs.indicator"]._permitted_models() if scope.sides() else ():
            paths = {side: self._side_path(model, side) for side in scope.sides()}
            where[model] = Domain.AND(
                Domain(path, "=", scope.sides()[side]) if path else Domain.TRUE for side, path in paths.items()
            )
        return where

    @api.model
    def _side_path(self, model, side) -> str:
        """The field of a model that leads to a side of its case; empty where there is none."""
        fields = self.env[model]._fields
        case = next((name for name in ("ticket_id", "case_id") if name in fields), "")
        if case and fields[case].comodel_name == "cs.ticket" and model != "cs.survey.figure":
            return f"{case}.{side}"
        return side if side in fields and fields[side].comodel_name == SIDES[side] else ""

    def _card(self, indicator, scope, months, facts, names) -> dict:
        now, before = facts["now"][indicator.id], facts["before"][indicator.id]
        target = indicator._target_on(scope.period.date_to)[indicator.id]
        wanted = None if target is None else Decimal(str(target))
        trend, months = (facts["months"][indicator.id], months) if "months" in facts else ({}, [])
        return {
            "id": indicator.id,
            "name": indicator.name,
            "help": indicator.description or "",
            "error": now.error,
            "text": self._say_value(indicator, now.value),
            "before": self._say_value(indicator, before.value),
            "verdict": self._verdict(indicator, now, before, wanted),
            "rises": bool(now.value is not None and before.value is not None and now.value > before.value),
            "target": self._say_value(indicator, wanted) if wanted is not None else "",
            "on_target": shapes.on_target(now.value, wanted, indicator.better),
            "behind": self._behind_card(indicator, now, names),
            "whole": self._is_whole(indicator, scope, now),
            "trend": [number(trend[first,].value if (first,) in trend else None) for first, _last in months],
            "targets": [number(indicator._target_on(month.date_to)[indicator.id]) for month in months],
            "percent": indicator.unit == "percent",
        }

    def _verdict(self, indicator, now, before, wanted) -> str:
        """Whether it got better; how much work came in is neither good nor bad unless somebody wants a number."""
        said = shapes.verdict(now.value, before.value, indicator.better)
        return "other" if said and indicator.aggregate == "count" and wanted is None else said

    def _behind_card(self, indicator, fact, names) -> list[dict]:
        """What a figure was counted from, each part with the key that opens its records."""
        if indicator.source == "formula":
            known = self.env["cs.indicator"].browse([key for key, _part in fact.parts])
            missing = known.filtered(lambda one: one.id not in names)
            names = names | dict(missing.mapped(lambda one: (one.id, one.name)))
            return [
                {"key": str(key), "name": names[key], "value": part.counted}
                for key, part in fact.parts
                if known.browse(key).source == "records"
            ]
        rows = [{"key": str(indicator.id), "name": self.env._("counted"), "value": fact.counted}]
        if indicator.good_domain:
            good = {"key": f"{indicator.id}/good", "name": self.env._("of them"), "value": fact.good}
            bad = {"key": f"{indicator.id}/bad", "name": self.env._("not"), "value": fact.counted - fact.good}
            rows += [good, bad]
        return rows

    def _is_whole(self, indicator, scope: Scope, fact) -> bool:
        """Whether a narrowed page shows a figure of the whole department, which cannot be narrowed."""
        counted = indicator | indicator.browse([key for key, _part in fact.parts])
        models_ = {one.model for one in counted if one.source == "records" and one.model}
        return any(not self._side_path(model, side) for model in models_ for side in scope.sides())

    def _say_value(self, indicator, value) -> str:
        """The figure with its unit, as the reader writes numbers."""
        if value is None:
            return "–"
        number = formatLang(self.env, float(value), digits=indicator.digits)
        unit = {"percent": "%", "number": "", "CNY": "¥"}.get(indicator.unit)
        if unit is None:
            unit = dict(indicator._fields["unit"]._description_selection(self.env))[indicator.unit]
        return f"{number} {unit}".strip()

    # -- the records behind a figure ---------------------------------------------------------------

    def _behind(self, scope: Scope, part, key):
        if part != "figure":
            return super()._behind(scope, part, key)
        number, _sep, which = str(key).partition("/")
        indicator = self.env["cs.indicator"].browse(int(number)).exists()
        allowed = not indicator.company_id or indicator.company_id == scope.company
        if not indicator or not allowed or indicator.source != "records" or not self._may_read([indicator.model]):
            raise UserError(self.env._("There are no records behind this figure."))
        period = scope.period
        if which not in _GOOD:
            [period] = [month for month in self._months(scope) if f"{month.date_from:%Y-%m}" == which]
        domain = indicator._records_domain(*period, scope.company, good=_GOOD.get(which), where=self._where(scope))
        return indicator.model, domain, indicator.name


def number(value) -> float | None:
    """A figure for a chart."""
    return None if value is None else float(value)
