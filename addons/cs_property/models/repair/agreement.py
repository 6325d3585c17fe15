from odoo import api, fields, models
from odoo.addons.cs_department.core.now import utcnow
from odoo.exceptions import AccessError, UserError

#: a name that somebody types on his telephone
LONGEST = 80


class CsRepairAgreement(models.Model):
    """What the customer was asked to agree to, and what he said; written by verbs, never changed.

    The link is signed with the amount and the words: an older quote cannot be agreed to.
    """

    _name = "cs.repair.agreement"
    _description = "Agreement to a quote"
    _bound_through = "order_id"
    _inherit = ["cs.link.mixin"]
    _order = "id"
    _rec_name = "number"
    _allow_sudo_commands = False
    _link_path = "/cs/rq/"

    order_id = fields.Many2one(
        "cs.repair.order", "Repair order", required=True, readonly=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True)
    steward_id = fields.Many2one(related="order_id.steward_id", store=True, index="btree_not_null")
    currency_id = fields.Many2one(related="company_id.currency_id")
    partner_id = fields.Many2one("res.partner", "Customer", required=True, readonly=True, ondelete="restrict")
    number = fields.Integer("Quote", required=True, readonly=True, aggregator=None)
    amount = fields.Monetary("Amount before tax", required=True, readonly=True)
    amount_total = fields.Monetary("Amount with tax", required=True, readonly=True)
    words = fields.Text("What was quoted", required=True, readonly=True)
    quoted_on = fields.Date(required=True, readonly=True)
    valid_until = fields.Date("Holds until", required=True, readonly=True)
    state = fields.Selection(
        [("asked", "Asked"), ("given", "Customer agreed"), ("refused", "Refuses the quote"), ("void", "Void")],
        required=True,
        readonly=True,
        default="asked",
    )
    means = fields.Selection([("screen", "Signed on the screen"), ("link", "By his own link")], "How", readonly=True)
    answered_at = fields.Datetime("Answered on", readonly=True)
    answered_by = fields.Char("Name of who answered", readonly=True)
    link = fields.Char("Link for the customer", compute="_compute_link", groups="cs_property.group_cs_counter")

    _one_open = models.UniqueIndex("(order_id) WHERE state = 'asked'", "The customer is asked for one quote at a time.")
    _number_once = models.UniqueIndex("(order_id, number)", "Each quote of an order has its number.")
    _answered = models.Constraint(
        "CHECK (state <> 'given' OR (means IS NOT NULL AND answered_at IS NOT NULL))", "Say how he agreed."
    )

    @api.depends("state")
    def _compute_link(self):
        for one in self:
            one.link = one._link_url() if one.state == "asked" else False

    def _link_facts(self):
        return (self.number, f"{self.amount:.2f}", self.words)

    def _link_open(self):
        return self.state in ("asked", "given", "refused")

    def _page_lang(self) -> str:
        return self.partner_id.lang or self.company_id.partner_id.lang or "en_US"

    def _page_case(self):
        return self.order_id.ticket_id

    def _page_facts(self) -> dict:
        """Plain words for the customer's page."""
        today = self.company_id._cs_today()
        return {
            "company": self.company_id.name,
            "number": f"{self.order_id.name}-{self.number}",
            "place": self.order_id._place_words(),
            "lines": self.words,
            "total": self.order_id._money(self.amount_total),
            "until": self.valid_until,
            "answered": self.state,
            "who": self.answered_by or "",
            "late": self.state == "asked" and self.valid_until < today,
            "open": self.state == "asked" and self.valid_until >= today,
        }

    def _answer(self, given, means, name):
        """Keep what the customer said (in sudo).

        :raises UserError: for a quote that was answered, or holds no more.
        """
        self.ensure_one()
        if not self.try_lock_for_update():
            raise UserError(self.env._("This is being answered just now."))
        self.invalidate_recordset(["state"])
        if self.state != "asked":
            raise UserError(self.env._("This was answered already."))
        if self.valid_until < self.company_id._cs_today():
            raise UserError(self.env._("The quote holds no more: ask for a new one."))
        name = str(name or "").strip()[:LONGEST]
        if not name:
            raise UserError(self.env._("Please write down your name."))
        self.write(
            {
                "state": "given" if given else "refused",
                "means": means,
                "answered_at": utcnow(),
                "answered_by": name,
            }
        )
        self.order_id._quote_answered(self)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise AccessError(self.env._("What a customer said stays."))
