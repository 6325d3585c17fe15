import base64
import io

import segno
from odoo import api, models
from odoo.exceptions import AccessError


class ReportPropertyNotice(models.AbstractModel):
    """The notice as a sheet to be put up, with a QR code that opens its page."""

    _name = "report.cs_property.report_property_notice"
    _description = "Notice to residents on paper"

    @api.model
    def _get_report_values(self, docids, data=None):
        notices = self.env["cs.property.notice"].browse(docids).exists()
        if not self.env.user.has_group("cs_department.group_cs_agent"):
            raise AccessError(self.env._("Only customer service prints its notices."))
        notices.check_access("read")
        return {"docs": [notice._sheet() for notice in notices]}


class CsPropertyNotice(models.Model):
    _inherit = "cs.property.notice"

    def _sheet(self) -> dict:
        """The facts of one poster, in the language of the company."""
        self.ensure_one()
        notice = self.with_context(lang=self._page_lang())
        picture = io.BytesIO()
        segno.make(notice._link_url(), error="m").save(picture, kind="png", scale=6, border=1)
        day = notice.published_at or notice.publish_at
        issued = notice._values() | {"day": self.company_id._cs_local_day(day) if day else self.company_id._cs_today()}
        return {**notice._page_facts(), **issued, "qr": base64.b64encode(picture.getvalue())}

    def action_poster(self):
        """The poster as PDF."""
        self.check_access("read")
        # sudo: the report is ours; it is read with the rights of the reader
        report = self.env.ref("cs_property.action_report_property_notice").sudo()
        return report.with_env(self.env).report_action(self, config=False)
