from odoo import api, models
from odoo.fields import Domain
from odoo.tools import format_date

from ...core.figures import period as periods
from .cards import number
from .scope import Scope, say_month

#: lines of a table on paper; what does not fit is counted below it
LINES = 60
#: products and suggestions that are told to other departments
TOLD = 15


class CsDashboard(models.AbstractModel):
    """What a monthly report says, as plain data: the figures of the dashboard, kept as they were.

    Everything is read in the language of the company; numbers stay numbers.
    """

    _inherit = "cs.dashboard"

    @api.model
    def _report_content(self, company, month, team) -> dict:
        """All figures of a month, of a company or one of its teams (in sudo).

        :param month: any day of it.
        """
        scope = self._scope_of(company, periods.month_of(month), team_id=team.id)
        # a report says how the month ended beside the month before and the year before
        last, year = (
            self._scope_of(company, period, team_id=team.id)
            for period in (periods.before(scope.period), periods.year_before(scope.period))
        )
        facts, facts_last, facts_year = (self._count_facts(one) for one in (scope, last, year))
        ages, standing = self._count_backlog(scope)
        return {
            "period": self._say_period(scope.period),
            "last": self._say_month(last),
            "year": self._say_month(year),
            "figures": self._report_figures(scope, last, year),
            "trend_months": [say_month(self.env, one.date_from, short=True) for one in self._months(scope)],
            "volumes": {
                name: self._beside(model, facts[side], facts_last[side], facts_year[side])
                for name, side, model in (
                    ("kinds", "kind_id", "cs.ticket.kind"),
                    ("channels", "channel_id", "cs.ticket.channel"),
                    ("teams", "team_id", "cs.team"),
                )
            },
            "months": self._volumes(scope),
            "causes": self._causes(facts["cause_id"]),
            "week": {"rows": self._weekdays(), "grid": self._count_week(scope)},
            "times": {"labels": self._say_minutes(), "series": self._count_times(scope)},
            "legs": self._legs(scope),
            "backlog": {"labels": self._say_days(), "values": ages, "standing": self._head(standing)},
            "products": self._report_products(scope),
            "categories": self._report_categories(scope, last),
            "suggestions": self._report_suggestions(scope),
            "improvements": self._report_improvements(scope),
        }

    def _say_month(self, scope: Scope) -> str:
        return say_month(self.env, scope.period.date_from, short=True)

    def _report_figures(self, scope, last, year) -> list[dict]:
        """The indicators of the dashboard with their course, last month and last year."""
        indicators = self._indicators(scope.company)
        months = self._months(scope)
        facts = self._course(indicators, scope, last.period)
        then = self._found(indicators, year, year.period)
        names = dict(indicators.mapped(lambda one: (one.id, one.name)))
        rows = []
        for indicator in indicators:
            card = self._card(indicator, scope, months, facts, names)
            now, before, value = (found[indicator.id] for found in (facts["now"], facts["before"], then))
            rows.append(
                card
                | {
                    "value": number(now.value),
                    "before_value": number(before.value),
                    "year": self._say_value(indicator, value.value),
                    "year_value": number(value.value),
                    "sample": now.counted or None,
                }
            )
        return rows

    def _beside(self, model, now, last, year) -> list[dict]:
        """Counts by kind, channel or team, with those of the months they are compared with."""
        keys = dict.fromkeys([*now, *last, *year], 0) | now
        rows = self._named(model, keys)
        return [row | {"last": last.get(row["key"], 0), "year": year.get(row["key"], 0)} for row in rows]

    def _report_products(self, scope) -> list[dict]:
        """What customers say about products: cases by product and cause, most first."""
        rows = self.env["cs.ticket"]._read_group(
            self._registered(scope) & Domain("product_id", "!=", False), ["product_id", "cause_id"], ["__count"]
        )
        found = [{"name": p.display_name, "cause": c.name or "", "value": count} for p, c, count in rows]
        return sorted(found, key=lambda row: -row["value"])[:TOLD]

    def _report_categories(self, scope, last) -> list[dict]:
        """What customers ask and complain about, beside the month before, most first."""
        now, before = (
            dict(self.env["cs.ticket"]._read_group(self._registered(one), ["category_id"], ["__count"]))
            for one in (scope, last)
        )
        rows = [
            {"name": category.display_name, "value": count, "last": before.get(category, 0)}
            for category, count in now.items()
            if category
        ]
        return sorted(rows, key=lambda row: -row["value"])[:TOLD]

    def _report_suggestions(self, scope) -> list[dict]:
        """What customers suggested, and whether it was taken up."""
        cases = self.env["cs.ticket"].search(
            self._registered(scope) & Domain("kind_id.code", "=", "suggestion"), order="registered_at, id", limit=TOLD
        )
        found = dict(cases._fields["validity"]._description_selection(self.env))
        return [
            {
                "number": one.number,
                "name": one.name,
                "found": found.get(one.validity, ""),
                "answer": one.resolution or "",
            }
            for one in cases
        ]

    # -- what was put right ------------------------------------------------------------------------

    @api.model
    def _domain_improvements(self, scope) -> Domain:
        """Corrective actions that were open in the period, or were checked in it."""
        first, last = scope.period
        still_open = Domain("recheck_result", "=", False) & Domain("registered_at", "<=", scope.moment(last))
        checked = Domain("recheck_date", ">=", first) & Domain("recheck_date", "<=", last)
        return (
            scope.cases()
            & Domain("corrective_action", "!=", False)
            & (still_open | checked | scope.within("resolved_at"))
        )

    def _report_improvements(self, scope) -> dict:
        domain = self._domain_improvements(scope)
        cases = self.env["cs.ticket"].search(domain, order="recheck_date, id", limit=LINES)
        again = dict(
            self.env["cs.ticket"]._read_group([("repeat_of_id", "in", cases.ids)], ["repeat_of_id"], ["__count"])
        )
        words = {
            "done": self.env._("checked"),
            "overdue": self.env._("check overdue"),
            "open": self.env._("to be checked"),
        }
        rows = [
            {
                "number": one.number,
                "name": one.name,
                "cause": one.cause_id.name or "",
                "department": one.responsible_department_id.name or "",
                "action": one.corrective_action,
                "person": one.corrective_user_id.name or "",
                "date": format_date(self.env, one.recheck_date) if one.recheck_date else "",
                "result": one.recheck_result or "",
                "again": again.get(one, 0),
                "state": words[one._improvement_state(scope.period.date_to)],
            }
            for one in cases
        ]
        return {"rows": rows, "all": self.env["cs.ticket"].search_count(domain)}


class CsTicket(models.Model):
    _inherit = "cs.ticket"

    def _improvement_state(self, day) -> str:
        """How a corrective action stands on a day: done, overdue or open."""
        self.ensure_one()
        if self.recheck_result:
            return "done"
        return "overdue" if self.recheck_date and self.recheck_date < day else "open"
