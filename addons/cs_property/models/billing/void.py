from odoo import api, fields, models
from odoo.addons.cs_department.core.now import utcnow
from odoo.exceptions import UserError
from odoo.fields import Command

from ..money import exact
from .invoice import QUIET
from .quiet import batch
from .settle import settling


class CsBillingLine(models.Model):
    """Charges that are taken back: by a credit note, never by changing what was booked."""

    _inherit = "cs.billing.line"

    credit_move_id = fields.Many2one(
        "account.move", "Credit note", readonly=True, index="btree_not_null", ondelete="restrict"
    )
    void_reason = fields.Char("Why void", readonly=True)
    voided_on = fields.Datetime("Void since", readonly=True)
    voided_by_id = fields.Many2one("res.users", "Made void by", readonly=True)
    replaces_id = fields.Many2one(
        "cs.billing.line", "Instead of", readonly=True, index="btree_not_null", help="The charge that was made void."
    )

    def action_void(self):
        """Ask why these charges are taken back."""
        self._check_may_bill()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Make charges void"),
            "res_model": "cs.billing.void",
            "view_mode": "form",
            "target": "new",
            "context": {"default_line_ids": [Command.set(self.ids)]},
        }

    @api.model
    def _check_may_bill(self):
        """
        :raises AccessError: for whoever does not keep the accounts of fees.
        """
        self.env["cs.billing.run"].check_access("create")

    def _void(self, reason, date=None):
        """Take charges back: their days are free again, and a credit note settles what is open of them.

        What was paid for them stays as an open credit of the payer, a prepayment.

        :param date: accounting day of the credit notes; without: today in the company.
        :return: the credit notes, in sudo.
        :raises UserError: without a reason, or for charges that are not billed.
        """
        reason = (reason or "").strip()
        if not reason:
            raise UserError(self.env._("Say why the charges are made void: the reason is kept with them."))
        # sudo: the verb was asked for its right; what is booked is reversed, never changed
        charges = self.sudo()
        for charge in charges:
            if charge.state != "billed":
                raise UserError(self.env._("%(charge)s is not billed.", charge=charge.display_name))
        notes = self.env["account.move"].sudo()  # sudo: as above
        for company, ours in charges.filtered("move_id").grouped("company_id").items():
            # companies are few, each has its own books
            notes |= ours.with_company(company)._credit_company(reason, date or company._cs_today())
        charges.write(
            {"state": "void", "void_reason": reason, "voided_on": utcnow(), "voided_by_id": self.env.uid},
        )
        return notes

    def _credit_company(self, reason, date):
        by_invoice = self.sorted("id").grouped("move_id")
        notes = (
            self.env["account.move"]
            .with_context(**QUIET, default_move_type="out_refund")
            .create([charges._credit_values(move, reason, date) for move, charges in by_invoice.items()])
        )
        for charges, note in zip(by_invoice.values(), notes, strict=True):
            # each charge has the credit note of its own invoice
            charges.credit_move_id = note
        with settling({}), batch():
            notes._post(soft=False)
        self._settle_by_notes()
        return notes.with_env(self.env)

    def _credit_values(self, move, reason, date) -> dict:
        """The opposite of what was booked for these charges of one invoice."""
        return {
            "move_type": "out_refund",
            "company_id": move.company_id.id,
            "journal_id": move.journal_id.id,
            "partner_id": move.partner_id.id,
            "invoice_date": date,
            "invoice_date_due": date,
            "invoice_payment_term_id": False,
            "fiscal_position_id": False,
            "invoice_user_id": False,
            "cs_unit_id": move.cs_unit_id.id,
            "reversed_entry_id": move.id,
            "ref": self.env._("Void of %(invoice)s: %(reason)s", invoice=move.name, reason=reason),
            "invoice_line_ids": [
                Command.create(
                    {
                        "product_id": line.product_id.id,
                        "name": line.name,
                        "quantity": line.quantity,
                        "price_unit": line.price_unit,
                        "account_id": line.account_id.id,
                        "tax_ids": [Command.set(line.tax_ids.ids)],
                        "analytic_distribution": line.analytic_distribution,
                    }
                )
                for line in self.move_line_id.sorted("id")
            ],
        }

    def _settle_by_notes(self):
        """Settle what is open of these charges by their credit notes; what is over stays open for the payer."""
        owed = self._receivable_lines()
        credits_ = {
            line.move_id.id: line
            for line in self.env["account.move.line"].search(
                [("move_id", "in", self.credit_move_id.ids), ("display_type", "=", "payment_term")]
            )
        }
        matches = []
        for note, charges in self.grouped("credit_move_id").items():
            line, parts = credits_[note.id], {}
            # rounding of taxes may differ by a cent on a document with fewer lines
            left = exact(-line.amount_residual)
            for charge in charges:
                part = min(exact(charge.amount_residual), left)
                if part > 0:
                    parts[charge.id] = part
                    left -= part
            if parts:
                matches.append((line.id, owed[charges.move_id.id], sum(parts.values()), parts))
        self.env["account.move.line"]._cs_settle(matches)
