from odoo import api, models
from odoo.tools import SQL

from ...core.meter import Usage
from ..money import exact


class CsMeter(models.Model):
    """What units used in a period, for billing."""

    _inherit = "cs.meter"

    @api.model
    def _usage(self, units, item, date_from, date_to) -> dict:
        """What units used by the readings that count for these days (local days of the estate, both included).

        A unit of which a meter was not read then, or only doubtfully, is left out: half a usage is none.

        :return: unit id → :class:`core.meter.Usage`.
        """
        # sudo: billing asks for all units
        readings = self.env["cs.meter.reading"].sudo()
        found = readings.search(
            [
                ("unit_id", "in", units.ids),
                ("item_id", "=", item.id),
                ("date", ">=", date_from),
                ("date", "<=", date_to),
                ("state", "=", "accepted"),
            ],
            order="unit_id, meter_id, date",
        )
        unread = self._unread(units, item, date_from, date_to)
        return {
            unit.id: Usage(
                sum((exact(reading.usage) for reading in mine), exact(0)),
                tuple(
                    (one.meter_id.name, exact(one.previous_value), exact(one.value), exact(one.usage)) for one in mine
                ),
            )
            for unit, mine in found.grouped("unit_id").items()
            if unit.id not in unread
        }

    @api.model
    def _unread(self, units, item, date_from, date_to) -> set[int]:
        """Units of which a meter that was there at the end has no accepted reading in these days."""
        self.env["cs.meter.reading"].flush_model()
        self.flush_model()
        rows = self.env.execute_query(
            SQL(
                """SELECT DISTINCT m.unit_id
                     FROM cs_meter m
                    WHERE m.unit_id = ANY(%(units)s) AND m.item_id = %(item)s AND m.active
                      AND m.installed_on <= %(last)s AND (m.removed_on IS NULL OR m.removed_on > %(last)s)
                      AND NOT EXISTS (
                          SELECT FROM cs_meter_reading r
                           WHERE r.meter_id = m.id AND r.state = 'accepted'
                             AND r.date BETWEEN %(first)s AND %(last)s)""",
                units=units.ids,
                item=item.id,
                first=date_from,
                last=date_to,
            )
        )
        return {unit_id for (unit_id,) in rows}
