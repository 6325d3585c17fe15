from odoo import _lt, api, fields, models
from odoo.exceptions import AccessError, UserError

from ...core.now import utcnow


class CsPostAbsence(models.Model):
    """Somebody leaves the post for a while, by approval, and a colleague stands in."""

    _name = "cs.post.absence"
    _description = "Leaving the post"
    _inherit = ["cs.duty.request.mixin"]
    _order = "start_at desc, id desc"
    _path = "cs-absences"
    _asked_with = frozenset({"employee_id", "reason", "shift_id", "stand_in_id", "start_at", "minutes"})
    _check_company_auto = True

    shift_id = fields.Many2one(
        "cs.shift", required=True, index=True, ondelete="cascade", compute="_compute_shift_id", store=True,
        readonly=False, precompute=True, check_company=True,
    )  # fmt: skip
    post_id = fields.Many2one(related="shift_id.post_id", store=True)
    stand_in_id = fields.Many2one(
        "hr.employee", "Stands in", required=True, index=True, ondelete="restrict", check_company=True
    )
    stand_in_user_id = fields.Many2one(related="stand_in_id.user_id", store=True, string="User who stands in")
    reason = fields.Char(required=True)
    start_at = fields.Datetime("Leaves at", required=True, default=lambda self: utcnow())
    minutes = fields.Integer("For (min)", required=True, default=15)
    end_at = fields.Datetime("Back by", compute="_compute_end_at", store=True)
    left_at = fields.Datetime("Left on", readonly=True)
    back_at = fields.Datetime("Back on", readonly=True)
    late_minutes = fields.Integer("Back late (min)", compute="_compute_late_minutes", store=True)

    _minutes_sane = models.Constraint(
        "CHECK (minutes BETWEEN 1 AND 720)", "A post is left for one minute up to twelve hours."
    )
    _one_away = models.UniqueIndex(
        "(shift_id) WHERE state = 'approved' AND left_at IS NOT NULL AND back_at IS NULL", "You are away already."
    )

    @api.depends("employee_id", "start_at")
    def _compute_shift_id(self):
        """The shift that the person is on then."""
        for request in self:
            # a request is made one at a time
            request.shift_id = request.shift_id or request.employee_id._cs_shift_at(request.start_at)

    @api.depends("shift_id")
    def _compute_team_id(self):
        for request in self:
            request.team_id = request.shift_id.team_id

    @api.depends("start_at", "minutes", "left_at")
    def _compute_end_at(self):
        for request in self:
            start = request.left_at or request.start_at
            request.end_at = start and fields.Datetime.add(start, minutes=request.minutes)

    @api.depends("end_at", "back_at")
    def _compute_late_minutes(self):
        for request in self:
            over = (request.back_at - request.end_at).total_seconds() if request.back_at else 0
            request.late_minutes = max(0, over) // 60

    @api.depends("employee_id", "start_at")
    def _compute_display_name(self):
        for request in self:
            local = fields.Datetime.context_timestamp(request, request.start_at) if request.start_at else None
            # sudo: names of colleagues
            request.display_name = f"{request.sudo().employee_id.name} · {local:%Y-%m-%d %H:%M}" if local else ""

    @api.model_create_multi
    def create(self, vals_list):
        for values in vals_list:
            values.setdefault("start_at", utcnow())
            asker = self.env["hr.employee"].browse(values.get("employee_id") or self.env.user.employee_id.id)
            moment = fields.Datetime.to_datetime(values["start_at"])
            if not values.get("shift_id") and not asker._cs_shift_at(moment):
                raise UserError(self.env._("There is no shift at that time: nobody leaves a post that is not his."))
        return super().create(vals_list)

    def _check_request(self):
        for request in self:
            # sudo: the shift of whoever asks; a request is made one at a time
            known = request.sudo()
            if known.shift_id.employee_id != known.employee_id or known.shift_id.state != "published":
                raise UserError(self.env._("This is a shift of somebody else."))
            if known.stand_in_id == known.employee_id:
                raise UserError(self.env._("Somebody else stands in."))
            if known.shift_id.end_at <= utcnow():
                raise UserError(self.env._("The shift is over."))

    def _after_asking(self):
        for request in self.sudo():  # sudo: nobody writes requests directly
            request.next_action_at = request.shift_id.end_at  # each lapses with its shift
        return super()._after_asking()

    def _carry_out(self):
        """Whoever stands in learns of it."""
        # sudo: the message goes to a colleague
        requests = self.sudo()
        told = {request.id: request.stand_in_user_id for request in requests}
        requests._tell(told, _lt("You stand in for a colleague"), by=("screen", "mail"))

    # -- away and back -----------------------------------------------------------------

    def leave_post(self):
        """I am leaving now."""
        self._check_own()
        if self.left_at:
            raise UserError(self.env._("You are away already."))
        now = utcnow()
        back = fields.Datetime.add(now, minutes=self.minutes)
        self._system_write({"left_at": now, "next_action_at": back})
        return True

    def come_back(self):
        """I am back."""
        self._check_own()
        if not self.left_at or self.back_at:
            raise UserError(self.env._("You are at your post."))
        self._system_write({"back_at": utcnow(), "next_action_at": False})
        # sudo: the to-do is the supervisor's
        self.sudo()._end_told()
        return True

    def _check_own(self):
        self.ensure_one()
        self.check_access("read")
        if self.user_id != self.env.user:
            raise AccessError(self.env._("Everybody leaves and comes back himself."))
        self._refuse_unless(("approved",))

    def _act_on_time(self):
        """Who is not back in time is told to the supervisor."""
        away = self.filtered(lambda one: one.state == "approved" and one.left_at and not one.back_at)
        away._put_off(False)
        told = {one.id: one.team_id.supervisor_id for one in away}
        away._tell(told, _lt("Not back at the post in time"), by=("activity", "screen"))
        return super(CsPostAbsence, self - away)._act_on_time()


class HrEmployee(models.Model):
    _inherit = "hr.employee"

    def _cs_shift_at(self, moment):
        """The shift that a person works at a moment (naive UTC), or none."""
        # sudo: the own shift, or one that a supervisor asks about
        spans = self.env["cs.shift.span"].sudo()
        if not (self and moment):
            return self.env["cs.shift"]
        span = spans.search(
            [
                ("employee_id", "=", self.id),
                ("layer", "=", "work"),
                ("in_force", "=", True),
                ("start_at", "<=", moment),
                ("end_at", ">", moment),
            ],
            limit=1,
        )
        return span.shift_id.with_env(self.env)
