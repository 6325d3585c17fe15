from odoo import api, fields, models
from odoo.addons.cs_department.core.flow import LIVE


class CsEstateUnit(models.Model):
    """A unit's form as the place where everything about it is found, and the board of a building."""

    _inherit = "cs.estate.unit"

    open_amount = fields.Monetary("Owed", compute="_compute_open_amount", currency_field="currency_id")
    overdue_amount = fields.Monetary("Overdue", compute="_compute_open_amount", currency_field="currency_id")
    currency_id = fields.Many2one(related="company_id.currency_id")
    open_ticket_count = fields.Integer("Open cases", compute="_compute_open_ticket_count")
    is_renovating = fields.Boolean("Renovating", compute="_compute_is_renovating")

    @api.depends_context("uid")
    def _compute_open_amount(self):
        charges = self.env["cs.billing.line"]
        open_ones = [("unit_id", "in", self.ids), ("amount_residual", ">", 0)]
        late = [*open_ones, ("due_on", "<", self.env.company._cs_today())]
        # who may not see charges sees no debts either
        readable = charges.has_access("read")
        owed, overdue = (
            dict(charges._read_group(domain, ["unit_id"], ["amount_residual:sum"])) if readable else {}
            for domain in (open_ones, late)
        )
        for unit in self:
            unit.open_amount = owed.get(unit._origin, 0)
            unit.overdue_amount = overdue.get(unit._origin, 0)

    def _compute_open_ticket_count(self):
        # sudo: whoever sees a unit may know that cases about it are open, not what they are about
        tickets = self.env["cs.ticket"].sudo()
        rows = tickets._read_group(
            [("unit_id", "in", self.ids), ("state", "in", sorted(LIVE))], ["unit_id"], ["__count"]
        )
        counts = {unit.id: count for unit, count in rows}
        for unit in self:
            unit.open_ticket_count = counts.get(unit._origin.id, 0)

    @api.depends("renovating_from", "renovating_until")
    def _compute_is_renovating(self):
        today = self.env.company._cs_today()
        for unit in self:
            begun = unit.renovating_from and unit.renovating_from <= today
            unit.is_renovating = bool(begun and (not unit.renovating_until or today <= unit.renovating_until))

    def action_tickets(self):
        self.ensure_one()
        self.check_access("read")
        action = self.env["cs.desk"]._action("cs_department.cs_ticket_action")
        return {**action, "domain": [("unit_id", "=", self.id)], "context": {"default_unit_id": self.id}}

    def action_charges(self):
        self.ensure_one()
        self.check_access("read")
        action = self.env["cs.desk"]._action("cs_property.cs_billing_line_action")
        return {**action, "domain": [("unit_id", "=", self.id)], "context": {}}

    def action_transfer(self):
        """A transfer of ownership, to be filled in."""
        self.ensure_one()
        self.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "res_model": "cs.unit.transfer",
            "views": [(False, "form")],
            "context": {"default_unit_id": self.id},
        }

    def _tile(self) -> dict:
        """What the board shows of a unit, with what matters most about it."""
        self.ensure_one()
        states = {
            "case": self.open_ticket_count,
            "arrears": self.overdue_amount,
            "renovating": self.is_renovating,
            "vacant": self.occupancy == "vacant",
        }
        return {
            "id": self.id,
            "name": self.name,
            "code": self.code,
            "stair_id": self.stair_id.id,
            "payer": self.payer_id.name or "",
            "owed": self.overdue_amount,
            "cases": self.open_ticket_count,
            "states": [name for name, true in states.items() if true],
        }


class CsEstateBuilding(models.Model):
    _inherit = "cs.estate.building"

    def action_board(self):
        """The building's units by stair and floor."""
        self.ensure_one()
        self.check_access("read")
        action = self.env["ir.actions.client"]._for_xml_id("cs_property.cs_estate_board_action")
        return {**action, "params": {"building_id": self.id}}

    @api.model
    def board(self, building_id=None, parking=False) -> dict:
        """The buildings to choose from, and the floors of one of them, from the top.

        :param building_id: of the building; without it, the first.
        :param parking: only buildings with parking spaces, and of them the spaces only.
        """
        buildings = self.search(self._board_domain(parking))
        chosen = buildings.filtered(lambda one: one.id == building_id) or buildings[:1]
        return {
            "buildings": [{"id": one.id, "name": one.display_name} for one in buildings],
            "building_id": chosen.id,
            "stairs": [{"id": one.id, "name": one.name} for one in chosen.stair_ids],
            "floors": chosen._floors(parking),
        }

    @api.model
    def _board_domain(self, parking) -> list:
        if not parking:
            return []
        spaces = self.env["cs.estate.unit"]._read_group(self._spaces(), ["building_id"])
        return [("id", "in", [building.id for (building,) in spaces if building])]

    @api.model
    def _spaces(self) -> list:
        return [("type_id.category", "=", "parking")]

    def _floors(self, parking=False) -> list[dict]:
        here = [("building_id", "in", self.ids), *(self._spaces() if parking else [])]
        units = self.env["cs.estate.unit"].search(here, order="floor desc, code_order")
        return [
            {"floor": floor, "units": [unit._tile() for unit in found]}
            for floor, found in units.grouped("floor").items()
        ]
