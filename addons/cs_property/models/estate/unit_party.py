from odoo import fields, models

ROLES = [
    ("owner", "Owner"),
    ("tenant", "Tenant"),
    ("family", "Family"),
    ("shopkeeper", "Shopkeeper"),
    ("authorised", "Authorised person"),
]


class CsUnitParty(models.Model):
    """Who has to do with a unit, in which role, from when to when (local days of the estate, both included)."""

    _name = "cs.unit.party"
    _description = "Person of a unit"
    _order = "unit_id, role, date_from desc, id"
    _check_company_auto = True

    unit_id = fields.Many2one("cs.estate.unit", required=True, index=True, ondelete="cascade", check_company=True)
    company_id = fields.Many2one(related="unit_id.company_id", store=True, index=True)
    estate_id = fields.Many2one(related="unit_id.estate_id", store=True, index=True)
    partner_id = fields.Many2one("res.partner", "Person", required=True, index=True, ondelete="restrict")
    role = fields.Selection(ROLES, required=True, default="owner")
    share = fields.Float("Share (%)", digits=(6, 3), default=100)
    date_from = fields.Date("Since", required=True, default=lambda self: self.env.company._cs_today())
    date_to = fields.Date("Until")
    pays = fields.Boolean("Pays the fees", help="Instead of the owner.")

    _days_sane = models.Constraint(
        "CHECK (date_to IS NULL OR date_to >= date_from)", "The last day is before the first."
    )
