from odoo import api, models

from ..money import exact


class CsFeeRule(models.Model):
    """Fees by meter and by pool take their figures from here."""

    _inherit = "cs.fee.rule"

    @api.model
    def _usages(self, units, item, date_from, date_to) -> dict:
        meters = self.env["cs.meter"]
        found = meters._usage(units, item, date_from, date_to)
        return {
            **super()._usages(units, item, date_from, date_to),
            **dict.fromkeys(meters._unread(units, item, date_from, date_to), (None, "")),
            **{unit_id: (usage.quantity, self._explain_usage(usage)) for unit_id, usage in found.items()},
        }

    @api.model
    def _explain_usage(self, usage) -> str:
        return "\n".join(
            self.env._(
                "Meter %(meter)s: %(before)s → %(after)s, usage %(usage)s",
                meter=name,
                before=f"{before.normalize():f}",
                after=f"{after.normalize():f}",
                usage=f"{used.normalize():f}",
            )
            for name, before, after, used in usage.rows
        )

    @api.model
    def _pool_shares(self, units, item, date_from, date_to) -> dict:
        # sudo: billing asks for all units
        shares = self.env["cs.fee.pool.share"].sudo()
        found = shares.search(
            [
                ("unit_id", "in", units.ids),
                ("pool_id.item_id", "=", item.id),
                ("pool_id.state", "=", "shared"),
                ("pool_id.date_to", ">=", date_from),
                ("pool_id.date_to", "<=", date_to),
            ]
        )
        return {
            **super()._pool_shares(units, item, date_from, date_to),
            **{
                unit.id: (sum((exact(share.amount) for share in mine), exact(0)), "\n".join(mine.mapped("explanation")))
                for unit, mine in found.grouped("unit_id").items()
            },
        }
