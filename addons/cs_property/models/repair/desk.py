from odoo import api, models

#: who orders a repair at the counter
HOTKEY = "w"
#: rows of the section
SHOWN = 5


class CsEstateUnit(models.Model):
    _inherit = "cs.estate.unit"

    def _desk_sections(self):
        sections = super()._desk_sections()
        orders = self.env["cs.repair.order"]
        if not orders.has_access("read"):
            return sections
        found = orders.search([("unit_id", "=", self.id), *orders._live_domain()])
        found = found.filtered(lambda one: not (one.state == "accepted" and one.is_free))
        if not found:
            return sections
        states = dict(found._fields["state"]._description_selection(self.env))
        rows = [
            {
                "text": f"{one.name} {one.service_id.name}",
                "note": one.waits_for or states[one.state],
                "tone": "warning" if one.state in ("quoted", "rework") or one.needs_agreement else "",
                "res_model": one._name,
                "res_id": one.id,
            }
            for one in found[:SHOWN]
        ]
        action = self.env["cs.desk"]._action("cs_property.cs_repair_order_action")
        section = {
            "key": "repairs",
            "sequence": 25,
            "title": self.env._("Repairs"),
            "count": len(found),
            "tone": "warning" if any(row["tone"] for row in rows) else "info",
            "rows": rows,
            "action": {**action, "domain": [("unit_id", "=", self.id)], "context": {"default_unit_id": self.id}},
        }
        return [*sections, section]


class CsDesk(models.AbstractModel):
    _inherit = "cs.desk"

    @api.model
    def _desk_services(self):
        services = super()._desk_services()
        if not self.env["cs.repair.order"].has_access("create"):
            return services
        service = {
            "key": "repair",
            "name": self.env._("Paid repair"),
            "hotkey": HOTKEY,
            "sequence": 30,
            "action": self.env["ir.actions.act_window"]._for_xml_id("cs_property.cs_repair_order_new_action"),
        }
        return [*services, service]

    @api.model
    def _desk_finders(self, words):
        orders = self.env["cs.repair.order"]
        found = super()._desk_finders(words)
        if not orders.has_access("read"):
            return found
        named = orders.search([("name", "=", words.upper()), ("unit_id", "!=", False)], limit=3)
        return [*found, *({"unit_id": one.unit_id.id, "why": one.display_name} for one in named)]
