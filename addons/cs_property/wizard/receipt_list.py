import base64

from odoo import api, fields, models
from odoo.addons.cs_department.core import import_file
from odoo.exceptions import UserError
from odoo.tools import split_every

from ..core import receipt_sheet
from ..models.cashier.receipt_list import BATCH, Collected
from ..models.money import exact


class CsReceiptList(models.TransientModel):
    """Money that was collected outside the counter, as a sheet: looked at, then taken receipt by receipt."""

    _name = "cs.receipt.list"
    _description = "Receipts from a list"

    company_id = fields.Many2one("res.company", required=True, readonly=True, default=lambda self: self.env.company)
    currency_id = fields.Many2one(related="company_id.currency_id")
    file = fields.Binary(attachment=False)
    file_name = fields.Char()
    text = fields.Text("Pasted rows", help="A row for each payment: unit, amount, means of payment, its number.")
    means_id = fields.Many2one(
        "cs.payment.means",
        "Means of payment",
        domain="[('company_id', '=', company_id)]",
        help="Of the rows that name none.",
    )
    line_ids = fields.One2many("cs.receipt.list.line", "list_id", "Rows", readonly=True)
    bad_count = fields.Integer("Bad rows", compute="_compute_sums")
    total = fields.Monetary(compute="_compute_sums")
    is_taken = fields.Boolean(compute="_compute_sums")

    @api.depends("line_ids.reason", "line_ids.amount", "line_ids.receipt_id")
    def _compute_sums(self):
        for one in self:
            one.bad_count = len(one.line_ids.filtered("reason"))
            one.total = sum(one.line_ids.mapped("amount"))
            one.is_taken = bool(one.line_ids) and all(line.receipt_id for line in one.line_ids)

    def action_check(self):
        """Read the sheet and show what each row would pay; nothing is taken."""
        self.ensure_one()
        self._need_mine()
        if self.line_ids.receipt_id:
            raise UserError(self.env._("Receipts of this list are written already."))
        rows = self._checked(receipt_sheet.read(self._cells()))
        # sudo: the rows are written by the verbs only
        self.sudo().line_ids.unlink()
        self.env["cs.receipt.list.line"].sudo().create([{"list_id": self.id, **row} for row in rows])
        return self._shown()

    def action_take(self):
        """Write the receipts, in batches that are each kept; pressed again, it goes on where it stopped.

        :raises UserError: while any row is bad: nothing is taken then.
        """
        self.ensure_one()
        self._need_mine()
        waiting = self.line_ids.filtered(lambda line: not line.receipt_id)
        if not waiting:
            raise UserError(self.env._("There is nothing to take: check the rows first."))
        waiting._check_again()
        bad = waiting.filtered("reason")
        if bad:
            words = "\n".join(f"{line.row}: {line.reason}" for line in bad[:20])
            raise UserError(self.env._("Nothing is taken while rows are bad:\n%(rows)s", rows=words))
        for lines in split_every(BATCH, waiting.ids, waiting.browse):
            # a batch each, so that other tills do not wait for the whole list
            lines._take()
            self.env["ir.cron"]._commit_progress()
        return self._shown()

    def _need_mine(self):
        self.env["cs.receipt"]._need_till()
        self.check_access("write")

    def _shown(self) -> dict:
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Receipts from a List"),
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "target": "new",
        }

    def _cells(self):
        data = base64.b64decode(self.with_context(bin_size=False).file or b"") or (self.text or "").encode()
        try:
            rows = list(import_file.rows(data))
        except import_file.UnreadableFile as error:
            raise UserError(self.env._("The file cannot be read: %(reason)s", reason=error)) from error
        if not rows:
            raise UserError(self.env._("The file is empty."))
        return rows

    # -- what the rows say -------------------------------------------------------------------

    def _checked(self, lines) -> list[dict]:
        units = self.env["cs.estate.unit"].search(
            [("company_id", "=", self.company_id.id), ("code", "in", [line.unit for line in lines])]
        )
        by_code, means = units.grouped("code"), self._means_by_name()
        rows = []
        for line in lines:
            row = {"row": line.row, "unit_text": line.unit, "reference": line.reference[:64]}
            found = by_code.get(line.unit, units.browse())
            row["unit_id"] = found.id if len(found) == 1 else False
            row["means_id"] = means.get(line.means.lower()) if line.means else self.means_id.id
            try:
                row["amount"] = float(self.env["cs.cashier.shift"]._money(line.amount))
            except UserError as error:
                row["reason"] = str(error)
            rows.append(row)
        return self._with_reasons(rows)

    def _means_by_name(self) -> dict[str, int]:
        """Names of the means in every language → id."""
        found = {}
        for code, _name in self.env["res.lang"].get_installed():
            # languages are few
            means = self.env["cs.payment.means"].with_context(lang=code)
            found |= {one.name.lower(): one.id for one in means.search([("company_id", "=", self.company_id.id)])}
        return found

    def _with_reasons(self, rows) -> list[dict]:
        """The rows with what is wrong, or what they would pay."""
        taken = self.env["cs.receipt"]._taken_numbers([row["reference"] for row in rows])
        units = self.env["cs.estate.unit"].browse({row["unit_id"] for row in rows if row["unit_id"]})
        asked = self.env["cs.payment.means"].search([("needs_reference", "=", True)])
        seen = {}
        for row in rows:
            key = (row["means_id"], row["reference"])
            row["reason"] = row.get("reason") or self._reason(row, units, asked, taken.get(key), seen.get(key))
            seen.setdefault(key, row["row"])
        self._foresee([row for row in rows if not row["reason"]], units)
        return rows

    def _reason(self, row, units, asked, receipt, before):
        """What is wrong with a row, or ``False``."""
        unit = units.browse(row["unit_id"] or ())
        if not unit:
            return self.env._("There is no unit “%(unit)s”.", unit=row["unit_text"])
        if not row["amount"]:
            return self.env._("The amount is missing.")
        if not row["means_id"]:
            return self.env._("Choose how it is paid.")
        # sudo: who pays is read to refuse a row
        if not unit.sudo().payer_id:
            return self.env._("Nobody pays the fees of this unit: enter its owner first.")
        if not row["reference"]:
            means = asked.filtered(lambda one: one.id == row["means_id"])
            return bool(means) and self.env._("Write down the number of the payment by %(means)s.", means=means.name)
        if receipt:
            return self.env._("This payment is on receipt %(number)s already.", number=receipt)
        return bool(before) and self.env._("The same payment stands in row %(row)s already.", row=before)

    def _foresee(self, rows, units):
        """Write what each row would pay into it."""
        # sudo: what is open is read for who takes the money
        shift = self.env["cs.cashier.shift"].sudo()
        charges = shift._collectable(units)
        collected = [self._collected(shift, row["unit_id"], row["means_id"], row) for row in rows]
        still = {}
        for charge in charges:
            still[charge.unit_id] = still.get(charge.unit_id, 0) + exact(charge.amount_residual)
        for row, taking in zip(rows, shift._plan(collected, charges), strict=True):
            paid = sum(taking.amounts.values())
            row["partner_id"] = taking.partner.id
            row["open_amount"] = float(still.get(taking.unit, 0))
            row["prepayment"] = float(taking.prepayment)
            row["paid"] = float(paid)
            row["words"] = ", ".join(f"{charge.item_id.name} {charge._days()}" for charge in taking.charges)
            still[taking.unit] = still.get(taking.unit, 0) - paid

    @api.model
    def _collected(self, shift, unit_id, means_id, row) -> Collected:
        unit, means = shift.env["cs.estate.unit"].browse(unit_id), shift.env["cs.payment.means"].browse(means_id)
        return Collected(unit, means, exact(row["amount"]), row["reference"])


