from odoo import fields, models, tools


class ResCompany(models.Model):
    """What counts as night."""

    _inherit = "res.company"

    cs_night_from = fields.Float("Night begins", default=22.0)
    cs_night_to = fields.Float("Night ends", default=6.0)
    cs_night_hours = fields.Float(
        "Hours of night in a night shift",
        default=4.0,
        help="A shift with at least so many hours between the beginning and the end of night is a night shift.",
    )

    _cs_night_sane = models.Constraint(
        "CHECK (cs_night_from BETWEEN 0 AND 24 AND cs_night_to BETWEEN 0 AND 24 AND cs_night_from <> cs_night_to"
        " AND cs_night_hours > 0)",
        "Night begins and ends at different hours of a day.",
    )

    @tools.ormcache("self.id")
    def _cs_night(self) -> tuple[float, float, float]:
        """When night begins and ends, and how much of it makes a night shift (hours)."""
        # sudo: every shift reads it, whoever plans it
        company = self.sudo()
        return company.cs_night_from, company.cs_night_to, company.cs_night_hours

    def write(self, vals):
        result = super().write(vals)
        if {"cs_night_from", "cs_night_to", "cs_night_hours"} & vals.keys():
            self.env.registry.clear_cache()
        return result
