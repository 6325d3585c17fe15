from datetime import timedelta

from odoo import models
from odoo.addons.cs_department.core.now import utcnow
from odoo.tools import format_date
from odoo.tools.translate import LazyTranslate

from ...core.placeholders import fill

_lt = LazyTranslate(__name__)


class CsParkingLease(models.Model):
    """Time: reminders before the end of a lease, and the end itself."""

    _inherit = "cs.parking.lease"

    def _act_on_time(self):
        """Reminders that are due, each once; leases that are over end (in sudo)."""
        running = self.filtered(lambda lease: lease.state == "active")
        (self - running).write({"next_action_at": False})
        today = {lease: lease.company_id._cs_today() for lease in running}
        over = running.filtered(lambda lease: lease.date_to < today[lease])
        over.write({"state": "ended", "next_action_at": False})
        self._remind([(lease, step) for lease in running - over for step in lease._steps_due(today[lease])])
        for lease in running - over:
            # each has its own next day; flushed as one statement
            lease._look_next()
        for lease in over:
            # few end on a day; each frees one space
            lease._end_told()
            self.env["cs.parking.waiting"]._offer_next(lease.space_id)

    def _steps_due(self, today):
        given = self.notice_ids.filtered(lambda one: one.date_to == self.date_to).reminder_id
        return (self.rule_id.reminder_ids - given).filtered(
            lambda step: today >= self.date_to - timedelta(days=step.days)
        )

    def _look_next(self):
        """When time has something to do for one lease (in sudo)."""
        today = self.company_id._cs_today()
        given = self.notice_ids.filtered(lambda one: one.date_to == self.date_to).reminder_id
        days = [self.date_to - timedelta(days=step.days) for step in self.rule_id.reminder_ids - given]
        day = min([day for day in days if day > today] or [self.date_to + timedelta(days=1)])
        day = today if any(one <= today for one in days) else min(day, self.date_to + timedelta(days=1))
        self.next_action_at = self.company_id._cs_midnight(day)

    def _remind(self, pairs):
        """Give reminders: text messages in one go, to-dos to the clerks (in sudo).

        :param pairs: lease and step of its rule.
        """
        now = utcnow()
        notices = self.env["cs.parking.notice"].create(
            [
                {
                    "lease_id": lease.id,
                    "reminder_id": step.id,
                    "date_to": lease.date_to,
                    "given_at": now,
                    "words": lease._reminder_words(step),
                }
                for lease, step in pairs
            ]
        )
        by_text = notices.filtered(lambda one: one.channel == "sms" and one.lease_id.partner_id.phone)
        messages = self.env["sms.sms"].create(
            [
                {
                    "number": one.lease_id.partner_id.phone,
                    "body": one.words,
                    "partner_id": one.lease_id.partner_id.id,
                    "cs_company_id": one.lease_id.company_id.id,
                }
                for one in by_text
            ]
        )
        for notice, message in zip(by_text, messages, strict=True):
            # each keeps its own message; flushed as one statement
            notice.sms_id = message
        call = (notices - by_text).lease_id
        call._tell(
            {lease.id: lease._clerks() for lease in call}, _lt("A parking lease ends"), by=("screen", "activity")
        )

    def _reminder_words(self, step) -> str:
        lang = self.partner_id.lang or self.company_id.partner_id.lang
        told = self.with_context(lang=lang)
        return fill(
            step.with_context(lang=lang).script,
            {
                "tenant": told.partner_id.name,
                "space": told.space_id.code,
                "ends": format_date(told.env, told.date_to),
                "days": max((told.date_to - told.company_id._cs_today()).days, 0),
                "estate": told.estate_id.name,
                "company": told.company_id.name,
                "phone": told.company_id.phone or "",
            },
        )
