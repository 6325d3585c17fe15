from odoo import api, models

from ...core import waiting

#: rows of a section; the rest stands behind its title
SHOWN = 5


class CsDesk(models.AbstractModel):
    """Parking at the counter's screen: a plate finds its unit."""

    _inherit = "cs.desk"

    @api.model
    def _desk_finders(self, words):
        found = super()._desk_finders(words)
        plate = waiting.plate(words)
        if not plate or plate.isdigit():
            return found
        vehicles = self.env["cs.parking.vehicle"].search(
            [("plate", "=", plate), ("company_id", "in", self.env.companies.ids)], limit=SHOWN
        )
        return found + [{"unit_id": one.unit_id.id, "why": one.plate} for one in vehicles]

    @api.model
    def _desk_services(self):
        action = self.env["ir.actions.act_window"]._for_xml_id("cs_property.cs_parking_lease_new_action")
        lease = {"key": "parking", "name": self.env._("Let a Space"), "hotkey": "g", "sequence": 60, "action": action}
        return [*super()._desk_services(), lease]


class CsEstateUnit(models.Model):
    _inherit = "cs.estate.unit"

    def _desk_sections(self):
        sections = super()._desk_sections()
        leases = self.env["cs.parking.lease"].search(
            ["|", ("unit_id", "=", self.id), ("space_id", "=", self.id), ("state", "=", "active")], order="date_to"
        )
        waits = self.env["cs.parking.waiting"].search(
            [("unit_id", "=", self.id), ("state", "in", ("waiting", "offered"))]
        )
        if not leases and not waits and not self.vehicle_ids:
            return sections
        reminded = max(leases.rule_id.reminder_ids.mapped("days"), default=0)
        rows = [
            {
                "text": f"{lease.space_id.code} {lease.plates}".strip(),
                "note": str(lease.date_to),
                "tone": "warning" if lease.days_left <= reminded else "",
                "res_model": lease._name,
                "res_id": lease.id,
            }
            for lease in leases[:SHOWN]
        ]
        states = dict(waits._fields["state"]._description_selection(self.env))
        rows += [
            {
                "text": self.env._("Waiting list: place %(rank)s", rank=row.rank or "–"),
                "note": states[row.state],
                "tone": "warning" if row.state == "offered" else "",
                "res_model": row._name,
                "res_id": row.id,
            }
            for row in waits
        ]
        parked = leases.vehicle_ids
        rows += [
            {
                "text": one.plate,
                "note": one.model or "",
                "tone": "",
                "res_model": one._name,
                "res_id": one.id,
            }
            for one in (self.vehicle_ids - parked)[:SHOWN]
        ]
        sections.append(
            {
                "key": "parking",
                "sequence": 60,
                "title": self.env._("Parking"),
                "count": len(leases) or "",
                "tone": "warning" if any(row["tone"] for row in rows) else "info",
                "rows": rows,
                "action": False,
            }
        )
        return sections
