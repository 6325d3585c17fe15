import base64
import io

import segno
from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import format_date

from ...core import placeholders


class ReportMoveInAgreement(models.AbstractModel):
    """An agreement on paper, with the signature and the check sum of what was signed."""

    _name = "report.cs_property.report_move_in_agreement"
    _description = "Agreement of a move-in on paper"

    @api.model
    def _get_report_values(self, docids, data=None):
        if not self.env.su:
            # what was signed is given out by verbs that have asked for the rights
            self.env["cs.move.in"]._need_clerk()
        found = self.env["cs.move.in.agreement"].browse(docids).exists()
        found.check_access("read")
        return {"docs": [one._sheet() for one in found]}


class ReportMoveInWelcome(models.AbstractModel):
    """The letter that greets a new resident."""

    _name = "report.cs_property.report_move_in_welcome"
    _description = "Welcome letter"

    @api.model
    def _get_report_values(self, docids, data=None):
        self.env["cs.move.in"]._need_clerk()
        found = self.env["cs.move.in"].browse(docids).exists()
        found.check_access("read")
        return {"docs": [one._welcome_sheet() for one in found]}


def _picture(url) -> bytes:
    picture = io.BytesIO()
    segno.make(url, error="m", micro=False).save(picture, kind="png", scale=6, border=1)
    return base64.b64encode(picture.getvalue())


class CsMoveInAgreement(models.Model):
    _inherit = "cs.move.in.agreement"

    def _sheet(self) -> dict:
        one = self._signing().sudo()  # sudo: what is printed was checked
        if not one.signed_on:
            one._put_down()
        signature = one.signature_ids[-1:]
        return {
            "title": one.title,
            "text": one.text,
            "company": one.company_id.name,
            "unit": one.unit_id.code,
            "signer": signature.name or "",
            "image": signature.image or b"",
            "signed": format_date(one.env, one.signed_on) if one.signed_on else "",
            "digest": one.digest or "",
        }


class CsMoveIn(models.Model):
    _inherit = "cs.move.in"

    def _welcome_sheet(self) -> dict:
        one = self._signing().sudo()  # sudo: what is printed was checked
        party = one.unit_id.party_ids.filtered(lambda row: row.is_current and row.partner_id == one.partner_id)[:1]
        return {
            "words": placeholders.fill(one._rule().welcome, one._named()),
            "company": one.company_id.name,
            "phone": one.company_id.phone or "",
            "unit": f"{one.unit_id.estate_id.name} {one.unit_id.code}",
            "resident": one.partner_id.name,
            "day": format_date(one.env, one.done_on or one.company_id._cs_today()),
            "keys": [move.item_id.display_name for move in one.key_move_ids],
            "meters": [(row.item_id.name, row.meter_id.name, f"{row.value:g}") for row in one.reading_ids],
            "visitors": _picture(party._link_url()) if party else b"",
            "papers": _picture(one._link_url()),
        }

    def action_welcome(self):
        """The welcome letter as PDF.

        :raises UserError: before he has moved in.
        """
        self.check_access("read")
        if self.filtered(lambda one: one.state != "done"):
            raise UserError(self.env._("He has not moved in yet."))
        # sudo: the report is ours; it is read with the rights of the reader
        report = self.env.ref("cs_property.action_report_move_in_welcome").sudo()
        return report.with_env(self.env).report_action(self, config=False)
