from odoo import fields, models


class CsLateCharge(models.Model):
    """What was charged or waived for paying one charge late, up to a day."""

    _name = "cs.late.charge"
    _description = "Late fee of a charge"
    _order = "date_to desc, id desc"
    _check_company_auto = True
    _allow_sudo_commands = False

    principal_id = fields.Many2one(
        "cs.billing.line", "Paid late", required=True, readonly=True, index=True, ondelete="restrict"
    )
    line_id = fields.Many2one(
        "cs.billing.line", "Billed as", readonly=True, index="btree_not_null", ondelete="restrict"
    )
    waiver_id = fields.Many2one(
        "cs.late.waiver", "Waived by", readonly=True, index="btree_not_null", ondelete="restrict"
    )
    rule_id = fields.Many2one("cs.late.rule", "By the rule", readonly=True, ondelete="set null", index="btree_not_null")
    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    unit_id = fields.Many2one(related="principal_id.unit_id", store=True, index=True)
    steward_id = fields.Many2one(related="principal_id.steward_id", store=True, index="btree_not_null")
    date_from = fields.Date("First day", required=True, readonly=True)
    date_to = fields.Date("Last day", required=True, readonly=True)
    amount = fields.Monetary(required=True, readonly=True)
    explanation = fields.Text("How it is worked out", readonly=True)
    state = fields.Selection(
        [("billed", "Billed"), ("waived", "Waived"), ("void", "Void")], required=True, readonly=True, index=True
    )

    _days_sane = models.Constraint("CHECK (date_to >= date_from)", "The last day is before the first.")
    _positive = models.Constraint("CHECK (amount > 0)", "A late fee is above nothing.")
    _each_day_once = models.Constraint(
        "EXCLUDE USING gist (int8range(principal_id, principal_id, '[]') WITH &&, "
        "daterange(date_from, date_to, '[]') WITH &&) WHERE (state = 'billed')",
        "For some of these days the late fee was billed already.",
    )

    def _taken(self, principals) -> dict:
        """What was billed or waived of the late fees of these charges, and up to which day it was billed.

        :return: charge id → (amount, last billed day or ``False``).
        """
        # sudo: what was charged before counts, whoever asks
        rows = self.sudo()._read_group(
            [("principal_id", "in", principals.ids), ("state", "!=", "void")],
            ["principal_id", "state"],
            ["amount:sum", "date_to:max"],
        )
        found = {}
        for principal, state, amount, last in rows:
            before, day = found.get(principal.id, (0, False))
            found[principal.id] = (round(before + amount, 2), last if state == "billed" else day)
        return found
