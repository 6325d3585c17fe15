from odoo import api, models


class CsDesk(models.AbstractModel):
    """What is begun at the counter and belongs to no area of its own: cases and money."""

    _inherit = "cs.desk"

    @api.model
    def _desk_services(self):
        cases = self.env["ir.actions.act_window"]._for_xml_id("cs_department.cs_ticket_action_register")
        services = [
            *super()._desk_services(),
            {
                "key": "case",
                "name": self.env._("Register a Case"),
                "hotkey": "c",
                "sequence": 10,
                "action": cases,
            },
        ]
        if self.env.user.has_group("cs_property.group_cs_cashier"):
            services.append(
                {
                    "key": "money",
                    "name": self.env._("Take Money"),
                    "hotkey": "m",
                    "sequence": 20,
                    "action": self.env["ir.actions.client"]._for_xml_id("cs_property.cs_cashier_action"),
                }
            )
        return services
