from odoo import api, models


class CsEstateUnit(models.Model):
    _inherit = "cs.estate.unit"

    def _desk_sections(self):
        sections = super()._desk_sections()
        notices = self.env["cs.property.notice"]._concerning(self)[self.id]
        if notices:
            rows = [
                {
                    "text": notice.name,
                    "note": notice._values()["ends"],
                    "tone": "danger" if notice.urgency == "emergency" else "warning",
                    "res_model": notice._name,
                    "res_id": notice.id,
                }
                for notice in notices
            ]
            title = self.env._("Notices")
            more = {"count": len(rows), "tone": "warning", "rows": rows, "action": False}
            sections.append({"key": "notices", "sequence": 5, "title": title, **more})
        return sections


class CsDesk(models.AbstractModel):
    _inherit = "cs.desk"

    @api.model
    def _desk_services(self):
        action = self.env["ir.actions.act_window"]._for_xml_id("cs_property.cs_property_notice_new_action")
        notice = {"key": "notice", "name": self.env._("Notice"), "hotkey": "n", "sequence": 90, "action": action}
        return [*super()._desk_services(), notice]
