from odoo import api, models
from odoo.tools import format_date


class ReportRenovationPermit(models.AbstractModel):
    """The permit on paper, in the language of the company."""

    _name = "report.cs_property.report_renovation_permit"
    _description = "Renovation permit on paper"

    @api.model
    def _get_report_values(self, docids, data=None):
        self.env["cs.renovation"]._need_clerk()
        found = self.env["cs.renovation"].browse(docids).exists()
        found.check_access("read")
        return {"docs": [one._permit_sheet() for one in found]}


class ReportRenovationPass(models.AbstractModel):
    """Cards of workers on paper, several on a page."""

    _name = "report.cs_property.report_renovation_pass"
    _description = "Worker passes on paper"

    @api.model
    def _get_report_values(self, docids, data=None):
        self.env["cs.renovation"]._need_clerk()
        found = self.env["cs.renovation.pass"].browse(docids).exists()
        found.check_access("read")
        return {"cards": [one._card_sheet() for one in found]}


class ReportRenovationViolation(models.AbstractModel):
    """The notice of a violation on paper."""

    _name = "report.cs_property.report_renovation_violation"
    _description = "Notice of a violation on paper"

    @api.model
    def _get_report_values(self, docids, data=None):
        self.env["cs.renovation"]._need_inspector()
        found = self.env["cs.renovation.violation"].browse(docids).exists()
        found.check_access("read")
        return {"docs": [one._notice_sheet() for one in found]}


def _house(record):
    """The record in the language of the company, in sudo: what is printed was checked."""
    lang = record.sudo().company_id.partner_id.lang or "zh_CN"  # sudo: as said above
    return record.sudo().with_context(lang=lang)  # sudo: as said above


class CsRenovation(models.Model):
    _inherit = "cs.renovation"

    def _permit_sheet(self) -> dict:
        one = _house(self)
        rule = one.env["cs.renovation.rule"]._rule_for(one.company_id)
        works = one.env["cs.renovation.work"]
        forbidden = works.search([("forbidden", "=", True), ("company_id", "in", (False, one.company_id.id))])
        return {
            "permit": one,
            "from": format_date(one.env, one.date_from),
            "to": format_date(one.env, one.date_to),
            "works": ", ".join(one.work_ids.mapped("name")),
            "hours": rule.hours,
            "phone": rule.emergency_phone or one.company_id.phone or "",
            "forbidden": [(work.name, work.reason) for work in forbidden],
            "issued": format_date(one.env, one.company_id._cs_local_day(one.permit_on)) if one.permit_on else "",
            "qr": one._scan_picture(),
        }


class CsRenovationPass(models.Model):
    _inherit = "cs.renovation.pass"

    def _card_sheet(self) -> dict:
        one = _house(self)
        return {"card": one, "until": format_date(one.env, one.valid_until), "qr": one._scan_picture()}


class CsRenovationViolation(models.Model):
    _inherit = "cs.renovation.violation"

    def _notice_sheet(self) -> dict:
        one = _house(self)
        return {
            "violation": one,
            "found": format_date(one.env, one.found_on),
            "due": format_date(one.env, one.due_on),
            "today": format_date(one.env, one.company_id._cs_today()),
            "photos": [photo.datas for photo in one.photo_ids[:4] if (photo.mimetype or "").startswith("image/")],
        }
