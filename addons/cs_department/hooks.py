"""Installation and removal of the addon."""

import shutil

from pytz import country_timezones

ADDON = "cs_department"


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
    """Leave nothing behind that only made sense with the addon.

    Odoo names what our models inherit (selections, mixins) in the mixins' addons and
    forgets these names when our models go.
    """
    env["ir.config_parameter"].search([("key", "=like", f"{ADDON}.%")]).unlink()
    # people and their shifts, as the solver was given them
    shutil.rmtree(env["cs.roster.run"]._folder_root() / env.cr.dbname, ignore_errors=True)
    env["cs.appraisal.frozen.mixin"]._remove_functions()
    names = env["ir.model.data"]
    ours = [name for name, model in env.registry.items() if model._original_module == ADDON]
    models = env["ir.model"].search([("model", "in", ours)])
    inherited = {
        "ir.model.inherit": env["ir.model.inherit"].search([("model_id", "in", models.ids)]),
        "ir.model.fields.selection": models.field_id.selection_ids,
    }
    for model, records in inherited.items():
        # two kinds of names, one search each
        names.search([("module", "!=", ADDON), ("model", "=", model), ("res_id", "in", records.ids)]).unlink()
