from decimal import Decimal

from odoo import api, fields, models
from odoo.addons.cs_department.core.now import utcnow
from odoo.exceptions import AccessError, UserError

from ...core import discount as core_discount
from ..money import exact

#: what a request asks for
ASKED = frozenset({"company_id", "unit_ids", "item_ids", "kind", "figure", "date_from", "date_to", "reason"})


class CsFeeDiscount(models.Model):
    """A request to charge units less; somebody else grants it, as far as his limit goes.

    It counts for what is billed after it was granted. What was billed before is voided and billed anew.
    """

    _name = "cs.fee.discount"
    _description = "Discount"
    _inherit = ["mail.thread", "mail.activity.mixin", "cs.system.fields.mixin"]
    _order = "id desc"
    _check_company_auto = True
    _system_fields = frozenset({"state", "asked_by_id", "answered_by_id", "answered_at", "worth", "answer"})

    company_id = fields.Many2one("res.company", required=True, index=True, default=lambda self: self.env.company)
    currency_id = fields.Many2one(related="company_id.currency_id")
    unit_ids = fields.Many2many(
        "cs.estate.unit", string="Units", required=True, ondelete="restrict", check_company=True
    )
    item_ids = fields.Many2many(
        "cs.fee.item",
        string="Fees",
        ondelete="restrict",
        domain=[("kind", "=", "fee")],
        check_company=True,
        help="Empty: every fee that is billed.",
    )
    kind = fields.Selection(
        [("percent", "Per cent"), ("amount", "Amount a month"), ("waiver", "Everything")],
        "What is granted",
        required=True,
        default="percent",
    )
    figure = fields.Float("How much", digits=(16, 2), help="Per cent, or an amount a month for each unit and fee.")
    date_from = fields.Date("From", required=True, default=lambda self: self.env.company._cs_today())
    date_to = fields.Date("Until", required=True)
    reason = fields.Text(required=True)
    estimate = fields.Monetary(
        "Comes to", compute="_compute_estimate", help="By the fee rules, as far as they can say."
    )
    worth = fields.Monetary("Granted in all", readonly=True)
    answer = fields.Char("Words of the answer", readonly=True)
    state = fields.Selection(
        [("asked", "To be approved"), ("approved", "Granted"), ("refused", "Not granted")],
        required=True,
        readonly=True,
        default="asked",
        index=True,
        tracking=True,
    )
    asked_by_id = fields.Many2one("res.users", "Asked by", readonly=True, default=lambda self: self.env.user)
    answered_by_id = fields.Many2one("res.users", "Answered by", readonly=True)
    answered_at = fields.Datetime("Answered on", readonly=True)

    _figures_sane = models.Constraint(
        "CHECK (date_to >= date_from AND (kind = 'waiver' OR figure > 0) AND (kind <> 'percent' OR figure <= 100))",
        "A discount is more than nothing and not more than 100 %, and its last day is not before the first.",
    )
    _granted_idx = models.Index("(company_id, date_from, date_to) WHERE state = 'approved'")

    @api.depends("unit_ids.code", "reason")
    def _compute_display_name(self):
        for discount in self:
            discount.display_name = f"{', '.join(discount.unit_ids[:3].mapped('code'))} · {discount.reason or ''}"[:80]

    @api.depends("unit_ids", "item_ids", "kind", "figure", "date_from", "date_to", "state")
    def _compute_estimate(self):
        for discount in self:
            # one request is looked at; lists show what was granted
            ready = discount.unit_ids and discount.date_from and discount.date_to
            discount.estimate = float(discount._worth()[0]) if ready and discount.state == "asked" else 0

    def write(self, vals):
        if not self.env.su and self.filtered(lambda discount: discount.state != "asked"):
            raise UserError(self.env._("A discount that was answered stays as it is."))
        if vals.keys() & ASKED:
            self._check_own()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_own_open(self):
        if self.filtered(lambda discount: discount.state != "asked"):
            raise UserError(self.env._("A discount that was answered is kept."))
        self._check_own()

    def _check_own(self):
        """
        :raises AccessError: for a request of somebody else: nobody grants what he made of it himself.
        """
        if not self.env.su and self.filtered(lambda discount: discount.asked_by_id != self.env.user):
            raise AccessError(self.env._("A request is changed and withdrawn by whoever asked."))

    # -- what it comes to ----------------------------------------------------------------

    def _grant(self) -> core_discount.Grant:
        return core_discount.Grant(self.kind, exact(self.figure), (self.date_from, self.date_to))

    def _worth(self):
        """
        :return: (what is granted in all, whether every charge could be worked out).
        """
        self.ensure_one()
        # sudo: prices are no secret of the request; it shows a sum only
        rules = self.env["cs.fee.rule"].sudo()
        rows = rules._charges(
            self.unit_ids._origin._filtered_access("read"),
            self.date_from,
            self.date_to,
            items=self.item_ids._origin or None,
        )
        coin = exact(self.currency_id.rounding)
        total = Decimal(0)
        for row in rows:
            if not row.get("error"):
                span = (row["date_from"], row["date_to"])
                total += sum(core_discount.reductions(exact(row["amount"]), span, [self._grant()], coin))
        return total, not any(row.get("error") for row in rows)

    @api.model
    def _granted(self, units, first, last):
        """What was granted for units on these days (in sudo, in the order of the requests)."""
        # sudo: what was granted counts whoever works out the charge
        return self.sudo().search(
            [
                ("state", "=", "approved"),
                ("company_id", "in", units.company_id.ids),
                ("unit_ids", "in", units.ids),
                ("date_from", "<=", last),
                ("date_to", ">=", first),
            ],
            order="id",
        )

    def _say(self) -> str:
        """“Discount 10 %: …”."""
        if self.kind == "waiver":
            return self.env._("Waived: %(reason)s", reason=self.reason)
        if self.kind == "percent":
            return self.env._("Discount %(percent)s %%: %(reason)s", percent=f"{self.figure:g}", reason=self.reason)
        return self.env._("Discount %(amount)s a month: %(reason)s", amount=f"{self.figure:.2f}", reason=self.reason)

    # -- verbs ---------------------------------------------------------------------------

    def approve(self):
        """Grant the requests.

        :raises AccessError: for one's own request, and above one's limit.
        """
        self._begin_answer()
        for discount in self:
            # people grant one by one, or tick a few
            worth = discount._check_limit()
            discount._answer("approved", float(worth))
        return True

    def refuse(self, words=""):
        """
        :raises UserError: without words.
        """
        self._begin_answer()
        words = str(words or "").strip()
        if not words:
            raise UserError(self.env._("Say why it is not granted."))
        self._answer("refused", 0, words)
        return True

    def action_refuse(self):
        """Ask for the words of the answer."""
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Do Not Grant"),
            "res_model": "cs.fee.discount.refuse",
            "view_mode": "form",
            "target": "new",
            "context": {"default_discount_ids": self.ids},
        }

    def end(self):
        """Grant nothing from tomorrow on; what was granted until today stays.

        :raises UserError: for what is not granted or over.
        """
        self._check_may_answer()
        today = self.env.company._cs_today()
        if self.filtered(lambda one: one.state != "approved" or not one.date_from <= today < one.date_to):
            raise UserError(self.env._("Only a discount that runs can be ended."))
        # sudo: the right was checked; answered discounts are closed to people
        self.sudo().write({"date_to": today})
        for discount in self:
            # each discount has a history of its own
            discount.message_post(body=self.env._("Ended on %(day)s.", day=today))
        return True

    def _check_may_answer(self):
        self.check_access("read")
        groups = self.env["cs.fee.discount.limit"]._groups().values()
        if not (self.env.su or any(self.env.user.has_group(group) for group in groups)):
            raise AccessError(self.env._("Discounts are granted by accountants and managers."))

    def _begin_answer(self):
        self._check_may_answer()
        for discount in self:
            if discount.state != "asked":
                raise UserError(self.env._("This request was answered already."))
            if discount.asked_by_id == self.env.user and not self.env.su:
                raise AccessError(self.env._("Nobody approves his own request."))
        if self and not self.sudo().try_lock_for_update():  # sudo: whoever may answer holds the request
            raise UserError(self.env._("Somebody else is answering this request."))

    def _check_limit(self) -> Decimal:
        worth, known = self._worth()
        percent = {"waiver": Decimal(100), "percent": exact(self.figure)}.get(self.kind, Decimal(0))
        limits = self.env["cs.fee.discount.limit"]._of_user(self.company_id)
        if not (self.env.su or any(limit._allows(percent, worth if known else None) for limit in limits)):
            raise AccessError(
                self.env._(
                    "This is more than you may grant (%(percent)s %%, %(amount)s in all). Ask somebody who may.",
                    percent=f"{percent:f}",
                    amount=self.currency_id.format(float(worth)),
                )
            )
        return worth

    def _answer(self, state, worth, words=False):
        answered = {"answer": words, "answered_by_id": self.env.uid, "answered_at": utcnow()}
        # sudo: the right was checked by the verb
        self.sudo().write({"state": state, "worth": worth, **answered})


