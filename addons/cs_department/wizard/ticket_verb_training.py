from odoo import api, fields, models


class CsTicketVerb(models.TransientModel):
    """The dialog of a transfer says beforehand who is not trained."""

    _inherit = "cs.ticket.verb"

    training_gap = fields.Char("Not trained", compute="_compute_training_gap")

    @api.depends("user_id", "ticket_ids")
    def _compute_training_gap(self):
        for dialog in self:
            # the words are of one case; several of a category say the same
            said = {ticket._gate_words(dialog.user_id) for ticket in dialog.ticket_ids._origin}
            dialog.training_gap = " ".join(sorted(said - {""}))
