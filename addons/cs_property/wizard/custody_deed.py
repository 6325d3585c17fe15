from odoo import api, fields, models
from odoo.exceptions import UserError

from ..models.custody.kind import BOOKS
from ..models.custody.move import CONDITIONS, GIVER, TAKER

DEEDS = [
    ("lend", "Lend"),
    ("take_back", "Take Back"),
    ("lose", "Lost"),
    ("store", "Store an Item"),
    ("collect", "Give Out"),
    ("renew_code", "New Code"),
    ("replace", "Replace"),
    ("hand_over", "Hand Over for Good"),
    ("retire", "No Longer Kept"),
]


class CsCustodyDeed(models.TransientModel):
    """One dialog at the counter for whatever is done with a key, a tool or a stored item."""

    _name = "cs.custody.deed"
    _description = "Deed of custody"

    deed = fields.Selection(DEEDS, required=True, readonly=True)
    custody_book = fields.Selection(BOOKS, "Book", readonly=True)
    item_id = fields.Many2one("cs.custody.item")
    kind_id = fields.Many2one("cs.custody.kind", "Rule", compute="_compute_kind", store=True, readonly=False)
    unit_id = fields.Many2one("cs.estate.unit", compute="_compute_unit", store=True, readonly=False)
    company_id = fields.Many2one("res.company", default=lambda self: self.env.company, readonly=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    partner_id = fields.Many2one(
        "res.partner", "Person", compute="_compute_person", store=True, readonly=False, help="Who borrows or collects."
    )
    name = fields.Char("What it is")
    collector_ids = fields.Many2many("res.partner", "cs_custody_deed_collector_rel", string="May collect")
    kept_at = fields.Char("Kept at")
    due_on = fields.Date("Due", compute="_compute_due", store=True, readonly=False)
    held = fields.Selection(related="kind_id.held")
    deposit_amount = fields.Float(related="kind_id.deposit_amount")
    needs_code = fields.Boolean(related="kind_id.needs_code")
    sign_both = fields.Boolean(related="kind_id.sign_both")
    is_reserved = fields.Boolean("Deposit is paid", compute="_compute_reserved")
    document = fields.Char("Document held", help="Kind and number.")
    code = fields.Char()
    condition = fields.Selection(CONDITIONS, default="good")
    fee = fields.Monetary(compute="_compute_fee", store=True, readonly=False)
    words = fields.Text()
    photo_ids = fields.Many2many("ir.attachment", "cs_custody_deed_photo_rel", string="Photos")
    giver_signature = fields.Binary("Given by", attachment=False)
    taker_signature = fields.Binary("Taken by", attachment=False)
    refusal = fields.Char(readonly=True)

    # -- filled in ---------------------------------------------------------------------

    @api.depends("item_id", "custody_book")
    def _compute_kind(self):
        for deed in self:
            kind = deed.item_id.kind_id
            if not kind and deed.deed == "store":
                own = [("custody_book", "=", "stored"), ("company_id", "in", [False, deed.company_id.id])]
                kind = deed.kind_id or kind.search(own, limit=1)
            deed.kind_id = kind

    @api.depends("item_id")
    def _compute_unit(self):
        for deed in self:
            deed.unit_id = deed.item_id.unit_id or deed.unit_id

    @api.depends("item_id")
    def _compute_person(self):
        for deed in self:
            item = deed.item_id
            if deed.deed in ("lend", "hand_over"):
                claim = item.claim_id
                deed.partner_id = claim.partner_id or deed.partner_id or item.unit_id.payer_id
            elif deed.deed == "collect":
                deed.partner_id = item.owner_id
            else:
                deed.partner_id = deed.partner_id or item.holder_id

    @api.depends("kind_id")
    def _compute_due(self):
        today = fields.Date.add(self.env.company._cs_today(), days=0)
        for deed in self:
            days = deed.kind_id.lend_days if deed.deed == "lend" else 0
            deed.due_on = fields.Date.add(today, days=days) if deed.kind_id else False

    @api.depends("item_id", "deed")
    def _compute_fee(self):
        for deed in self:
            lost = deed.deed == "lose" and deed.item_id.state == "out"
            deed.fee = deed.item_id.kind_id.loss_fee if lost else 0

    @api.depends("item_id", "partner_id")
    def _compute_reserved(self):
        for deed in self:
            claim = deed.item_id.claim_id
            deed.is_reserved = claim.state == "paid" and claim.partner_id == deed.partner_id

    # -- asked -------------------------------------------------------------------------

    @api.model
    def _dialog(self, name, **context):
        """The dialog as an action; ``default_…`` values go into its context."""
        return {
            "type": "ir.actions.act_window",
            "name": name,
            "res_model": self._name,
            "view_mode": "form",
            "views": [(False, "form")],
            "target": "new",
            "context": context,
        }

    def action_done(self):
        """Do it, with the rights of whoever stands at the counter."""
        self.ensure_one()
        if self.deed != "store" and not self.item_id:
            raise UserError(self.env._("Choose the item."))
        return getattr(self, f"_do_{self.deed}")()

    def _signatures(self):
        drawn = {GIVER: self.giver_signature, TAKER: self.taker_signature}
        return {role: image for role, image in drawn.items() if image}

    def _do_lend(self):
        answer = self.item_id.lend(
            *(self.partner_id.id, self.due_on, self.document, self.words),
            photo_ids=self.photo_ids.ids,
            signatures=self._signatures(),
            unit_id=self.unit_id.id,
        )
        return self._closing(answer["waits"])

    def _do_take_back(self):
        answer = self.item_id.take_back(
            *(self.condition, self.fee if self.condition == "damaged" else 0, self.words),
            photo_ids=self.photo_ids.ids,
            signatures=self._signatures(),
        )
        return self._closing(answer["told"])

    def _do_lose(self):
        return self._closing(self.item_id.lose(self.words, self.fee)["told"])

    def _do_replace(self):
        new = self.item_id.browse(self.item_id.replace(self.words, self.kept_at))
        return self._closing(self.env._("The new label is %(number)s.", number=new.number))

    def _do_retire(self):
        self.item_id.retire(self.words)
        return self._closing("")

    def _do_hand_over(self):
        self.item_id.hand_over(self.partner_id.id, self.words, self._signatures())
        return self._closing("")

    def _do_store(self):
        answer = self.item_id.store(
            {
                "name": self.name,
                "kind_id": self.kind_id.id,
                "unit_id": self.unit_id.id,
                "owner_id": self.partner_id.id,
                "collector_ids": self.collector_ids.ids,
                "kept_at": self.kept_at,
                "note": self.words,
            },
            photo_ids=self.photo_ids.ids,
            signatures=self._signatures(),
        )
        number = self.item_id.browse(answer["item_id"]).number
        told = self.env._("Label %(number)s.", number=number)
        return self._closing(f"{told} {self._tell_code(answer['code'])}".strip())

    def _do_collect(self):
        answer = self.item_id.collect(self.partner_id.id, self.code, self.words, self._signatures())
        if not answer["refused"]:
            return self._closing(answer["told"])
        # what was tried is written down: the dialog stays, and says why
        self.write({"refusal": answer["refused"], "code": False})
        deeds = dict(self._fields["deed"]._description_selection(self.env))
        return {**self._dialog(deeds["collect"]), "res_id": self.id}

    def _do_renew_code(self):
        return self._closing(self._tell_code(self.item_id.renew_code(self.words)))

    def _tell_code(self, code) -> str:
        if not self.kind_id.needs_code:
            return ""
        if not code:
            return self.env._("The code went to the owner's telephone.")
        return self.env._("Code: %(code)s. It is shown this once: tell it to the owner.", code=code)

    def _closing(self, words):
        """Close the dialog; what is to be done next is said, and stays until it is read."""
        close = {"type": "ir.actions.act_window_close"}
        if not words:
            return close
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {"message": words, "type": "info", "sticky": True, "next": close},
        }
