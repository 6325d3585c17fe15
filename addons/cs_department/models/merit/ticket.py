from odoo import fields, models


class CsTicket(models.Model):
    """A complaint about somebody's work names him: so a justified one is his, not of whoever works on it."""

    _inherit = "cs.ticket"

    blamed_id = fields.Many2one(
        "hr.employee",
        "Complaint about",
        copy=False,
        index="btree_not_null",
        check_company=True,
        help="Whose work the customer complains about. A justified complaint may lead to a penalty for him.",
    )
