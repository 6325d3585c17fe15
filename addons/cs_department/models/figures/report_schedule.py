from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ...core.figures import schedule
from ...core.now import utcnow

REPORTS = [("month", "Monthly report"), ("people", "Figures of the day per person")]
#: when a report goes out
TIMING = frozenset({"report", "day", "hour", "active", "company_id"})


class CsReportSchedule(models.Model):
    """Which report goes to whom, and when. What went out stands in ``cs.report.sending``.

    Each month, or each day, goes out once; a server that was down catches up.
    """

    _name = "cs.report.schedule"
    _description = "Report subscription"
    _inherit = ["mail.thread", "mail.activity.mixin", "cs.due.mixin", "cs.tell.mixin"]
    _order = "sequence, id"
    _check_company_auto = True

    name = fields.Char(required=True)
    active = fields.Boolean(default=True)
    sequence = fields.Integer(default=10)
    company_id = fields.Many2one("res.company", required=True, index=True, default=lambda self: self.env.company)
    team_id = fields.Many2one(
        "cs.team", check_company=True, index="btree_not_null", help="Empty: the whole department."
    )
    report = fields.Selection(REPORTS, "Kind of report", required=True, default="month")
    user_ids = fields.Many2many(
        "res.users",
        "cs_report_schedule_user_rel",
        string="Sent to",
        domain="[('share', '=', False), ('company_ids', 'in', company_id)]",
        help="They get it by mail, whatever else they may see.",
    )
    user_id = fields.Many2one(
        "res.users",
        "Looked after by",
        required=True,
        default=lambda self: self.env.user,
        domain="[('share', '=', False)]",
        help="Told when a report cannot be sent.",
    )
    day = fields.Integer("On day", default=1, help="Of the month that follows the month reported, 1 to 28.")
    hour = fields.Integer("At (hour)", default=8, help="In the time of the company.")
    as_pdf = fields.Boolean("As PDF", default=True)
    as_xlsx = fields.Boolean("As spreadsheet", default=True)
    sending_ids = fields.One2many("cs.report.sending", "schedule_id", "Sent so far", readonly=True)
    failed = fields.Boolean("Not sent", compute="_compute_failed")

    _sane = models.Constraint(
        "CHECK (day BETWEEN 1 AND 28 AND hour BETWEEN 0 AND 23)",
        "Reports go out between the 1st and the 28th, at an hour from 0 to 23.",
    )

    @api.depends("sending_ids.state")
    def _compute_failed(self):
        bad = self.env["cs.report.sending"]._read_group(
            [("schedule_id", "in", self.ids), ("state", "=", "failed")], ["schedule_id"]
        )
        with_failure = self.browse([one.id for [one] in bad])
        for plan in self:
            plan.failed = plan in with_failure

    @api.constrains("user_ids", "as_pdf", "as_xlsx", "report")
    def _check_whom(self):
        for plan in self:
            if not plan.user_ids or plan.user_ids.filtered("share"):
                raise ValidationError(plan.env._("Name the colleagues who get “%(name)s”.", name=plan.name))
            if plan.report == "month" and not (plan.as_pdf or plan.as_xlsx):
                raise ValidationError(
                    plan.env._("“%(name)s” goes out as PDF, as a spreadsheet, or both.", name=plan.name)
                )

    @api.model_create_multi
    def create(self, vals_list):
        plans = super().create(vals_list)
        plans._plan(utcnow())
        return plans

    def write(self, vals):
        result = super().write(vals)
        if TIMING & vals.keys():
            self._plan(utcnow())
        return result

    def _link(self):
        return f"{self.get_base_url()}/odoo/cs-report-subscriptions/{self.id}"

    def _plan(self, after):
        """Say when each of these goes out next (one write each: their hours differ)."""
        for plan in self:
            # a department has a handful of subscriptions
            plan.next_action_at = plan._next(after) if plan.active else False

    def _next(self, after):
        self.ensure_one()
        if self.report == "month":
            return schedule.monthly(self.day, self.hour, self.company_id._cs_zone(), after)
        return schedule.daily(self.hour, self.company_id._cs_zone(), after)

    def _reported(self, moment):
        """The first day of what is reported at a moment: a month, or a day."""
        if self.report == "month":
            return schedule.month_before(moment, self.company_id._cs_zone())
        return schedule.day_before(moment, self.company_id._cs_zone())

    def _act_on_time(self):
        """Note that the reports are to be sent, once each, and wait for the next ones."""
        now = utcnow()
        for plan in self:
            # a handful of subscriptions; every month that was missed is sent, of days only the last
            due = plan.next_action_at if plan.report == "month" else now
            plan._order_sending(plan._reported(due))
            plan._plan(due)

    def _order_sending(self, day):
        """The sending of one month or day; the one that exists, if there is one."""
        sendings = self.env["cs.report.sending"]
        found = sendings.search([("schedule_id", "=", self.id), ("day", "=", day)])
        return found or sendings.create({"schedule_id": self.id, "day": day, "next_action_at": utcnow()})

    def send_now(self):
        """Send what has ended last, now; what went out already is not sent a second time.

        :raises UserError: when it was sent already.
        """
        self.ensure_one()
        self.check_access("write")
        # sudo: what goes out, and what became of it, is written by the system only
        sending = self.sudo()._order_sending(self._reported(utcnow()))
        if sending.state == "sent":
            raise UserError(self.env._("It went out already. “Send again” beside it sends it once more."))
        sending._act_on_time()
        return sending._say_result()
