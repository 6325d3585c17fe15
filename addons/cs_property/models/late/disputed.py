from odoo import api, fields, models


class CsBillingLine(models.Model):
    """Which charges are disputed, and on which days."""

    _inherit = "cs.billing.line"

    principal_id = fields.Many2one(
        "cs.billing.line",
        "Late with",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
        help="The charge that was paid late: this one is its late fee.",
    )

    def _disputed_spans(self) -> dict:
        """Days on which charges were or are disputed; a late fee is disputed with its principal.

        :return: charge id → [(first day, last day or ``None`` while it is open)], only of those ever disputed.
        """
        if not self:
            return {}
        # sudo: what is disputed stops late fees whoever works them out
        charges = self.sudo()
        found = (
            self.env["cs.fee.dispute"]
            .sudo()  # sudo: as above
            .search(
                [("unit_id", "in", charges.unit_id.ids), ("outcome", "not in", ["withdrawn"])], order="date_from, id"
            )
        )
        spans = {}
        by_unit = found.grouped("unit_id")
        for charge in charges:
            whole = charge.principal_id or charge
            said = [
                (dispute.date_from, dispute.date_to or None)
                for dispute in by_unit.get(charge.unit_id, ())
                if dispute._speaks_of(whole)
            ]
            if said:
                spans[charge.id] = said
        return spans

    def _disputed_on(self, day):
        """Those of the charges that are disputed on a day (a local date)."""
        spans = self._disputed_spans()
        return self.filtered(
            lambda charge: any(
                first <= day and (last is None or day <= last) for first, last in spans.get(charge.id, ())
            )
        )

    def _payable_unasked(self):
        # what somebody paid beforehand does not settle what he disputes
        payable = super()._payable_unasked()
        for company, charges in payable.grouped("company_id").items():
            # companies are few, each has its own today
            payable -= charges._disputed_on(company._cs_today())
        return payable


class CsFeeDispute(models.Model):
    _inherit = "cs.fee.dispute"

    def _speaks_of(self, charge) -> bool:
        """Whether the dispute is about this charge (of its unit)."""
        if self.line_ids:
            return charge in self.line_ids
        return not self.item_ids or charge.item_id in self.item_ids


class CsEstateUnit(models.Model):
    _inherit = "cs.estate.unit"

    dispute_ids = fields.One2many("cs.fee.dispute", "unit_id", "Disputes")

    def _disputed_on(self, day):
        """Units with an open dispute about any fee on a day."""
        # sudo: who chases or collects must know, whatever else he may read
        found = (
            self.env["cs.fee.dispute"]
            .sudo()
            .search(
                [
                    ("unit_id", "in", self.ids),
                    ("outcome", "not in", ["withdrawn"]),
                    ("date_from", "<=", day),
                    "|",
                    ("date_to", "=", False),
                    ("date_to", ">=", day),
                ]
            )
        )
        return self & found.unit_id.sudo(self.env.su)

    @api.model
    def _of_people(self, partners):
        """The units in which these people live or which they own today."""
        today = self.env.company._cs_today()
        # sudo: which unit a case is about is no secret to whoever works on the case
        found = (
            self.env["cs.unit.party"]
            .sudo()
            .search(
                [
                    ("partner_id", "in", partners.ids),
                    ("date_from", "<=", today),
                    "|",
                    ("date_to", "=", False),
                    ("date_to", ">=", today),
                ]
            )
        )
        return found.unit_id.sudo(self.env.su)
