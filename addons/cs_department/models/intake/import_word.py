from odoo import fields, models

from .import_column import TARGETS


class CsTicketImportWord(models.Model):
    """A name in a file that is not known here, and what it stands for."""

    _name = "cs.ticket.import.word"
    _description = "Unknown name in an imported file"
    _order = "import_id, target, count desc, id"
    _rec_name = "word"

    import_id = fields.Many2one("cs.ticket.import", required=True, index=True, ondelete="cascade")
    target = fields.Selection(TARGETS, "Column", required=True, readonly=True)
    word = fields.Char("Name in the file", required=True, readonly=True)
    count = fields.Integer("Cases", readonly=True)
    replacement = fields.Char(
        "Stands for",
        help="The name as it is here; a dash leaves it blank.",
    )

    _word_uniq = models.UniqueIndex("(import_id, target, word)", "Each unknown name once.")
