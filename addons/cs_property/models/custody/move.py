from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.tools import format_date

MOVES = [
    ("taken_in", "Taken in"),
    ("lent", "Handed out"),
    ("returned", "Brought back"),
    ("collected", "Collected"),
    ("lost", "Reported lost"),
    ("replaced", "Replaced"),
    ("handed", "Handed over for good"),
    ("retired", "No longer kept here"),
    ("refused", "Refused"),
    ("code", "New code"),
]
CONDITIONS = [("good", "In order"), ("worn", "Worn"), ("damaged", "Damaged")]
GIVER, TAKER = "giver", "taker"


class CsCustodyMove(models.Model):
    """The ledger of everything that is kept: who gave what to whom, when, and in which state.

    Rows are added by the verbs of the items and never changed.
    """

    _name = "cs.custody.move"
    _description = "Ledger of custody"
    _inherit = ["cs.signed.mixin"]
    _order = "id desc"
    _check_company_auto = True
    _allow_sudo_commands = False
    _log_access = False

    item_id = fields.Many2one("cs.custody.item", required=True, readonly=True, index=True, ondelete="cascade")
    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    custody_book = fields.Selection(related="item_id.custody_book", store=True, index=True, string="Book")
    unit_id = fields.Many2one("cs.estate.unit", readonly=True, index="btree_not_null", ondelete="restrict")
    kind = fields.Selection(MOVES, "What happened", required=True, readonly=True, index=True)
    moved_at = fields.Datetime("When", required=True, readonly=True, index=True)
    user_id = fields.Many2one("res.users", "Clerk", required=True, readonly=True, ondelete="restrict")
    from_id = fields.Many2one("res.partner", "From whom", readonly=True, index="btree_not_null", ondelete="restrict")
    to_id = fields.Many2one("res.partner", "To whom", readonly=True, index="btree_not_null", ondelete="restrict")
    turn = fields.Integer("Loan", readonly=True)
    due_on = fields.Date("Due", readonly=True)
    claim_id = fields.Many2one(
        "cs.deposit.claim", "Deposit", readonly=True, index="btree_not_null", ondelete="restrict"
    )
    document = fields.Char("Document held", readonly=True)
    condition = fields.Selection(CONDITIONS, readonly=True)
    words = fields.Text(readonly=True)
    photo_ids = fields.Many2many(
        "ir.attachment", "cs_custody_move_photo_rel", "move_id", "attachment_id", "Photos", readonly=True
    )
    charge_ids = fields.Many2many(
        "cs.billing.line", "cs_custody_move_charge_rel", "move_id", "charge_id", "Charged", readonly=True
    )

    _out_once = models.UniqueIndex("(item_id, turn) WHERE kind = 'lent'", "It is out already.")
    _back_once = models.UniqueIndex(
        "(item_id, turn) WHERE kind IN ('returned', 'lost') AND turn > 0", "It is not out any more."
    )
    _gone_once = models.UniqueIndex(
        "(item_id) WHERE kind IN ('collected', 'handed', 'retired', 'replaced')", "It is gone already."
    )

    @api.depends("kind", "item_id")
    @api.depends_context("lang")
    def _compute_display_name(self):
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        for move in self:
            move.display_name = f"{kinds.get(move.kind, '')} {move.item_id.display_name}".strip()

    # -- never changed -------------------------------------------------------------------

    def write(self, vals):
        if vals.keys() - {"custody_book"}:  # it follows the item when its rule is another one
            raise AccessError(self.env._("The ledger is never changed: what was wrong is written down anew."))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_with_item_only(self):
        if not self.env.su:
            raise AccessError(self.env._("The ledger is never changed: what was wrong is written down anew."))

    # -- signed --------------------------------------------------------------------------

    @api.model
    def _signature_roles(self):
        return {GIVER: self.env._("Given by"), TAKER: self.env._("Taken by")}

    def _need_may_sign(self, role):
        self.item_id._need_clerk()
        self.check_access("read")
        if not self._lacks_signatures([role]):
            raise AccessError(self.env._("It was signed already."))

    def _signature_words(self, role):
        self.ensure_one()
        move = self._signing()
        kinds = dict(move._fields["kind"]._description_selection(move.env))
        conditions = dict(move._fields["condition"]._description_selection(move.env))
        rows = [
            f"{kinds[move.kind]}: {move.item_id.display_name}",
            f"{move._fields['from_id']._description_string(move.env)}: {move.from_id.name or move.company_id.name}",
            f"{move._fields['to_id']._description_string(move.env)}: {move.to_id.name or move.company_id.name}",
            fields.Datetime.to_string(move.moved_at),
        ]
        if move.due_on:
            label = move._fields["due_on"]._description_string(move.env)
            rows.append(f"{label}: {format_date(move.env, move.due_on)}")
        if move.condition:
            rows.append(conditions[move.condition])
        return "\n".join([*rows, *filter(None, (move.document, move.words))])

    def _sign_both(self, signatures):
        """Both sides sign what was handed over.

        :param signatures: role → PNG, base64.
        :raises UserError: where the rule wants both and one is missing.
        """
        self.ensure_one()
        signatures = signatures if isinstance(signatures, dict) else {}
        people = {
            GIVER: self.from_id or self.user_id.partner_id,
            TAKER: self.to_id or self.user_id.partner_id,
        }
        for role, person in people.items():
            # two at most
            if self.item_id.kind_id.sign_both or signatures.get(role):
                self._signed(role, signatures.get(role), person.name, person)
