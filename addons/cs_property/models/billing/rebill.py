from odoo import api, models
from odoo.exceptions import UserError


class CsBillingLine(models.Model):
    """Charges that are worked out again: after a transfer, a wrong reading, a changed rule."""

    _inherit = "cs.billing.line"

    @api.model
    def _rebill(self, units, from_day, reason, items=None, date=None):
        """Take back what was billed for days from a day on, and bill these days anew as they are now.

        A charge that begins before the day is taken back whole; its earlier days are billed again
        to whoever paid for them.

        :param units: whose charges.
        :param from_day: local day of the estate.
        :param items: fees; without: all fees that rules charge.
        :return: the new charges, in sudo.
        :raises UserError: when the new charges cannot be worked out: nothing was changed then.
        """
        # sudo: whoever may transfer a unit may have its bills put right
        domain = [("unit_id", "in", units.ids), ("state", "=", "billed"), ("date_to", ">=", from_day)]
        domain.append(("item_id", "in", items.ids) if items else ("item_id.kind", "=", "fee"))
        return self.sudo().search(domain)._again(reason, date=date)

    def _again(self, reason, date=None):
        """Take these charges back and bill their days anew.

        :return: the new charges, in sudo.
        """
        charges = self.sudo()  # sudo: the verb was asked for its right
        if not charges:
            return charges
        with self.env.cr.savepoint():
            charges._void(reason, date=date)
            fresh = charges._propose(charges._fresh_values())
            wrong = fresh.filtered("error")[:1]
            if wrong:
                raise UserError(
                    self.env._("%(charge)s: %(error)s", charge=wrong.display_name, error=wrong.error),
                )
            fresh._invoice(date)
            for company, ours in fresh.grouped("company_id").items():
                # companies are few
                if company.cs_billing_use_prepayments:
                    ours.unit_id._use_credits()
        return fresh

    def _fresh_values(self) -> list[dict]:
        """What the rules charge for the days of these charges now."""
        values = []
        for (company, first, last), charges in self.grouped(lambda one: one._run_days()).items():
            # charges of one period of one company are worked out together
            units, items = charges.unit_id, charges.item_id
            taken = units._billed_days(items, first)
            rows = self.with_company(company)._priced(units, first, last, items, taken)
            values += [charges._replacing(row) for row in rows]
        return [row for row in values if row]

    def _run_days(self):
        """The period in which a charge was computed."""
        run = self.run_id
        return self.company_id, run.date_from or self.date_from, run.date_to or self.date_to

    def _replacing(self, row) -> dict | None:
        """The new charge with the one in whose place it stands; ``None``: it replaces none of these."""
        for old in self:
            same = old.unit_id.id == row["unit_id"] and old.item_id.id == row.get("item_id")
            if same and old.date_from <= row["date_to"] and old.date_to >= row["date_from"]:
                return {**row, "replaces_id": old.id}
        return None
