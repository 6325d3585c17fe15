from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ...core.now import utcnow
from ...core.roster import times

#: longest overtime of one request
_LONGEST_HOURS = 16


class CsOvertimeRequest(models.Model):
    """Overtime is asked for before it is worked; approved, it is a shift like any other."""

    _name = "cs.overtime.request"
    _description = "Overtime request"
    _inherit = ["cs.duty.request.mixin"]
    _order = "start_at desc, id desc"
    _path = "cs-overtime"
    _asked_with = frozenset({"employee_id", "reason", "template_id", "start_at", "end_at"})
    _check_company_auto = True

    start_at = fields.Datetime("Begins", required=True, index=True)
    end_at = fields.Datetime("Ends", required=True)
    minutes = fields.Integer("Duration (min)", compute="_compute_minutes", store=True)
    template_id = fields.Many2one(
        "cs.shift.template", "Work as in", required=True, compute="_compute_template_id", store=True, readonly=False,
        precompute=True, ondelete="restrict", help="The shift whose post is manned; its hours do not matter.",
    )  # fmt: skip
    reason = fields.Char(required=True)
    shift_id = fields.Many2one("cs.shift", "Overtime shift", readonly=True, index="btree_not_null", ondelete="set null")
    month_minutes = fields.Integer("Overtime of the month (min)", compute="_compute_month_minutes")
    worked_minutes = fields.Integer("Worked (min)", compute="_compute_worked_minutes")

    _order_sane = models.Constraint("CHECK (end_at > start_at)", "Overtime ends after it begins.")
    _employee_idx = models.Index("(employee_id, start_at)")

    @api.depends("start_at", "end_at")
    def _compute_minutes(self):
        for request in self:
            length = request.end_at - request.start_at if request.start_at and request.end_at else None
            request.minutes = length.total_seconds() // 60 if length else 0

    @api.depends("employee_id", "start_at")
    def _compute_template_id(self):
        """The shift that it prolongs: the person's last before it."""
        for request in self:
            if request.template_id or not (request.employee_id and request.start_at):
                continue
            last = (
                self.env["cs.shift"]
                # sudo: what the own shift is called is no secret; a request is made one at a time
                .sudo()
                .search(
                    [
                        ("employee_id", "=", request.employee_id.id),
                        ("state", "=", "published"),
                        ("layer", "=", "work"),
                        ("start_at", "<=", request.start_at),
                    ],
                    order="start_at desc",
                    limit=1,
                )
            )
            request.template_id = last.template_id.id

    @api.depends("employee_id", "start_at", "state")
    def _compute_month_minutes(self):
        """What has been approved for the person in that month, this request left out."""
        for request in self:
            if not request.start_at:
                request.month_minutes = 0
                continue
            first = request.start_at.replace(day=1, hour=0, minute=0, second=0)
            after = fields.Datetime.add(first, months=1)
            # one query for a form, which shows one request; lists do not show it
            ((total,),) = self._read_group(
                [
                    ("employee_id", "=", request.employee_id.id),
                    ("state", "=", "approved"),
                    ("start_at", ">=", first),
                    ("start_at", "<", after),
                    ("id", "!=", request._origin.id),
                ],
                [],
                ["minutes:sum"],
            )
            request.month_minutes = total or 0

    @api.depends("shift_id")
    def _compute_worked_minutes(self):
        # sudo: how long the own overtime was is no secret
        rows = self.env["cs.shift.attendance"].sudo().search([("shift_id", "in", self.shift_id.ids)])
        worked = {row.shift_id: row.worked_minutes for row in rows}
        for request in self:
            request.worked_minutes = worked.get(request.shift_id, 0)

    @api.depends("employee_id", "start_at")
    def _compute_display_name(self):
        for request in self:
            local = fields.Datetime.context_timestamp(request, request.start_at) if request.start_at else None
            # sudo: names of colleagues
            request.display_name = f"{request.sudo().employee_id.name} · {local:%Y-%m-%d %H:%M}" if local else ""

    @api.constrains("start_at", "end_at")
    def _check_length(self):
        for request in self:
            if request.minutes > _LONGEST_HOURS * 60:
                raise ValidationError(
                    self.env._("Nobody works overtime for more than %(hours)s hours.", hours=_LONGEST_HOURS)
                )

    def _check_request(self):
        for request in self:
            if request.start_at <= utcnow():
                raise UserError(
                    self.env._(
                        "Overtime is approved before it is worked. This has begun already: settle it under Attendance."
                    )
                )
            request._check_rest()

    def _check_rest(self):
        """Nobody is at work already at that time."""
        other = (
            self.env["cs.shift.span"]
            # sudo: the shifts of the person are held against it, whoever asks
            .sudo()
            .search(
                [
                    ("employee_id", "=", self.employee_id.id),
                    ("layer", "=", "work"),
                    ("start_at", "<", self.end_at),
                    ("end_at", ">", self.start_at),
                ],
                limit=1,
            )
        )
        if other:
            raise UserError(
                self.env._("At that time there is a shift already: %(shift)s.", shift=other.shift_id.display_name)
            )

    def _after_asking(self):
        for start, requests in self.grouped("start_at").items():
            requests._system_write({"next_action_at": start})  # a write for each moment at which requests lapse
        return super()._after_asking()

    def _carry_out(self):
        """The overtime becomes a shift in force."""
        for request in self:
            # sudo: the supervisor approved it; one is approved at a time
            shift = self.env["cs.shift"].sudo().create(request._prepare_shift())
            request._system_write({"shift_id": shift.id})

    def _prepare_shift(self) -> dict:
        return {
            "employee_id": self.employee_id.id,
            "team_id": self.team_id.id,
            "template_id": self.template_id.id,
            "date": self.team_id._local_day(self.start_at),
            "state": "published",
            "origin": "overtime",
            "overtime_start": self.start_at,
            "overtime_end": self.end_at,
        }


class CsShift(models.Model):
    """Overtime has the hours that were approved, not those of a template."""

    _inherit = "cs.shift"

    overtime_start = fields.Datetime(readonly=True)
    overtime_end = fields.Datetime(readonly=True)

    _overtime_whole = models.Constraint(
        "CHECK ((overtime_start IS NULL) = (overtime_end IS NULL) AND COALESCE(overtime_end > overtime_start, true))",
        "Overtime has a beginning and an end.",
    )

    def _planned_spans(self):
        if self.overtime_start and self.overtime_end:
            return ((self.overtime_start, self.overtime_end),)
        return super()._planned_spans()

    @api.depends("overtime_start", "overtime_end")
    def _compute_hours(self):
        result = super()._compute_hours()
        for shift in self.filtered("overtime_start"):
            begin, end = shift.overtime_start, shift.overtime_end
            shift.minutes = (end - begin).total_seconds() // 60
            local = tuple(_hour(moment, shift.team_id) for moment in (begin, end))
            *night, enough = shift.company_id._cs_night()
            shift.is_night = times.night_hours([local], tuple(night)) >= enough
        return result


def _hour(moment, team) -> float:
    """The hour on the clock where the team works."""
    local = fields.Datetime.context_timestamp(team.with_context(tz=team.tz), moment)
    return local.hour + local.minute / 60
