from odoo import api, models

from .move_in import UNDERWAY

#: who begins a move-in at the counter
HOTKEY = "i"


class CsEstateUnit(models.Model):
    _inherit = "cs.estate.unit"

    def _desk_sections(self):
        sections = super()._desk_sections()
        move_ins = self.env["cs.move.in"]
        if not move_ins.has_access("read"):
            return sections
        found = move_ins.search([("unit_id", "=", self.id), ("state", "in", UNDERWAY)])
        if not found:
            return sections
        states = dict(found._fields["state"]._description_selection(self.env))
        rows = [
            {
                "text": f"{states[one.state]} · {one.partner_id.name}",
                "note": one._when(),
                "tone": "",
                "res_model": one._name,
                "res_id": one.id,
            }
            for one in found
        ]
        action = self.env["cs.desk"]._action("cs_property.cs_move_in_action")
        section = {
            "key": "move_in",
            "sequence": 8,
            "title": self.env._("Move-in"),
            "count": len(rows),
            "tone": "info",
            "rows": rows,
            "action": {**action, "domain": [("unit_id", "=", self.id)], "context": {"default_unit_id": self.id}},
        }
        return [*sections, section]


class CsDesk(models.AbstractModel):
    _inherit = "cs.desk"

    @api.model
    def _desk_services(self):
        service = {
            "key": "move_in",
            "name": self.env._("Move-in"),
            "hotkey": HOTKEY,
            "sequence": 30,
            "action": self.env["ir.actions.act_window"]._for_xml_id("cs_property.cs_move_in_new_action"),
        }
        return [*super()._desk_services(), service]