class CsReceiptListLine(models.TransientModel):
    """A row of the sheet: what it says, and what it pays."""

    _name = "cs.receipt.list.line"
    _description = "Row of a list of receipts"
    _order = "row, id"
    _allow_sudo_commands = False

    list_id = fields.Many2one("cs.receipt.list", required=True, readonly=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="list_id.company_id", store=True, index=True)
    currency_id = fields.Many2one(related="list_id.currency_id")
    row = fields.Integer(readonly=True)
    unit_text = fields.Char("Written as", readonly=True)
    unit_id = fields.Many2one("cs.estate.unit", readonly=True)
    partner_id = fields.Many2one("res.partner", "Payer", readonly=True)
    means_id = fields.Many2one("cs.payment.means", readonly=True)
    reference = fields.Char("Number of the transfer", readonly=True)
    amount = fields.Monetary(readonly=True)
    open_amount = fields.Monetary("Open", readonly=True)
    paid = fields.Monetary("Pays", readonly=True)
    words = fields.Char("What for", readonly=True)
    prepayment = fields.Monetary(readonly=True)
    reason = fields.Char("Problem", readonly=True)
    receipt_id = fields.Many2one("cs.receipt", readonly=True)

    def _check_again(self):
        """Numbers that were taken since the rows were looked at make bad rows."""
        taken = self.env["cs.receipt"]._taken_numbers(self.mapped("reference"))
        for line in self:
            receipt = taken.get((line.means_id.id, line.reference))
            if receipt:
                # only what another till took meanwhile; sudo: as above
                line.sudo().reason = self.env._("This payment is on receipt %(number)s already.", number=receipt)

    def _take(self):
        """One batch of receipts."""
        lists, shift = self.env["cs.receipt.list"], self.env["cs.receipt"]._need_till()
        receipts = self.env["cs.receipt"]._take_list(
            [lists._collected(shift, line.unit_id.id, line.means_id.id, line) for line in self]
        )
        for line, receipt in zip(self, receipts, strict=True):
            # written together at the end of the batch; sudo: as above
            line.sudo().receipt_id = receipt.id
