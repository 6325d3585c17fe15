from odoo import fields, models

#: the books of the one ledger
BOOKS = [("key", "Keys"), ("tool", "Tools"), ("stored", "Stored items"), ("card", "Cards")]
#: what a reminder may name
NAMES = frozenset({"borrower", "item", "number", "due", "days", "company"})
CHANNELS = [("sms", "Text message"), ("mail", "Mail"), ("todo", "To-do: call the borrower")]


class CsCustodyKind(models.Model):
    """What is kept, and by which rule: what is held against it, for how long, who signs, what a loss costs."""

    _name = "cs.custody.kind"
    _description = "Rule of custody"
    _inherit = ["cs.book.mixin"]
    _order = "sequence, id"
    _book = "custody_kinds"
    _pack_row = "P6-P8"
    _reason_needed = True
    _book_lines = ("chase_ids",)

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one("res.company", index=True, help="Empty: for every company.")
    custody_book = fields.Selection(BOOKS, "Book", required=True, default="key")
    lend_days = fields.Integer("Lent for days", help="0: due back on the same day.")
    held = fields.Selection(
        [("nothing", "Nothing"), ("deposit", "Deposit"), ("document", "ID document")],
        "Held against it",
        required=True,
        default="nothing",
    )
    deposit_item_id = fields.Many2one(
        "cs.fee.item", "Kind of deposit", domain=[("kind", "=", "deposit")], ondelete="restrict"
    )
    deposit_amount = fields.Float("Deposit", digits=(16, 2))
    sign_both = fields.Boolean("Both sign", default=True, help="Whoever gives and whoever takes sign on the screen.")
    loss_item_id = fields.Many2one("cs.fee.item", "Charged as", domain=[("kind", "=", "service")], ondelete="restrict")
    loss_fee = fields.Float("Fee when it is lost", digits=(16, 2))
    needs_code = fields.Boolean("One-time code to collect")
    code_by_sms = fields.Boolean("Code by text message", help="The owner gets it; the counter does not see it.")
    code_tries = fields.Integer("Wrong codes until it is locked", default=3)
    storage_days = fields.Integer("Kept for days", help="0: as long as it takes.")
    free_days = fields.Integer("Days without a fee")
    day_fee = fields.Float("Fee for each further day", digits=(16, 2))
    storage_item_id = fields.Many2one(
        "cs.fee.item", "Storage charged as", domain=[("kind", "=", "service")], ondelete="restrict"
    )
    on_handover = fields.Boolean("Out: stands on the handover", default=True)
    counted = fields.Boolean("Counted at the handover", default=True)
    chase_hour = fields.Float("Reminded at (time of day)", default=9.0)
    chase_ids = fields.One2many("cs.custody.chase", "kind_id", "Reminders", copy=True)

    _key_uniq = models.UniqueIndex("(COALESCE(company_id, 0), key)", "Two records of a book cannot share a key.")
    _figures_sane = models.Constraint(
        "CHECK (lend_days >= 0 AND deposit_amount >= 0 AND loss_fee >= 0 AND code_tries > 0 AND storage_days >= 0"
        " AND free_days >= 0 AND day_fee >= 0 AND chase_hour >= 0 AND chase_hour < 24)",
        "Days and fees are not below nothing, a code may be wrong once at least, and a day has 24 hours.",
    )
    _deposit_said = models.Constraint(
        "CHECK (held != 'deposit' OR (deposit_item_id IS NOT NULL AND deposit_amount > 0))",
        "Say which deposit is held, and how much.",
    )
    _loss_said = models.Constraint("CHECK (loss_fee = 0 OR loss_item_id IS NOT NULL)", "Say as what a loss is charged.")
    _storage_said = models.Constraint(
        "CHECK (day_fee = 0 OR storage_item_id IS NOT NULL)", "Say as what storage is charged."
    )


class CsCustodyChase(models.Model):
    """When and how somebody is reminded of what he has not brought back, or not collected."""

    _name = "cs.custody.chase"
    _description = "Reminder of custody"
    _inherit = ["cs.book.line.mixin", "cs.worded.mixin"]
    _worded_names = NAMES
    _book_parent = "kind_id"
    _book_line_key = ("days", "channel")
    _order = "kind_id, days, id"

    kind_id = fields.Many2one("cs.custody.kind", required=True, index=True, ondelete="cascade")
    days = fields.Integer("Days after it is due", required=True, help="0: on the day itself; below 0: before it.")
    channel = fields.Selection(CHANNELS, required=True, default="sms")
    script = fields.Text(
        "Words",
        required=True,
        translate=True,
        help="They may name {borrower}, {item}, {number}, {due}, {days} and {company}.",
    )

    _once = models.UniqueIndex("(kind_id, days, channel)", "Nobody is reminded twice on one day in one way.")
