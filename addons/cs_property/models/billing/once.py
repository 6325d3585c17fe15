from odoo import api, models


class CsBillingLine(models.Model):
    """Charges that no period brings: services, fines, a lost key."""

    _inherit = "cs.billing.line"

    @api.model
    def _once_fields(self) -> tuple[str, ...]:
        """What a row may say beside it: what the charge is for. Extend."""
        return ()

    @api.model
    def _bill_once(self, rows):
        """Charge something once, and bill it at once; any number in one go (in sudo).

        :param rows: ``unit_id``, ``item_id``, ``amount`` (CNY before tax, half-up to cents by the caller) and
            perhaps ``partner_id`` (else who pays the fees of the unit), ``quantity``, ``unit_price``,
            ``explanation``, ``day`` (local; else today) and ``due_on`` (else that day).
        :return: the charges, posted, in sudo; one invoice per unit, payer and due day.
        :raises UserError: where nobody pays, naming the first.
        """
        units = self.env["cs.estate.unit"].sudo().browse(row["unit_id"] for row in rows)  # sudo: who pays
        places = {unit.id: (unit.payer_id.id, unit.company_id._cs_today()) for unit in units}
        values = []
        for row in rows:
            payer, today = places[row["unit_id"]]
            day = row.get("day") or today
            values.append(
                {
                    "unit_id": row["unit_id"],
                    "item_id": row["item_id"],
                    "partner_id": row.get("partner_id") or payer,
                    "date_from": day,
                    "date_to": day,
                    "due_on": row.get("due_on") or day,
                    "quantity": row.get("quantity", 1),
                    "unit_price": row.get("unit_price", row["amount"]),
                    "amount": row["amount"],
                    "explanation": row.get("explanation", ""),
                    "is_sale": True,
                    **{name: row[name] for name in self._once_fields() if name in row},
                }
            )
        charges = self._propose(values)
        charges._invoice()
        return charges
