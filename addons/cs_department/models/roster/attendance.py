from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ...core.now import utcnow


class CsShiftAttendance(models.Model):
    """One shift beside the time clock; or work on a day for which there is no shift.

    ``attendance_compare`` makes and renews the rows; people only settle them.
    """

    _name = "cs.shift.attendance"
    _description = "Attendance of a shift"
    _inherit = ["cs.due.mixin"]
    _order = "date desc, employee_id, id desc"
    _allow_sudo_commands = False

    shift_id = fields.Many2one("cs.shift", "Entry", readonly=True, ondelete="cascade", index="btree_not_null")
    roster_id = fields.Many2one(related="shift_id.roster_id", store=True, index="btree_not_null")
    employee_id = fields.Many2one("hr.employee", required=True, readonly=True, index=True, ondelete="cascade")
    user_id = fields.Many2one(related="employee_id.user_id", store=True, index="btree_not_null", precompute=True)
    team_id = fields.Many2one("cs.team", required=True, readonly=True, index=True)
    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True)
    template_id = fields.Many2one(related="shift_id.template_id", store=True, string="Shift")
    date = fields.Date("Day", required=True, readonly=True, index=True)
    start_at = fields.Datetime("Begins", readonly=True)
    end_at = fields.Datetime("Ends", readonly=True)
    came_at = fields.Datetime("Came", readonly=True)
    left_at = fields.Datetime("Left", readonly=True)
    planned_minutes = fields.Integer("Planned (min)", readonly=True)
    worked_minutes = fields.Integer("Worked (min)", readonly=True)
    late_minutes = fields.Integer("Late (min)", readonly=True)
    early_minutes = fields.Integer("Left early (min)", readonly=True)
    unasked_minutes = fields.Integer("Without approval (min)", readonly=True)
    state = fields.Selection(
        [
            ("done", "as planned"),
            ("late", "came late"),
            ("early", "left early"),
            ("both", "late and left early"),
            ("absent", "absent"),
            ("leave", "on leave"),
            ("unasked", "worked without approval"),
        ],
        required=True,
        readonly=True,
        index=True,
    )
    is_late = fields.Boolean("Was late", readonly=True)
    is_early = fields.Boolean("Went early", readonly=True)
    is_absent = fields.Boolean("Was absent", readonly=True)
    is_unasked = fields.Boolean("Worked without approval", readonly=True)
    count = fields.Integer("Shifts", default=1, readonly=True)
    settled = fields.Selection(
        [("excused", "excused"), ("accepted", "accepted afterwards"), ("confirmed", "stands")], readonly=True
    )
    settled_by_id = fields.Many2one("res.users", "Settled by", readonly=True)
    settled_at = fields.Datetime("Settled on", readonly=True)
    settled_reason = fields.Char("Why", readonly=True)

    # two workers that compare at once make one row
    _one_a_shift = models.UniqueIndex("(shift_id) WHERE shift_id IS NOT NULL", "The shift is compared already.")
    _one_a_day = models.UniqueIndex(
        "(employee_id, date) WHERE shift_id IS NULL", "The work of this day is on record already."
    )

    @api.depends("employee_id", "date")
    def _compute_display_name(self):
        for row in self:
            # sudo: names of colleagues
            row.display_name = f"{row.sudo().employee_id.name} · {row.date}"

    def excuse(self, reason=""):
        """There was a good reason: it does not count against the person."""
        return self._settle("excused", reason)

    def accept(self, reason=""):
        """Work that nobody had asked for is accepted afterwards."""
        if self.filtered(lambda row: not row.unasked_minutes):
            raise UserError(self.env._("There is no work without approval here."))
        return self._settle("accepted", reason)

    def confirm(self, reason=""):
        """It stands as it is."""
        return self._settle("confirmed", reason, needs_reason=False)

    def _settle(self, how, reason, needs_reason=True):
        self.check_access("read")
        if not self.env.user.has_group("cs_department.group_cs_supervisor"):
            raise AccessError(self.env._("Supervisors settle attendance."))
        if self.filtered(lambda row: row.user_id == self.env.user):
            raise UserError(self.env._("Another supervisor or a manager settles your own attendance."))
        reason = reason.strip()[:500] if isinstance(reason, str) else ""
        if needs_reason and not reason:
            raise UserError(self.env._("Say why."))
        # sudo: rows are the machinery's, supervisors only settle them
        self.sudo().write(
            {
                "settled": how,
                "settled_by_id": self.env.uid,
                "settled_at": utcnow(),
                "settled_reason": reason,
            }
        )
        return True


class CsShiftAttendanceSettle(models.TransientModel):
    """The dialog that asks why."""

    _name = "cs.shift.attendance.settle"
    _description = "Settle attendance"

    attendance_ids = fields.Many2many("cs.shift.attendance", required=True)
    verb = fields.Selection(
        [("excuse", "Excuse"), ("accept", "Accept the work afterwards"), ("confirm", "It stands")],
        required=True,
        default="excuse",
    )
    reason = fields.Char("Why")

    def action_apply(self):
        """Do it."""
        self.ensure_one()
        rows = self.attendance_ids.with_env(self.env)
        {"excuse": rows.excuse, "accept": rows.accept, "confirm": rows.confirm}[self.verb](self.reason or "")
        return {"type": "ir.actions.act_window_close"}
