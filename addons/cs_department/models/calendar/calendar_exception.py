from datetime import date, timedelta
from typing import NamedTuple

from odoo import api, fields, models, tools
from odoo.tools import format_list

WEEKDAYS = [
    ("0", "Monday"),
    ("1", "Tuesday"),
    ("2", "Wednesday"),
    ("3", "Thursday"),
    ("4", "Friday"),
    ("5", "Saturday"),
    ("6", "Sunday"),
]


class ExceptionDay(NamedTuple):
    """An exception as plain data; ``weekday`` is ``None`` on a day off.

    :param company_id: ``False`` serves every company.
    :param calendar_ids: empty serves all calendars that follow the public calendar.
    """

    date: date
    weekday: int | None
    company_id: int | bool
    calendar_ids: frozenset[int]


class CsCalendarException(models.Model):
    _name = "cs.calendar.exception"
    _description = "Public holiday or make-up working day"
    _inherit = ["cs.cached.mixin"]
    _order = "date desc, id desc"

    name = fields.Char(required=True, translate=True)
    active = fields.Boolean(default=True)
    date = fields.Date(required=True)
    kind = fields.Selection(
        [("off", "Day off"), ("work", "Make-up working day")],
        required=True,
        default="off",
    )
    weekday = fields.Selection(
        WEEKDAYS,
        "Works the hours of",
        required=True,
        default="0",
        help="A make-up working day has the working hours of this weekday.",
    )
    calendar_ids = fields.Many2many(
        "resource.calendar",
        "cs_calendar_exception_calendar_rel",
        "exception_id",
        "calendar_id",
        string="Working hours",
        domain="['|', ('company_id', '=', False), ('company_id', '=?', company_id)]",
        help="Empty: all working hours that follow the public calendar.",
    )
    company_id = fields.Many2one(
        "res.company",
        index="btree_not_null",
        help="Empty: every company. A company's own entry goes before the general one.",
    )
    source = fields.Char(help="Where the day was announced.")

    _one_per_day = models.UniqueIndex(
        "(date, COALESCE(company_id, 0)) WHERE active IS TRUE",
        "There is an entry for this day already.",
    )

    @api.depends("name", "date")
    def _compute_display_name(self):
        for day in self:
            when = fields.Date.to_string(day.date) or ""
            day.display_name = f"{day.name or ''} {when}".strip()

    @api.model
    def _forget_cached(self):
        self.env["resource.calendar"]._cs_hours_changed()

    # ------------------------------------------------------------- for calendars

    @api.model
    @tools.ormcache()
    def _exception_days(self) -> tuple[ExceptionDay, ...]:
        """All exceptions in force, read once and kept until one is changed.

        General ones come first, so that a company's own may replace them.
        """
        # sudo: working hours are the same for everybody, whoever may read this list
        days = self.sudo().search([("active", "=", True)])
        return tuple(
            ExceptionDay(
                day.date,
                int(day.weekday) if day.kind == "work" else None,
                day.company_id.id,
                frozenset(day.calendar_ids.ids),
            )
            for day in days.sorted(lambda day: (bool(day.company_id), day.date))
        )

    # ------------------------------------------------------- years without data

    @api.model
    def _missing_years(self, first: date, last: date) -> list[int]:
        """Years between two days whose public holidays are not loaded.

        A year counts as loaded when its 1 January is a day off: every notice begins
        with it, and a stray day (31 December, a company's jubilee) proves nothing.
        """
        companies = (False, self.env.company.id)
        loaded = {
            day.date.year
            for day in self._exception_days()
            if day.weekday is None
            and not day.calendar_ids
            and day.company_id in companies
            and (day.date.month, day.date.day) == (1, 1)
        }
        return [year for year in range(first.year, last.year + 1) if year not in loaded]

    @api.model
    def _missing_year_warning(self, today: date) -> str | bool:
        """What to tell the supervisor when deadlines reach a year without holidays.

        :param today: the user's local day.
        :returns: a sentence in the user's language, ``False`` when all is well or no
            working hours of the company follow the public calendar.
        """
        company = self.env.company.sudo()  # sudo: a setting of one's own company
        horizon = today + timedelta(days=company.cs_calendar_warning_days)
        years = self._missing_years(today, horizon)
        # sudo: the warning is for people who may not read working hours
        if not years or not self.env["resource.calendar"].sudo().search_count(
            [
                ("cs_public_calendar", "=", True),
                ("company_id", "in", (company.id, False)),
            ],
            limit=1,
        ):
            return False
        return self.env._(
            "The public holidays of %(years)s are not loaded: deadlines in that time "
            "take every weekday for a working day. Load them as soon as they are "
            "announced.",
            years=format_list(self.env, [str(year) for year in years]),
        )
