import base64
import io

import segno
from odoo import api, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import format_amount, format_date

#: more notices are printed building by building
MOST = 300
READERS = ("cs_property.group_cs_counter", "cs_property.group_cs_steward", "cs_property.group_cs_fee_auditor")


class ReportPaymentNotice(models.AbstractModel):
    """What a payer still owes for a unit, on paper: one notice per unit and payer."""

    _name = "report.cs_property.report_payment_notice"
    _description = "Payment notice on paper"

    @api.model
    def _get_report_values(self, docids, data=None):
        units = self.env["cs.estate.unit"].browse(docids).exists()
        if not self.env.su and not any(self.env.user.has_group(group) for group in READERS):
            raise AccessError(self.env._("Only those who see what units owe print payment notices."))
        if len(units) > MOST:
            raise UserError(self.env._("Print at most %(count)s notices at once.", count=MOST))
        units.check_access("read")
        docs = units._payment_notices()
        if not docs:
            raise UserError(self.env._("Nothing is open for these units."))
        return {"docs": docs}


class CsEstateUnit(models.Model):
    _inherit = "cs.estate.unit"

    def _payment_notices(self) -> list[dict]:
        """The facts of the notices of these units, in the language of the reader; nothing open: none."""
        charges = self.env["cs.billing.line"].search(
            [("unit_id", "in", self.ids), ("amount_residual", ">", 0)], order="building_id, unit_id, due_on, item_id"
        )
        credits_ = {}
        for line in self._open_credits():
            key = (line.cs_unit_id.id, line.partner_id.id)
            credits_[key] = credits_.get(key, 0) - line.amount_residual
        return [
            ours._notice(credits_.get((unit.id, payer.commercial_partner_id.id), 0))
            for (unit, payer), ours in charges.grouped(lambda one: (one.unit_id, one.partner_id)).items()
        ]


class CsBillingLine(models.Model):
    _inherit = "cs.billing.line"

    def _notice(self, credit) -> dict:
        """One notice of all these charges of one unit and payer.

        :param credit: what the payer paid beforehand for the unit.
        """
        # sudo: address and bank accounts of the company, and the payer's name, belong on the paper
        first = self[0].sudo()
        company, unit = first.company_id, first.unit_id
        today, open_ = company._cs_today(), sum(self.mapped("amount_residual"))
        overdue = sum(one.amount_residual for one in self if one.due_on and one.due_on < today)
        code = f"{first.estate_id.code}-{unit.code}" if first.estate_id.code else unit.code
        return {
            "company": company.name,
            "estate": first.estate_id.name,
            "unit": unit.code,
            "payer": first.partner_id.name,
            "printed": format_date(self.env, today),
            "rows": [charge._notice_row(today) for charge in self],
            "overdue": self._money(overdue) if overdue else "",
            "credit": self._money(credit) if credit else "",
            "total": self._money(max(open_ - credit, 0)),
            "banks": [f"{bank.bank_id.name or ''} {bank.acc_number}".strip() for bank in company.partner_id.bank_ids],
            "phone": company.phone,
            "code": code,
            "qr": _picture(code),
        }

    def _notice_row(self, today) -> dict:
        return {
            "fee": self.item_id.name,
            "why": self.explanation or "",
            "days": f"{format_date(self.env, self.date_from)} – {format_date(self.env, self.date_to)}",
            "due": format_date(self.env, self.due_on) if self.due_on else "",
            "late": bool(self.due_on and self.due_on < today),
            "charged": self._money(self.amount_total),
            "open": self._money(self.amount_residual),
        }

    def _money(self, amount) -> str:
        return format_amount(self.env, amount, self[:1].currency_id)


def _picture(text) -> bytes:
    """A QR code of the text, as a picture."""
    picture = io.BytesIO()
    segno.make(text, error="m", micro=False).save(picture, kind="png", scale=6, border=1)
    return base64.b64encode(picture.getvalue())
