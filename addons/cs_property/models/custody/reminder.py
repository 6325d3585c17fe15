from collections import defaultdict
from datetime import timedelta

from markupsafe import Markup
from odoo import api, fields, models
from odoo.addons.cs_department.core import local_days
from odoo.addons.cs_department.core.now import utcnow
from odoo.addons.cs_department.models.ticket.tell_mixin import AUTOMATIC
from odoo.tools import format_date
from odoo.tools.translate import LazyTranslate

from ...core import custody
from ...core.placeholders import fill
from .kind import CHANNELS

_lt = LazyTranslate(__name__)

#: days after the due day on which something is overdue
OVERDUE = 1


class CsCustodyReminder(models.Model):
    """A reminder that was given: each step of the rule once for each loan, whatever is killed and begun anew."""

    _name = "cs.custody.reminder"
    _description = "Reminder that was given"
    _order = "id desc"
    _allow_sudo_commands = False
    _check_company_auto = True
    _log_access = False

    item_id = fields.Many2one("cs.custody.item", required=True, readonly=True, index=True, ondelete="cascade")
    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True)
    chase_id = fields.Many2one("cs.custody.chase", readonly=True, index="btree_not_null", ondelete="set null")
    turn = fields.Integer("Loan", readonly=True)
    due_on = fields.Date("Was due", required=True, readonly=True)
    partner_id = fields.Many2one("res.partner", "Reminded", required=True, readonly=True, ondelete="restrict")
    channel = fields.Selection(CHANNELS, required=True, readonly=True)
    given_at = fields.Datetime("When", required=True, readonly=True)
    words = fields.Text(readonly=True)
    outcome = fields.Char("What came of it", readonly=True)

    _once = models.UniqueIndex("(item_id, chase_id, turn, due_on)", "This reminder was given.")


class CsCustodyItem(models.Model):
    """Time chases what is not brought back, and what is not collected."""

    _inherit = "cs.custody.item"

    reminder_ids = fields.One2many("cs.custody.reminder", "item_id", "Reminders given", readonly=True)

    @api.model
    def _cron_chase(self):
        """Remind whoever is due to be reminded; safe to kill and to run twice."""
        # sudo: the scheduler reminds for every company
        self.sudo()._cron_due()

    def _act_on_time(self):
        """Give the reminders that are due, and look again when the next one is (in sudo)."""
        items = self.filtered(lambda item: item._awaited() and item.due_on)
        (self - items)._no_reminders()
        given = defaultdict(list)
        for reminder in items.reminder_ids:
            given[reminder.item_id, reminder.turn, reminder.due_on].append(reminder.chase_id.id)
        new = []
        for item in items:
            today, steps = item._today(), item._steps()
            taken = given[item, item.turn, item.due_on]
            due = custody.steps_due(item.due_on, today, steps, taken)
            new += [(item, item.kind_id.chase_ids.browse(step)) for step in due]
            # each item has its own next day; flushed as one statement
            item.overdue_rank = 0 if item.due_on < today else 1
            item._look_next(today)
        self._remind(new)

    def _remind(self, pairs):
        """Write to, or have called, whoever has these things.

        :param pairs: item and step of its rule.
        """
        if not pairs:
            return
        now = utcnow()
        rows = [item._reminder(chase, now) for item, chase in pairs]
        # sudo: reminders are the system's
        made = self.env["cs.custody.reminder"].sudo().create(rows)
        by_text = made.filtered(lambda one: one.channel == "sms")
        dumb = by_text.filtered(lambda one: not one.partner_id.phone)
        self._send_texts([(one.item_id, one.partner_id, one.words) for one in by_text - dumb])
        by_mail = made.filtered(lambda one: one.channel == "mail")
        unwritten = by_mail.filtered(lambda one: not one.partner_id.email)
        self._send_mails(by_mail - unwritten)
        for one in dumb | unwritten:
            # a few have neither; each in the language of its company
            one.outcome = one.item_id._in_house().env._("No number or address is known: call.")
        call = (made.filtered(lambda one: one.channel == "todo") | dumb | unwritten).item_id
        call._tell(
            {item.id: item._keepers() for item in call}, _lt("Call whoever has it: it is overdue"), by=("activity",)
        )

    def _reminder(self, chase, now) -> dict:
        told = self._spoken()
        chase = chase.with_env(told.env)
        borrower = told.holder_id or told.owner_id
        words = fill(
            chase.script,
            {
                "borrower": borrower.name,
                "item": told.name,
                "number": told.number,
                "due": format_date(told.env, told.due_on),
                "days": max((told._today() - told.due_on).days, 0),
                "company": told.company_id.name,
            },
        )
        return {
            "item_id": self.id,
            "company_id": self.company_id.id,
            "chase_id": chase.id,
            "turn": self.turn,
            "due_on": self.due_on,
            "partner_id": borrower.id,
            "channel": chase.channel,
            "given_at": now,
            "words": words,
        }

    # -- inside (in sudo) ------------------------------------------------------------------

    def _plan_reminders(self):
        """It has just gone out, or come in: when time looks at it first."""
        for item in self:
            # one at the counter
            today = item._today()
            item.overdue_rank = 1
            if not item.due_on:
                item.next_action_at = False
                continue
            # the day after the due day makes it overdue, with a reminder or without
            first = min([OVERDUE, *(step.days for step in item._steps())])
            item.next_action_at = item._moment(max(item.due_on + timedelta(days=first), today))

    def _look_next(self, today):
        """After today's reminders: the next step, and the day on which it becomes overdue."""
        days = [custody.next_step(self.due_on, today, self._steps())]
        if self.due_on >= today:
            days.append(self.due_on + timedelta(days=OVERDUE))
        day = min(filter(None, days), default=None)
        self.next_action_at = self._moment(day) if day else False

    def _no_reminders(self):
        self.filtered("next_action_at").write({"next_action_at": False})
        self._end_told()

    def _steps(self):
        return [custody.Step(chase.id, chase.days) for chase in self.kind_id.chase_ids]

    def _moment(self, day):
        return local_days.at_local(day, self.kind_id.chase_hour, self.company_id._cs_zone())

    def _keepers(self):
        """Who is told about it: the clerk who gave it out, while he works here."""
        loan = self.move_ids.filtered(lambda move: move.kind in ("lent", "taken_in")).sorted("id")[-1:]
        return loan.user_id.filtered("active")

    def _spoken(self):
        """The item in the language of who has it, or for whom it is kept."""
        person = self.holder_id or self.owner_id
        return self.with_context(lang=person.lang or self.company_id.partner_id.lang or "en_US")

    def _in_house(self):
        """The item in the language in which the company keeps its books."""
        return self.with_context(lang=self.company_id.partner_id.lang or "en_US")

    def _send_text(self, partner, text):
        self._send_texts([(self, partner, text)])

    @api.model
    def _send_texts(self, rows):
        """Text messages into Odoo's queue: they leave once this is written down."""
        self.env["sms.sms"].create(
            [
                {
                    "number": partner.phone,
                    "body": text,
                    "partner_id": partner.id,
                    "cs_company_id": item.company_id.id,
                }
                for item, partner, text in rows
            ]
        )

    @api.model
    def _send_mails(self, reminders):
        self.env["mail.mail"].create(
            [
                {
                    "subject": reminder.item_id.name,
                    "body_html": Markup("<p>%s</p>") % reminder.words,
                    "email_to": reminder.partner_id.email_formatted,
                    "author_id": reminder.company_id.partner_id.id,
                    "auto_delete": True,
                    "headers": AUTOMATIC,
                }
                for reminder in reminders
            ]
        )
