from odoo import models
from odoo.exceptions import UserError
from odoo.tools import format_date, groupby


class CsMoveIn(models.Model):
    """What who moves in sees on his phone: free times, what to bring, and what he has signed."""

    _inherit = "cs.move.in"
    _link_path = "/cs/mi/"

    def _link_facts(self):
        return (self.unit_id.id, self.partner_id.id)

    def _link_open(self):
        return self.state != "cancelled"

    def _page_lang(self):
        return self._comer().lang or self.company_id.partner_id.lang or "en_US"

    def _page_case(self):
        return self.env["cs.ticket"]

    def _page_facts(self) -> dict:
        """Plain words for the page (in sudo)."""
        states = dict(self._fields["state"]._description_selection(self.env))
        waits = self.state == "appointment"
        return {
            "company": self.company_id.name,
            "unit": f"{self.unit_id.estate_id.name} {self.unit_id.code}",
            "resident": self.partner_id.name,
            "comer": self.authorised_id.name or "",
            "state": states[self.state],
            "waits": waits,
            "when": self._when(),
            "phone": self.company_id.phone or "",
            "days": self._page_days() if waits else [],
            "papers": [
                {"name": one.kind_id.name, "hint": one.kind_id.hint or "", "required": one.required, "state": one.state}
                for one in self.document_ids
                if self.state != "done"
            ],
            "signed": [{"id": one.id, "title": one.title} for one in self.agreement_ids if one.signed_on],
        }

    def _page_days(self) -> list[dict]:
        """Days with their slots: ``value`` is what the page sends back (in sudo)."""
        form = "M月d日 EEE" if self.env.lang == "zh_CN" else "EEE d MMM"
        chosen = self.starts_at and self._local(self.starts_at)
        days = groupby(self._slots(), key=lambda slot: slot.begins.date())
        return [
            {
                "day": format_date(self.env, day, date_format=form),
                "slots": [
                    {
                        "value": slot.begins.strftime("%Y-%m-%dT%H:%M"),
                        "time": slot.begins.strftime("%H:%M"),
                        "free": slot.free,
                        "mine": slot.begins == chosen,
                    }
                    for slot in slots
                ],
            }
            for day, slots in days
        ]

    def _choose(self, text):
        """The resident chooses a time by his link (in sudo).

        :raises UserError: in words for him.
        """
        if not self.try_lock_for_update():
            raise UserError(self.env._("This is being answered just now."))
        self.invalidate_recordset(["state"])
        if self.state != "appointment":
            raise UserError(self.env._("You have come already: no other time can be chosen."))
        self._appoint(self._moment(text))
