from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tools import plaintext2html

from ...core import repair as core
from ..money import exact

CLERK = "cs_property.group_cs_counter"
SUPERVISOR = "cs_department.group_cs_supervisor"
MANAGER = "cs_department.group_cs_manager"
STATES = [
    ("draft", "To be quoted"),
    ("signing", "Being signed off"),
    ("quoted", "Quoted"),
    ("agreed", "Customer agreed"),
    ("dispatched", "Technician sent"),
    ("working", "Being repaired"),
    ("rework", "To be done again"),
    ("finished", "Finished"),
    ("accepted", "Work accepted"),
    ("billed", "Billed"),
    ("cancelled", "Cancelled"),
]
PAYERS = [
    ("owner", "Owner"),
    ("tenant", "Tenant"),
    ("house", "The property company"),
    ("developer", "Developer (warranty)"),
]
#: whoever of these pays, gets a quote and an invoice
PAID = ("owner", "tenant")
#: a worker has it in hand
IN_HAND = ("dispatched", "working", "rework")
#: nothing is asked of anybody any more; a free order ends with its acceptance
OVER = ("billed", "cancelled")
#: of the cost that a case says → who pays the order
OF_THE_CASE = {"owner": "owner", "culprit": "owner", "developer": "developer"}


class CsRepairOrder(models.Model):
    """One repair or paid service: from the quote over the work to its acceptance and the invoice.

    This file holds what it *is*. ``line`` is what it takes, ``quote`` and ``agreement`` what was
    agreed, ``dispatch`` who goes, ``work`` what he does, ``accept`` who looks at it, ``bill``
    what it costs, ``warranty`` when it costs nothing, ``ticket`` how the case follows.
    """

    _name = "cs.repair.order"
    _description = "Repair order"
    _inherit = ["mail.thread", "cs.system.fields.mixin", "cs.signoff.mixin", "cs.signed.mixin"]
    _order = "id desc"
    _check_company_auto = True
    _system_fields = frozenset(
        {
            *("name", "state", "worker_id", "task_id", "planned_at", "dispatched_at", "arrived_at"),
            *(
                "finished_at",
                "work_done",
                "check_id",
                "inspector_id",
                "accepted_on",
                "warranty_until",
                "warranty_of_id",
            ),
            *("warranty_declined", "charge_ids", "billed_on", "agreed_amount", "rework_count", "cancelled_why"),
            "acceptance_signature_id",
        }
    )

    name = fields.Char("Number", required=True, readonly=True, copy=False, default="/")
    ticket_id = fields.Many2one("cs.ticket", "Case", readonly=True, required=True, index=True, ondelete="restrict")
    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    unit_id = fields.Many2one("cs.estate.unit", index="btree_not_null", ondelete="restrict", check_company=True)
    spot_id = fields.Many2one(
        "cs.spot",
        "Place in the estate",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        help="For repairs of common parts: the company pays.",
    )
    estate_id = fields.Many2one("cs.estate", compute="_compute_place", store=True, index="btree_not_null")
    building_id = fields.Many2one("cs.estate.building", compute="_compute_place", store=True, index="btree_not_null")
    steward_id = fields.Many2one(related="unit_id.steward_id", store=True, index="btree_not_null")
    partner_id = fields.Many2one("res.partner", "Customer", index="btree_not_null", ondelete="restrict")
    service_id = fields.Many2one(
        "cs.repair.item",
        required=True,
        index=True,
        ondelete="restrict",
        domain=[("kind", "=", "service")],
        tracking=True,
    )
    words = fields.Text("Work wanted", required=True)
    wanted_at = fields.Datetime("Customer's time", help="When the customer is at home.")
    payer = fields.Selection(PAYERS, "Who pays", required=True, default="owner", tracking=True)
    is_free = fields.Boolean(
        "Free of charge", compute="_compute_is_free", store=True, help="No quote and no invoice; accepted all the same."
    )
    state = fields.Selection(
        STATES, required=True, default="draft", readonly=True, index=True, tracking=True, group_expand=True
    )
    line_ids = fields.One2many("cs.repair.line", "order_id", "Services and materials", copy=False)
    amount = fields.Monetary("Amount before tax", compute="_compute_amount", store=True)
    amount_total = fields.Monetary("Amount with tax", compute="_compute_amount_total", compute_sudo=True)
    day = fields.Date("Ordered on", readonly=True, required=True, default=lambda self: self.env.company._cs_today())
    color = fields.Integer(compute="_compute_color")
    cancelled_why = fields.Char("Why it was cancelled", readonly=True)

    _once = models.UniqueIndex("(ticket_id)", "The case has a repair order already: open that one.")
    _placed = models.Constraint(
        "CHECK (unit_id IS NOT NULL OR (spot_id IS NOT NULL AND payer = 'house'))",
        "Say the unit; what belongs to nobody's unit is repaired by the company.",
    )
    _payer_known = models.Constraint(
        "CHECK (is_free OR partner_id IS NOT NULL)", "Say who the customer is: somebody pays."
    )
    _accepted_first = models.Constraint(
        "CHECK (state NOT IN ('accepted', 'billed') OR (accepted_on IS NOT NULL AND inspector_id IS NOT NULL))",
        "Work that nobody has accepted is neither accepted nor billed.",
    )
    _not_oneself = models.Constraint(
        "CHECK (inspector_id IS NULL OR worker_id IS NULL OR inspector_id <> worker_id)",
        "Nobody accepts his own work.",
    )
    _free_unbilled = models.Constraint(
        "CHECK (state <> 'billed' OR NOT is_free)", "What is free of charge is not billed."
    )
    #: warranty is looked up by unit and service
    _warranty_idx = models.Index("(unit_id, service_id) WHERE warranty_until IS NOT NULL")

    # -- computes ------------------------------------------------------------------------------

    @api.depends("unit_id.estate_id", "unit_id.building_id", "spot_id.estate_id", "spot_id.building_id")
    def _compute_place(self):
        for order in self:
            place = order.unit_id or order.spot_id
            order.estate_id, order.building_id = place.estate_id, place.building_id

    @api.depends("payer", "warranty_of_id", "warranty_declined")
    def _compute_is_free(self):
        for order in self:
            covered = order.warranty_of_id and not order.warranty_declined
            order.is_free = bool(covered) or order.payer not in PAID

    @api.depends("line_ids.quantity", "line_ids.unit_price")
    def _compute_amount(self):
        for order in self:
            rows = [(exact(line.quantity), exact(line.unit_price)) for line in order.line_ids if line.quantity > 0]
            order.amount = core.total(rows)

    @api.depends("amount", "company_id")
    def _compute_amount_total(self):
        rules = self.env["cs.repair.rule"]
        for company, orders in self.grouped("company_id").items():
            # companies are few
            item = rules.search([("company_id", "in", (False, company.id))]).sorted(lambda rule: not rule.company_id)[
                :1
            ]
            taxes = item.fee_item_id.with_company(company).product_id.taxes_id
            for order in orders:
                order.amount_total = (
                    taxes.compute_all(order.amount, order.currency_id)["total_included"] if taxes else order.amount
                )

    @api.depends("state")
    def _compute_color(self):
        colors = {"rework": 1, "working": 10, "finished": 3, "quoted": 4}
        for order in self:
            order.color = colors.get(order.state, 0)

    @api.depends("name", "unit_id.code", "spot_id.name")
    def _compute_display_name(self):
        for order in self:
            order.display_name = " ".join(filter(None, (order.name, order.unit_id.code or order.spot_id.name)))

    # -- coming about --------------------------------------------------------------------------

    @api.onchange("unit_id", "payer")
    def _onchange_unit(self):
        if self.unit_id:
            self.partner_id = self._payer_of(self.unit_id, self.payer)

    @api.model
    def _payer_of(self, unit, payer):
        """Whom a quote for a unit is made to: the tenant where he pays, else who pays the fees."""
        tenants = unit.party_ids.filtered(lambda one: one.is_current and one.role == "tenant")
        return tenants[:1].partner_id if payer == "tenant" and tenants else unit.payer_id

    @api.model_create_multi
    def create(self, vals_list):
        rows = [self._begun(dict(vals)) for vals in vals_list]
        orders = super().create(rows)
        numbers = self.env["ir.sequence"].sudo()  # sudo: numbers are the system's
        for order in orders.sudo():  # sudo: as above
            # orders come one by one
            order.name = numbers.with_company(order.company_id).next_by_code("cs.repair.order")
            order._recognise_warranty()
        return orders

    @api.model
    def _begun(self, vals) -> dict:
        """An order begins as the system says, with a case to which it belongs."""
        if not self.env.su:
            self._need_clerk()
        tickets, units = self.env["cs.ticket"], self.env["cs.estate.unit"]
        ticket = tickets.browse(self._id(vals.get("ticket_id") or self.env.context.get("default_ticket_id"))).exists()
        ticket.check_access("read")
        unit = units.browse(self._id(vals.get("unit_id") or ticket.unit_id.id)).exists()
        spot = self.env["cs.spot"].browse(self._id(vals.get("spot_id"))).exists()
        (unit or spot).check_access("read")
        if not unit and not spot:
            raise ValidationError(self.env._("Say the unit, or the place in the estate."))
        if ticket and (ticket.unit_id or unit) != unit:
            raise ValidationError(self.env._("The case is about another unit."))
        payer = vals.get("payer") or OF_THE_CASE.get(ticket.cost_bearer, "owner" if unit else "house")
        company = unit.company_id or spot.company_id
        partner = vals.get("partner_id") or (self._payer_of(unit, payer).id if unit else False)
        values = {**vals, "unit_id": unit.id, "payer": payer, "partner_id": partner, "company_id": company.id}
        ticket = ticket or self._new_case(values, unit or spot)
        return {**values, "day": company._cs_today(), "ticket_id": ticket.id}

    @api.model
    def _new_case(self, values, place):
        """What is ordered at the desk is a case like all others."""
        kind = "kind_paid_service" if values["payer"] in PAID else None
        kind = self.env.ref(f"cs_property.{kind}") if kind else self.env.ref("cs_department.kind_repair")
        words = str(values.get("words") or "").strip()
        service = self.env["cs.repair.item"].browse(self._id(values.get("service_id"))).exists()
        if not words or not service:
            raise ValidationError(self.env._("Say which service, and what is to be done."))
        return self.env["cs.ticket"].create(
            {
                "name": f"{service.name}: {words.splitlines()[0][:80]}",
                "kind_id": kind.id,
                "category_id": service.category_id.id,
                "company_id": values["company_id"],
                "unit_id": values["unit_id"],
                "partner_id": values["partner_id"]
                or self.env["res.company"].browse(values["company_id"]).partner_id.id,
                "place": place.display_name,
                "description": plaintext2html(words),
            }
        )

    @api.model
    def _id(self, value) -> int:
        """An id that came from outside, else nought: nothing is found by that."""
        return value if type(value) is int else 0

    def write(self, vals):
        fixed = vals.keys() & {"unit_id", "spot_id", "partner_id", "payer", "service_id"}
        if fixed and not self.env.su and self.filtered(lambda one: one.state != "draft"):
            raise UserError(self.env._("What was quoted or begun stays as it is: cancel it and begin anew."))
        if not self.env.su and vals.keys() & {"company_id", "ticket_id", "day"}:
            raise UserError(self.env._("Company, case and day of an order stay."))
        result = super().write(vals)
        if fixed & {"unit_id", "service_id"} and not self.env.su:
            self.sudo()._recognise_warranty()  # sudo: what is under warranty is the system's
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("A repair order is cancelled with a reason, never deleted."))

    # -- rights and words ----------------------------------------------------------------------

    def _link(self):
        return f"/odoo/cs-repairs/{self.id}"

    def _has_group(self, *groups) -> bool:
        return any(self.env.user.has_group(group) for group in groups)

    @api.model
    def _need_clerk(self):
        """
        :raises AccessError: for who does not work at the counter.
        """
        if not self._has_group(CLERK, MANAGER):
            raise AccessError(self.env._("Repairs are ordered and billed at the counter."))

    @api.model
    def _need_dispatcher(self):
        """
        :raises AccessError: for who does not send workers.
        """
        if not self._has_group(CLERK, SUPERVISOR):
            raise AccessError(self.env._("Workers are sent by the counter and by supervisors."))

    def _in_state(self, *states):
        """The order for a verb (in sudo): nobody else has it in hand, and it stands where the verb needs it.

        :raises UserError: when it stands elsewhere.
        """
        self.ensure_one()
        if any(type(one) is not int for one in self._ids) or not self.exists():
            raise UserError(self.env._("There is no such repair order."))
        order = self.sudo()  # sudo: states are written by verbs; each verb asks for its right
        if not order.try_lock_for_update():
            raise UserError(self.env._("Somebody else has this repair order in hand just now: look again."))
        order.invalidate_recordset(["state"])
        if order.state not in states:
            names = dict(self._fields["state"]._description_selection(self.env))
            raise UserError(
                self.env._("%(order)s is in the state “%(state)s”.", order=order.name, state=names[order.state])
            )
        return order

    def _today(self):
        """Today where the work is done."""
        return self.company_id._cs_today()

    def _place_words(self) -> str:
        place = self.unit_id or self.spot_id
        return f"{self.estate_id.name} {self.unit_id.code or place.display_name}"
