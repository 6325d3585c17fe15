from odoo import fields, models


class CsRevealReason(models.Model):
    """A reason for which personal data may be shown, to pick instead of typing."""

    _name = "cs.reveal.reason"
    _description = "Reason to reveal personal data"
    _order = "sequence, id"

    name = fields.Char("Reason", required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    needs_note = fields.Boolean("Ask for a note", help="The agent adds some words of his own to this reason.")
