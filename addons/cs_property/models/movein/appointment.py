from collections import Counter
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from odoo import api, fields, models
from odoo.addons.cs_department.core.now import utcnow
from odoo.exceptions import UserError
from odoo.tools import format_datetime
from psycopg2.errors import UniqueViolation

from ...core import appointment, placeholders
from .move_in import UNDERWAY

_UTC = ZoneInfo("UTC")


class CsMoveIn(models.Model):
    """When somebody comes: he picks a free slot on his phone, or the counter does."""

    _inherit = "cs.move.in"

    starts_at = fields.Datetime("Comes at", readonly=True, index=True, tracking=True, copy=False)
    ends_at = fields.Datetime("Until", readonly=True, copy=False)
    #: which of the places of a slot: two who want the last one meet here
    seat = fields.Integer("Place in the appointment", readonly=True, copy=False)
    invited_at = fields.Datetime("Invited at", readonly=True, copy=False)
    is_today = fields.Boolean("Comes today", compute="_compute_is_today", search="_search_is_today")
    link = fields.Char("Link for the resident", compute="_compute_link", groups="cs_property.group_cs_counter")

    _one_place = models.UniqueIndex(
        "(estate_id, starts_at, seat) WHERE starts_at IS NOT NULL AND state <> 'cancelled'",
        "This time has just been taken: choose another one.",
    )

    @api.depends("state")
    def _compute_link(self):
        for one in self:
            one.link = one._link_url() if one.id and one._link_open() else False

    @api.depends("starts_at")
    def _compute_is_today(self):
        for one in self:
            today = one.company_id._cs_today()
            one.is_today = bool(one.starts_at) and one._local(one.starts_at).date() == today

    @api.model
    def _search_is_today(self, operator, value):
        if operator != "in":
            return NotImplemented
        today = self.env.company._cs_today()
        zone = ZoneInfo(self.env["cs.estate"].search([], limit=1).tz or "UTC")
        first = datetime.combine(today, datetime.min.time(), zone).astimezone(_UTC).replace(tzinfo=None)
        return ["&", ("starts_at", ">=", first), ("starts_at", "<", first + timedelta(days=1))]

    # -- slots -------------------------------------------------------------------------------

    def _slots(self) -> list[appointment.Slot]:
        """The slots that are still to come, full ones too (in sudo)."""
        rule, today = self._rule(), self.company_id._cs_today()
        days = (today + timedelta(days=rule.days_before), today + timedelta(days=rule.days_ahead))
        others = self.search_fetch(
            [
                ("estate_id", "=", self.estate_id.id),
                ("starts_at", ">=", utcnow()),
                ("state", "!=", "cancelled"),
                ("id", "not in", self.ids),
            ],
            ["starts_at"],
        )
        taken = Counter(self._local(one.starts_at) for one in others)
        return list(appointment.slots(days, rule._hours(), rule.slot_minutes, rule.room, taken, self._local(utcnow())))

    def _appoint(self, begins):
        """Come at this time; of two who want the last place one gets it (in sudo).

        :param begins: local time of the estate, without a zone.
        :raises UserError: for a time that nobody offers, or that has been taken.
        """
        rule = self._rule()
        slot = next((one for one in self._slots() if one.begins == begins), None)
        if not slot:
            raise UserError(self.env._("No appointment is given at this time: choose one of the list."))
        moment = self._utc(begins)
        known = self.search(
            [("estate_id", "=", self.estate_id.id), ("starts_at", "=", moment), ("state", "!=", "cancelled")]
        )
        free = [seat for seat in range(1, rule.room + 1) if seat not in (known - self).mapped("seat")]
        ends = moment + timedelta(minutes=rule.slot_minutes)
        for seat in free:
            # as many tries as people may come at once: somebody may take a place at this very moment
            try:
                with self.env.cr.savepoint():
                    self.write({"starts_at": moment, "ends_at": ends, "seat": seat})
                    self.flush_recordset(["starts_at", "seat"])
            except UniqueViolation:
                self.invalidate_recordset()
                continue
            return True
        raise UserError(self.env._("This time has just been taken: choose another one."))

    def appoint(self, begins):
        """The counter says when he comes.

        :param begins: local time of the estate, ``2026-03-09T10:00``.
        """
        self._need_clerk()
        return self._in_state("appointment")._appoint(self._moment(begins))

    def _moment(self, text):
        """A local time that came from outside.

        :raises UserError: for what is no time.
        """
        try:
            return datetime.strptime(str(text)[:16].replace(" ", "T"), "%Y-%m-%dT%H:%M")
        except ValueError:
            raise UserError(self.env._("This is no time: %(text)s", text=str(text)[:40])) from None

    def action_appoint(self):
        """Choose a free slot at the counter."""
        self._need_clerk()
        self._in_state("appointment")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Appointment"),
            "res_model": "cs.move.in.appoint",
            "view_mode": "form",
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_move_in_id": self.id},
        }

    # -- invitations -------------------------------------------------------------------------

    def action_invite(self):
        """Ask these people by text message to choose a time: any number in one go.

        :raises UserError: where nobody has a telephone.
        """
        self._need_clerk()
        self.check_access("write")
        # sudo: states are written by verbs
        asked = self.sudo().filtered(lambda one: one.state == "appointment")
        reachable = asked.filtered(lambda one: one._comer().phone)
        if not reachable:
            raise UserError(self.env._("None of them has a telephone number, or they have come already."))
        rows = []
        for company, own in reachable.grouped("company_id").items():
            # companies are few, each has its own rule
            rows += own._invitations(own.env["cs.move.in.rule"]._rule_for(company))
        reachable.env["sms.sms"].create(rows)
        reachable.write({"invited_at": utcnow()})
        return True

    def _invitations(self, rule) -> list[dict]:
        """The text messages, each in the language of who gets it."""
        rows = []
        for one in self:
            text = rule.with_context(lang=one._page_lang()).invitation
            rows.append(
                {
                    "number": one._comer().phone,
                    "body": placeholders.fill(text, {**one._named(), "link": one._link_url()}),
                    "partner_id": one._comer().id,
                    "cs_company_id": one.company_id.id,
                }
            )
        return rows

    # -- he comes ----------------------------------------------------------------------------

    def action_came(self):
        """He stands at the counter; without an appointment, too."""
        self._need_clerk()
        move_in = self._in_state("appointment")
        move_in.write({"state": "papers", "came_at": utcnow()})
        return True

    def cancel(self, words):
        """Nobody moves in after all.

        :raises UserError: without words, and while charges of it stand.
        """
        self._need_clerk()
        move_in = self._in_state(*UNDERWAY)
        words = str(words or "").replace("\0", "").strip()[:200]
        if not words:
            raise UserError(self.env._("Say why it is given up."))
        if move_in.charge_ids.filtered(lambda one: one.state == "billed"):
            raise UserError(self.env._("The first fees were charged: make them void before."))
        if move_in.set_day:
            move_in.unit_id.write({"handed_over_on": False})
        move_in.party_id.unlink()
        move_in.check_id.filtered(lambda check: check.state in ("todo", "doing"))._void(words)
        move_in.write({"state": "cancelled", "why": words})
        return True

    def action_cancel(self):
        """Ask why it is given up."""
        self._need_clerk()
        self._in_state(*UNDERWAY)
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Cancel Move-in"),
            "res_model": "cs.move.in.deed",
            "view_mode": "form",
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_move_in_id": self.id, "default_deed": "cancel"},
        }

    # -- times -------------------------------------------------------------------------------

    def _zone(self):
        return ZoneInfo(self.sudo().estate_id.tz or "UTC")  # sudo: where the unit stands is no secret

    def _local(self, moment):
        """A moment (naive UTC) as the clocks of the estate show it."""
        return moment.replace(tzinfo=_UTC).astimezone(self._zone()).replace(tzinfo=None)

    def _utc(self, local):
        return local.replace(tzinfo=self._zone()).astimezone(_UTC).replace(tzinfo=None)

    def _when(self) -> str:
        """The appointment in words, in the language of the record."""
        if not self.starts_at:
            return ""
        return format_datetime(self.env, self.starts_at, tz=str(self._zone()), dt_format="short")
