from odoo import api, fields, models
from odoo.addons.cs_department.models.rulebook import words

from ...core.allocation import Order


class CsAllocationRule(models.Model):
    """In which order a payment that says nothing is used for what is owed."""

    _name = "cs.allocation.rule"
    _description = "Order of payment"
    _inherit = ["cs.book.mixin"]
    _order = "sequence, id"
    _book = "allocation_rules"
    _pack_row = "P14"
    _reason_needed = True

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10, help="The first rule that fits the estate counts.")
    active = fields.Boolean(default=True)
    company_id = fields.Many2one("res.company", index=True, help="Empty: for every company.")
    estate_ids = fields.Many2many(
        "cs.estate", "cs_allocation_rule_estate_rel", "rule_id", "estate_id", string="Estates", help="Empty: all."
    )
    paid_first = fields.Selection(
        [
            ("oldest", "What fell due first"),
            ("current", "The newest bill, then the oldest"),
            ("fee", "Fee after fee, as they are ordered"),
        ],
        required=True,
        default="oldest",
    )
    late_fees = fields.Selection(
        [("first", "Before the fees"), ("last", "After the fees"), ("same", "As any other charge")],
        "Late fees are paid",
        required=True,
        default="first",
        help="The Civil Code pays interest before the principal, unless something else was agreed.",
    )

    _key_uniq = models.UniqueIndex("(COALESCE(company_id, 0), key)", "Two records of a book cannot share a key.")

    @api.model
    def _orders(self, estates) -> dict:
        """The order of payment of each estate: estate id → order."""
        # sudo: a rule works for everybody who takes money
        rules = self.sudo().search([("company_id", "in", [False, *estates.company_id.ids])])
        return {estate.id: rules._order_for(estate) for estate in estates}

    def _order_for(self, estate) -> Order:
        for rule in self:
            if rule.company_id and rule.company_id != estate.company_id:
                continue
            if not rule.estate_ids or estate in rule.estate_ids:
                return Order(by=rule.paid_first, late=rule.late_fees)
        return Order()

    def _in_words(self) -> str:
        """The rule in a sentence of the rule book."""
        self.ensure_one()
        places = words.listed(self.env, self.estate_ids.mapped("name"), "unit")
        said = {"first": words.label(self, "paid_first"), "late": words.label(self, "late_fees")}
        if places:
            return self.env._("%(places)s: %(first)s; late fees: %(late)s.", places=places, **said)
        return self.env._("%(first)s; late fees: %(late)s.", **said)
