"""Installation and removal of the addon."""

from pytz import country_timezones


def post_init_hook(env):
    """Make every company ready to take cases in: hours in its own zone, a default team."""
    companies = env["res.company"].search([])
    _set_zone_of_hours(companies)
    env["cs.team"]._cs_ensure_default_team(companies)


def _set_zone_of_hours(companies):
    """Give working hours that were never placed anywhere the zone of their country.

    Odoo makes the first working hours in UTC: deadlines would end at UTC office hours,
    and Chinese holidays would not count.
    """
    for company in companies:
        # once, at installation; companies are few
        calendar = company.resource_calendar_id
        zones = country_timezones.get(company.country_id.code or "", ())
        if calendar.tz == "UTC" and zones:
            calendar.tz = zones[0]


def uninstall_hook(env):
    """Leave nothing behind that only made sense with the addon."""
    env["mail.alias"].search([("alias_model_id.model", "=", "cs.ticket")]).unlink()
