from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools.translate import LazyTranslate

from ...core import repair as core
from .order import CLERK, SUPERVISOR

_lt = LazyTranslate(__name__)


class CsCheck(models.Model):
    _inherit = "cs.check"

    @api.model
    def _origins(self):
        return [*super()._origins(), ("cs.repair.order", self.env._("Repair order"))]


class CsRepairOrder(models.Model):
    """Acceptance: an inspector looks at it, never who did it; the customer signs."""

    _inherit = "cs.repair.order"

    check_id = fields.Many2one(
        "cs.check", "Check of the work", readonly=True, ondelete="set null", index="btree_not_null"
    )
    check_passed = fields.Boolean(related="check_id.passed", string="Looked at and in order")
    acceptance_signature_id = fields.Many2one(
        "cs.signature", "Customer's signature", readonly=True, index="btree_not_null", ondelete="restrict"
    )
    customer_signed = fields.Boolean("Signed by the customer", compute="_compute_customer_signed", compute_sudo=True)
    inspector_id = fields.Many2one("res.users", "Acceptance by", readonly=True, index="btree_not_null", tracking=True)
    accepted_on = fields.Date("Accepted on", readonly=True, tracking=True)
    rework_count = fields.Integer("Done again", readonly=True)
    waits_for = fields.Char("Waits for", compute="_compute_waits_for")

    @api.depends(
        "state", "check_id.state", "check_id.passed", "acceptance_signature_id", "agreement_ids.state", "is_free"
    )
    @api.depends_context("lang")
    def _compute_waits_for(self):
        for order in self:
            order.waits_for = order._waits_for()

    @api.depends("acceptance_signature_id")
    def _compute_customer_signed(self):
        for order in self:
            order.customer_signed = bool(order.acceptance_signature_id)

    def _waits_for(self) -> str:
        """Who has to do something now, in words."""
        # sudo: what is missing is known to whoever has the order
        order = self.sudo()
        if order.state in ("dispatched", "working", "rework") and order._not_agreed():
            return self.env._("the customer's agreement to what it takes beyond the quote")
        if order.state == "finished":
            missing = [
                self.env._("the inspector") if not order.check_id.passed else "",
                self.env._("the customer's signature") if order._needs_customer() else "",
            ]
            return ", ".join(filter(None, missing))
        return {
            "quoted": self.env._("the customer's agreement"),
            "agreed": self.env._("somebody to be sent"),
            "accepted": "" if order.is_free else self.env._("the invoice"),
        }.get(order.state, "")

    def _ask_acceptance(self, rule):
        """A check for the inspectors: the worker himself is barred from it (in sudo)."""
        employee = self.env["hr.employee"].search(
            [("user_id", "=", self.worker_id.id), ("company_id", "=", self.company_id.id)], limit=1
        )
        row = {
            "checklist_id": rule.checklist_id.id,
            "company_id": self.company_id.id,
            "unit_id": self.unit_id.id,
            "spot_id": self.spot_id.id if not self.unit_id else False,
            "employee_id": employee.id,
            "ticket_id": self.ticket_id.id,
            "due": fields.Date.add(self._today(), days=rule.accept_days),
            "origin": self,
        }
        self.check_id = self.env["cs.check"]._give([row])
        if not self.check_id.user_id:
            # without an employee record the check would not know whose work it is
            self.check_id.user_id = self.worker_id

    def _check_done(self, check):
        """The inspector has looked at it (in sudo)."""
        if check != self.check_id or self.state != "finished":
            return
        if check.passed:
            self._try_accept()
        else:
            self._again(self.env._("Not accepted by %(name)s.", name=check.inspector_id.name))

    def _needs_customer(self) -> bool:
        """Whether the customer still has to sign: common parts have no customer."""
        return bool(self.unit_id) and not self.acceptance_signature_id

    def _try_accept(self):
        """Accepted, once inspector and customer both have said so (in sudo)."""
        check = self.check_id
        if self.state != "finished" or not check.passed or self._needs_customer():
            return
        today = self._today()
        self.write(
            {
                "state": "accepted",
                "inspector_id": check.inspector_id.id,
                "accepted_on": today,
                "warranty_until": core.warranty_until(today, self._warranty_days()),
            }
        )
        self._case_done()
        self._tell({self.id: self.create_uid}, _lt("The work was accepted"))

    def _again(self, words):
        """It is done again by the same worker (in sudo)."""
        # who signed for the work before, has not signed for this
        self.write({"state": "rework", "rework_count": self.rework_count + 1, "acceptance_signature_id": False})
        self.message_post(body=words)
        self._give_to(self.worker_id, self.planned_at)

    # -- verbs ---------------------------------------------------------------------------------

    def action_sign_acceptance(self):
        """Let the customer sign for the work on the screen."""
        return self.action_sign("acceptance")

    def action_inspect(self):
        """Look at the finished work, on the page for telephones."""
        order = self._in_state("finished")
        # sudo: who may check is asked by the check itself
        return self.env["cs.check"].browse(order.check_id.id).action_inspect()

    def do_again(self, words=""):
        """The work is not right: it is done again, before anything was billed.

        :raises UserError: without a reason, or once it was billed.
        """
        if not self._has_group(CLERK, SUPERVISOR):
            self._need_dispatcher()
        words = self._reason(words)
        order = self._in_state("finished", "accepted")
        if order.check_id.state in ("todo", "doing"):
            order.check_id._void(words)
        order.write({"accepted_on": False, "inspector_id": False, "warranty_until": False})
        if order.ticket_id.state in ("resolved", "closed"):
            order.ticket_id.reopen(words)
        order._again(words)
        return True

    def _reason(self, words) -> str:
        words = words.strip() if isinstance(words, str) else ""
        if not words:
            raise UserError(self.env._("Say why."))
        return words
