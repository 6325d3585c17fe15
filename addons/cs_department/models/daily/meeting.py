from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tools.translate import LazyTranslate

from ...core import daily, local_days
from ...core.now import utcnow
from .figures import Scope

_lt = LazyTranslate(__name__)


class CsMeeting(models.Model):
    """The regular meeting of a team: last week, this week's plan, matters to coordinate, minutes (D18)."""

    _name = "cs.meeting"
    _description = "Team meeting"
    _inherit = ["cs.figures.mixin", "cs.tell.mixin", "mail.thread", "mail.activity.mixin"]
    _order = "held_at desc, id desc"
    _check_company_auto = True
    _mail_post_access = "read"

    name = fields.Char(required=True, default=lambda self: self.env._("Weekly meeting"))
    company_id = fields.Many2one(related="team_id.company_id", store=True, index=True, precompute=True)
    team_id = fields.Many2one(
        "cs.team", required=True, index=True, ondelete="restrict", default=lambda self: self._default_team()
    )
    chair_id = fields.Many2one("res.users", required=True, index=True, default=lambda self: self.env.user)
    attendee_ids = fields.Many2many(
        "res.users",
        "cs_meeting_attendee_rel",
        "meeting_id",
        "user_id",
        "Attendees",
        domain=[("share", "=", False)],
        compute="_compute_attendee_ids",
        store=True,
        readonly=False,
        precompute=True,
    )
    held_at = fields.Datetime("Begins", required=True, default=lambda self: self._default_held_at())
    place = fields.Char("Where")
    date_from = fields.Date(
        "Looks back from",
        compute="_compute_span",
        store=True,
        readonly=False,
        precompute=True,
        required=True,
        copy=False,
    )
    date_to = fields.Date(
        "Looks back to",
        compute="_compute_span",
        store=True,
        readonly=False,
        precompute=True,
        required=True,
        copy=False,
    )
    state = fields.Selection(
        [("planned", "Planned"), ("held", "Held"), ("cancelled", "Called off")],
        required=True,
        default="planned",
        readonly=True,
        copy=False,
    )
    last_week = fields.Text("Last week", copy=False)
    plan_ids = fields.One2many(
        "cs.meeting.point", "meeting_id", "Plan of this week", domain=[("section", "=", "plan")], copy=False
    )
    matter_ids = fields.One2many(
        "cs.meeting.point", "meeting_id", "Matters to coordinate", domain=[("section", "=", "matter")], copy=False
    )
    minutes = fields.Text("Minutes of the meeting", copy=False)
    action_ids = fields.One2many("cs.meeting.action", "meeting_id", "Actions decided", copy=False)
    earlier_action_ids = fields.Many2many("cs.meeting.action", compute="_compute_earlier", string="Open from before")
    sent_at = fields.Datetime("Minutes sent on", readonly=True, copy=False)

    @api.model
    def _default_team(self):
        mine = [("supervisor_id", "=", self.env.uid)]
        return self.env["cs.team"].search(mine, limit=1) or self.env.user.cs_team_ids[:1]

    @api.model
    def _default_held_at(self):
        """The next whole hour."""
        return utcnow().replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)

    @api.depends("name", "held_at", "team_id")
    def _compute_display_name(self):
        for meeting in self:
            day = meeting.held_at and meeting._local_today(meeting.held_at)
            meeting.display_name = " ".join(filter(None, (meeting.name, day and fields.Date.to_string(day))))

    @api.depends("team_id")
    def _compute_attendee_ids(self):
        for meeting in self:
            # sudo: who belongs to a team is no secret
            team = meeting.team_id.sudo()
            meeting.attendee_ids = team.member_ids | team.supervisor_id | meeting.chair_id

    @api.depends("held_at", "team_id")
    def _compute_span(self):
        """The week before that of the meeting, by the clock of the team."""
        for meeting in self:
            day = meeting._local_today(meeting.held_at or utcnow())
            meeting.date_from = daily.monday(day) - timedelta(days=7)
            meeting.date_to = meeting.date_from + timedelta(days=6)

    @api.depends("team_id", "held_at")
    def _compute_earlier(self):
        """What meetings of the team before this one decided and nobody has done yet."""
        for meeting in self:
            # the form of one meeting; lists do not show it
            meeting.earlier_action_ids = self.env["cs.meeting.action"].search(
                [
                    ("team_id", "=", meeting.team_id.id),
                    ("state", "=", "open"),
                    ("meeting_id", "!=", meeting._origin.id),
                    ("meeting_id.held_at", "<=", meeting.held_at or utcnow()),
                    ("meeting_id.state", "=", "held"),
                ]
            )

    @api.constrains("date_from", "date_to")
    def _check_span(self):
        for meeting in self:
            if meeting.date_to < meeting.date_from or meeting.date_to - meeting.date_from > timedelta(days=92):
                raise ValidationError(self.env._("A meeting looks back on up to a quarter."))

    @api.model_create_multi
    def create(self, vals_list):
        meetings = super().create(vals_list)
        meetings._draw()
        return meetings

    def write(self, vals):
        if {"state", "sent_at", "figures", "drawn_at"} & vals.keys() and not self.env.su:
            raise AccessError(self.env._("Where a meeting stands is said by its buttons."))
        result = super().write(vals)
        if {"date_from", "date_to", "team_id", "held_at"} & vals.keys():
            self._draw()
        return result

    # -- for those who tell of it ------------------------------------------------------

    def _link(self) -> str:
        return f"{self.get_base_url()}/odoo/cs-meetings/{self.id}"

    def _zone(self):
        return self.team_id._zone() if self.team_id else self.company_id._cs_zone()

    def _local_today(self, now):
        return local_days.day_of(now, self._zone())

    # -- figures -----------------------------------------------------------------------

    def _figure_scope(self):
        start, end = local_days.span(self.date_from, self.date_to, self._zone())
        return Scope(self.company_id.id, self.team_id.id, False, False, start, end)

    def _draw(self):
        # sudo: figures are the system's, the same for every attendee
        for meeting in self.sudo():
            # a meeting is made one at a time
            meeting.write({"figures": meeting._draw_figures(), "drawn_at": utcnow()})

    def action_draw(self):
        """Draw the figures anew."""
        self._check_chair()
        self._draw()
        return True

    # -- the verbs -----------------------------------------------------------------------

    def _check_chair(self):
        self.check_access("write")
        if any(meeting.state == "cancelled" for meeting in self):
            raise UserError(self.env._("This meeting was cancelled."))

    def invite(self):
        """Send the agenda to the attendees."""
        self._check_chair()
        for meeting in self:
            # each has attendees of its own
            meeting._post_to_attendees(self.env._("Agenda: %(meeting)s", meeting=meeting.display_name))
        return True

    def send_minutes(self):
        """The meeting was held: its minutes go to the attendees, what was decided becomes their to-dos.

        :raises UserError: without minutes and without anything decided.
        """
        self._check_chair()
        for meeting in self:
            if not (meeting.minutes or "").strip() and not meeting.action_ids:
                raise UserError(self.env._("Write the minutes first."))
        # sudo: state and moments are the system's
        self.sudo().write({"state": "held", "sent_at": utcnow()})
        self.action_ids._make_activities()
        for meeting in self:
            # each has attendees of its own
            meeting._post_to_attendees(self.env._("Minutes: %(meeting)s", meeting=meeting.display_name))
        return True

    def _post_to_attendees(self, subject):
        self.ensure_one()
        # sudo: names of colleagues
        doc = self.sudo()
        body = self.env["ir.qweb"]._render("cs_department.meeting_sheet", {"doc": doc, "in_mail": True})
        self.message_post(
            body=body, subject=subject, partner_ids=doc.attendee_ids.partner_id.ids, subtype_xmlid="mail.mt_note"
        )

    def cancel(self):
        """The meeting does not take place."""
        self._check_chair()
        if any(meeting.state != "planned" for meeting in self):
            raise UserError(self.env._("A meeting that was held cannot be cancelled."))
        # sudo: the state is the system's
        self.sudo().write({"state": "cancelled"})
        self._tell({meeting.id: meeting.attendee_ids for meeting in self}, _lt("A meeting is cancelled"))
        return True

    def plan_next(self):
        """The same a week later; what is open is shown there."""
        self.ensure_one()
        self._check_chair()
        later = self.copy({"held_at": self.held_at + timedelta(days=7)})
        action = self.env["ir.actions.act_window"]._for_xml_id("cs_department.cs_meeting_action")
        return {**action, "views": [(False, "form")], "res_id": later.id}

    def action_print(self):
        """The sheet of the meeting on paper."""
        self.check_access("read")
        return self.env.ref("cs_department.cs_meeting_report").report_action(self)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_held(self):
        if any(meeting.state == "held" for meeting in self):
            raise UserError(self.env._("Minutes are kept."))
