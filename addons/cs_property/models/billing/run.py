from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

RUNNING = ("computing", "billing")


class CsBillingRun(models.Model):
    """One period of fees: computed, looked at, approved by another, billed in the background."""

    _name = "cs.billing.run"
    _description = "Billing run"
    _inherit = ["mail.thread", "cs.system.fields.mixin"]
    _order = "date_from desc, id desc"
    _check_company_auto = True
    _allow_sudo_commands = False
    _system_fields = frozenset(
        ("state", "computed_by_id", "computed_at", "approved_by_id", "approved_at", "finished_at", "line_ids")
    )

    name = fields.Char(required=True, compute="_compute_name", store=True, precompute=True, readonly=False)
    company_id = fields.Many2one("res.company", required=True, index=True, default=lambda self: self.env.company)
    currency_id = fields.Many2one(related="company_id.currency_id")
    estate_ids = fields.Many2many(
        "cs.estate",
        "cs_billing_run_estate_rel",
        "run_id",
        "estate_id",
        string="Estates",
        check_company=True,
        help="Empty: all estates of the company.",
    )
    building_ids = fields.Many2many(
        "cs.estate.building",
        "cs_billing_run_building_rel",
        "run_id",
        "building_id",
        string="Buildings",
        check_company=True,
        help="Empty: all buildings.",
    )
    item_ids = fields.Many2many(
        "cs.fee.item",
        "cs_billing_run_item_rel",
        "run_id",
        "item_id",
        string="Fees",
        domain=[("kind", "=", "fee")],
        help="Empty: all fees that are due in the period.",
    )
    date_from = fields.Date("First day", required=True, default=lambda self: self._month()[0])
    date_to = fields.Date("Last day", required=True, default=lambda self: self._month()[1])
    invoice_date = fields.Date("Day of the invoices", help="Accounting day. Empty: the day on which they are made.")
    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("computing", "Computing"),
            ("computed", "To be approved"),
            ("billing", "Being billed"),
            ("stopped", "Stopped"),
            ("done", "Billed"),
            ("cancelled", "Cancelled"),
        ],
        required=True,
        readonly=True,
        default="draft",
        index=True,
    )
    line_ids = fields.One2many("cs.billing.line", "run_id", "Lines of the run", readonly=True)
    computed_by_id = fields.Many2one("res.users", "Computed by", readonly=True)
    computed_at = fields.Datetime("Computed on", readonly=True)
    approved_by_id = fields.Many2one("res.users", "Approved by", readonly=True)
    approved_at = fields.Datetime("Approved on", readonly=True)
    finished_at = fields.Datetime("Billed on", readonly=True)

    _days_sane = models.Constraint("CHECK (date_to >= date_from)", "The last day is before the first.")

    def _month(self):
        """First and last day of the present month of the company."""
        today = self.env.company._cs_today()
        first = today.replace(day=1)
        return first, (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)

    @api.depends("date_from", "estate_ids")
    def _compute_name(self):
        for run in self:
            places = ", ".join(run.estate_ids.mapped("name")) or run.company_id.name or ""
            run.name = f"{run.date_from:%Y-%m} {places}" if run.date_from else places

    def write(self, vals):
        frozen = vals.keys() & {"company_id", "estate_ids", "building_ids", "item_ids", "date_from", "date_to"}
        if frozen and not self.env.su and any(run.state not in ("draft", "computed") for run in self):
            raise UserError(self.env._("What a run is about stays as it is once it is being billed."))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_unless_booked(self):
        # sudo: charges of anybody keep the run
        charges = self.env["cs.billing.line"].sudo()
        if charges.search([("run_id", "in", self.ids), ("state", "in", ("billed", "void"))], limit=1):
            raise UserError(self.env._("Charges of this run were billed: it stays."))

    def _units(self):
        """The units that the run is about, handed over by its last day; in a fixed order."""
        self.ensure_one()
        domain = [
            ("company_id", "=", self.company_id.id),
            "|",
            ("handed_over_on", "=", False),
            ("handed_over_on", "<=", self.date_to),
        ]
        if self.estate_ids:
            domain.append(("estate_id", "in", self.estate_ids.ids))
        if self.building_ids:
            domain.append(("building_id", "in", self.building_ids.ids))
        return self.env["cs.estate.unit"].search(domain, order="building_id, id")
