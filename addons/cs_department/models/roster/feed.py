from datetime import timedelta

import vobject
from dateutil.tz import UTC
from odoo import api, fields, models
from odoo.exceptions import AccessError

from ...core.now import utcnow

#: a calendar shows so much of the past and of what is to come
_PAST = timedelta(days=31)
_AHEAD = timedelta(days=124)


class CsShiftFeed(models.Model):
    """The address under which a person's telephone or calendar reads the own shifts.

    The address is signed and stored nowhere; making a new one, or none, voids the old.
    """

    _name = "cs.shift.feed"
    _description = "Calendar address of shifts"
    _inherit = ["cs.link.mixin"]
    _rec_name = "user_id"
    _link_path = "/cs/ical/"
    _allow_sudo_commands = False

    user_id = fields.Many2one("res.users", required=True, readonly=True, ondelete="cascade")
    version = fields.Integer(required=True, readonly=True, default=1)
    is_on = fields.Boolean(default=True, readonly=True)

    _one_each = models.UniqueIndex("(user_id)", "Everybody has one address.")

    @api.model
    def my_address(self):
        """The address of whoever asks; empty while there is none."""
        feed = self._of_user()
        return feed._link_url() if feed.is_on else ""

    @api.model
    def make_address(self):
        """A new address; the one before does not work any more."""
        if not self.env.user._is_internal() or not self.env.user.employee_id:
            raise AccessError(self.env._("Only employees have shifts to read."))
        feed = self._of_user()
        if feed:
            feed.write({"version": feed.version + 1, "is_on": True})
        else:
            feed = feed.create({"user_id": self.env.uid})
        return feed._link_url()

    @api.model
    def revoke_address(self):
        """No address any more: whoever has it reads nothing."""
        self._of_user().write({"is_on": False})
        return True

    @api.model
    def _of_user(self):
        # sudo: everybody deals with the own address by these verbs, and with no other
        return self.sudo().search([("user_id", "=", self.env.uid)])

    def _link_facts(self):
        return (self.version, self.user_id.id)

    def _link_open(self):
        return self.is_on and self.user_id.active and self.user_id._is_internal()

    # -- the calendar ------------------------------------------------------------

    def _calendar(self) -> str:
        """The shifts in force as an iCalendar file (in sudo)."""
        calendar = vobject.iCalendar()
        calendar.add("prodid").value = "-//cs_department//shifts//EN"
        calendar.add("method").value = "PUBLISH"
        calendar.add("x-wr-calname").value = self.env._("My shifts")
        calendar.add("refresh-interval;value=duration").value = "PT1H"
        now = utcnow()
        spans = self.env["cs.shift.span"].search(
            [
                ("user_id", "=", self.user_id.id),
                ("in_force", "=", True),
                ("start_at", ">", now - _PAST),
                ("start_at", "<", now + _AHEAD),
            ]
        )
        host = self.get_base_url().partition("//")[2]
        for span in spans:
            span._add_event(calendar, host, now)
        return calendar.serialize()


class CsShiftSpan(models.Model):
    _inherit = "cs.shift.span"

    def _add_event(self, calendar, host, now):
        """One entry of a calendar; the same shift keeps its name when it is read again."""
        shift = self.shift_id
        place = shift.span_ids.ids.index(self.id)
        event = calendar.add("vevent")
        event.add("uid").value = f"shift-{shift.id}-{place}@{host}"
        event.add("dtstamp").value = now.replace(tzinfo=UTC)
        event.add("dtstart").value = self.start_at.replace(tzinfo=UTC)
        event.add("dtend").value = self.end_at.replace(tzinfo=UTC)
        event.add("summary").value = " · ".join(filter(None, (shift.template_id.name, shift.post_id.name)))
        if shift.post_id:
            event.add("location").value = shift.post_id.name
        event.add("transp").value = "OPAQUE" if shift.layer == "work" else "TRANSPARENT"
