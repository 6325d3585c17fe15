from odoo import fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tools.translate import LazyTranslate

from ...core.now import utcnow

_lt = LazyTranslate(__name__)

ACCOUNTANT = "account.group_account_invoice"


class CsCompensation(models.Model):
    """From approved to paid: a credit note on the customer's invoice, or money."""

    _inherit = "cs.compensation"

    def settle(self, journal=None, post=True):
        """Book what was approved.

        A credit note pays what is open of the invoice; the rest, and what is given as
        money, is paid from the journal where one is named, else by a payment later.

        :param journal: bank or cash journal to pay from now.
        :param post: whether the entry is posted at once; else it is a draft to look over.
        :raises AccessError: for those who may not invoice.
        :raises UserError: before the approval, or above what may be given back.
        """
        self.check_access("read")
        if not self.env.user.has_group(ACCOUNTANT):
            raise AccessError(self.env._("Compensations are paid by accounting."))
        journal = self.env["cs.ticket"]._browse_argument("account.journal", journal)
        self._hold()
        for compensation in self:
            # each is an entry of its own, checked against what the one before left
            compensation._settle(journal, bool(post))
        return True

    def _settle(self, journal, post):
        states = dict(self._fields["state"]._description_selection(self.env))
        if self.state != "approved":
            raise UserError(
                self.env._("%(what)s: “%(state)s”, not to be paid.", what=self.display_name, state=states[self.state])
            )
        if journal and (journal.type not in ("bank", "cash") or journal.company_id != self.company_id):
            raise UserError(self.env._("Pay from a bank or cash journal of %(company)s.", company=self.company_id.name))
        if journal and not post:
            raise UserError(self.env._("A draft is not paid yet: post it, or name no journal."))
        # sudo: written by the verbs only, after their checks
        system = self.sudo()
        system._hold_invoice(system.invoice_id)
        system._refuse_too_much()
        move = self._create_move(system)
        system.write({"state": "settling", "move_id": move.id, "settled_by_id": self.env.uid})
        if post:
            move.action_post()
            if move.move_type == "out_refund":
                self._set_off(system.invoice_id, move)
            if journal and move.amount_residual:
                self._pay_from(journal, move)
        system._follow_move()

    def _create_move(self, system):
        """The draft entry, made with the accountant's own rights.

        :param system: the compensation in sudo, for what accounting does not read.
        """
        company = system.company_id._cs_compensation_setup()
        credit_note = bool(system.invoice_id) and system.settle_by != "expense"
        invoice = system.invoice_id if credit_note else system.invoice_id.browse()
        vals = {
            "move_type": "out_refund" if credit_note else "in_receipt",
            "partner_id": (invoice.partner_id or system.partner_id).id,
            "company_id": company.id,
            "invoice_date": fields.Date.context_today(self, utcnow()),
            "ref": system.ticket_number,
            "invoice_origin": system.ticket_number,
            "currency_id": (invoice.currency_id or system.currency_id).id,
            "journal_id": (invoice.journal_id if credit_note else company.cs_compensation_journal_id).id,
            "reversed_entry_id": invoice.id,
            "invoice_line_ids": [
                Command.create(
                    {
                        "product_id": company.cs_compensation_product_id.id,
                        "name": self.env._("Compensation, case %(number)s", number=system.ticket_number),
                        "account_id": company.cs_compensation_account_id.id,
                        "quantity": 1,
                        "price_unit": float(system._amount_for(invoice)),
                        "tax_ids": [Command.clear()],
                    }
                )
            ],
        }
        return self.env["account.move"].with_company(company.id).create(vals)

    def _set_off(self, invoice, credit_note):
        """The credit note pays what is open of the invoice."""
        lines = (invoice.with_env(self.env) | credit_note).line_ids.filtered(
            lambda line: line.account_id.account_type == "asset_receivable" and not line.reconciled
        )
        if len(lines.move_id) > 1:
            lines.reconcile()

    def _pay_from(self, journal, move):
        """Pay what is open of an entry."""
        register = self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=move.ids, dont_redirect_to_payments=True
        )
        register.create(
            {"journal_id": journal.id, "payment_date": fields.Date.context_today(self, utcnow())}
        )._create_payments()

    def _follow_move(self):
        """Take over from the entry whether the compensation is paid (in sudo)."""
        newly = self.browse()
        for compensation in self:
            # an entry has its own fate
            move, state = compensation.move_id, compensation.state
            if state not in ("settling", "paid"):
                continue
            if not move or move.state == "cancel":
                compensation.write({"state": "approved", "move_id": False, "paid_at": False, "settled_by_id": False})
            elif move.state == "posted" and move.payment_state in ("paid", "in_payment", "reversed"):
                if state != "paid":
                    compensation.write({"state": "paid", "paid_at": utcnow()})
                    newly |= compensation
            elif state == "paid":
                compensation.write({"state": "settling", "paid_at": False})
        for compensation in newly:
            # the timeline says how much
            compensation.ticket_id._log_event("compensation_paid", new=compensation.display_name)
        if newly:
            newly.ticket_id._happened("compensation_paid")

    # -- buttons -------------------------------------------------------------

    def action_settle(self):
        """The dialog that asks from where to pay."""
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Pay"),
            "res_model": "cs.compensation.settle",
            "view_mode": "form",
            "target": "new",
            "context": {"default_compensation_ids": self.ids},
        }

    def action_open_move(self):
        """The entry, for those who read the books."""
        self.ensure_one()
        self.move_id.with_env(self.env).check_access("read")
        return self.move_id.with_env(self.env).get_formview_action()


class CsCompensationSettle(models.TransientModel):
    """The dialog of accounting: from where, and whether at once."""

    _name = "cs.compensation.settle"
    _description = "Payment of compensations"

    compensation_ids = fields.Many2many("cs.compensation", string="Compensations")
    company_id = fields.Many2one("res.company", compute="_compute_company_id")
    post = fields.Boolean("Post at once", default=True)
    journal_id = fields.Many2one(
        "account.journal",
        "Pay now from",
        domain="[('type', 'in', ('bank', 'cash')), ('company_id', '=', company_id)]",
        help="Empty: the credit note is set off against the invoice; what remains is paid later from the entry.",
    )

    def _compute_company_id(self):
        for dialog in self:
            dialog.company_id = dialog.compensation_ids.company_id[:1]

    def action_apply(self):
        """Book them."""
        self.ensure_one()
        self.compensation_ids.settle(journal=self.journal_id, post=self.post)
        if len(self.compensation_ids) == 1:
            return self.compensation_ids.action_open_move()
        return {"type": "ir.actions.act_window_close"}
