from odoo import fields, models
from odoo.exceptions import UserError

from ...core import repair as core


class CsRepairOrder(models.Model):
    """Warranty: what breaks again in its days is put right at no cost."""

    _inherit = "cs.repair.order"

    warranty_until = fields.Date("Warranty until", readonly=True, index="btree_not_null")
    warranty_of_id = fields.Many2one(
        "cs.repair.order", "Under warranty of", readonly=True, index="btree_not_null", ondelete="restrict"
    )
    warranty_declined = fields.Char("Why it is no warranty", readonly=True, tracking=True)

    def _warranty_days(self) -> int:
        """The days of the service as the price list has them at the acceptance (in sudo)."""
        return self.service_id.warranty_days

    def _recognise_warranty(self):
        """The last accepted order of the same unit and service whose warranty still holds (in sudo)."""
        for order in self.filtered(lambda one: one.unit_id and one.state == "draft"):
            # orders come one by one
            order.warranty_of_id = order._covering(order.unit_id, order.service_id, order.day) - order

    def _covering(self, unit, services, day):
        """Under which order what is reported on a day would be warranty (in sudo)."""
        found = self.search(
            [
                ("unit_id", "=", unit.id),
                ("service_id", "in", services.ids),
                ("warranty_until", ">=", day),
                ("id", "not in", self.ids),
            ],
            order="warranty_until desc, id desc",
            limit=1,
        )
        return found.filtered(lambda one: core.in_warranty(one.warranty_until, day))

    def decline_warranty(self, words=""):
        """The customer pays all the same: he broke it himself.

        :raises UserError: without a reason.
        """
        self._need_clerk()
        words = self._reason(words)
        order = self._in_state("draft")
        if not order.warranty_of_id or order.warranty_declined:
            raise UserError(self.env._("It is not under warranty."))
        order.warranty_declined = words
        return True
