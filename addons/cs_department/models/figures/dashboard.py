from itertools import pairwise

from babel.dates import get_day_names
from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import format_date

from ...core.figures import shapes
from .parts import DAYS, FACTS, MINUTES, TIMES
from .scope import Scope, locale_of, say_month

_HOUR = 60


class CsDashboard(models.AbstractModel):
    """What the page of the dashboard asks the server for: charts, and the records behind a figure."""

    _inherit = "cs.dashboard"

    @api.model
    def charts(self, values):
        """All distributions of the page.

        :param values: the filters: period, date_from, date_to, team_id, kind_id, channel_id.
        """
        scope = self._scope(values)
        facts = self._count_facts(scope)
        ages, standing = self._count_backlog(scope)
        return {
            "period": self._say_period(scope.period),
            "head": self._head(standing),
            "kinds": self._named("cs.ticket.kind", facts["kind_id"]),
            "channels": self._named("cs.ticket.channel", facts["channel_id"]),
            "teams": self._named("cs.team", facts["team_id"]),
            "causes": self._causes(facts["cause_id"]),
            "months": self._volumes(scope),
            "week": {"rows": self._weekdays(), "grid": self._count_week(scope)},
            "times": {"labels": self._say_minutes(), "series": self._count_times(scope)},
            "legs": self._legs(scope),
            "backlog": {"labels": self._say_days(), "values": ages},
        }

    def _head(self, standing) -> list[dict]:
        names = {
            "open": self.env._("Open now"),
            "overdue": self.env._("Overdue now"),
            "unassigned": self.env._("Nobody responsible"),
            "waiting": self.env._("Waiting for the customer"),
        }
        return [{"key": key, "name": names[key], "value": count} for key, count in standing.items()]

    # -- words -----------------------------------------------------------------------------------

    def _named(self, model, counts) -> list[dict]:
        """Rows of a chart, in the order of the records; those without one last."""
        # sudo: only names of what the reader's own cases refer to
        records = (
            self.env[model].sudo().with_context(active_test=False).search([("id", "in", [k for k in counts if k])])
        )
        rows = [{"key": one.id, "name": one.display_name, "value": counts[one.id]} for one in records]
        if counts.get(0):
            rows.append({"key": 0, "name": self.env._("None"), "value": counts[0]})
        return rows

    def _causes(self, counts) -> dict:
        """The Pareto chart of the causes; cases without one stand beside it, not in it."""
        found = {key: count for key, count in counts.items() if key}
        names = {row["key"]: row["name"] for row in self._named("cs.ticket.cause", found)}
        bars = [
            {"key": bar.key, "name": names.get(bar.key, ""), "value": bar.count, "percent": round(bar.cumulative, 1)}
            for bar in shapes.pareto(found)
        ]
        return {"bars": bars, "none": counts.get(0, 0)}

    def _volumes(self, scope) -> dict:
        """Cases per month, one series per kind."""
        counts = self._count_months(scope)
        months = self._months(scope)
        keys = [f"{month.date_from:%Y-%m}" for month in months]
        totals = {}
        for (_month, kind), count in counts.items():
            totals[kind] = totals.get(kind, 0) + count
        return {
            "keys": keys,
            "labels": [say_month(self.env, month.date_from, short=True) for month in months],
            "series": [
                {
                    "key": row["key"],
                    "name": row["name"],
                    "values": [counts.get((month, row["key"]), 0) for month in keys],
                }
                for row in self._named("cs.ticket.kind", totals)
            ],
        }

    def _legs(self, scope) -> list[dict]:
        return [
            {
                "key": row["department"].id or 0,
                # sudo: only the name of a department that owes the reader's cases something
                "name": row["department"].sudo().name or self.env._("Outside company or person"),
                "value": row["all"],
                "late": row["late"],
                "minutes": round(row["minutes"], 1),
            }
            for row in self._count_legs(scope)
        ]

    def _weekdays(self) -> list[str]:
        """Monday to Sunday, short."""
        names = get_day_names("abbreviated", locale=locale_of(self.env))
        return [names[place] for place in range(shapes.WEEKDAYS)]

    def _say_minutes(self) -> list[str]:
        return self._say_bins([self._say_time(bound) for bound in MINUTES])

    def _say_days(self) -> list[str]:
        return self._say_bins([self.env._("%(count)s d", count=days) for days in DAYS])

    def _say_bins(self, bounds) -> list[str]:
        first = self.env._("under %(bound)s", bound=bounds[0])
        last = self.env._("%(bound)s and more", bound=bounds[-1])
        return [first, *(f"{low} – {high}" for low, high in pairwise(bounds)), last]

    def _say_time(self, minutes) -> str:
        if minutes < _HOUR:
            return self.env._("%(count)s min", count=minutes)
        return self.env._("%(count)s h", count=minutes // _HOUR)

    def _say_period(self, period) -> dict:
        first, last = (format_date(self.env, day) for day in period)
        return {
            "from": str(period.date_from),
            "to": str(period.date_to),
            "name": first if first == last else f"{first} – {last}",
        }

    # -- the records behind a figure ---------------------------------------------------------------

    @api.model
    def open_records(self, values, part, key):
        """The window with exactly the records that a bar, a cell or a number counts.

        :param part: which chart; :param key: which of its bars.
        :raises UserError: when there is no such figure.
        """
        scope = self._scope(values)
        try:
            model, domain, title = self._behind(scope, part, key)
        except (KeyError, ValueError, TypeError, IndexError) as error:
            raise UserError(self.env._("There is no such figure.")) from error
        return {
            "type": "ir.actions.act_window",
            "name": title,
            "res_model": model,
            "views": [[False, "list"], [False, "form"]],
            "domain": _plain(domain),
            # hours and weekdays of the domain are those of the company
            "context": {"tz": scope.zone.zone, "create": False},
        }

    def _behind(self, scope: Scope, part, key) -> tuple[str, Domain, str]:
        """Model, domain and title of what a bar counts.

        :raises KeyError, ValueError, TypeError, IndexError: when there is no such bar.
        """
        part = str(part)
        if part in FACTS:
            label = self.env["cs.ticket"]._fields[part]._description_string(self.env)
            return "cs.ticket", self._domain_fact(scope, part, key), label
        if part in TIMES:
            labels = dict(self.env["cs.clock"]._fields["clock_type"]._description_selection(self.env))
            return "cs.clock", self._domain_times(scope, part, key), f"{labels[part]}: {self._say_minutes()[int(key)]}"
        return {
            "head": lambda: ("cs.ticket", self._domain_head(scope, key), self.env._("Cases")),
            "week": lambda: ("cs.ticket", self._domain_week(scope, key), self.env._("Registered")),
            "months": lambda: ("cs.ticket", self._domain_months(scope, key), self.env._("Registered")),
            "backlog": lambda: ("cs.ticket", self._domain_backlog(scope, key), self.env._("Open now")),
            "legs": lambda: ("cs.clock", self._domain_legs(scope, key, late=False), self.env._("Department tasks")),
            "legs_late": lambda: ("cs.clock", self._domain_legs(scope, key, late=True), self.env._("Department tasks")),
        }[part]()


def _plain(domain) -> list:
    """A domain as lists, all the way down, for the browser."""
    return [
        (term[0], term[1], _plain(term[2])) if isinstance(term, tuple) and isinstance(term[2], Domain) else term
        for term in domain
    ]
