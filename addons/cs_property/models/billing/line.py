from odoo import fields, models

#: these hold their days: nothing else is billed for the unit and fee on them
TAKEN = "billed"


class CsBillingLine(models.Model):
    """One charge: unit, fee, days, amount and how it came about; later the line of an invoice.

    The sub-ledger of fees. Written by billing runs only.
    """

    _name = "cs.billing.line"
    _description = "Charge"
    _order = "date_from desc, unit_id, item_id, id"
    _check_company_auto = True
    _allow_sudo_commands = False

    run_id = fields.Many2one("cs.billing.run", readonly=True, index="btree_not_null", ondelete="cascade")
    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    estate_id = fields.Many2one("cs.estate", required=True, readonly=True, index=True, ondelete="restrict")
    building_id = fields.Many2one("cs.estate.building", readonly=True, index="btree_not_null", ondelete="restrict")
    unit_id = fields.Many2one("cs.estate.unit", required=True, readonly=True, index=True, ondelete="restrict")
    steward_id = fields.Many2one("res.users", "Steward", readonly=True, index="btree_not_null")
    item_id = fields.Many2one("cs.fee.item", "Fee", required=True, readonly=True, index=True, ondelete="restrict")
    partner_id = fields.Many2one("res.partner", "Payer", readonly=True, index="btree_not_null", ondelete="restrict")
    date_from = fields.Date("First day", required=True, readonly=True)
    date_to = fields.Date("Last day", required=True, readonly=True)
    due_on = fields.Date("Due on", readonly=True)
    quantity = fields.Float(readonly=True, digits=(16, 4))
    unit_price = fields.Float(readonly=True, digits=(16, 6))
    amount = fields.Monetary("Net amount", readonly=True)
    explanation = fields.Text("How it is worked out", readonly=True)
    state = fields.Selection(
        [("draft", "Proposed"), ("error", "Not possible"), ("billed", "Billed"), ("void", "Void")],
        required=True,
        readonly=True,
        default="draft",
        index=True,
    )
    error = fields.Char(readonly=True)
    move_id = fields.Many2one("account.move", "Invoice", readonly=True, index="btree_not_null", ondelete="restrict")
    move_line_id = fields.Many2one(
        "account.move.line", "Invoice line", readonly=True, index="btree_not_null", ondelete="restrict"
    )
    amount_total = fields.Monetary("Amount with tax", readonly=True, help="What the payer owes for it.")
    allocation_ids = fields.One2many("cs.fee.allocation", "line_id", "Payments", readonly=True)

    _days_sane = models.Constraint("CHECK (date_to >= date_from)", "The last day is before the first.")
    _each_day_once = models.Constraint(
        "EXCLUDE USING gist (int8range(unit_id, unit_id, '[]') WITH &&, int8range(item_id, item_id, '[]') WITH &&, "
        "daterange(date_from, date_to, '[]') WITH &&) WHERE (state = 'billed')",
        "For some of these days the fee was billed already.",
    )
