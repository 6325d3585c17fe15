from collections import defaultdict

from odoo import fields, models


class CsFeeItem(models.Model):
    _inherit = "cs.fee.item"

    for_leases = fields.Boolean(
        "Rent of parking leases", help="Charged on the days of a parking lease only, to its tenant."
    )


class CsEstateUnit(models.Model):
    """Who pays the rent of a parking space: the tenant, on the days of his lease."""

    _inherit = "cs.estate.unit"

    def _payer_spans(self, date_from, date_to, item=None):
        if not item or not item.for_leases:
            return super()._payer_spans(date_from, date_to, item)
        first, last = fields.Date.to_date(date_from), fields.Date.to_date(date_to)
        # sudo: who pays is asked by billing, which reads for everybody
        leases = (
            self.env["cs.parking.lease"]
            .sudo()
            .search(
                [
                    ("space_id", "in", self.ids),
                    ("state", "in", ("active", "ended")),
                    ("date_from", "<=", last),
                    ("date_to", ">=", first),
                ],
                order="date_from",
            )
        )
        spans = defaultdict(list)
        for lease in leases:
            begin, end = max(first, lease.date_from), min(last, lease.date_to)
            spans[lease.space_id.id].append((begin, end, lease.partner_id.id))
        return {unit.id: spans.get(unit.id, []) for unit in self}


class CsFeeRule(models.Model):
    _inherit = "cs.fee.rule"

    def _charges_in(self, unit, period, spans, *more):
        if self.item_id.for_leases and not spans:
            return []  # a space that nobody leases costs nobody rent
        return super()._charges_in(unit, period, spans, *more)
