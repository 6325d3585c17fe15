from odoo import api, fields, models
from odoo.addons.cs_department.core.flow import LIVE
from odoo.exceptions import UserError

from .order import CLERK, IN_HAND, MANAGER


class CsTicket(models.Model):
    """A case has a repair order; whoever reads the case sees whether it is under warranty."""

    _inherit = "cs.ticket"

    repair_ids = fields.One2many("cs.repair.order", "ticket_id", "Repair order", readonly=True)
    repair_state = fields.Selection(related="repair_ids.state", string="State of the repair")
    warranty_hint = fields.Char("Warranty", compute="_compute_warranty_hint")
    may_repair = fields.Boolean("A repair can be ordered", compute="_compute_may_repair")

    @api.depends("unit_id", "state", "repair_ids")
    @api.depends_context("uid")
    def _compute_may_repair(self):
        clerk = any(self.env.user.has_group(group) for group in (CLERK, MANAGER))
        for ticket in self:
            ticket.may_repair = clerk and bool(
                ticket.sudo().repair_ids or (ticket.unit_id and ticket.state in LIVE)  # sudo: whether there is one
            )

    @api.depends("unit_id", "category_id", "repair_ids")
    def _compute_warranty_hint(self):
        for ticket in self:
            covering = ticket._covering_repair()
            ticket.warranty_hint = covering and self.env._(
                "Under warranty of %(order)s until %(day)s: free of charge.",
                order=covering.name,
                day=covering.warranty_until,
            )

    def _covering_repair(self):
        """The accepted order under whose warranty the case falls (in sudo)."""
        # sudo: that something is under warranty is for whoever has the case
        orders = self.env["cs.repair.order"].sudo()
        if not self.unit_id or not self.category_id or not isinstance(self.id, int) or self.sudo().repair_ids:
            return orders
        services = orders.env["cs.repair.item"].search(
            [("kind", "=", "service"), ("category_id", "=", self.category_id.id)]
        )
        reported = self.company_id._cs_local_day(self.registered_at) if self.registered_at else orders._today()
        return orders._covering(self.unit_id, services, reported) if services else orders

    def action_repair(self):
        """Open the order of the case, or begin one.

        :raises UserError: for a case without a unit.
        """
        self.ensure_one()
        self.check_access("read")
        orders = self.env["cs.repair.order"]
        found = orders.search([("ticket_id", "=", self.id)], limit=1)
        if not found:
            orders._need_clerk()
            if not self.unit_id:
                raise UserError(self.env._("Say on the case which unit it is about."))
        service = self._covering_repair().service_id or self.env["cs.repair.item"].search(
            [("kind", "=", "service"), ("category_id", "=", self.category_id.id)], limit=1
        )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Repair order"),
            "res_model": "cs.repair.order",
            "res_id": found.id,
            "view_mode": "form",
            "views": [(False, "form")],
            "context": {}
            if found
            else {
                "default_ticket_id": self.id,
                "default_unit_id": self.unit_id.id,
                "default_partner_id": self.partner_id.id,
                "default_words": self.name,
                "default_service_id": service.id,
            },
        }


class CsTicketTask(models.Model):
    _inherit = "cs.ticket.task"

    repair_id = fields.Many2one("cs.repair.order", "Repair order", compute="_compute_repair_id", compute_sudo=True)
    is_my_repair = fields.Boolean("My repair", compute="_compute_repair_id", compute_sudo=True)

    @api.depends("user_id", "state")
    @api.depends_context("uid")
    def _compute_repair_id(self):
        orders = self.env["cs.repair.order"].search([("task_id", "in", self.ids)])
        by_task = {order.task_id.id: order for order in orders}
        for task in self:
            order = by_task.get(task.id, orders.browse())
            task.repair_id = order
            task.is_my_repair = bool(order) and order.worker_id.id == self.env.uid

    def action_repair_page(self):
        """The worker's page of the order, made for telephones."""
        self.ensure_one()
        self.check_access("read")
        # sudo: the page asks whether the order is his
        return {"type": "ir.actions.act_url", "url": f"/cs/repairs/{self.sudo().repair_id.id}", "target": "self"}


class CsRepairOrder(models.Model):
    """The case follows the order, by the department's own verbs (all in sudo)."""

    _inherit = "cs.repair.order"

    def _case_waits(self):
        """While the customer thinks it over, the case waits for him."""
        if self.ticket_id.state in ("new", "open") and self.state == "quoted":
            self.ticket_id.wait(self.env._("Quote %(order)s waits for the customer.", order=self.name))

    def _case_waits_no_more(self):
        if self.ticket_id.state == "waiting":
            self.ticket_id.resume()

    def _case_done(self):
        """Accepted work is what was done for the customer; callbacks and closing follow as for every case."""
        case = self.ticket_id
        if case.state not in LIVE:
            return
        try:
            with self.env.cr.savepoint():
                case.resolve(f"{self.service_id.name}: {self.work_done or ''}")
        except UserError as refused:
            # the kind of case asks for more than the order knows: its agent writes it down
            self.message_post(body=self.env._("The case is still open: %(why)s", why=str(refused)))
            self._tell({self.id: case.user_id or self.create_uid}, self.env._("Resolve the case"), by=("activity",))

    def cancel(self, words=""):
        """It is not done after all; the case stays with its agent.

        :raises UserError: without a reason, or once work has begun.
        """
        self._need_clerk()
        words = self._reason(words)
        order = self._in_state("draft", "signing", "quoted", "agreed", "dispatched")
        order._void_signoff()
        order._void_quotes()
        order._end_task(words)
        order.write({"state": "cancelled", "cancelled_why": words})
        order._case_waits_no_more()
        return True

    @api.model
    def _live_domain(self):
        return [("state", "in", ("draft", "signing", "quoted", "agreed", *IN_HAND, "finished", "accepted"))]
