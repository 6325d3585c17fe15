from odoo import fields, models


class ResCompany(models.Model):
    """When people are reminded of what they have to learn, to read and to sign."""

    _inherit = "res.company"

    cs_training_remind_days = fields.Integer("Training reminder (days before)", default=3)
    cs_training_sign_minutes = fields.Integer("Signing in opens (min before)", default=30)
    cs_reading_days = fields.Integer("Time to sign a reading (days)", default=3)
    cs_reading_remind_days = fields.Integer("Reading reminder every (days)", default=1)

    _cs_training_sane = models.Constraint(
        "CHECK (cs_training_remind_days BETWEEN 0 AND 90 AND cs_training_sign_minutes BETWEEN 0 AND 1440"
        " AND cs_reading_days BETWEEN 0 AND 365 AND cs_reading_remind_days BETWEEN 0 AND 90)",
        "Reminders come within three months, signing in opens within a day, readings are signed within a year.",
    )