class CsFeeRule(models.Model):
    _inherit = "cs.fee.rule"

    @api.model
    def _reduced(self, rows) -> list[dict]:
        rows = super()._reduced(rows)
        good = [row for row in rows if not row.get("error")]
        if not good:
            return rows
        units = self.env["cs.estate.unit"].browse({row["unit_id"] for row in good})
        first, last = min(row["date_from"] for row in good), max(row["date_to"] for row in good)
        granted = self.env["cs.fee.discount"]._granted(units, first, last)
        if granted:
            # read together: each unit looks at a few of them only
            granted.fetch(list(ASKED))
            granted.company_id.fetch(["currency_id"])
            by_unit = {unit.id: granted.filtered(lambda one, unit=unit: unit in one.unit_ids) for unit in units}
            for row in good:
                self._reduce(row, by_unit[row["unit_id"]])
        return rows

    @api.model
    def _reduce(self, row, discounts):
        """Take off what is granted; each discount is a row of the explanation."""
        span = (row["date_from"], row["date_to"])
        fitting = discounts.filtered(lambda one: not one.item_ids or row["item_id"] in one.item_ids.ids)
        coin = exact(fitting.currency_id[:1].rounding or 0.01)
        taken = core_discount.reductions(exact(row["amount"]), span, [one._grant() for one in fitting], coin)
        words = [
            self.env._("%(what)s = −%(amount)s", what=one._say(), amount=f"{less:.2f}")
            for one, less in zip(fitting, taken, strict=True)
            if less
        ]
        if words:
            row["amount"] = float(exact(row["amount"]) - sum(taken))
            row["explanation"] = "\n".join([row.get("explanation") or "", *words]).strip()
