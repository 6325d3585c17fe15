from datetime import timedelta

from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    cs_handover_grace_minutes = fields.Integer("Time to sign a handover (min)", default=30)
    cs_handover_hours = fields.Integer("A handover looks ahead (hours)", default=12)
    cs_handover_pin_tries = fields.Integer("Wrong PINs allowed", default=5)
    cs_handover_pin_minutes = fields.Integer("Wait after wrong PINs (min)", default=15)

    _cs_handover_sane = models.Constraint(
        "CHECK (cs_handover_grace_minutes >= 0 AND cs_handover_hours BETWEEN 1 AND 168"
        " AND cs_handover_pin_tries BETWEEN 1 AND 20 AND cs_handover_pin_minutes BETWEEN 1 AND 1440)",
        "Handovers: at least 0 minutes to sign, 1 to 168 hours ahead, 1 to 20 PINs, 1 to 1440 minutes to wait.",
    )

    def _cs_handover_grace(self) -> timedelta:
        """How long after the end of a shift people may still sign."""
        # sudo: everybody who hands over is held to it
        return timedelta(minutes=self.sudo().cs_handover_grace_minutes)


class CsSettings(models.TransientModel):
    _inherit = "cs.settings"

    handover_grace_minutes = fields.Integer(
        "Time to sign a handover (min)",
        help="So long after the end of a shift its handover may still be signed; then the supervisor is told.",
    )
    handover_hours = fields.Integer(
        "A handover looks ahead (hours)",
        help="Callbacks and promises that are due within so many hours are handed over, and leave that begins then.",
    )
    handover_pin_tries = fields.Integer("Wrong PINs allowed", help="At a shared counter, before a person must wait.")
    handover_pin_minutes = fields.Integer("Wait after wrong PINs (min)")

    def _company_fields(self):
        names = [name for name in self._fields if name.startswith("handover_")]
        return {**super()._company_fields(), **{name: f"cs_{name}" for name in names}}
