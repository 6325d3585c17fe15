from odoo import api, fields, models
from odoo.exceptions import AccessError

from ...core.now import utcnow

ACTIONS = [
    ("created", "Created"),
    ("changed", "Changed"),
    ("archived", "Archived"),
    ("restored", "Restored"),
    ("deleted", "Deleted"),
    ("rolled_back", "Rolled back"),
    ("imported", "Imported"),
]


class CsBookVersion(models.Model):
    """The history of the rule books: who changed what, when and why; append-only."""

    _name = "cs.book.version"
    _description = "Change of the rule book"
    _order = "at desc, id desc"
    _log_access = False
    _allow_sudo_commands = False
    _rec_name = "name"

    model = fields.Char(required=True, readonly=True)
    res_id = fields.Many2oneReference("Record", model_field="model", required=True, readonly=True)
    key = fields.Char(readonly=True, index=True)
    book = fields.Char(readonly=True)
    name = fields.Char("Rule", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True, index=True, help="Empty: for every company.")
    at = fields.Datetime("When", required=True, readonly=True, default=lambda self: utcnow())
    user_id = fields.Many2one("res.users", "Who", readonly=True, index=False)
    action = fields.Selection(ACTIONS, "What", required=True, readonly=True)
    reason = fields.Char("Why", readonly=True)
    before = fields.Json(readonly=True)
    after = fields.Json(readonly=True)

    _record_idx = models.Index("(model, res_id, at)")

    @api.model
    def _append(self, rows):
        """Append to the history (rows without moment and user)."""
        now = utcnow()
        # sudo: nobody writes the history by hand
        return self.sudo().create([{**row, "at": now, "user_id": self.env.uid} for row in rows])

    def write(self, vals):  # pylint: disable=method-required-super  # it is refused to all
        raise AccessError(self.env._("The history of the rule book cannot be changed."))

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise AccessError(self.env._("The history of the rule book cannot be changed."))
