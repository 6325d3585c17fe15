from odoo import fields, models


class CsTicketImportError(models.Model):
    """Why a row of a file is not imported."""

    _name = "cs.ticket.import.error"
    _description = "Bad row of an imported file"
    _order = "import_id, row, id"
    _rec_name = "reason"
    _log_access = False

    import_id = fields.Many2one("cs.ticket.import", required=True, index=True, ondelete="cascade")
    row = fields.Integer(aggregator=None)
    number = fields.Char("Case number")
    reason = fields.Char("Problem", required=True)
