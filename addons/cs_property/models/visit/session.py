from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError


class CsMediationSession(models.Model):
    """Both sides at one table: when, where, who mediated, what came of it. It stands on the mediator's calendar."""

    _name = "cs.mediation.session"
    _description = "Session of a mediation"
    _bound_through = "mediation_id"
    _inherit = ["cs.system.fields.mixin"]
    _order = "start, id"
    _check_company_auto = True
    _system_fields = frozenset({"state", "event_id"})

    mediation_id = fields.Many2one("cs.mediation", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="mediation_id.company_id", store=True, index=True)
    start = fields.Datetime("Begins", required=True)
    hours = fields.Float("Hours long", required=True, default=1.0)
    place = fields.Char("Where", required=True)
    mediator_id = fields.Many2one(
        "res.users",
        "Who mediates",
        required=True,
        default=lambda self: self.env.user,
        domain=[("share", "=", False)],
        index=True,
        ondelete="restrict",
    )
    with_a = fields.Boolean("Party A was there", default=True)
    with_b = fields.Boolean("Party B was there", default=True)
    minutes = fields.Text("What was said")
    state = fields.Selection(
        [("planned", "Planned"), ("held", "Held"), ("cancelled", "Called off")],
        required=True,
        readonly=True,
        default="planned",
        index=True,
    )
    event_id = fields.Many2one("calendar.event", "On the calendar", readonly=True, ondelete="set null")

    _hours_sane = models.Constraint("CHECK (hours > 0 AND hours <= 12)", "A session lasts up to 12 hours.")

    @api.depends("mediation_id.subject", "start")
    def _compute_display_name(self):
        for session in self:
            session.display_name = " ".join(filter(None, (session.mediation_id.display_name, str(session.start or ""))))

    @api.constrains("mediator_id", "mediation_id")
    def _check_mediator(self):
        for session in self:
            session.mediation_id._need_neutral(session.mediator_id)

    @api.model_create_multi
    def create(self, vals_list):
        sessions = super().create(vals_list)
        for session in sessions:
            session.mediation_id._need_open()
        # sudo: the entry on the calendar is the mediator's, whoever makes the appointment
        sessions.sudo()._put_on_calendar()
        return sessions

    def write(self, vals):
        """
        :raises UserError: for a session that was held or cancelled.
        """
        content = vals.keys() & {
            "mediation_id",
            "start",
            "hours",
            "place",
            "mediator_id",
            "with_a",
            "with_b",
            "minutes",
        }
        over = "mediation_id" in vals or any(one.state != "planned" for one in self)
        if content and over and not self.env.su:
            raise UserError(self.env._("What was held or cancelled stays as it is."))
        result = super().write(vals)
        if vals.keys() & {"start", "hours", "place", "mediator_id"}:
            # sudo: see create
            self.sudo()._put_on_calendar()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("A session is cancelled, not deleted."))

    def _put_on_calendar(self):
        """One entry per session for who mediates; the parties are told by telephone (in sudo)."""
        quiet = {"mail_create_nolog": True, "mail_notrack": True, "no_mail_to_attendees": True, "dont_notify": True}
        for session in self.with_context(**quiet):
            # few: appointments made by hand
            values = {
                "name": session.mediation_id.display_name,
                "start": session.start,
                "stop": session.start + timedelta(hours=session.hours),
                "location": session.place,
                "user_id": session.mediator_id.id,
                "partner_ids": [fields.Command.set(session.mediator_id.partner_id.ids)],
                "privacy": "confidential",
            }
            if session.event_id:
                session.event_id.write(values)
            else:
                session.event_id = session.env["calendar.event"].create(values)

    def action_held(self):
        """The session took place.

        :raises UserError: before it has begun, or without what was said.
        """
        self.ensure_one()
        self._need_planned()
        if not (self.minutes or "").strip():
            raise UserError(self.env._("Write down what was said."))
        # sudo: the state is written by the verbs only
        self.sudo().write({"state": "held"})
        return True

    def action_cancel(self):
        """The session does not take place."""
        self.ensure_one()
        self._need_planned()
        # sudo: see action_held; the entry on the calendar goes
        system = self.sudo()
        system.event_id.unlink()
        system.write({"state": "cancelled"})
        return True

    def _need_planned(self):
        self.check_access("write")
        if self.state != "planned":
            raise UserError(self.env._("What was held or cancelled stays as it is."))
