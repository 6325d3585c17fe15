from odoo import api, fields, models
from odoo.exceptions import UserError


class CsPropertyMonth(models.Model):
    """The figures of an estate for one month, as they stood on the day they were frozen: they never move."""

    _name = "cs.property.month"
    _description = "Monthly figures"
    _order = "date_to desc, estate_id"
    _rec_name = "name"
    _check_company_auto = True
    _allow_sudo_commands = False

    name = fields.Char(compute="_compute_name")
    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    estate_id = fields.Many2one("cs.estate", required=True, readonly=True, index=True, ondelete="restrict")
    date_from = fields.Date("First day", required=True, readonly=True)
    date_to = fields.Date("Last day", required=True, readonly=True)
    frozen_at = fields.Datetime("Frozen on", required=True, readonly=True)
    line_ids = fields.One2many("cs.property.month.line", "month_id", "Fees", readonly=True)
    place_ids = fields.One2many("cs.property.month.place", "month_id", "Occupancy", readonly=True)
    unit_count = fields.Integer("Units", readonly=True)
    occupied_count = fields.Integer("Occupied", readonly=True)
    vacant_count = fields.Integer("Vacant", readonly=True)
    occupancy_rate = fields.Float("Occupancy (%)", readonly=True, digits=(5, 2), aggregator="avg")
    opening = fields.Monetary("Open before", readonly=True)
    charged = fields.Monetary("Receivable", readonly=True, help="Billed in the month.")
    received = fields.Monetary(readonly=True, help="Settled by money in the month, whatever it was billed for.")
    credited = fields.Monetary("Taken back", readonly=True, help="By credit notes.")
    outstanding = fields.Monetary(readonly=True)
    due = fields.Monetary("Fallen due", readonly=True)
    due_received = fields.Monetary("Received of what fell due", readonly=True)
    collection_rate = fields.Float("Collection rate (%)", readonly=True, digits=(5, 2), aggregator="avg")
    prepaid = fields.Monetary("Paid beforehand", readonly=True, help="Open credits of payers.")
    deposits = fields.Monetary("Deposits held", readonly=True)

    _days_once = models.Constraint(
        "EXCLUDE USING gist (int8range(estate_id, estate_id, '[]') WITH &&, "
        "daterange(date_from, date_to, '[]') WITH &&)",
        "The figures of these days are frozen already.",
    )
    _adds_up = models.Constraint(
        "CHECK (outstanding = opening + charged - received - credited)", "What was open, came and went does not add up."
    )

    @api.depends("estate_id.name", "date_to")
    def _compute_name(self):
        for month in self:
            month.name = f"{month.estate_id.name or ''} {month.date_to:%Y-%m}" if month.date_to else ""

    def write(self, vals):  # pylint: disable=method-required-super  # it is refused to all
        """
        :raises UserError: always: frozen figures do not move, whoever asks.
        """
        raise UserError(self.env._("Frozen figures do not move."))

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("Frozen figures are kept."))

    def sheet(self):
        """The month as a spreadsheet."""
        self.ensure_one()
        self.check_access("read")
        return {"type": "ir.actions.act_url", "url": f"/cs/property-month/{self.id}/xlsx", "target": "self"}


class CsPropertyMonthPart(models.AbstractModel):
    """A row of a frozen month."""

    _name = "cs.property.month.part"
    _description = "Part of monthly figures"
    _allow_sudo_commands = False

    month_id = fields.Many2one(
        "cs.property.month", "Frozen month", required=True, readonly=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="month_id.company_id", store=True, index=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    estate_id = fields.Many2one(related="month_id.estate_id", store=True, index=True)
    date_to = fields.Date(related="month_id.date_to", store=True, string="Month")
    building_id = fields.Many2one("cs.estate.building", readonly=True, ondelete="restrict", index="btree_not_null")

    def write(self, vals):  # pylint: disable=method-required-super  # it is refused to all
        """
        :raises UserError: always: frozen figures do not move, whoever asks.
        """
        raise UserError(self.env._("Frozen figures do not move."))

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("Frozen figures are kept."))


class CsPropertyMonthLine(models.Model):
    """One building, fee and steward in a frozen month."""

    _name = "cs.property.month.line"
    _description = "Monthly figures of a fee"
    _inherit = ["cs.property.month.part"]
    _order = "month_id, building_id, item_id, steward_id, id"

    item_id = fields.Many2one("cs.fee.item", "Fee", readonly=True, ondelete="restrict", index=True)
    steward_id = fields.Many2one("res.users", readonly=True, ondelete="restrict", index="btree_not_null")
    opening = fields.Monetary("Open before", readonly=True)
    charged = fields.Monetary("Receivable", readonly=True)
    received = fields.Monetary(readonly=True)
    credited = fields.Monetary("Taken back", readonly=True)
    outstanding = fields.Monetary(readonly=True)
    due = fields.Monetary("Fallen due", readonly=True)
    due_received = fields.Monetary("Received of what fell due", readonly=True)
    collection_rate = fields.Float("Collection rate (%)", readonly=True, digits=(5, 2), aggregator="avg")

    _adds_up = models.Constraint(
        "CHECK (outstanding = opening + charged - received - credited)", "What was open, came and went does not add up."
    )

    def action_open_charges(self):
        """The charges of this place and fee, as they are now."""
        self.ensure_one()
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id("cs_property.cs_property_figure_action")
        mine = [("building_id", "=", self.building_id.id), ("item_id", "=", self.item_id.id)]
        mine += [("steward_id", "=", self.steward_id.id), ("estate_id", "=", self.estate_id.id)]
        return {**action, "views": [[False, "list"], [False, "pivot"]], "domain": mine, "context": {}}


class CsPropertyMonthPlace(models.Model):
    """Who lived in the units of one building when the month was frozen."""

    _name = "cs.property.month.place"
    _description = "Monthly occupancy of a building"
    _inherit = ["cs.property.month.part"]
    _order = "month_id, building_id, id"

    unit_count = fields.Integer("Units", readonly=True)
    owner_count = fields.Integer("Owners living in", readonly=True)
    tenant_count = fields.Integer("Let", readonly=True)
    shop_count = fields.Integer("Shops", readonly=True)
    vacant_count = fields.Integer("Vacant", readonly=True)
    occupancy_rate = fields.Float("Occupancy (%)", readonly=True, digits=(5, 2), aggregator="avg")
