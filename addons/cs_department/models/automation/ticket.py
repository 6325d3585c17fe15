from odoo import models

from ...core import clock as core_clock


class CsTicket(models.Model):
    """What happens to a case sets off the rules of managers."""

    _inherit = "cs.ticket"

    def _happened(self, event):
        result = super()._happened(event)
        if self:
            self.env["cs.automation.run"]._set_off(event, self)
        return result

    def _automation_moment(self, plan, now):
        """When a rule that acts later looks at one case (naive UTC).

        Without any working time ahead it counts around the clock: late is better than never.
        """
        self.ensure_one()
        calendars = self.env["resource.calendar"]
        calendar = (self.team_id or self.company_id).resource_calendar_id if plan.basis == "working" else calendars
        spec = core_clock.Target(plan.amount, plan.unit)
        for hours in (calendar, calendars):
            time = hours._cs_working_time()
            try:
                return core_clock.start(core_clock.target_minutes(spec, now, time), now, time).due_at
            except core_clock.NoWorkingTime:
                continue
        return now
