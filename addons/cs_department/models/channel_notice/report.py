import base64
import io

import segno
from odoo import api, models
from odoo.exceptions import AccessError
from odoo.tools import format_date


class ReportChannelNotice(models.AbstractModel):
    """The notice of the complaint channels, to hang on the wall."""

    _name = "report.cs_department.report_channel_notice"
    _description = "Notice of the complaint channels on paper"

    @api.model
    def _get_report_values(self, docids, data=None):
        companies = self.env["res.company"].browse(docids) or self.env.company
        if not self.env.user.has_group("cs_department.group_cs_agent") or companies - self.env.companies:
            raise AccessError(self.env._("Only customer service prints its notice."))
        # sudo: the notice is public; who prints it reads nothing else
        public = companies.sudo().with_context(lang=self.env.lang)
        return {"docs": [self._sheet(company) for company in public]}

    @api.model
    def _sheet(self, company) -> dict:
        """The facts of one notice, with its QR code where the page is public (in sudo)."""
        url = company._notice_url()
        qr = b""
        if url:
            picture = io.BytesIO()
            segno.make(url, error="m").save(picture, kind="png", scale=8, border=1)
            qr = base64.b64encode(picture.getvalue())
        issued = format_date(self.env, company._notice_issued())
        return {**company._notice_facts(), "qr": qr, "issued": issued}
