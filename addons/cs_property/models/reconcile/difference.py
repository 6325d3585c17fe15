from odoo import api, fields, models
from odoo.addons.cs_department.core.now import utcnow
from odoo.exceptions import UserError

KINDS = [
    ("bank_missing", "Not on the bank"),
    ("ours_missing", "Not in our books"),
    ("amount", "Other amount"),
    ("refund", "Money given back"),
    ("fee", "Short by a fee"),
    ("status", "In another state"),
]


class CsReconcileDifference(models.Model):
    """Something that bank and books say differently, to be worked through."""

    _name = "cs.reconcile.difference"
    _description = "Difference between bank and books"
    _inherit = ["mail.thread", "cs.system.fields.mixin"]
    _order = "date desc, id desc"
    _allow_sudo_commands = False
    #: everything but the explanation
    _system_fields = frozenset(
        {
            "kind",
            "state",
            "date",
            "company_id",
            "journal_id",
            "statement_line_id",
            "payment_id",
            "unit_id",
            "amount_bank",
            "amount_ours",
            "amount_difference",
            "text",
            "cleared_by_id",
            "cleared_at",
        }
    )

    name = fields.Char(compute="_compute_name")
    kind = fields.Selection(KINDS, "Kind of difference", required=True, readonly=True, index=True)
    state = fields.Selection(
        [("open", "Open"), ("done", "Cleared up")],
        default="open",
        required=True,
        readonly=True,
        index=True,
        tracking=True,
    )
    date = fields.Date("Day", required=True, readonly=True, index=True)
    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    journal_id = fields.Many2one("account.journal", required=True, readonly=True, index=True, ondelete="cascade")
    statement_line_id = fields.Many2one(
        "account.bank.statement.line", "Movement", readonly=True, index="btree_not_null", ondelete="cascade"
    )
    payment_id = fields.Many2one(
        "account.payment", "Our payment", readonly=True, index="btree_not_null", ondelete="cascade"
    )
    unit_id = fields.Many2one("cs.estate.unit", readonly=True, index="btree_not_null", ondelete="set null")
    amount_bank = fields.Monetary("Amount at the bank", readonly=True)
    amount_ours = fields.Monetary("Our amount", readonly=True)
    amount_difference = fields.Monetary("Difference", readonly=True)
    text = fields.Char("Text of the movement", readonly=True)
    explanation = fields.Text(readonly=True, tracking=True)
    cleared_by_id = fields.Many2one("res.users", "Cleared up by", readonly=True)
    cleared_at = fields.Datetime("Cleared up at", readonly=True)

    _line_once = models.UniqueIndex(
        "(statement_line_id) WHERE statement_line_id IS NOT NULL", "A movement has one difference."
    )
    _payment_once = models.UniqueIndex(
        "(payment_id) WHERE payment_id IS NOT NULL AND statement_line_id IS NULL", "A payment is missing once."
    )

    @api.depends("kind", "text", "payment_id")
    def _compute_name(self):
        labels = dict(self._fields["kind"]._description_selection(self.env))
        for difference in self:
            difference.name = f"{labels[difference.kind]}: {difference.text or difference.payment_id.name or '–'}"

    def action_clear(self):
        """It is explained or mended."""
        self.check_access("write")
        if any(difference.state != "open" for difference in self):
            raise UserError(self.env._("This difference is cleared up already."))
        # sudo: verbs write what nobody writes by hand
        self.sudo().write({"state": "done", "cleared_by_id": self.env.uid, "cleared_at": utcnow()})

    def action_reopen(self):
        """It was not explained after all."""
        self.check_access("write")
        # sudo: as above
        self.sudo().write({"state": "open", "cleared_by_id": False, "cleared_at": False})

    @api.model
    def _note(self, vals_list):
        """Write differences down, each movement and payment once."""
        if vals_list:
            self.sudo().create(vals_list)  # sudo: differences are the system's

    @api.model
    def _found(self, lines):
        """Movements of which nobody knew whose money they are were matched, by whomever."""
        if lines:
            # sudo: as above
            open_ = self.sudo().search(
                [("statement_line_id", "in", lines.ids), ("state", "=", "open"), ("kind", "=", "ours_missing")]
            )
            open_.write({"state": "done", "cleared_by_id": self.env.uid, "cleared_at": utcnow()})

    @api.model
    def _arrived(self, payments):
        """Payments that were missing on the bank are there."""
        # sudo: as above
        open_ = self.sudo().search(
            [("payment_id", "in", payments.ids), ("state", "=", "open"), ("kind", "=", "bank_missing")]
        )
        if open_:
            words = self.env._("It has arrived on the bank.")
            open_.write({"state": "done", "cleared_at": utcnow(), "explanation": words})
