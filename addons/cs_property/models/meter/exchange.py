from odoo import api, fields, models
from odoo.exceptions import UserError

_KEPT = ("item_id", "unit_id", "estate_id", "building_id", "place", "route")


class CsMeterExchange(models.TransientModel):
    """A meter is taken out and another put in its place: nothing that either counted is lost."""

    _name = "cs.meter.exchange"
    _description = "Exchange of a meter"

    meter_id = fields.Many2one("cs.meter", required=True, readonly=True)
    day = fields.Date("Exchanged on", required=True, default=lambda self: self.env.company._cs_today())
    final_value = fields.Float("Last value of the old one", required=True, digits=(14, 3))
    name = fields.Char("Number of the new one", required=True)
    digits = fields.Integer("Digits of the new one", required=True, default=5)
    multiplier = fields.Float("Multiplier of the new one", required=True, digits=(12, 3), default=1)
    start_value = fields.Float("First value of the new one", digits=(14, 3))

    def action_exchange(self):
        """Read the old meter for the last time and begin with the new one.

        :raises UserError: for a meter that was exchanged before.
        """
        self.ensure_one()
        old = self.meter_id
        old.check_access("write")
        if old.removed_on:
            raise UserError(self.env._("The meter %(meter)s was exchanged already.", meter=old.display_name))
        self.env["cs.meter.reading"].create(
            {"meter_id": old.id, "date": self.day, "value": self.final_value, "source": "exchange"}
        ).action_accept()
        values = {
            "name": self.name,
            "digits": self.digits,
            "multiplier": self.multiplier,
            "start_value": self.start_value,
            "installed_on": self.day,
        }
        for name in _KEPT:
            values[name] = old[name].id if old._fields[name].relational else old[name]
        new = self.env["cs.meter"].create(values)
        old.write({"removed_on": self.day, "replaced_by_id": new.id})
        return new._get_records_action()


class CsMeter(models.Model):
    _inherit = "cs.meter"

    def action_exchange(self):
        """Ask for the last value of this meter and for the new one."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Exchange of the meter"),
            "res_model": "cs.meter.exchange",
            "view_mode": "form",
            "target": "new",
            "context": {
                "default_meter_id": self.id,
                "default_digits": self.digits,
                "default_final_value": self.last_value,
            },
        }

    @api.ondelete(at_uninstall=False)
    def _unlink_unread(self):
        if self.reading_ids:
            raise UserError(self.env._("A meter that was read is kept; archive it."))
