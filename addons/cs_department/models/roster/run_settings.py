from odoo import fields, models


class ResCompany(models.Model):
    """How much of the servers the computation of rosters may take."""

    _inherit = "res.company"

    cs_roster_parallel = fields.Integer("Rosters computed at once", default=1)
    cs_roster_workers = fields.Integer("Processors for a roster", default=4)
    cs_roster_seconds = fields.Integer("Time for a roster (s)", default=120)

    _cs_roster_run_sane = models.Constraint(
        "CHECK (cs_roster_parallel BETWEEN 1 AND 64 AND cs_roster_workers BETWEEN 1 AND 64"
        " AND cs_roster_seconds BETWEEN 1 AND 86400)",
        "1 to 64 rosters at once, 1 to 64 processors, one second up to a day.",
    )


class CsSettings(models.TransientModel):
    _inherit = "cs.settings"

    roster_parallel = fields.Integer(
        "Rosters computed at once", help="Others wait their turn. Each takes what the servers have to spare."
    )
    roster_workers = fields.Integer(
        "Processors for a roster", help="What one computation may use of the server, at a low priority."
    )
    roster_seconds = fields.Integer(
        "Time for a roster (s)",
        help="The computation ends by then with the best roster found, or earlier if it is proven.",
    )

    def _company_fields(self):
        names = ("roster_parallel", "roster_workers", "roster_seconds")
        return {**super()._company_fields(), **{name: f"cs_{name}" for name in names}}
