from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

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

    model = fields.Selection("_selection_model", "Book", required=True, readonly=True)
    res_id = fields.Many2oneReference("Record", model_field="model", required=True, readonly=True)
    key = fields.Char(readonly=True, index=True)
    book = fields.Char("Book in packs", readonly=True)
    name = fields.Char("Rule", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True, index=True, help="Empty: for every company.")
    at = fields.Datetime("Changed on", required=True, readonly=True, default=lambda self: utcnow())
    user_id = fields.Many2one("res.users", "Changed by", readonly=True, index=False)
    action = fields.Selection(ACTIONS, "Kind of change", required=True, readonly=True)
    reason = fields.Char("Why", readonly=True)
    before = fields.Json("Content before", readonly=True)
    after = fields.Json("Content after", readonly=True)

    _record_idx = models.Index("(model, res_id, at)")
    _order_idx = models.Index("(at DESC, id DESC)")

    diff = fields.Json("What changed", compute="_compute_diff")

    @api.depends("before", "after")
    @api.depends_context("lang")
    def _compute_diff(self):
        for version in self:
            book = self.env.get(version.model)
            version.diff = [] if book is None else book._book_diff(version.before or None, version.after or None)

    @api.model
    def _selection_model(self):
        return [(name, self._book_name(name)) for name in self._book_models()]

    # -- the books -----------------------------------------------------------------

    @api.model
    def _book_models(self) -> list[str]:
        """Every model that is part of the rule book; what rules refer to comes first."""
        registry = self.env.registry
        names = [n for n in registry.descendants(["cs.book.mixin"], "_inherit") if not registry[n]._abstract]
        rules = set(self._rule_models())
        return sorted(names, key=lambda name: (name in rules, names.index(name)))

    @api.model
    def _rule_models(self) -> list[str]:
        """The models with rules, in the order in which they were made."""
        registry = self.env.registry
        return [n for n in registry.descendants(["cs.rule.mixin"], "_inherit") if not registry[n]._abstract]

    @api.model
    def _book_name(self, model) -> str:
        # sudo: what a model is called is no secret
        known = self.env["ir.model"].sudo()
        # all books are read at once: whoever names one names many
        books = [known._get_id(name) for name in self._book_models()]
        return known._get(model).with_prefetch(books).name or ""

    # -- the history ---------------------------------------------------------------

    @api.model
    def _last_of(self, record, at):
        """The last change of a record until a moment (falsy: until now), possibly none."""
        until = [("at", "<=", at)] if at else []
        # sudo: when a rule was changed is told to whoever is told the rule
        return self.sudo().search([("model", "=", record._name), ("res_id", "=", record.id), *until], limit=1)

    @api.model
    def _append(self, rows):
        """Append to the history (rows without moment and user)."""
        now = utcnow()
        # sudo: nobody writes the history by hand
        return self.sudo().create([{**row, "at": now, "user_id": self.env.uid} for row in rows])

    def action_open_record(self):
        """The rule as it is today."""
        self.ensure_one()
        self.check_access("read")
        record = self.env[self.model].browse(self.res_id).exists() if self.model in self._book_models() else None
        if not record:
            raise UserError(self.env._("“%(rule)s” is no longer there.", rule=self.name))
        return {
            "type": "ir.actions.act_window",
            "res_model": self.model,
            "res_id": self.res_id,
            "views": [(False, "form")],
            "target": "current",
        }

    def write(self, vals):  # pylint: disable=method-required-super  # it is refused to all
        raise AccessError(self.env._("The history of the rule book cannot be changed."))

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise AccessError(self.env._("The history of the rule book cannot be changed."))
