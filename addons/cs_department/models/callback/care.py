from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain

#: days that a pass looks back: a server that slept a week forgets nobody
LOOK_BACK = 7
BATCH = 500


class ResPartner(models.Model):
    _inherit = "res.partner"

    cs_birthday = fields.Char(
        "Birthday",
        size=5,
        index="btree_not_null",
        help="Month and day, as 03-15. The year is nobody's business.",
    )

    @api.constrains("cs_birthday")
    def _check_cs_birthday(self):
        for partner in self.filtered("cs_birthday"):
            try:
                # a leap year, so that the 29th of February is a birthday
                day = fields.Date.to_date(f"2000-{partner.cs_birthday}")
            except ValueError:
                day = None
            if not day or f"{day:%m-%d}" != partner.cs_birthday:
                raise ValidationError(self.env._("Write a birthday as month and day, such as 03-15."))


class CsCallback(models.Model):
    """Care calls: days on which customers hear from us without a case."""

    _inherit = "cs.callback"

    @api.model
    def _cron_care(self):
        """Let the rules for care calls look at the customers whose day has come.

        Safe to kill and to run twice: a rule looks at a customer once for each occasion.
        """
        commit = self.env["ir.cron"]._commit_progress
        for (company,) in self.env["cs.team"]._read_group([], ["company_id"]):
            here = self.with_company(company)
            for event, day, occasion, domain in here._care_days(company._cs_today()):
                # a few days of a few occasions
                customers = here._customers(domain)
                while batch := customers[:BATCH]:
                    here._cs_callback_event(batch, event, company._cs_midnight(day), occasion)
                    customers -= batch
                    if not commit(len(batch)):
                        return

    @api.model
    def _care_days(self, today):
        """What happens on the days that the rules for care calls look at.

        :return: event, day on which it happens, occasion, domain of the customers.
        """
        rules = self.env["cs.callback.rule"].search(
            [
                ("is_draft", "=", False),
                ("event_id.is_care", "=", True),
                ("company_id", "in", (self.env.company.id, False)),
            ]
        )
        for rule in rules:
            for back in range(LOOK_BACK):
                # the call is made so many days after (before) the day itself
                day = today - timedelta(days=back + rule.offset_days)
                for occasion, domain in rule._care_of(day):
                    yield rule.event_code, day, occasion, domain

    @api.model
    def _customers(self, domain):
        """Customers of this company, as the customers' list has them."""
        common = Domain("partner_share", "=", True) & Domain("ref_company_ids", "=", False)
        return self.env["res.partner"].search(
            domain & common & Domain("company_id", "in", (self.env.company.id, False)), order="id"
        )


class CsCallbackRule(models.Model):
    _inherit = "cs.callback.rule"

    def _care_of(self, day):
        """The occasions of a day: (which one, domain of the customers)."""
        self.ensure_one()
        code = self.event_code
        if code == "birthday":
            days = [f"{day:%m-%d}"]
            if days == ["02-28"] and (day + timedelta(days=1)).day == 1:
                days.append("02-29")
            return [(str(day.year), Domain("cs_birthday", "in", days))]
        if code == "festival":
            dates = self.env["cs.callback.festival.date"].search(
                [("date", "=", day), ("festival_id.active", "=", True)]
            )
            wanted = dates.filtered(lambda date: not self.festival_ids or date.festival_id in self.festival_ids)
            return [(f"{date.festival_id.code} {day.year}", Domain("cs_ticket_ids", "!=", False)) for date in wanted]
        if code == "new_customer":
            return [("", self._on_day("create_date", day))]
        if code == "dormant":
            return self._silent_since(day)
        return []

    def _silent_since(self, day):
        """Customers whose last case is as old as the rule says."""
        last = day - timedelta(days=self.dormant_days)
        cases = self.env["cs.ticket"]
        then = self._on_day("registered_at", last)
        spoke = cases.search(then & Domain("partner_id", "!=", False)).partner_id
        later = Domain("partner_id", "in", spoke.ids) & Domain("registered_at", ">=", self._begin_of_day(last, 1))
        again = cases._read_group(later, ["partner_id"])
        silent = set(spoke.ids) - {partner.id for (partner,) in again}
        return [(str(last), Domain("id", "in", list(silent)))]

    def _on_day(self, name, day) -> Domain:
        """What happened on a day where the company works."""
        return Domain(name, ">=", self._begin_of_day(day)) & Domain(name, "<", self._begin_of_day(day, 1))

    def _begin_of_day(self, day, later=0):
        return self.env.company._cs_midnight(day + timedelta(days=later))
