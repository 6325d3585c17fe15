from odoo import api, fields, models
from odoo.exceptions import UserError

from ..money import exact


class CsBillingLine(models.Model):
    """What a repair costs is charged for an accepted order, once, and in no other way."""

    _inherit = "cs.billing.line"

    repair_id = fields.Many2one(
        "cs.repair.order", "Repair order", readonly=True, index="btree_not_null", ondelete="restrict"
    )

    _repair_once = models.UniqueIndex(
        "(repair_id) WHERE repair_id IS NOT NULL AND state = 'billed'", "This repair was billed already."
    )

    @api.model
    def _once_fields(self):
        return (*super()._once_fields(), "repair_id")

    def _check_billable(self):
        result = super()._check_billable()
        items = self.item_id & self.env["cs.repair.rule"].search([("fee_item_id", "!=", False)]).fee_item_id
        for charge in self.filtered(lambda one: one.item_id in items or one.repair_id):
            order = charge.repair_id
            if order.state != "accepted" or order.is_free or exact(charge.amount) != exact(order.amount):
                raise UserError(
                    self.env._(
                        "%(fee)s is billed for accepted repair orders only: bill it there.", fee=charge.item_id.name
                    )
                )
        return result


class AccountMove(models.Model):
    _inherit = "account.move"

    def _post(self, soft=True):
        self._check_no_repairs()
        return super()._post(soft)

    def _check_no_repairs(self):
        """
        :raises UserError: for an invoice that was written by hand for what a repair order bills.
        """
        lines = self.filtered(lambda move: move.move_type in ("out_invoice", "out_receipt")).invoice_line_ids
        if not lines.product_id:
            return
        # sudo: which products are those of repairs, for whoever posts
        rules = self.env["cs.repair.rule"].sudo().with_context(active_test=False).search([("fee_item_id", "!=", False)])
        for company, ours in lines.grouped("company_id").items():
            products = rules.fee_item_id.with_company(company).product_id
            found = ours.filtered(lambda line, products=products: line.product_id in products)
            if not found:
                continue
            # sudo: charges are asked for everybody's documents
            charges = self.env["cs.billing.line"].sudo().search([("move_line_id", "in", found.ids)])
            if found - charges.filtered("repair_id").move_line_id:
                raise UserError(
                    self.env._(
                        "%(fee)s is billed for accepted repair orders only: bill it there.",
                        fee=found[0].product_id.name,
                    )
                )


class CsRepairOrder(models.Model):
    """The invoice, after the acceptance only."""

    _inherit = "cs.repair.order"

    charge_ids = fields.One2many("cs.billing.line", "repair_id", "Charges", readonly=True)
    billed_on = fields.Date("Billed on", readonly=True)
    amount_open = fields.Monetary("Still to be paid", compute="_compute_amount_open", compute_sudo=True)

    @api.depends("charge_ids.amount_residual", "charge_ids.state")
    def _compute_amount_open(self):
        for order in self:
            order.amount_open = sum(order.charge_ids.mapped("amount_residual"))

    def action_bill(self):
        """Bill accepted orders, any number in one go.

        :raises UserError: for work that nobody has accepted, that is free, or that was billed already.
        """
        self._need_clerk()
        # sudo: charges and states are written by verbs; the right was asked for
        orders = self.exists().sudo()
        if not orders:
            raise UserError(self.env._("There is no such repair order."))
        if not orders.try_lock_for_update():
            raise UserError(self.env._("Somebody else has this repair order in hand just now: look again."))
        orders.invalidate_recordset(["state"])
        for order in orders:
            order._need_billable()
        rules = {company: orders.env["cs.repair.rule"]._rule_for(company) for company in orders.company_id}
        orders.env["cs.billing.line"]._bill_once(
            [
                {
                    "unit_id": order.unit_id.id,
                    "partner_id": order.partner_id.id,
                    "item_id": rules[order.company_id].fee_item_id.id,
                    "amount": order.amount,
                    "explanation": f"{order.name}\n{order._quote_words()}",
                    "repair_id": order.id,
                }
                for order in orders
            ]
        )
        for company, ours in orders.grouped("company_id").items():
            ours.write({"state": "billed", "billed_on": company._cs_today()})
        return True

    def _need_billable(self):
        if self.state == "billed":
            raise UserError(self.env._("%(order)s was billed already.", order=self.name))
        if self.state != "accepted":
            raise UserError(self.env._("%(order)s was not accepted: it is not billed before.", order=self.name))
        if self.is_free:
            raise UserError(self.env._("%(order)s is free of charge.", order=self.name))
        if self._not_agreed() or self.amount <= 0:
            raise UserError(self.env._("The customer has not agreed to %(order)s.", order=self.name))

    def action_charges(self):
        """What is owed for it, at the unit."""
        self.ensure_one()
        return self.unit_id.action_charges()
