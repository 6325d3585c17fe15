from collections import defaultdict

from odoo import models
from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tools import SQL

from ...core import allocation
from ..money import exact
from .quiet import batch

#: a batch of documents tells nobody and notes no field: the charge says how it came about
QUIET = {
    "tracking_disable": True,
    "mail_create_nolog": True,
    "mail_create_nosubscribe": True,
    "mail_notrack": True,
    "cs_billing": True,
}


class CsBillingLine(models.Model):
    _inherit = "cs.billing.line"

    def _invoice(self, date=None):
        """Turn proposed charges into posted invoices: one per unit, payer, due day and journal,
        a line for each charge.

        All or nothing: call it in a savepoint where one bad charge must not spoil the rest.

        :param date: accounting day of the invoices; without: today in the company.
        :return: the invoices, in sudo; charges of nothing at all make none.
        :raises UserError: for charges that cannot be billed, naming the first.
        """
        # sudo: the verb was asked for its right; invoices are written for whoever may bill
        charges = self.sudo()
        charges._check_billable()
        moves = self.env["account.move"].sudo()
        for company, ours in charges.grouped("company_id").items():
            # companies are few, each has its own books
            moves |= ours.with_company(company)._invoice_company(date or company._cs_today())
        return moves

    def _check_billable(self):
        """
        :raises UserError: when a charge is not one that waits to be billed.
        """
        for charge in self:
            if charge.state != "draft":
                raise UserError(self.env._("%(charge)s was billed already.", charge=charge.display_name))
            if not charge.partner_id:
                raise UserError(self.env._("Nobody pays for %(charge)s.", charge=charge.display_name))
            if charge.amount < 0:
                raise UserError(self.env._("%(charge)s is below zero.", charge=charge.display_name))

    def _invoice_company(self, date):
        documents = defaultdict(self.browse)
        company = self.company_id
        company._cs_fee_setup()
        journals = self.item_id._journals(company)
        for charge in self.sorted(lambda one: (one.unit_id.id, one.item_id.sequence, one.date_from, one.id)):
            journal = journals[charge.item_id.id]
            documents[charge.unit_id, charge.partner_id, charge.due_on, journal] |= charge
        free = [charges for charges in documents.values() if not any(charges.mapped("amount"))]
        owed = [charges for charges in documents.values() if any(charges.mapped("amount"))]
        products = self.item_id._products(company)
        analytic = self.item_id._analytic(products)
        moves = (
            self.env["account.move"]
            .with_context(**QUIET, default_move_type="out_invoice")
            .create(
                [charges._invoice_values(date, journals[charges[0].item_id.id], products, analytic) for charges in owed]
            )
        )
        self._book_documents(list(zip(owed, moves, strict=True)), free)
        self.partner_id.filtered(lambda payer: not payer.customer_rank).customer_rank = 1
        with batch():
            moves._post(soft=False)
        return moves.with_env(self.env)

    def _invoice_values(self, date, journal, products, analytic) -> dict:
        """One invoice of all these charges."""
        first = self[0]
        return {
            "move_type": "out_invoice",
            "company_id": first.company_id.id,
            "journal_id": journal.id,
            "partner_id": first.partner_id.id,
            "invoice_date": date,
            "invoice_date_due": max(first.due_on or date, date),
            "invoice_payment_term_id": False,
            "fiscal_position_id": False,
            "invoice_user_id": False,
            "cs_unit_id": first.unit_id.id,
            "invoice_origin": first.run_id.name or False,
            "invoice_line_ids": [Command.create(charge._invoice_line(journal, products, analytic)) for charge in self],
        }

    def _invoice_line(self, journal, products, analytic) -> dict:
        product = products[self.item_id.id]
        account = product.property_account_income_id or journal.default_account_id
        return {
            "product_id": product.id,
            "name": self._invoice_text(),
            "quantity": 1,
            "price_unit": self.amount,
            "account_id": account.id,
            "tax_ids": [Command.set(product.taxes_id.ids)],
            "analytic_distribution": analytic[self.item_id.id],
        }

    def _invoice_text(self) -> str:
        """What the payer reads on the line: the fee and its days."""
        return f"{self.item_id.name} {self._days()}"

    def _book_documents(self, documents, free):
        """Write down that charges are billed, and what is owed for each.

        :param documents: [(charges, their draft invoice)].
        :param free: charges of nothing, that hold their days but make no invoice.
        """
        rows = []
        for charges, move in documents:
            lines = move.invoice_line_ids.sorted("id")
            totals = {line.id: exact(line.price_total) for line in lines}
            totals = allocation.fit(totals, exact(move.amount_total))
            rows += [
                (charge.id, move.id, line.id, totals[line.id]) for charge, line in zip(charges, lines, strict=True)
            ]
        rows += [(charge.id, None, None, 0) for charges in free for charge in charges]
        self.env["cs.billing.line"].flush_model()
        # one statement for the batch: each charge gets its own figures
        self.env.cr.execute(
            SQL(
                """UPDATE cs_billing_line l
                      SET state = 'billed', error = NULL, move_id = v.move_id, move_line_id = v.line_id,
                          amount_total = v.total, amount_paid = 0, amount_residual = v.total
                     FROM (VALUES %s) AS v(id, move_id, line_id, total)
                    WHERE l.id = v.id""",
                SQL(", ").join(SQL("(%s, %s::int, %s::int, %s::numeric)", *row) for row in rows),
            )
        )
        self.invalidate_recordset()
