from datetime import datetime, time, timedelta

from odoo import fields, models
from odoo.addons.cs_department.core.now import utcnow
from odoo.exceptions import UserError
from pytz import UTC, timezone

from .renovation import LIVE


class CsRenovation(models.Model):
    """The permit: issued when everything is paid and complete, posted on the door, carried as a code."""

    _inherit = "cs.renovation"

    permit_number = fields.Char("Number of the permit", readonly=True, copy=False, index="btree_not_null")
    permit_on = fields.Datetime("Permit issued on", readonly=True, copy=False)
    permit_back_on = fields.Date("Permit given back on", readonly=True, copy=False)
    posted_on = fields.Date("Posting seen on", readonly=True, copy=False)
    posting_check_id = fields.Many2one("cs.check", "Check of the posting", readonly=True, copy=False)

    def _permit_lacks(self) -> list[str]:
        return self._paper_lacks() + self._money_lacks()

    def action_permit(self):
        """Issue the permit; its posting on the door is the first thing that is looked at.

        :raises UserError: naming everything that is missing.
        """
        self._need_clerk()
        renovation = self._in_state("approved")
        lacks = renovation._permit_lacks()
        if lacks:
            raise UserError(self.env._("No permit yet:\n%(lacks)s", lacks="\n".join(lacks)))
        number = renovation.env["ir.sequence"].with_company(renovation.company_id).next_by_code("cs.renovation.permit")
        rule = renovation.env["cs.renovation.rule"]._rule_for(renovation.company_id)
        renovation.write({"state": "permitted", "permit_number": number, "permit_on": utcnow()})
        renovation.posting_check_id = renovation._look_at(rule.posting_checklist_id, renovation._today())
        renovation.unit_id.write({"renovating_from": renovation.date_from, "renovating_until": renovation.date_to})
        return self.action_print_permit()

    def action_print_permit(self):
        """The permit as PDF, to be posted on the door."""
        self._need_clerk()
        self._in_state(*LIVE)
        # sudo: the report is ours; it is read with the rights of the reader
        report = self.env.ref("cs_property.action_report_renovation_permit").sudo()
        return report.with_env(self.env).report_action(self, config=False)

    def action_permit_back(self):
        """The permit was given back."""
        self._need_clerk()
        renovation = self._in_state("finished", "accepted")
        renovation.permit_back_on = renovation._today()
        return True

    # -- its code ------------------------------------------------------------------------

    def _scan_span(self):
        return self._moment(self.date_from), self._moment(self.date_to + timedelta(days=1))

    def _moment(self, day):
        """Midnight of a local day of the estate, naive UTC."""
        zone = timezone(self.estate_id.tz or "UTC")
        return zone.localize(datetime.combine(day, time.min)).astimezone(UTC).replace(tzinfo=None)

    def _scan_hindrance(self):
        if self.state not in LIVE:
            return self.env._("This permit does not hold: the renovation is not under way.")
        if self.stopped:
            return self.env._("Work is stopped: %(why)s", why=self.stopped_why or "")
        return ""

    def _scan_card(self):
        rows = [
            (self.env._("Unit"), self.unit_id.code),
            (self.env._("Contractor"), self.contractor_id.name or ""),
            (self.env._("Responsible on site"), self.responsible or ""),
            (self.env._("Valid"), f"{self.date_from} – {self.date_to}"),
        ]
        return {
            "title": self.env._("Renovation permit %(number)s", number=self.permit_number or ""),
            "state": self.env._("Stopped") if self.stopped else self.env._("In force"),
            "rows": [{"name": name, "text": text} for name, text in rows if text],
        }
