from odoo import api, fields, models
from odoo.addons.cs_department.core.masking import mask_phone
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Domain

from .quota import PHASES

CLERK = "cs_property.group_cs_counter"
INSPECTOR = "cs_property.group_cs_inspector"
SUPERVISOR = "cs_department.group_cs_supervisor"
STATES = [
    ("draft", "Application"),
    ("signing", "Being signed off"),
    ("approved", "Signed off"),
    ("permitted", "Permit issued"),
    ("working", "At work"),
    ("accepting", "Being accepted"),
    ("finished", "Finished"),
    ("accepted", "Accepted"),
    ("closed", "Closed"),
    ("cancelled", "Given up"),
]
#: a site that is looked at each day
OPEN = ("working", "accepting")
#: workers may be there
LIVE = ("permitted", *OPEN)
#: one renovation of a unit at a time
UNDERWAY = ("draft", "signing", "approved", *LIVE, "finished", "accepted")


class CsRenovation(models.Model):
    """A renovation of a unit, from the application to the closed file.

    This file holds what it *is*. ``apply`` asks for it, ``money`` what it costs, ``permit`` and
    ``worker_pass`` let people in, ``slot`` counts inspections, ``violation`` what went wrong,
    ``acceptance`` and ``closing`` end it.
    """

    _name = "cs.renovation"
    _description = "Renovation"
    _inherit = [
        "mail.thread",
        "cs.system.fields.mixin",
        "cs.documents.mixin",
        "cs.signoff.mixin",
        "cs.scan.mixin",
        "cs.chosen.first.mixin",
    ]
    _order = "id desc"
    _check_company_auto = True
    _scan_kind = "P"
    _system_fields = frozenset(
        {
            *("name", "state", "charge_ids", "claim_ids", "permit_number", "permit_on", "permit_back_on", "posted_on"),
            *("posting_check_id", "stopped", "stopped_why", "extend_until", "finished_on", "second_on"),
            *("acceptance_check_id", "second_check_id", "accepted_on", "closed_on", "scan_serial"),
        }
    )

    name = fields.Char("Number", required=True, readonly=True, copy=False, default="/")
    unit_id = fields.Many2one("cs.estate.unit", required=True, index=True, ondelete="restrict", check_company=True)
    estate_id = fields.Many2one(related="unit_id.estate_id", store=True, index=True)
    building_id = fields.Many2one(related="unit_id.building_id", store=True, index=True)
    steward_id = fields.Many2one(related="unit_id.steward_id", store=True, index=True)
    company_id = fields.Many2one(related="unit_id.company_id", store=True, index=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    partner_id = fields.Many2one(
        "res.partner", "Applicant", required=True, index=True, ondelete="restrict", tracking=True
    )
    contractor_id = fields.Many2one("res.partner", ondelete="restrict", index="btree_not_null", tracking=True)
    responsible = fields.Char("Responsible on site", tracking=True)
    responsible_phone = fields.Char(
        "Phone of the responsible", groups="cs_property.group_cs_counter,cs_department.group_cs_supervisor"
    )
    responsible_phone_masked = fields.Char("Phone (masked)", compute="_compute_phone_masked", compute_sudo=True)
    date_from = fields.Date("From", required=True, default=lambda self: self.env.company._cs_today(), tracking=True)
    date_to = fields.Date("Until", required=True, tracking=True)
    work_ids = fields.Many2many("cs.renovation.work", string="Works")
    note = fields.Text("Description of the works")
    inspector_id = fields.Many2one(
        "res.users",
        tracking=True,
        domain=lambda self: [("all_group_ids", "in", self.env.ref(INSPECTOR).id)],
        help="Empty: any inspector may look at it.",
    )
    phase = fields.Selection([one for one in PHASES if one[0] != "focus"], required=True, default="new", tracking=True)
    state = fields.Selection(STATES, required=True, default="draft", readonly=True, index=True, tracking=True)
    stopped = fields.Boolean("Work is stopped", readonly=True, tracking=True)
    stopped_why = fields.Char("Why it is stopped", readonly=True)
    extend_until = fields.Date("Asked for until", readonly=True)
    color = fields.Integer(compute="_compute_color")

    _days_sane = models.Constraint("CHECK (date_to >= date_from)", "The end lies before the begin.")
    _one_at_a_time = models.UniqueIndex(
        "(unit_id) WHERE state NOT IN ('closed', 'cancelled')", "The unit has a renovation already: look at that one."
    )

    @api.depends("responsible_phone")
    def _compute_phone_masked(self):
        for renovation in self:
            renovation.responsible_phone_masked = mask_phone(renovation.responsible_phone)

    @api.depends("stopped", "state")
    def _compute_color(self):
        for renovation in self:
            renovation.color = 1 if renovation.stopped else 10 if renovation.state in OPEN else 4

    @api.depends("name", "unit_id.code")
    def _compute_display_name(self):
        for renovation in self:
            renovation.display_name = " ".join(filter(None, (renovation.name, renovation.unit_id.code)))

    @api.constrains("work_ids")
    def _check_works(self):
        for renovation in self:
            refused = renovation.work_ids.filtered("forbidden")
            if refused:
                said = "\n".join(f"{work.name}: {work.reason}" for work in refused)
                raise ValidationError(self.env._("These works are not allowed:\n%(works)s", works=said))

    @api.onchange("unit_id")
    def _onchange_unit(self):
        if self.unit_id and not self.partner_id:
            self.partner_id = self.unit_id.payer_id

    @api.model_create_multi
    def create(self, vals_list):
        renovations = super().create(vals_list)
        numbers = self.env["ir.sequence"].sudo()  # sudo: numbers are the system's
        for renovation in renovations.sudo():  # sudo: as above
            # applications come one by one
            renovation.name = numbers.with_company(renovation.company_id).next_by_code("cs.renovation")
        return renovations

    def write(self, vals):
        fixed = vals.keys() & {"unit_id", "partner_id", "date_from", "date_to", "work_ids"}
        if fixed and not self.env.su and self.filtered(lambda one: one.state != "draft"):
            raise UserError(self.env._("What was applied for stays as it was signed off: ask for an extension."))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_draft(self):
        if self.filtered(lambda one: one.state != "draft" or one.signoff_ids):
            raise UserError(self.env._("Only applications that nobody has seen are deleted: give it up instead."))

    # -- rights and words -----------------------------------------------------------------

    def _link(self):
        return f"/odoo/cs-renovations/{self.id}"

    @api.model
    def _need_clerk(self):
        """
        :raises AccessError: for who does not work at the counter.
        """
        if not (self.env.user.has_group(CLERK) or self.env.user.has_group("cs_department.group_cs_manager")):
            raise AccessError(self.env._("Renovations are dealt with at the counter."))

    @api.model
    def _need_inspector(self):
        """
        :raises AccessError: for who does not look at sites.
        """
        groups = (CLERK, INSPECTOR, SUPERVISOR)
        if not any(self.env.user.has_group(group) for group in groups):
            raise AccessError(self.env._("Sites are looked at by inspectors."))

    def _in_state(self, *states):
        """The renovation for a verb (in sudo): nobody else has it in hand, and it stands where the verb needs it.

        :raises UserError: when it stands elsewhere.
        """
        self.ensure_one()
        if not self._is_there(self):
            raise UserError(self.env._("There is no such renovation."))
        self.check_access("read")
        renovation = self.sudo()  # sudo: states are written by verbs
        if not renovation.try_lock_for_update():
            raise UserError(self.env._("Somebody else has this renovation in hand just now: look again."))
        if renovation.state not in states:
            names = dict(self._fields["state"]._description_selection(self.env))
            raise UserError(self.env._("The renovation is in the state “%(state)s”.", state=names[renovation.state]))
        return renovation

    @api.model
    def _is_there(self, record) -> bool:
        """Whether an id that came from outside is one."""
        return all(type(one) is int for one in record._ids) and record == record.exists()

    def _today(self):
        """Today where the unit stands."""
        return self.company_id._cs_today()

    @api.model
    def _site_domain(self):
        return Domain("state", "in", OPEN)
