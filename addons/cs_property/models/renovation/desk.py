from odoo import api, models

from .renovation import UNDERWAY

#: who begins a renovation at the counter
HOTKEY = "r"


class CsEstateUnit(models.Model):
    _inherit = "cs.estate.unit"

    def _desk_sections(self):
        sections = super()._desk_sections()
        renovations = self.env["cs.renovation"]
        if not renovations.has_access("read"):
            return sections
        found = renovations.search([("unit_id", "=", self.id), ("state", "in", UNDERWAY)])
        if not found:
            return sections
        states = dict(found._fields["state"]._description_selection(self.env))
        rows = [
            {
                "text": f"{one.name} {states[one.state]}",
                "note": self.env._("Stopped") if one.stopped else f"{one.date_from} – {one.date_to}",
                "tone": "danger" if one.stopped or one.violation_count else "",
                "res_model": one._name,
                "res_id": one.id,
            }
            for one in found
        ]
        action = self.env["cs.desk"]._action("cs_property.cs_renovation_action")
        section = {
            "key": "renovation",
            "sequence": 40,
            "title": self.env._("Renovation"),
            "count": len(rows),
            "tone": "danger" if any(row["tone"] for row in rows) else "info",
            "rows": rows,
            "action": {**action, "domain": [("unit_id", "=", self.id)], "context": {"default_unit_id": self.id}},
        }
        return [*sections, section]


class CsDesk(models.AbstractModel):
    _inherit = "cs.desk"

    @api.model
    def _desk_services(self):
        action = self.env["ir.actions.act_window"]._for_xml_id("cs_property.cs_renovation_new_action")
        service = {
            "key": "renovation",
            "name": self.env._("Renovation"),
            "hotkey": HOTKEY,
            "sequence": 40,
            "action": action,
        }
        return [*super()._desk_services(), service]

    @api.model
    def _desk_finders(self, words):
        renovations = self.env["cs.renovation"].search([("permit_number", "=", words)], limit=3)
        passes = self.env["cs.renovation.pass"].search([("number", "=", words)], limit=3)
        found = [{"unit_id": one.unit_id.id, "why": one.display_name} for one in (*renovations, *passes)]
        return [*super()._desk_finders(words), *found]
