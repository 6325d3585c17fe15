from odoo import api, fields, models
from odoo.addons.cs_department.models.rulebook import words
from odoo.exceptions import UserError

from ...core import repair as core
from ..money import exact


class CsRepairItem(models.Model):
    """A service or a material of the price list, with the prices of its days."""

    _name = "cs.repair.item"
    _description = "Price list of repairs"
    _inherit = ["cs.book.mixin"]
    _order = "kind desc, sequence, id"
    _book = "repair_items"
    _pack_row = "P4"
    _reason_needed = True
    _book_lines = ("price_ids",)

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one("res.company", index=True, help="Empty: for every company.")
    kind = fields.Selection([("service", "Service"), ("material", "Material")], required=True, default="service")
    uom = fields.Char(
        "Unit of measure", required=True, translate=True, default="1", help="For example: job, metre, piece."
    )
    category_id = fields.Many2one(
        "cs.ticket.category", ondelete="restrict", help="Cases of this category are proposed this service."
    )
    skill_ids = fields.Many2many("hr.skill", string="Skills needed", ondelete="restrict")
    warranty_days = fields.Integer("Warranty (days)", help="From the acceptance on. 0: none.")
    price_ids = fields.One2many("cs.repair.price", "item_id", "Prices", copy=True)
    price_today = fields.Float(digits=(16, 2), compute="_compute_price_today")
    sentence = fields.Text("In words", compute="_compute_sentence")

    _key_uniq = models.UniqueIndex("(COALESCE(company_id, 0), key)", "Two records of a book cannot share a key.")
    _warranty_sane = models.Constraint("CHECK (warranty_days >= 0)", "Days are not below zero.")

    @api.depends("price_ids.date_from", "price_ids.price")
    def _compute_price_today(self):
        today = self.env.company._cs_today()
        for item in self:
            item.price_today = item._price_or_none(today) or 0

    @api.depends_context("lang")
    @api.depends("name", "kind", "uom", "warranty_days", "price_ids.price", "price_ids.date_from")
    def _compute_sentence(self):
        for item in self:
            parts = [
                self.env._("%(amount)s for each %(uom)s", amount=f"{item.price_today:,.2f}", uom=item.uom or ""),
                self.env._("warranty %(days)s days", days=item.warranty_days) if item.warranty_days else "",
            ]
            item.sentence = f"{item.name or ''}: {words.clauses(self.env, parts)}"

    def _price_or_none(self, day):
        return core.price_on([(one.date_from, exact(one.price)) for one in self.price_ids if one.date_from], day)

    def _price_on(self, day):
        """The price of a day, Decimal CNY before tax (in sudo).

        :raises UserError: where there was none yet.
        """
        price = self._price_or_none(day)
        if price is None:
            raise UserError(self.env._("%(item)s had no price on %(day)s.", item=self.name, day=day))
        return price


class CsRepairPrice(models.Model):
    """A price, from a day on."""

    _name = "cs.repair.price"
    _description = "Price of repairs"
    _inherit = ["cs.book.line.mixin"]
    _order = "item_id, date_from desc, id"
    _book_parent = "item_id"
    _book_line_key = ("date_from",)

    item_id = fields.Many2one("cs.repair.item", "Service or material", required=True, index=True, ondelete="cascade")
    date_from = fields.Date("From", required=True)
    price = fields.Float("Price before tax", digits=(16, 2), required=True)

    _once = models.UniqueIndex("(item_id, date_from)", "On one day there is one price.")
    _sane = models.Constraint("CHECK (price >= 0)", "A price is not below zero.")
