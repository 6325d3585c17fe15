from contextlib import contextmanager
from contextvars import ContextVar

from odoo import api, fields, models
from odoo.tools import formatLang

from ...core import slip
from ...core.capitals import capitals
from ..money import exact

#: settings of the till → report that it prints
PAPERS = {
    "a5": "cs_property.cs_receipt_report",
    "slip_80": "cs_property.cs_receipt_slip_80_report",
    "slip_58": "cs_property.cs_receipt_slip_58_report",
}
#: length of the slip that is printed just now, mm; a context variable, so that no request says it
_length: ContextVar[int | None] = ContextVar("cs_slip_length", default=None)


@contextmanager
def long(length):
    token = _length.set(length)
    try:
        yield
    finally:
        _length.reset(token)


class ResCompany(models.Model):
    _inherit = "res.company"

    cs_receipt_paper = fields.Selection(
        [("a5", "A5 across"), ("slip_80", "Slip of 80 mm"), ("slip_58", "Slip of 58 mm")],
        "Paper of receipts",
        required=True,
        default="a5",
    )


class CsFeeSettings(models.TransientModel):
    _inherit = "cs.fee.settings"

    receipt_paper = fields.Selection(
        lambda self: self.env["res.company"]._fields["cs_receipt_paper"]._description_selection(self.env),
        "Paper of receipts",
        required=True,
    )


class CsReceipt(models.Model):
    """What stands on the paper of a receipt, and on which paper."""

    _inherit = "cs.receipt"

    amount_capitals = fields.Char("Amount in capitals", compute="_compute_amount_capitals")

    @api.depends("amount", "currency_id")
    def _compute_amount_capitals(self):
        for receipt in self:
            yuan = receipt.currency_id.name == "CNY"
            receipt.amount_capitals = f"人民币{capitals(exact(receipt.amount))}" if yuan else ""

    def _report(self):
        """The report on the paper that the till of the company prints on."""
        return self.env.ref(PAPERS[self.company_id[:1].cs_receipt_paper or "a5"])

    def _slip_length(self, roll) -> int:
        """Of the longest of these receipts, mm: rows as the template of the slip writes them."""
        return max((slip.height(receipt._slip_rows(), roll) for receipt in self), default=slip.FRAME)

    def _money_words(self, amount) -> str:
        return formatLang(self.env, amount, currency_obj=self.currency_id)

    def _slip_rows(self) -> list[str]:
        # as long as the labels of the slip are at most, in any language
        label = " " * 12
        rows = [self.company_id.name, "", label + self.number, label, label + self.unit_id.display_name]
        rows += [label + self.estate_id.name, label + self.partner_id.name]
        for line in self.line_ids:
            rows += [line.words or "", self._money_words(line.amount)]
        rows += ["", label + self._money_words(self.amount), label + (self.amount_capitals or "")]
        for means in self.means_ids:
            rows.append(f"{means.means_id.name}: {self._money_words(means.amount)}")
            rows += [means.reference] if means.reference else []
        rows += (
            [label + self._money_words(self.cash_given), label + self._money_words(self.change_given)]
            if self.change_given
            else []
        )
        rows += [label + (self.reverses_id.number or "")] * bool(self.reverses_id)
        rows += [label + self.reason] if self.reason else []
        return [*rows, label + (self.user_id.name or ""), label]


class IrActionsReport(models.Model):
    _inherit = "ir.actions.report"

    def _render_qweb_pdf_prepare_streams(self, report_ref, data, res_ids=None):
        report = self._get_report(report_ref)
        roll = slip.ROLLS.get(report.report_name.rpartition(".receipt_")[2]) if report.model == "cs.receipt" else None
        if not roll or not res_ids:
            return super()._render_qweb_pdf_prepare_streams(report_ref, data, res_ids=res_ids)
        with long(self.env["cs.receipt"].browse(res_ids)._slip_length(roll)):
            return super()._render_qweb_pdf_prepare_streams(report_ref, data, res_ids=res_ids)

    def _build_wkhtmltopdf_args(self, *args, **kwargs):
        command = super()._build_wkhtmltopdf_args(*args, **kwargs)
        if _length.get() and "--page-height" in command:
            command[command.index("--page-height") + 1] = f"{_length.get()}mm"
        return command
