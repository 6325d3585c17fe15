from odoo import fields, models

_OF_PAGE = ("training_remind_days", "training_sign_minutes", "reading_days", "reading_remind_days")


class CsSettings(models.TransientModel):
    _inherit = "cs.settings"

    training_remind_days = fields.Integer(
        "Training reminder (days before)", help="So long before the day people are reminded of what they have to learn."
    )
    training_sign_minutes = fields.Integer(
        "Signing in opens (min before)", help="So long before a session people can sign in."
    )
    reading_days = fields.Integer(
        "Time to sign a reading (days)", help="Proposed when something is put out to be signed."
    )
    reading_remind_days = fields.Integer(
        "Reading reminder every (days)", help="Whoever has not signed in time is reminded so often. 0: never."
    )

    def _company_fields(self):
        return {**super()._company_fields(), **{name: f"cs_{name}" for name in _OF_PAGE}}
