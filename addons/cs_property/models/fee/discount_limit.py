from odoo import api, fields, models

from ..money import exact


class CsFeeDiscountLimit(models.Model):
    """Who may grant how much less."""

    _name = "cs.fee.discount.limit"
    _description = "Limit of discounts"
    _inherit = ["cs.book.mixin"]
    _order = "sequence, id"
    _book = "discount_limits"
    _pack_row = "P14"
    _reason_needed = True

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one("res.company", index=True, help="Empty: for every company.")
    who = fields.Selection(
        [("accountant", "Fee accountant"), ("manager", "Manager")], "Who grants", required=True, default="accountant"
    )
    percent = fields.Float("Up to (% of the fee)", digits=(5, 2), required=True, default=100)
    amount = fields.Float("Up to (amount in all)", digits=(16, 2), help="0: without a limit.")

    _key_uniq = models.UniqueIndex("(COALESCE(company_id, 0), key)", "Two records of a book cannot share a key.")
    _figures_sane = models.Constraint(
        "CHECK (percent BETWEEN 0 AND 100 AND amount >= 0)", "Per cent are 0 to 100, amounts not below zero."
    )

    @api.model
    def _groups(self) -> dict:
        return {"accountant": "cs_property.group_cs_fee_accountant", "manager": "cs_department.group_cs_manager"}

    @api.model
    def _of_user(self, company):
        """The limits of the user in a company (in sudo); its own limits replace the shared ones."""
        # sudo: what somebody may grant is asked for him
        limits = self.sudo().search([("company_id", "in", [False, company.id])])
        limits = limits.filtered("company_id") or limits
        groups = self._groups()
        return limits.filtered(lambda limit: self.env.user.has_group(groups[limit.who]))

    def _allows(self, percent, worth) -> bool:
        """Whether so much may be granted.

        :param worth: all that it comes to; ``None`` where that is not known before it is measured.
        """
        self.ensure_one()
        if percent > exact(self.percent):
            return False
        return not self.amount or (worth is not None and worth <= exact(self.amount))

    def _in_words(self) -> str:
        self.ensure_one()
        said = {
            "who": dict(self._fields["who"]._description_selection(self.env))[self.who],
            "percent": f"{self.percent:g}",
            "amount": f"{self.amount:.2f}",
        }
        if self.amount:
            return self.env._("%(who)s: up to %(percent)s %% of a fee and %(amount)s in all.", **said)
        return self.env._("%(who)s: up to %(percent)s %% of a fee.", **said)
