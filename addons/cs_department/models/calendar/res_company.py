from odoo import fields, models
from pytz import timezone

from ...core import local_days
from ...core.now import utcnow


class ResCompany(models.Model):
    _inherit = "res.company"

    cs_calendar_warning_days = fields.Integer(
        "Holiday warning (days ahead)",
        default=60,
        help="Warn when deadlines so many days ahead reach a year whose public holidays are not loaded.",
    )

    _cs_calendar_warning_days_sane = models.Constraint(
        "CHECK (cs_calendar_warning_days BETWEEN 0 AND 730)",
        "The holiday warning comes between 0 and 730 days ahead.",
    )

    # -- days: those of the company, of the user's where a record belongs to none ------------------

    def _cs_zone(self):
        """The time zone in which the company's days begin and end."""
        company = self or self.env.company
        return timezone(company.resource_calendar_id.tz or self.env.user.tz or "UTC")

    def _cs_local_day(self, moment):
        """The day of the company at a moment (naive UTC)."""
        return local_days.day_of(moment, self._cs_zone())

    def _cs_today(self):
        return self._cs_local_day(utcnow())

    def _cs_midnight(self, day):
        """When a day of the company begins, naive UTC."""
        return local_days.midnight(day, self._cs_zone())
