from odoo import fields, models


class CsReleaseRule(models.Model):
    """Why things leave the estate, and what is looked at before they may."""

    _name = "cs.release.rule"
    _description = "Rule of release passes"
    _inherit = ["cs.cached.name.mixin", "cs.book.mixin"]
    _order = "sequence, id"
    _book = "release_rules"
    _pack_row = "P9"
    _reason_needed = True

    name = fields.Char("Reason to leave", required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one("res.company", index=True, help="Empty: for every company.")
    needs_consent = fields.Boolean("Owner consents", help="Unless an owner asks for the pass himself.")
    checks_debts = fields.Boolean("No debts")
    debts_above = fields.Float("Overdue above", digits=(16, 2), help="Less is no hindrance.")
    needs_permit = fields.Boolean("During a renovation only", help="A renovation of the unit is permitted on that day.")
    on_failure = fields.Selection(
        [("refuse", "No pass"), ("signoff", "Only with a sign-off")],
        "When a check fails",
        required=True,
        default="signoff",
    )
    valid_hours = fields.Integer("Holds for hours", required=True, default=24)
    return_days = fields.Integer("Back within days", default=7, help="Of what has to come back.")

    _key_uniq = models.UniqueIndex("(COALESCE(company_id, 0), key)", "Two records of a book cannot share a key.")
    _figures_sane = models.Constraint(
        "CHECK (valid_hours > 0 AND return_days >= 0 AND debts_above >= 0)", "A pass holds for an hour at least."
    )
