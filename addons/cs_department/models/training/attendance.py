from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ...core.now import utcnow

STATES = [("invited", "Invited"), ("attended", "Was there"), ("absent", "Absent"), ("excused", "Excused from it")]


class CsTrainingAttendance(models.Model):
    """Whether somebody was at a training session, and how that is known."""

    _name = "cs.training.attendance"
    _description = "Attendance at a training session"
    _inherit = ["cs.training.person.mixin"]
    _order = "starts_at desc, session_id, id"

    session_id = fields.Many2one(
        "cs.training.session", required=True, index=True, readonly=True, ondelete="cascade", check_company=True
    )
    course_id = fields.Many2one(related="session_id.course_id", store=True, index=True, precompute=True)
    starts_at = fields.Datetime(related="session_id.starts_at", store=True, index=True, precompute=True)
    trainer_id = fields.Many2one(related="session_id.trainer_id", store=True, index="btree_not_null", precompute=True)
    place = fields.Char(related="session_id.place")
    session_state = fields.Selection(
        related="session_id.state", store=True, precompute=True, string="State of the session"
    )
    state = fields.Selection(STATES, required=True, readonly=True, default="invited", index=True)
    signed_at = fields.Datetime("Signed in on", readonly=True)
    way = fields.Selection(
        [("own", "own tap"), ("code", "code on the wall"), ("list", "trainer's list")], "How", readonly=True
    )
    hours = fields.Float("Training hours", digits=(16, 2), compute="_compute_hours", store=True)
    attended_percent = fields.Float(
        "Attendance (%)", digits=(16, 2), compute="_compute_hours", store=True, aggregator="avg"
    )

    _one_each = models.UniqueIndex("(session_id, employee_id)", "This person is invited already.")

    @api.depends("state", "session_id.hours")
    def _compute_hours(self):
        for row in self:
            there = row.state == "attended"
            row.hours = row.session_id.hours if there else 0.0
            row.attended_percent = 100.0 if there else 0.0

    @api.depends("session_id", "employee_id")
    def _compute_display_name(self):
        for row in self:
            known = row.sudo()  # sudo: the names of the session and the person
            row.display_name = f"{known.session_id.name} · {known.employee_id.name}"

    def _link(self):
        return "/odoo/cs-my-training"

    # -- the person himself ------------------------------------------------------------------

    def sign_in(self):
        """The person's own tap while the session runs."""
        self.ensure_one()
        self._check_mine()
        if self.session_id.sign_in != "own":
            raise UserError(self.env._("Scan the code on the wall, or ask the trainer to tick you off."))
        return self._sign("own")

    @api.model
    def _sign_by_code(self, session_id, token):
        """The person has scanned the code on the wall.

        :raises AccessError: for a wrong code, or somebody who was not invited.
        """
        if session_id not in range(1, 2**31):
            session_id = 0  # an address that no session can have
        # sudo: the code is the key; the row is the reader's own
        row = self.sudo().search([("session_id", "=", session_id), ("user_id", "=", self.env.uid)], limit=1)
        if not row or row.session_id.token != token or row.session_id.sign_in != "code":
            raise AccessError(self.env._("You are not on the list of this session: ask the trainer."))
        return row.with_env(self.env)._sign("code")

    def _sign(self, way):
        hindrance = self._sign_hindrance()
        if hindrance:
            raise UserError(hindrance)
        if self.state != "attended":
            self._put("attended", way)
        return True

    def _sign_hindrance(self) -> str:
        """Why the person cannot sign in now; nothing: he can."""
        # sudo: times of the session that the row invites to, and a setting
        session, company = self.sudo().session_id, self.sudo().company_id
        early, now = timedelta(minutes=company.cs_training_sign_minutes), utcnow()
        if session.state != "planned" or not session.starts_at - early <= now <= session.ends_at:
            return self.env._("One signs in while the session runs: ask the trainer to tick you off.")
        return ""

    # -- the trainer ------------------------------------------------------------------------------

    def action_there(self):
        """The trainer ticks the person off."""
        return self._mark("attended", "list")

    def action_absent(self):
        """The person is not there."""
        return self._mark("absent", "list")

    def action_excused(self):
        """The person is not there, and has a reason that counts."""
        return self._mark("excused", "list")

    def _mark(self, state, way):
        """:raises AccessError: for anybody but the trainer and the supervisors."""
        self.check_access("read")
        self.session_id._check_leads()
        if self.filtered(lambda row: row.session_id.state != "planned"):
            raise UserError(self.env._("The list of a session that was held is closed."))
        if self.filtered(lambda row: row.session_id.starts_at - timedelta(days=1) > utcnow()):
            raise UserError(self.env._("The session has not begun yet."))
        self._put(state, way)
        return True

    def _put(self, state, way):
        rows = self.sudo()  # sudo: rows are the system's; who may move them was checked
        there = state == "attended"
        rows.write({"state": state, "signed_at": utcnow() if there else False, "way": way if there else False})
        examined = rows._records().filtered(lambda record: record.exam != "none")
        if there:
            # the exam may follow in the same room
            examined._attend(self.env.company._cs_today())
        else:
            examined._was_absent()

    # -- what follows (in sudo) -------------------------------------------------------------------------

    def _records(self):
        """The open training of these people in the courses of the sessions."""
        found = self.env["cs.training.record"].search(
            [
                ("employee_id", "in", self.employee_id.ids),
                ("course_id", "in", self.course_id.ids),
                ("is_open", "=", True),
            ]
        )
        keys = {(row.employee_id, row.course_id) for row in self}
        return found.filtered(lambda record: (record.employee_id, record.course_id) in keys)

    def _credit(self):
        """Who was there has done the course, or may take its exam."""
        for session, rows in self.grouped("session_id").items():
            # each session has its day
            rows._records()._attend(session._local_day())
