from odoo import fields, models

from ...core.now import utcnow


class ResCompany(models.Model):
    """From when facts lead to rewards and penalties, and how long people see them before they count."""

    _inherit = "res.company"

    cs_merit_from = fields.Date("Facts count from", default=lambda _self: utcnow().date())
    cs_merit_back_days = fields.Integer("Facts are looked at for (days)", default=45)
    cs_merit_shown_days = fields.Integer("Shown before it counts (days)", default=3)

    _cs_merit_sane = models.Constraint(
        "CHECK (cs_merit_back_days BETWEEN 1 AND 400 AND cs_merit_shown_days BETWEEN 1 AND 60)",
        "Facts are looked at for 1 to 400 days; rewards and penalties are shown for 1 to 60 days before they count.",
    )


class CsSettings(models.TransientModel):
    _inherit = "cs.settings"

    merit_from = fields.Date(
        "Facts count from",
        help="Rules of rewards and penalties look at facts from this day on. Empty: people propose, facts do not.",
    )
    merit_back_days = fields.Integer(
        "Facts are looked at for (days)", help="What becomes known later than so many days after it is left alone."
    )
    merit_shown_days = fields.Integer(
        "Shown before it counts (days)",
        help="So long the person sees a reward or penalty, and may appeal, before it counts. Rules may say otherwise.",
    )

    def _company_fields(self):
        names = ("merit_from", "merit_back_days", "merit_shown_days")
        return {**super()._company_fields(), **{name: f"cs_{name}" for name in names}}
