from odoo import api, fields, models

from ...core import dunning

KINDS = [
    ("demand", "Demand that arrived"),
    ("promise", "Promise to pay"),
    ("payment", "Part payment"),
    ("suit", "Suit or arbitration"),
    ("recognised", "Recognised in writing"),
]
#: the debtor himself says that he owes
_ACKNOWLEDGED = ("promise", "payment", "recognised")


class CsArrearsInterruption(models.Model):
    """Something that begins the limitation of a payer's debts for a unit anew; it counts beyond its case."""

    _name = "cs.arrears.interruption"
    _description = "Interruption of the limitation"
    _order = "day desc, id desc"
    _allow_sudo_commands = False
    _rec_name = "day"

    case_id = fields.Many2one("cs.arrears.case", required=True, readonly=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="case_id.company_id", store=True, index=True)
    unit_id = fields.Many2one(related="case_id.unit_id", store=True, index=True)
    partner_id = fields.Many2one(related="case_id.partner_id", store=True, index=True, string="Payer")
    steward_id = fields.Many2one(related="case_id.steward_id", store=True, index="btree_not_null", string="Steward")
    day = fields.Date("On", required=True, readonly=True)
    kind = fields.Selection(KINDS, required=True, readonly=True)
    step_id = fields.Many2one("cs.arrears.step", readonly=True, index="btree_not_null", ondelete="restrict")
    words = fields.Char("Evidence", required=True, readonly=True)
    user_id = fields.Many2one("res.users", "Noted by", required=True, readonly=True)

    @api.model
    def _of(self, cases) -> dict:
        """(unit id, partner id) → interruptions as plain data, all read at once (in sudo)."""
        found = {}
        rows = self.search([("unit_id", "in", cases.unit_id.ids), ("partner_id", "in", cases.partner_id.ids)])
        for row in rows:
            key = row.unit_id.id, row.partner_id.id
            found.setdefault(key, []).append(dunning.Interruption(row.day, row.kind in _ACKNOWLEDGED))
        return found
