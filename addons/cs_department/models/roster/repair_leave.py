from odoo import api, fields, models
from odoo.fields import Domain


class CsRosterRepair(models.TransientModel):
    """Whoever is away is so in Time Off, too: nobody plans these days again."""

    _inherit = "cs.roster.repair"

    leave_known = fields.Selection(
        [("yes", "Recorded already"), ("can", "Can be recorded here"), ("cannot", "Others record it")],
        compute="_compute_leave_known",
    )
    leave_type_id = fields.Many2one(
        "hr.leave.type",
        "Time off request",
        compute="_compute_leave_type_id",
        store=True,
        readonly=False,
        domain="[('company_id', 'in', [False, roster_company_id]), ('country_id', 'in', [False, roster_country_id]), "
        "('requires_allocation', '=', False)]",
        help="A request for these days is made at the same time. Empty: none.",
    )
    roster_company_id = fields.Many2one(related="roster_id.company_id")
    roster_country_id = fields.Many2one(related="roster_company_id.country_id")

    @api.depends("employee_id", "date_from", "date_to", "cause")
    def _compute_leave_known(self):
        officer = self.env.user.has_group("hr_holidays.group_hr_holidays_user")
        for repair in self:  # one page is open at a time
            # sudo: who approves the leave of a person, and that he is on leave, not why
            manager = repair.employee_id.sudo().leave_manager_id
            if repair.cause == "resignation" or not repair.employee_id:
                repair.leave_known = False
            elif repair._is_on_leave():
                repair.leave_known = "yes"
            else:
                repair.leave_known = "can" if officer or manager == self.env.user else "cannot"

    def _is_on_leave(self) -> bool:
        """Whether there is a request for any of these days."""
        if not (self.date_from and self.date_to):
            return False
        asked = Domain("employee_id", "=", self.employee_id.id) & Domain("state", "not in", ("refuse", "cancel"))
        asked &= Domain("request_date_from", "<=", self.date_to) & Domain("request_date_to", ">=", self.date_from)
        # sudo: that somebody is on leave, not why
        return bool(self.env["hr.leave"].sudo().search_count(asked, limit=1))

    @api.depends("cause", "leave_known")
    def _compute_leave_type_id(self):
        sick = self.env.ref("hr_holidays.leave_type_sick_time_off", raise_if_not_found=False)
        for repair in self:
            wanted = repair.leave_known == "can" and repair.cause == "sick" and sick and sick.active
            repair.leave_type_id = sick if wanted else False

    def _record_leave(self):
        """Ask for the time off that was chosen, with the rights of whoever mends the roster."""
        if self.leave_known == "can" and self.leave_type_id:
            self.env["hr.leave"].create(
                {
                    "employee_id": self.employee_id.id,
                    "holiday_status_id": self.leave_type_id.id,
                    "request_date_from": self.date_from,
                    "request_date_to": self.date_to,
                }
            )

    def action_apply(self):
        result = super().action_apply()
        self._record_leave()
        return result

    def action_compute(self):
        self._record_leave()
        return super().action_compute()
