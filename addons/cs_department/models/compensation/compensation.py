from datetime import timedelta
from decimal import Decimal

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL, formatLang
from odoo.tools.translate import LazyTranslate

from ...core import compensation as core_compensation
from ...core.now import utcnow
from .compensation_rule import CAUSES, SETTLEMENTS

_lt = LazyTranslate(__name__)

STATES = [
    ("draft", "To be completed"),
    ("asked", "To be approved"),
    ("approved", "To be paid"),
    ("settling", "Being paid"),
    ("paid", "Paid"),
    ("refused", "Not approved"),
    ("cancelled", "Cancelled"),
]


class CsCompensation(models.Model):
    """What a customer gets for a broken promise: proposed, approved, paid.

    Written by the verbs only. What is per day or hour late stays “to be completed” until
    the case is dealt with, since nobody knows before how late it will be.
    """

    _name = "cs.compensation"
    _description = "Compensation"
    _order = "id desc"
    _check_company_auto = True
    _allow_sudo_commands = False

    ticket_id = fields.Many2one("cs.ticket", "Case", required=True, readonly=True, index=True, ondelete="restrict")
    ticket_number = fields.Char("Number", related="ticket_id.number")
    ticket_name = fields.Char("Case subject", related="ticket_id.name")
    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    partner_id = fields.Many2one("res.partner", "Customer", readonly=True, index="btree_not_null", ondelete="restrict")
    cause = fields.Selection(CAUSES, "Because", required=True, readonly=True)
    cause_key = fields.Char(readonly=True, help="What exactly was broken; proposed once.")
    clock_id = fields.Many2one("cs.clock", "Missed target", readonly=True, index="btree_not_null", ondelete="set null")
    due_at = fields.Datetime("Promised for", readonly=True)
    late_until = fields.Datetime("Late until", readonly=True)
    rule_id = fields.Many2one(
        "cs.compensation.rule", "By the rule", readonly=True, index="btree_not_null", ondelete="set null"
    )
    reason = fields.Text(readonly=True)
    invoice_ref = fields.Char("Invoice or order number", readonly=True)
    invoice_id = fields.Many2one("account.move", readonly=True, index="btree_not_null", ondelete="restrict")
    amount = fields.Monetary(readonly=True)
    settle_by = fields.Selection(SETTLEMENTS, "Given as", required=True, readonly=True, default="auto")
    state = fields.Selection(STATES, required=True, readonly=True, default="draft", index=True)
    proposer_id = fields.Many2one("res.users", "Proposed by", readonly=True, index="btree_not_null")
    proposed_at = fields.Datetime("Proposed on", required=True, readonly=True)
    approval_ids = fields.One2many("cs.approval", "compensation_id", "Approvals", readonly=True)
    note = fields.Text("Why not", readonly=True)
    move_id = fields.Many2one(
        "account.move", "Credit note or receipt", readonly=True, index="btree_not_null", ondelete="set null"
    )
    settled_by_id = fields.Many2one("res.users", "Paid by", readonly=True, index="btree_not_null")
    paid_at = fields.Datetime("Paid on", readonly=True)
    # sides of the case by which compensations are counted
    cause_id = fields.Many2one(related="ticket_id.cause_id", string="Cause", store=True, index="btree_not_null")
    responsible_department_id = fields.Many2one(
        related="ticket_id.responsible_department_id", store=True, index="btree_not_null"
    )
    kind_id = fields.Many2one(related="ticket_id.kind_id", store=True)
    category_id = fields.Many2one(related="ticket_id.category_id", store=True)
    team_id = fields.Many2one(related="ticket_id.team_id", store=True)

    _once_per_cause = models.UniqueIndex(
        "(ticket_id, cause_key) WHERE cause_key IS NOT NULL", "For that a compensation was proposed already."
    )
    _amount_sane = models.Constraint("CHECK (amount >= 0)", "A compensation is never less than nothing.")

    @api.depends("ticket_id.number", "amount")
    def _compute_display_name(self):
        for compensation in self:
            said = formatLang(self.env, compensation.amount, currency_obj=compensation.currency_id)
            compensation.display_name = f"{compensation.ticket_number or ''} · {said}"

    # -- amount --------------------------------------------------------------

    def _exact(self) -> Decimal:
        return Decimal(str(self.amount))

    def _is_growing(self) -> bool:
        """Whether the amount still grows with the time that passes."""
        offer = self._rule_offer()
        return bool(offer and offer.basis in core_compensation.GROWING and not self.late_until)

    def _rule_offer(self):
        return self.rule_id and self.env["cs.compensation.rule"]._offer(self.rule_id.id)

    def _computed_amount(self, offer, until=None) -> float:
        """The amount by the rule when what was promised is done at ``until``."""
        late = core_compensation.lateness(self.due_at, until) if self.due_at and until else timedelta(0)
        return self._offered(offer, self.invoice_id, self.currency_id, late)

    @api.model
    def _offered(self, offer, invoice, currency, late=timedelta(0)) -> float:
        """What an offer comes to, in the currency of the company.

        :param invoice: the invoice of which a percentage is given, possibly none.
        """
        base = Decimal(str(abs(invoice.amount_total_signed)))
        return float(core_compensation.amount(offer, base, late, Decimal(str(currency.rounding))))

    # -- proposing and approving ---------------------------------------------

    def _complete(self):
        """Compute what a rule offers and ask for the approval of what is known (in sudo)."""
        now = utcnow()
        for compensation in self:
            # few at a time; each has its own lateness and invoice
            offer = compensation._rule_offer()
            if offer:
                compensation.amount = compensation._computed_amount(offer, compensation.late_until or now)
        ready = self.filtered(lambda c: c.amount and not c._is_growing())
        (self - ready)._tell_incomplete()
        ready._ask_approval()

    def _tell_incomplete(self):
        """What lacks an invoice or an amount is completed by the responsible agent."""
        lacking = self.filtered(lambda c: not c.amount).ticket_id
        if lacking:
            self.env["cs.ticket"]._tell(
                lacking._users_in_role("agent"), _lt("Compensation to be completed"), by=("activity", "screen")
            )

    def _ask_approval(self):
        """Send the compensations to those who approve their amounts (in sudo)."""
        if not self:
            return
        rules = self.ticket_id._approval_rules("compensation")
        self.write({"state": "asked"})
        rows = [
            {
                **compensation.ticket_id._prepare_approval(
                    "compensation", compensation._say(), rules[compensation.ticket_id.id]
                ),
                "compensation_id": compensation.id,
                "amount": compensation.amount,
            }
            for compensation in self
        ]
        for proposer, compensations in self.grouped("proposer_id").items():
            # by hand one by one; a rule's proposals are nobody's own
            ids = set(compensations.ids)
            self.env["cs.approval"]._ask([row for row in rows if row["compensation_id"] in ids], proposer)

    def _say(self) -> str:
        """What is to be approved, in words of the company's language: they are kept."""
        said = self.with_context(lang=self.company_id.partner_id.lang)
        causes = dict(said._fields["cause"]._description_selection(said.env))
        given = dict(said._fields["settle_by"]._description_selection(said.env))
        parts = [
            formatLang(said.env, self.amount, currency_obj=self.currency_id),
            causes[self.cause],
            said.clock_id.display_name if self.clock_id else "",
            self.reason or "",
            self.invoice_ref or "",
            given[self.settle_by],
        ]
        return " · ".join(part for part in parts if part)

    def _approved(self):
        """All tiers have approved (in sudo)."""
        self.write({"state": "approved"})

    def _refused(self, note):
        """A tier has refused (in sudo)."""
        self.write({"state": "refused", "note": note})

    def cancel(self, reason=""):
        """The compensation is not given after all.

        :raises UserError: without a reason, or once it is being paid.
        """
        self.check_access("read")
        self.ticket_id.check_access("write")
        if not str(reason or "").strip():
            raise UserError(self.env._("Say why the compensation is cancelled."))
        supervisor = self.env.su or self.env.user.has_group("cs_department.group_cs_supervisor")
        self._hold()
        for compensation in self:
            if compensation.state not in ("draft", "asked", "approved"):
                raise UserError(self.env._("%(what)s is over and cannot be cancelled.", what=compensation.display_name))
            if not supervisor and self.env.user != compensation.proposer_id:
                raise AccessError(self.env._("Only the one who proposed it, or a supervisor, cancels a compensation."))
        # sudo: written by the verbs only, after their checks
        self.sudo()._cancel(reason)
        return True

    def _cancel(self, reason):
        """Nothing is owed (in sudo)."""
        self.approval_ids._withdraw()
        self.write({"state": "cancelled", "note": reason})

    def _hold(self):
        """Let two who act on the same compensation at once collide; the second looks again."""
        if self:
            self.flush_recordset()
            self.env.cr.execute(SQL("UPDATE cs_compensation SET state = state WHERE id IN %s", tuple(self.ids)))
            self.invalidate_recordset()

    # -- buttons -------------------------------------------------------------

    def action_complete(self):
        """The dialog to complete what lacks an amount or an invoice."""
        self.ensure_one()
        return self.ticket_id._compensation_dialog(default_compensation_id=self.id)

    def action_cancel(self):
        """The dialog that asks why."""
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Cancel the Compensation"),
            "res_model": "cs.compensation.cancel",
            "view_mode": "form",
            "target": "new",
            "context": {"default_compensation_ids": self.ids},
        }

    def action_open_ticket(self):
        self.ensure_one()
        return self.ticket_id.get_formview_action()


class CsCompensationCancel(models.TransientModel):
    """The dialog that asks why a compensation is not given."""

    _name = "cs.compensation.cancel"
    _description = "Cancellation of a compensation"

    compensation_ids = fields.Many2many("cs.compensation", string="Compensations")
    reason = fields.Text("Why")

    def action_apply(self):
        """Cancel them."""
        self.ensure_one()
        self.compensation_ids.cancel(self.reason)
        return {"type": "ir.actions.act_window_close"}
