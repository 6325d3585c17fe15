from odoo import api, models
from odoo.fields import Domain
from odoo.tools import format_date

#: rows of a section
SHOWN = 5


class CsEstateUnit(models.Model):
    """Home visits and disputes on the counter's screen."""

    _inherit = "cs.estate.unit"

    def _desk_sections(self):
        return [*super()._desk_sections(), *self._desk_visits(), *self._desk_mediations()]

    def _desk_visits(self) -> list[dict]:
        visits = self.env["cs.visit"]
        if not visits.has_access("read"):
            return []
        found = visits.search([("unit_id", "=", self.id)], order="month desc, id desc", limit=SHOWN)
        if not found:
            return []
        states = dict(visits._fields["state"]._description_selection(self.env))
        planned = found.filtered(lambda one: one.state == "planned")
        rows = [
            {
                "text": f"{states[one.state]} {one.why or ''}".strip(),
                "note": format_date(self.env, one.done_at or one.due_on),
                "tone": "warning" if one in planned or one.state == "missed" else "",
                "res_model": one._name,
                "res_id": one.id,
            }
            for one in found
        ]
        action = self.env["cs.desk"]._action("cs_property.cs_visit_action")
        section = {
            "key": "visits",
            "sequence": 80,
            "title": self.env._("Home visits"),
            "count": len(rows),
            "tone": "info" if planned else "muted",
            "rows": rows,
            "action": {**action, "domain": [("unit_id", "=", self.id)], "context": {"default_unit_id": self.id}},
        }
        return [section]

    def _desk_mediations(self) -> list[dict]:
        mediations = self.env["cs.mediation"]
        if not mediations.has_access("read"):
            return []
        of_unit = Domain("party_a_unit_id", "=", self.id) | Domain("party_b_unit_id", "=", self.id)
        found = mediations.search(of_unit, order="id desc", limit=SHOWN)
        if not found:
            return []
        states = dict(mediations._fields["state"]._description_selection(self.env))
        rows = [
            {
                "text": one.subject,
                "note": states[one.state],
                "tone": "warning" if one.state == "open" else "",
                "res_model": one._name,
                "res_id": one.id,
            }
            for one in found
        ]
        action = self.env["cs.desk"]._action("cs_property.cs_mediation_action")
        section = {
            "key": "mediations",
            "sequence": 85,
            "title": self.env._("Mediations"),
            "count": len(rows),
            "tone": "warning" if any(row["tone"] for row in rows) else "muted",
            "rows": rows,
            "action": {**action, "domain": list(of_unit), "context": {}},
        }
        return [section]


class CsDesk(models.AbstractModel):
    _inherit = "cs.desk"

    @api.model
    def _desk_services(self):
        actions = self.env["ir.actions.act_window"]
        return [
            *super()._desk_services(),
            {
                "key": "visit",
                "name": self.env._("Home visit"),
                "hotkey": "h",
                "sequence": 92,
                "action": actions._for_xml_id("cs_property.cs_visit_new_action"),
            },
            {
                "key": "mediation",
                "name": self.env._("Mediation"),
                "hotkey": "d",
                "sequence": 94,
                "action": actions._for_xml_id("cs_property.cs_mediation_new_action"),
            },
        ]
