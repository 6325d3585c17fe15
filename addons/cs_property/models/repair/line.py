from odoo import api, fields, models
from odoo.exceptions import UserError

from ...core import repair as core
from ..money import exact
from .order import IN_HAND

#: more than that is a slip of the finger
MOST = 100_000


class CsRepairLine(models.Model):
    """A service or a material of an order, at the price of the day it was put down."""

    _name = "cs.repair.line"
    _description = "Line of a repair order"
    _bound_through = "order_id"
    _inherit = ["cs.system.fields.mixin"]
    _order = "order_id, sequence, id"
    _system_fields = frozenset({"name", "uom", "unit_price", "agreed_quantity", "asked_by_id", "token"})

    order_id = fields.Many2one("cs.repair.order", "Repair order", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="order_id.company_id", store=True, index=True)
    steward_id = fields.Many2one(related="order_id.steward_id", store=True, index="btree_not_null")
    currency_id = fields.Many2one(related="company_id.currency_id")
    sequence = fields.Integer(default=10)
    item_id = fields.Many2one("cs.repair.item", "Service or material", required=True, index=True, ondelete="restrict")
    kind = fields.Selection(related="item_id.kind", store=True)
    name = fields.Char("As it was called then", readonly=True)
    uom = fields.Char("Unit of measure", readonly=True)
    quantity = fields.Float(required=True, default=1, digits=(16, 2))
    unit_price = fields.Float("Price", digits=(16, 2), readonly=True, aggregator="avg")
    amount = fields.Monetary(compute="_compute_amount", store=True)
    agreed_quantity = fields.Float("Agreed to", digits=(16, 2), readonly=True)
    is_extra = fields.Boolean("More than agreed", compute="_compute_is_extra")
    asked_by_id = fields.Many2one("res.users", "Put down by", readonly=True)
    token = fields.Char(readonly=True, copy=False)

    _sane = models.Constraint(
        "CHECK (quantity >= 0 AND agreed_quantity >= 0 AND unit_price >= 0)", "A quantity is not below zero."
    )
    _sent_once = models.UniqueIndex("(order_id, token) WHERE token IS NOT NULL", "This was sent already.")

    @api.depends("quantity", "unit_price")
    def _compute_amount(self):
        for line in self:
            line.amount = core.line_amount(exact(max(line.quantity, 0)), exact(max(line.unit_price, 0)))

    @api.depends("quantity", "agreed_quantity", "order_id.state", "order_id.is_free")
    def _compute_is_extra(self):
        for line in self:
            order = line.order_id
            line.is_extra = order.state in IN_HAND and not order.is_free and line.quantity > line.agreed_quantity

    @api.onchange("item_id")
    def _onchange_item(self):
        """What the line will cost; the price list says it again when the line is kept."""
        item, company = self.item_id, self.order_id.company_id or self.order_id.unit_id.company_id or self.env.company
        self.unit_price = item._price_or_none(company._cs_today()) or 0
        self.uom, self.name = item.uom, item.name

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create([{**vals, "quantity": self._count(vals.get("quantity", 1))} for vals in vals_list])
        lines._need_open(("draft", *IN_HAND))
        lines.sudo()._snapshot()  # sudo: prices are the price list's
        return lines

    def write(self, vals):
        if "quantity" in vals:
            vals = {**vals, "quantity": self._count(vals["quantity"])}
        if not self.env.su:
            if vals.keys() & {"order_id", "item_id"} and any(
                line[name].id != vals[name] for line in self for name in ("order_id", "item_id") if name in vals
            ):
                raise UserError(self.env._("Take the line out and put down another one."))
            if vals.keys() - {"sequence"}:
                self._need_open(("draft", *IN_HAND))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_draft_only(self):
        if not self.env.su:
            self._need_open(("draft",))

    def _need_open(self, states):
        """
        :raises UserError: for lines of orders that were quoted or finished.
        """
        # sudo: where the order stands is known to whoever writes its lines
        shut = self.sudo().order_id.filtered(lambda order: order.state not in states)[:1]
        if shut and not self.env.su:
            raise UserError(self.env._("%(order)s was quoted or finished: its lines stay.", order=shut.name))

    def _count(self, value) -> float:
        """
        :raises UserError: for what is no quantity.
        """
        number = value if type(value) in (int, float) else None
        if number is None or not 0 <= number <= MOST:
            raise UserError(self.env._("This is no quantity."))
        return round(number, 2)

    def _snapshot(self):
        """Name and price as they are now: what changes later changes no order (in sudo)."""
        for line in self:
            # each has its own item; a quote has a few lines
            order = line.order_id
            item = line.item_id.with_context(lang=order.company_id.partner_id.lang or "en_US")
            price = item._price_on(order._today())
            line.write({"name": item.name, "uom": item.uom, "unit_price": price, "asked_by_id": self.env.uid})
