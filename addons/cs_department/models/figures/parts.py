from datetime import timedelta

from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL

from ...core.figures import period as periods
from ...core.figures import shapes
from ...core.flow import LIVE
from ...core.now import utcnow
from .scope import Scope

#: bins of working minutes: 5 and 30 minutes, 1, 4, 8, 24, 72 hours
MINUTES = (5, 30, 60, 240, 480, 1440, 4320)
#: bins of a backlog's age in days
DAYS = (1, 3, 7, 15, 30)
#: months of the volumes
MONTHS = 13
#: clocks whose times are drawn
TIMES = ("first_response", "resolution")
#: facts of a registered case that are counted in one go
FACTS = ("kind_id", "channel_id", "team_id", "cause_id")
#: a clock that has come to an end says how long it took
ENDED = Domain("state", "in", ("met", "missed"))


class CsDashboard(models.AbstractModel):
    """Distributions: what is counted, and the records behind each bar and cell.

    A part has a key per bar. ``_count_*`` counts all bars of a part, in one query;
    ``_domain_*`` is what one bar counts. Both begin with the same domain.
    """

    _inherit = "cs.dashboard"

    # -- cases that were registered in the period ------------------------------------------------

    def _registered(self, scope: Scope, period=None) -> Domain:
        """As the indicator of registered cases has it: what was cancelled was none."""
        return scope.cases() & scope.within("registered_at", period) & Domain("state", "!=", "cancelled")

    @api.model
    def _count_facts(self, scope: Scope) -> dict[str, dict[int, int]]:
        """Cases by kind, channel, team and cause, from one look at them."""
        sets = self.env["cs.ticket"]._read_grouping_sets(
            self._registered(scope), [[name] for name in FACTS], ["__count"], ", ".join(FACTS)
        )
        return {name: {record.id or 0: count for record, count in rows} for name, rows in zip(FACTS, sets, strict=True)}

    @api.model
    def _domain_fact(self, scope: Scope, name, key) -> Domain:
        return self._registered(scope) & Domain(name, "=", int(key) or False)

    @api.model
    def _count_week(self, scope: Scope) -> list[list[int]]:
        """Cases by weekday (Monday first) and hour, in the company's time."""
        cases = self.env["cs.ticket"].with_context(tz=scope.zone.zone)
        return shapes.week_grid(
            (int(day), int(hour), count)
            for day, hour, count in cases._read_group(
                self._registered(scope), ["registered_at:day_of_week", "registered_at:hour_number"], ["__count"]
            )
        )

    @api.model
    def _domain_week(self, scope: Scope, key) -> Domain:
        place, hour = map(int, str(key).split("-"))
        day = shapes.database_weekday(place)
        return (
            self._registered(scope)
            & Domain("registered_at.day_of_week", "=", day)
            & Domain("registered_at.hour_number", "=", hour)
        )

    @api.model
    def _months(self, scope: Scope) -> list[periods.Period]:
        """The months that volumes are shown for, the last one as far as the period goes."""
        starts = periods.months_until(scope.period.date_to, MONTHS)
        whole = [periods.month_of(day) for day in starts[:-1]]
        return [*whole, periods.Period(starts[-1], scope.period.date_to)]

    @api.model
    def _count_months(self, scope: Scope) -> dict[tuple[str, int], int]:
        """Cases by month ("2026-03") and kind."""
        months = self._months(scope)
        whole = periods.Period(months[0].date_from, months[-1].date_to)
        cases = self.env["cs.ticket"].with_context(tz=scope.zone.zone)
        rows = cases._read_group(self._registered(scope, whole), ["registered_at:month", "kind_id"], ["__count"])
        return {(f"{month:%Y-%m}", kind.id or 0): count for month, kind, count in rows}

    @api.model
    def _domain_months(self, scope: Scope, key) -> Domain:
        """:param key: "2026-03" for a month, "2026-03/4" for one of its kinds."""
        name, _sep, kind = str(key).partition("/")
        [month] = [one for one in self._months(scope) if f"{one.date_from:%Y-%m}" == name]
        of_kind = Domain("kind_id", "=", int(kind) or False) if kind else Domain.TRUE
        return self._registered(scope, month) & of_kind

    # -- what stands open now --------------------------------------------------------------------

    def _open(self, scope: Scope) -> Domain:
        return scope.cases() & Domain("state", "in", sorted(LIVE))

    @api.model
    def _count_backlog(self, scope: Scope) -> tuple[list[int], dict[str, int]]:
        """Open cases by age, and what is to be done about them, from one look."""
        cases, now = self.env["cs.ticket"], utcnow()
        query = cases._search(self._open(scope))
        edges = [now - timedelta(days=days) for days in reversed(DAYS)]
        place = SQL(
            "width_bucket(%s, %s::timestamp[])", cases._field_to_sql(query.table, "registered_at", query), edges
        )
        query.groupby = place
        counts = []
        for domain in self._standing().values():
            sought = Domain(domain).optimize_full(cases)._to_sql(cases, query.table, query)
            counts.append(SQL("count(*) FILTER (WHERE %s)", sought))
        ages, standing = [0] * (len(DAYS) + 1), dict.fromkeys(self._standing(), 0)
        for bucket, *found in self.env.execute_query(query.select(place, *counts)):
            ages[len(DAYS) - (bucket or 0)] += found[0]
            for name, count in zip(standing, found, strict=True):
                standing[name] += count
        return ages, standing

    def _standing(self) -> dict[str, Domain]:
        """What is told of the open cases, all of them first."""
        return {
            "open": Domain.TRUE,
            "overdue": Domain("next_due_at", "<", utcnow()),
            "unassigned": Domain("user_id", "=", False),
            "waiting": Domain("state", "=", "waiting"),
        }

    @api.model
    def _domain_backlog(self, scope: Scope, key) -> Domain:
        age, now = shapes.bins(DAYS)[int(key)], utcnow()
        domain = self._open(scope)
        if age.high is not None:
            domain &= Domain("registered_at", ">=", now - timedelta(days=age.high))
        if age.low:
            domain &= Domain("registered_at", "<", now - timedelta(days=age.low))
        return domain

    @api.model
    def _domain_head(self, scope: Scope, key) -> Domain:
        """The numbers above the charts."""
        return self._open(scope) & self._standing()[key]

    # -- how long it took ------------------------------------------------------------------------

    def _stopped(self, scope: Scope) -> Domain:
        """Clocks that ended in the period, of the cases that are looked at."""
        return ENDED & scope.within("stopped_at") & Domain("ticket_id", "any", scope.cases())

    @api.model
    def _count_times(self, scope: Scope) -> dict[str, list[int]]:
        """Ended clocks by the working time that they ran, per kind of clock."""
        clocks = self.env["cs.clock"]
        domain = self._stopped(scope) & Domain("clock_type", "in", TIMES) & Domain("task_id", "=", False)
        query = clocks._search(domain)
        spent = clocks._field_to_sql(query.table, "spent_minutes", query)
        kind = clocks._field_to_sql(query.table, "clock_type", query)
        place = SQL("width_bucket(COALESCE(%s, 0)::float8, %s::float8[])", spent, list(MINUTES))
        query.groupby = SQL("%s, %s", kind, place)
        counts = {name: [0] * (len(MINUTES) + 1) for name in TIMES}
        for name, bucket, count in self.env.execute_query(query.select(kind, place, SQL("count(*)"))):
            counts[name][bucket] += count
        return counts

    @api.model
    def _domain_times(self, scope: Scope, name, key) -> Domain:
        bounds = shapes.bins(MINUTES)[int(key)]
        domain = self._stopped(scope) & Domain("clock_type", "=", name) & Domain("task_id", "=", False)
        if bounds.low:
            domain &= Domain("spent_minutes", ">=", bounds.low)
        if bounds.high is not None:
            domain &= Domain("spent_minutes", "<", bounds.high)
        return domain

    # -- legs of the departments -----------------------------------------------------------------

    @api.model
    def _count_legs(self, scope: Scope) -> list[dict]:
        """Per department: legs that ended, how many of them late, and by how many minutes together."""
        domain = self._stopped(scope) & Domain("task_id", "!=", False)
        rows = {}
        for department, state, count, late in self.env["cs.clock"]._read_group(
            domain, ["department_id", "state"], ["__count", "overrun_minutes:sum"]
        ):
            row = rows.setdefault(department.id or 0, {"department": department, "all": 0, "late": 0, "minutes": 0.0})
            row["all"] += count
            if state == "missed":
                row["late"] += count
                row["minutes"] += late or 0.0
        return sorted(rows.values(), key=lambda row: (-row["minutes"], -row["all"]))

    @api.model
    def _domain_legs(self, scope: Scope, key, *, late) -> Domain:
        domain = (
            self._stopped(scope)
            & Domain("task_id", "!=", False)
            & Domain("task_id.department_id", "=", int(key) or False)
        )
        return domain & Domain("state", "=", "missed") if late else domain
