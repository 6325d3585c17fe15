from dateutil.relativedelta import relativedelta
from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

STATES = [
    ("draft", "Draft"),
    ("active", "In force"),
    ("ended", "Ended"),
    ("cancelled", "Cancelled"),
]
NUMBER = "cs.parking.lease"


class CsParkingLease(models.Model):
    """A parking space let to somebody from a day to a day, both included.

    The fee rules charge its rent by days like any other fee: the lease says who pays on which
    days (``fee``). One space is let once on each day; the database sees to it.
    """

    _name = "cs.parking.lease"
    _description = "Parking lease"
    _inherit = [
        *("cs.system.fields.mixin", "cs.due.mixin", "cs.signoff.mixin"),
        *("mail.thread", "mail.activity.mixin"),
    ]
    _order = "date_to, id"
    _check_company_auto = True
    _mail_post_access = "read"
    _system_fields = frozenset({"state", "name", "ended_on", "end_reason"})

    name = fields.Char("Number", required=True, readonly=True, copy=False, default="/")
    space_id = fields.Many2one(
        "cs.estate.unit",
        "Parking space",
        required=True,
        index=True,
        ondelete="restrict",
        check_company=True,
        domain="[('type_id.category', '=', 'parking')]",
        tracking=True,
    )
    estate_id = fields.Many2one(related="space_id.estate_id", store=True, index=True)
    company_id = fields.Many2one(related="space_id.company_id", store=True, index=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    unit_id = fields.Many2one(
        "cs.estate.unit", "Unit of the tenant", required=True, index=True, ondelete="restrict", check_company=True
    )
    partner_id = fields.Many2one(
        "res.partner", "Tenant", required=True, index=True, ondelete="restrict", check_company=True, tracking=True
    )
    vehicle_ids = fields.Many2many("cs.parking.vehicle", string="Vehicles", domain="[('unit_id', '=', unit_id)]")
    plates = fields.Char(compute="_compute_plates")
    date_from = fields.Date("From", required=True, default=lambda self: self.env.company._cs_today(), tracking=True)
    date_to = fields.Date("Until", required=True, tracking=True)
    rule_id = fields.Many2one("cs.parking.rule", compute="_compute_rule_id")
    state = fields.Selection(STATES, required=True, readonly=True, default="draft", index=True, tracking=True)
    is_running = fields.Boolean("Today", compute="_compute_days_left", search="_search_is_running")
    days_left = fields.Integer("Days left", compute="_compute_days_left")
    ended_on = fields.Date("Ended early on", readonly=True)
    end_reason = fields.Char("Why it ended", readonly=True)
    waiting_id = fields.Many2one("cs.parking.waiting", "From the waiting list", readonly=True, index="btree_not_null")
    notice_ids = fields.One2many("cs.parking.notice", "lease_id", "Reminders given", readonly=True)
    card_ids = fields.One2many(
        "cs.custody.item",
        "lease_id",
        "Cards",
        readonly=True,
        groups="cs_property.group_cs_counter,cs_property.group_cs_fee_auditor,cs_department.group_cs_manager",
    )
    charge_ids = fields.Many2many("cs.billing.line", compute="_compute_charges", string="Rent")
    open_amount = fields.Monetary("Rent still open", compute="_compute_charges")
    note = fields.Text()

    _days_sane = models.Constraint("CHECK (date_to >= date_from)", "The last day is before the first.")
    _once = models.Constraint(
        "EXCLUDE USING gist (int8range(space_id, space_id, '[]') WITH &&, daterange(date_from, date_to, '[]') WITH &&)"
        " WHERE (state = 'active')",
        "This space is let to somebody else on some of these days.",
    )

    @api.depends("space_id", "partner_id")
    def _compute_display_name(self):
        for lease in self:
            lease.display_name = f"{lease.name} {lease.space_id.code or ''}".strip()

    @api.depends("vehicle_ids.plate")
    def _compute_plates(self):
        for lease in self:
            lease.plates = ", ".join(lease.vehicle_ids.mapped("plate"))

    @api.depends("estate_id")
    def _compute_rule_id(self):
        rules = {estate: self.env["cs.parking.rule"]._for(estate) for estate in self.estate_id}
        for lease in self:
            lease.rule_id = rules.get(lease.estate_id, False)

    @api.depends("date_from", "date_to", "state")
    def _compute_days_left(self):
        today = {company: company._cs_today() for company in self.company_id or self.env.company}
        for lease in self:
            day = today.get(lease.company_id) or self.env.company._cs_today()
            lease.days_left = (lease.date_to - day).days if lease.date_to else 0
            lease.is_running = bool(lease.state == "active" and lease.date_from <= day <= lease.date_to)

    @api.model
    def _search_is_running(self, operator, value):
        if operator != "in":
            return NotImplemented
        today = self.env.company._cs_today()
        return [("state", "=", "active"), ("date_from", "<=", today), ("date_to", ">=", today)]

    def _compute_charges(self):
        charges = self.env["cs.billing.line"]
        readable = charges.has_access("read")
        for lease in self:
            # one lease is looked at
            lease.charge_ids = lease._rent() if readable else charges
            lease.open_amount = sum(lease.charge_ids.mapped("amount_residual"))

    def _rent(self):
        """Rent that was charged for the days of one lease."""
        return self.env["cs.billing.line"].search(
            [
                ("unit_id", "=", self.space_id.id),
                ("partner_id", "=", self.partner_id.id),
                ("item_id.for_leases", "=", True),
                ("state", "=", "billed"),
                ("date_from", "<=", self.date_to),
                ("date_to", ">=", self.date_from),
            ],
            order="date_from",
        )

    @api.onchange("unit_id")
    def _onchange_unit_id(self):
        self.partner_id = self.unit_id.payer_id or self.partner_id
        self.vehicle_ids = self.vehicle_ids.filtered(lambda one: one.unit_id == self.unit_id)

    @api.onchange("space_id", "date_from")
    def _onchange_days(self):
        if self.space_id and self.date_from and self.state == "draft":
            rule = self.env["cs.parking.rule"]._for(self.space_id.estate_id)
            if rule:
                self.date_to = self.date_from + relativedelta(months=rule.months, days=-1)

    @api.constrains("space_id")
    def _check_space(self):
        for lease in self:
            if lease.space_id.type_id.category != "parking":
                raise ValidationError(self.env._("%(unit)s is no parking space.", unit=lease.space_id.code))

    @api.model_create_multi
    def create(self, vals_list):
        leases = super().create(vals_list)
        numbers = self.env["ir.sequence"].sudo()  # sudo: whoever lets a space gives it a number
        for lease in leases.sudo():  # sudo: numbers are the system's
            # leases are written one by one
            lease.name = numbers.with_company(lease.company_id).next_by_code(NUMBER) or lease.name
        return leases

    def write(self, vals):
        fixed = {"space_id", "unit_id", "partner_id", "date_from", "date_to"}
        if fixed & vals.keys() and not self.env.su and self.filtered(lambda lease: lease.state != "draft"):
            raise UserError(self.env._("A lease in force is renewed or ended, not rewritten."))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_draft(self):
        if self.filtered(lambda lease: lease.state != "draft"):
            raise UserError(self.env._("Only drafts are deleted: end the lease."))

    def _link(self) -> str:
        return f"/odoo/cs-parking-leases/{self.id}"

    def _clerks(self):
        """Who is told of leases: the steward of the unit, else whoever keeps it (in sudo)."""
        return self.unit_id.steward_id or self.estate_id.manager_id or self.create_uid


class CsParkingNotice(models.Model):
    """One reminder of the end of a lease: each step of the rule once for each end."""

    _name = "cs.parking.notice"
    _description = "Reminder given"
    _order = "id desc"
    _allow_sudo_commands = False

    lease_id = fields.Many2one("cs.parking.lease", required=True, readonly=True, index=True, ondelete="cascade")
    reminder_id = fields.Many2one("cs.parking.reminder", required=True, readonly=True, ondelete="cascade")
    date_to = fields.Date("End of the lease", required=True, readonly=True)
    given_at = fields.Datetime("Given on", required=True, readonly=True)
    channel = fields.Selection(related="reminder_id.channel")
    words = fields.Text(readonly=True)
    sms_id = fields.Many2one("sms.sms", readonly=True, ondelete="set null")

    _once = models.UniqueIndex("(lease_id, reminder_id, date_to)", "This reminder was given.")
