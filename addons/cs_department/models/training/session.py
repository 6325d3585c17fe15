import base64
import io
import secrets

import segno
from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools.translate import LazyTranslate

from ...core.now import utcnow
from ..answers import RELOAD, notification

_lt = LazyTranslate(__name__)

#: what changes only before the session is held
FACTS = frozenset({"course_id", "name", "starts_at", "ends_at", "hours", "trainer_id", "trainer_name", "place"})


class CsTrainingSession(models.Model):
    """A course is taught: when, where, by whom, and who was there."""

    _name = "cs.training.session"
    _description = "Training session"
    _inherit = ["cs.tell.mixin", "mail.thread", "mail.activity.mixin"]
    _order = "starts_at desc, id desc"
    _check_company_auto = True

    name = fields.Char("Topic", required=True)
    course_id = fields.Many2one(
        "cs.training.course", required=True, index=True, ondelete="restrict", check_company=True
    )
    company_id = fields.Many2one(
        "res.company", required=True, index=True, readonly=True, default=lambda self: self.env.company
    )
    starts_at = fields.Datetime("Begins", required=True, index=True)
    ends_at = fields.Datetime("Ends", required=True)
    hours = fields.Float("Training hours", digits=(16, 2), compute="_compute_hours", store=True, readonly=False)
    trainer_id = fields.Many2one(
        "res.users",
        domain=[("share", "=", False)],
        index="btree_not_null",
        default=lambda self: self.env.user,
    )
    trainer_name = fields.Char("Trainer from outside")
    place = fields.Char("Room")
    sign_in = fields.Selection(
        [
            ("own", "each with a tap on his telephone"),
            ("code", "by the code on the wall"),
            ("list", "by the trainer's list"),
        ],
        "Signing in",
        required=True,
        default="own",
    )
    token = fields.Char(
        readonly=True, copy=False, groups="base.group_system", default=lambda self: secrets.token_hex(8)
    )
    state = fields.Selection(
        [("planned", "Planned"), ("held", "Held"), ("cancelled", "Called off")],
        required=True,
        readonly=True,
        default="planned",
        index=True,
        tracking=True,
    )
    attendance_ids = fields.One2many("cs.training.attendance", "session_id", "Invited", readonly=True)
    invited_count = fields.Integer("Invited people", compute="_compute_counts")
    attended_count = fields.Integer("Were there", compute="_compute_counts")
    may_lead = fields.Boolean(compute="_compute_may_lead")
    code_picture = fields.Binary("Code on the wall", compute="_compute_code_picture")

    _times_sane = models.Constraint("CHECK (ends_at > starts_at)", "A session ends after it begins.")
    _hours_sane = models.Constraint("CHECK (hours >= 0)", "Hours are not negative.")

    @api.depends("starts_at", "ends_at")
    def _compute_hours(self):
        for session in self:
            both = session.starts_at and session.ends_at
            session.hours = round((session.ends_at - session.starts_at).total_seconds() / 3600, 2) if both else 0.0

    @api.depends("attendance_ids.state")
    def _compute_counts(self):
        for session in self:
            rows = session.sudo().attendance_ids  # sudo: how many, not who
            session.invited_count = len(rows)
            session.attended_count = len(rows.filtered(lambda row: row.state == "attended"))

    @api.depends("trainer_id")
    @api.depends_context("uid")
    def _compute_may_lead(self):
        leader = self.env["cs.training.record"]._is_leader()
        for session in self:
            session.may_lead = leader or session.trainer_id == self.env.user

    @api.depends("sign_in", "trainer_id")
    @api.depends_context("uid")
    def _compute_code_picture(self):
        for session in self:
            session.code_picture = False
            if session.sign_in == "code" and session.may_lead and session.id:
                picture = io.BytesIO()
                segno.make(session._sign_in_url(), error="m").save(picture, kind="png", scale=8, border=2)
                session.code_picture = base64.b64encode(picture.getvalue())

    def _sign_in_url(self) -> str:
        known = self.sudo()  # sudo: the token is shown to whoever leads the session, on the wall
        return f"{self.get_base_url()}/cs/training/{self.id}/{known.token}"

    @api.onchange("course_id")
    def _onchange_course_id(self):
        self.name = self.name or self.course_id.name

    def _link(self):
        return f"/odoo/cs-training-sessions/{self.id}"

    def write(self, vals):
        if FACTS & vals.keys() and self.filtered(lambda session: session.state != "planned"):
            raise UserError(self.env._("A session that was held, or called off, is not changed any more."))
        moved = self.filtered("attendance_ids") if {"starts_at", "place"} & vals.keys() else self.browse()
        result = super().write(vals)
        moved._tell_people(_lt("A training session has moved"))
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_unless_planned(self):
        if self.filtered(lambda session: session.state == "held"):
            raise UserError(self.env._("A session that was held stays known."))

    # -- deeds ---------------------------------------------------------------------------

    def _check_leads(self):
        self.check_access("read")
        if not self.env.su and self.filtered(lambda session: not session.may_lead):
            raise AccessError(self.env._("The trainer and the supervisors lead a session."))

    def _check_planned(self):
        if self.filtered(lambda session: session.state != "planned"):
            raise UserError(self.env._("This session is not planned any more."))

    def action_invite_due(self):
        """Invite everybody who has the course on his list."""
        self.ensure_one()
        self._check_leads()
        self._check_planned()
        # sudo: who owes the course is for the trainer to invite, whatever of them he may see
        owed = self.env["cs.training.record"].sudo()
        owed = owed.search(
            [("course_id", "=", self.course_id.id), ("state", "=", "planned"), ("company_id", "=", self.company_id.id)]
        )
        invited = self._invite(owed.employee_id)
        return self._notify(self.env._("%(count)s people invited", count=len(invited)))

    def action_choose(self):
        """Invite people by name."""
        self.ensure_one()
        self._check_leads()
        self._check_planned()
        return self.env["cs.training.assign"]._choose({"default_session_id": self.id})

    def _invite(self, employees):
        """Put people on the list of the session, and the course on theirs; those who are there stay."""
        self.ensure_one()
        session = self.sudo()  # sudo: rows are the system's; who may invite was checked
        new = employees - session.attendance_ids.employee_id
        session.env["cs.training.record"]._plan(
            [
                {
                    "employee_id": one.id,
                    "course_id": self.course_id.id,
                    "cause": "session",
                    "due_on": self._local_day(),
                }
                for one in new
            ]
        )
        rows = session.env["cs.training.attendance"].create(
            [{"session_id": self.id, "employee_id": one.id} for one in new]
        )
        rows._tell(
            {row.id: row.user_id for row in rows}, _lt("You are invited to a training session"), by=("screen", "mail")
        )
        return rows

    def _local_day(self):
        return self.company_id._cs_local_day(self.starts_at)

    def action_all_there(self):
        """Tick everybody who has not been marked: the trainer then unticks who is missing."""
        self._check_leads()
        self._check_planned()
        self.attendance_ids.filtered(lambda row: row.state == "invited")._mark("attended", "list")
        return True

    def action_hold(self):
        """The session is over: who is not marked was absent, who was there is credited."""
        for session in self:
            # sessions are closed one at a time
            session._check_leads()
            session._check_planned()
            if session.starts_at > utcnow():
                raise UserError(self.env._("The session has not begun yet."))
            rows = session.sudo().attendance_ids  # sudo: rows are the system's; the right was checked
            rows.filtered(lambda row: row.state == "invited").state = "absent"
            rows.filtered(lambda row: row.state == "attended")._credit()
            session.sudo().state = "held"  # sudo: as above
        return True

    def action_call_off(self):
        """The session does not take place; everybody invited is told."""
        self._check_leads()
        self._check_planned()
        sessions = self.sudo()  # sudo: see above
        sessions.state = "cancelled"
        sessions._tell_people(_lt("A training session is called off"))
        return True

    def _tell_people(self, title):
        """Everybody invited hears of it."""
        sessions = self.sudo()  # sudo: who is told is who was invited
        sessions._tell({one.id: one.attendance_ids.user_id for one in sessions}, title, by=("screen", "mail"))

    def _notify(self, words):
        return notification(words, next=RELOAD)

    def action_tick_list(self):
        """The list of the people for the telephone: a tap for each."""
        self.ensure_one()
        self._check_leads()
        action = self.env["ir.actions.act_window"]._for_xml_id("cs_department.cs_training_tick_action")
        return {**action, "name": self.name, "domain": [("session_id", "=", self.id)]}
