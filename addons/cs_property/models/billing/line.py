from odoo import api, fields, models
from odoo.tools import SQL

#: these stand in the accounts, whether they were taken back later or not
BOOKED = ("billed", "void")


class CsBillingLine(models.Model):
    """One charge: unit, fee, days, amount and how it came about; later the line of an invoice.

    The sub-ledger of fees. Written by billing runs and verbs only; once it is billed its amounts
    stay, and what is paid of it follows Odoo's reconciliation.
    """

    _name = "cs.billing.line"
    _description = "Charge"
    _order = "date_from desc, unit_id, item_id, id"
    _check_company_auto = True
    _allow_sudo_commands = False

    run_id = fields.Many2one("cs.billing.run", "Billing run", readonly=True, index="btree_not_null", ondelete="cascade")
    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    estate_id = fields.Many2one("cs.estate", required=True, readonly=True, index=True, ondelete="restrict")
    building_id = fields.Many2one("cs.estate.building", readonly=True, index="btree_not_null", ondelete="restrict")
    unit_id = fields.Many2one("cs.estate.unit", required=True, readonly=True, index=True, ondelete="restrict")
    steward_id = fields.Many2one(
        "res.users",
        compute="_compute_steward_id",
        store=True,
        precompute=True,
        index="btree_not_null",
        help="Who looks after it: what is open goes over to a new steward, what is settled stays with the old one.",
    )
    item_id = fields.Many2one("cs.fee.item", "Fee", readonly=True, index=True, ondelete="restrict")
    rule_id = fields.Many2one("cs.fee.rule", "By the rule", readonly=True, index="btree_not_null", ondelete="set null")
    partner_id = fields.Many2one("res.partner", "Payer", readonly=True, index="btree_not_null", ondelete="restrict")
    date_from = fields.Date("First day", required=True, readonly=True)
    date_to = fields.Date("Last day", required=True, readonly=True)
    due_on = fields.Date("Due on", readonly=True)
    quantity = fields.Float(readonly=True, digits=(16, 4))
    unit_price = fields.Float(readonly=True, digits=(16, 6))
    amount = fields.Monetary(readonly=True, help="As the fee rule gives it.")
    explanation = fields.Text("How it is worked out", readonly=True)
    state = fields.Selection(
        [("draft", "Proposed"), ("error", "Not possible"), ("billed", "Billed"), ("void", "Void")],
        required=True,
        readonly=True,
        default="draft",
        index=True,
    )
    is_sale = fields.Boolean("Sold at the counter", readonly=True, help="Not for days: it may be sold twice on one.")
    error = fields.Char("Why not possible", readonly=True)
    previous_amount = fields.Monetary("Last time", readonly=True, help="Amount of the last bill of this fee.")
    difference = fields.Monetary(readonly=True, help="Against the last time.")
    difference_percent = fields.Float("Difference (%)", readonly=True, digits=(16, 1))
    deviation = fields.Monetary("Size of the difference", readonly=True)
    attention = fields.Selection(
        [("error", "Not possible"), ("look", "Differs much"), ("none", "As usual")],
        "Worth a look",
        readonly=True,
        default="none",
    )
    move_id = fields.Many2one("account.move", "Invoice", readonly=True, index="btree_not_null", ondelete="restrict")
    move_line_id = fields.Many2one(
        "account.move.line", "Invoice line", readonly=True, index="btree_not_null", ondelete="restrict"
    )
    amount_total = fields.Monetary("Amount with tax", readonly=True, help="What the payer owes for it.")
    amount_paid = fields.Monetary("Settled", readonly=True, help="By payments and credit notes.")
    amount_residual = fields.Monetary("Still open", readonly=True)
    allocation_ids = fields.One2many("cs.fee.allocation", "line_id", "Payments", readonly=True)

    _days_sane = models.Constraint("CHECK (date_to >= date_from)", "The last day is before the first.")
    _each_day_once = models.Constraint(
        "EXCLUDE USING gist (int8range(unit_id, unit_id, '[]') WITH &&, int8range(item_id, item_id, '[]') WITH &&, "
        "daterange(date_from, date_to, '[]') WITH &&) WHERE (state = 'billed')",
        "For some of these days the fee was billed already.",
    )
    _fee_known = models.Constraint("CHECK (state = 'error' OR item_id IS NOT NULL)", "A charge is charged for a fee.")
    _settled_sane = models.Constraint(
        "CHECK (state NOT IN ('billed', 'void') OR (amount_paid BETWEEN 0 AND amount_total"
        " AND amount_residual = amount_total - amount_paid))",
        "No more can be settled of a charge than is owed for it.",
    )
    #: the sheet of a run: errors first, then what differs much
    _sheet_idx = models.Index("(run_id, attention, deviation DESC)")
    #: what a unit owes is found without walking what it paid
    _open_idx = models.Index("(unit_id, partner_id) WHERE amount_residual > 0")

    @api.depends("unit_id.steward_id")
    def _compute_steward_id(self):
        for charge in self:
            if not charge.steward_id or charge.amount_residual > 0 or charge.state in ("draft", "error"):
                charge.steward_id = charge.unit_id.steward_id

    @api.depends("item_id", "unit_id", "date_from", "date_to")
    def _compute_display_name(self):
        for charge in self:
            charge.display_name = f"{charge.unit_id.code} {charge.item_id.name or ''} {charge._days()}"

    def _days(self) -> str:
        return f"{self.date_from} – {self.date_to}" if self.date_to != self.date_from else f"{self.date_from}"

    @api.model
    def _propose(self, vals_list):
        """Write down charges that are to be looked at or billed.

        :param vals_list: ``unit_id``, ``item_id``, ``partner_id``, days, ``due_on``, ``quantity``,
            ``unit_price``, ``amount``, ``explanation``, perhaps ``error``; where a unit lies is filled in.
        :return: the charges, in sudo.
        """
        # sudo: charges are the system's; whoever calls was asked for his right by the verb
        charges = self.sudo()
        units = self.env["cs.estate.unit"].sudo().browse(vals["unit_id"] for vals in vals_list)
        places = {
            unit.id: {
                "company_id": unit.company_id.id,
                "estate_id": unit.estate_id.id,
                "building_id": unit.building_id.id,
            }
            for unit in units
        }
        rows = [
            {
                **places[vals["unit_id"]],
                **vals,
                "state": "error" if vals.get("error") else "draft",
            }
            for vals in vals_list
        ]
        return charges.create(rows)

    def _count_settled(self):
        """What is settled of these charges, summed up anew from their allocations."""
        if not self.ids:
            return
        self.env["cs.fee.allocation"].flush_model(["line_id", "amount"])
        self.flush_recordset(["state", "amount_total", "amount_paid", "amount_residual"])
        # one statement for any number of charges; nobody writes the two columns but this
        self.env.cr.execute(
            SQL(
                """UPDATE cs_billing_line l
                      SET amount_paid = s.paid, amount_residual = l.amount_total - s.paid
                     FROM (SELECT c.id, COALESCE(sum(a.amount), 0) AS paid
                             FROM unnest(%s) AS c(id)
                        LEFT JOIN cs_fee_allocation a ON a.line_id = c.id
                         GROUP BY c.id) s
                    WHERE s.id = l.id AND l.state IN %s""",
                self.ids,
                BOOKED,
            )
        )
        self.invalidate_recordset(["amount_paid", "amount_residual"])

    def _residuals(self) -> dict[int, float]:
        """What is still open of each charge.

        :return: charge id → amount, all read at once.
        """
        # sudo: whoever may see a charge may see what is open of it
        return {row["id"]: row["amount_residual"] for row in self.sudo().read(["amount_residual"])}
