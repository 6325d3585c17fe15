from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import pytz
from babel.dates import format_skeleton
from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.tools import babel_locale_parse

from ...core import local_days
from ...core.figures import period as periods
from ...core.figures.period import Period

#: side by which figures are narrowed → model of what is chosen
SIDES = {"team_id": "cs.team", "kind_id": "cs.ticket.kind", "channel_id": "cs.ticket.channel"}
#: so many years may be looked at at once
MOST_DAYS = 366 * 5


def locale_of(env):
    """How days and months are called in the language in which the words are said."""
    return babel_locale_parse(env.lang or "en_US")


def say_month(env, day, *, short=False) -> str:
    """A month as the language of the reader writes it: "February 2026", "2026年2月"."""
    return format_skeleton("yMMM" if short else "yMMMM", day, locale=locale_of(env))


@dataclass(frozen=True)
class Scope:
    """What the figures are asked for: the days, and which cases.

    ``zone`` is the time zone of the company, in which its days begin and end.
    """

    company: Any
    zone: pytz.BaseTzInfo
    period: Period
    team_id: int | bool = False
    kind_id: int | bool = False
    channel_id: int | bool = False

    def sides(self) -> dict[str, int]:
        """The sides that were narrowed."""
        return {name: getattr(self, name) for name in SIDES if getattr(self, name)}

    def moment(self, day: date) -> datetime:
        """When a local day begins, naive UTC."""
        return local_days.midnight(day, self.zone)

    def within(self, name: str, period: Period | None = None) -> Domain:
        """That a moment falls into the period (the one of the page by default)."""
        first, last = period or self.period
        begin, end = self.moment(first), self.moment(last + timedelta(days=1))
        return Domain(name, ">=", begin) & Domain(name, "<", end)

    def cases(self) -> Domain:
        """Which cases are looked at, whatever the days."""
        return Domain([("company_id", "=", self.company.id), *((k, "=", v) for k, v in self.sides().items())])


class CsDashboard(models.AbstractModel):
    """The service dashboard: this file knows what is asked for, its parts count it.

    Every number comes from the same domain that its records are opened with.
    """

    _name = "cs.dashboard"
    _description = "Service dashboard"

    @api.model
    def _scope(self, values) -> Scope:
        """What a page asks for, as its address or a stored filter says it.

        :raises AccessError: for anybody but supervisors and managers.
        :raises UserError: when the values mean nothing.
        """
        if not self.env.user.has_group("cs_department.group_cs_supervisor"):
            raise AccessError(self.env._("Only supervisors and managers see the figures of the department."))
        values = values if isinstance(values, dict) else {}
        sides = {name: self._side(name, values.get(name)) for name in SIDES}
        return self._scope_of(self.env.company, self._period(values), **sides)

    @api.model
    def _scope_of(self, company, period, **sides) -> Scope:
        """The same for days and cases that are known."""
        zone = company._cs_zone()
        return Scope(company, zone, period, **sides)

    def _period(self, values) -> Period:
        today = self.env.company._cs_today()
        name = values.get("period") or "month"
        if name not in periods.PRESETS:
            raise UserError(self.env._("There is no such period."))
        if name != "custom":
            return periods.preset(name, today)
        try:
            first, last = (fields.Date.to_date(values.get(key) or today) for key in ("date_from", "date_to"))
        except (TypeError, ValueError) as error:
            raise UserError(self.env._("There is no such day.")) from error
        first, last = min(first, last), max(first, last)
        if (last - first).days >= MOST_DAYS or not 2000 <= first.year <= last.year < 2200:
            raise UserError(self.env._("Choose days within five years."))
        return Period(first, last)

    def _side(self, name, value) -> int | bool:
        """The record that figures are narrowed to; none where it is not the reader's to see."""
        try:
            record_id = int(value or 0)
        except (TypeError, ValueError) as error:
            raise UserError(self.env._("There is no such choice.")) from error
        if not 0 <= record_id < 2**31:
            raise UserError(self.env._("There is no such choice."))
        return self.env[SIDES[name]].with_context(active_test=False).search([("id", "=", record_id)]).id

    @api.model
    def choices(self):
        """What the page can be narrowed to, in the reader's language."""
        self._scope({})
        return {
            "teams": self._choice("cs.team", [("company_id", "=", self.env.company.id)]),
            "kinds": self._choice("cs.ticket.kind", []),
            "channels": self._choice("cs.ticket.channel", []),
        }

    def _choice(self, model, domain):
        return [{"id": record.id, "name": record.display_name} for record in self.env[model].search(domain)]
