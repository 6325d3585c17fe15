from odoo import fields, models


class CsTicketImportCase(models.Model):
    """One case of a file on its way into the department.

    Written in the same transaction as the case itself, so that a run that was killed
    goes on where it stopped and brings nothing twice.
    """

    _name = "cs.ticket.import.case"
    _description = "Case of an imported file"
    _order = "import_id, id"
    _rec_name = "number"
    _log_access = False

    import_id = fields.Many2one("cs.ticket.import", required=True, index=True, ondelete="cascade")
    number = fields.Char("Case number", required=True)
    row = fields.Integer("Row in the file")
    rows = fields.Json(help="[row number, cells] of each of its rows")
    state = fields.Selection(
        [
            ("read", "Read"),
            ("good", "Good"),
            ("bad", "Bad"),
            ("done", "Imported"),
            ("kept", "Kept: touched since"),
            ("undone", "Undone"),
        ],
        required=True,
        default="read",
    )
    ticket_id = fields.Many2one("cs.ticket", "Case", index="btree_not_null", ondelete="set null")
    last_event = fields.Integer(help="Newest timeline row that the import wrote")
    last_message = fields.Integer(help="Newest message that the import wrote")

    _number_uniq = models.UniqueIndex("(import_id, number)", "A file has each case once.")
    _state_idx = models.Index("(import_id, state, id)")
