from collections import defaultdict
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ...core import ladder
from ...core.now import utcnow


class CsMeritSheet(models.Model):
    """What the payroll of a month takes over: from then on it does not change any more.

    What counts only after the month was closed goes into the next sheet.
    """

    _name = "cs.merit.sheet"
    _description = "Monthly sheet of rewards and penalties"
    _inherit = ["mail.thread"]
    _order = "date_from desc, id desc"
    _check_company_auto = True
    _mail_post_access = "read"

    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company, readonly=True
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    date_from = fields.Date("Month", required=True, default=lambda self: self._default_month())
    date_to = fields.Date("Last day", compute="_compute_date_to", store=True, precompute=True)
    state = fields.Selection(
        [("open", "Not given to the payroll yet"), ("closed", "With the payroll")],
        required=True,
        readonly=True,
        default="open",
        tracking=True,
    )
    closed_by_id = fields.Many2one("res.users", "Given to the payroll by", readonly=True)
    closed_at = fields.Datetime("Given to the payroll on", readonly=True)
    event_ids = fields.One2many("cs.merit.event", "sheet_id", string="With the payroll", readonly=True)
    event_count = fields.Integer("Events", compute="_compute_sums")
    bonus = fields.Monetary("Bonuses", compute="_compute_sums")
    fine = fields.Monetary("Fines", compute="_compute_sums")
    points = fields.Float(digits=(8, 2), compute="_compute_sums")
    waiting_count = fields.Integer("Not decided yet", compute="_compute_sums")

    _one_a_month = models.UniqueIndex("(company_id, date_from)", "There is a sheet of this month already.")

    @api.model
    def _default_month(self):
        """The month before this one."""
        today = self.env.company._cs_today()
        return (today.replace(day=1) - timedelta(days=1)).replace(day=1)

    @api.depends("date_from")
    def _compute_date_to(self):
        for sheet in self:
            sheet.date_to = ladder.window(sheet.date_from, ladder.MONTH)[1] if sheet.date_from else False

    @api.depends("date_from")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for sheet in self:
            sheet.display_name = self.env._("Rewards and penalties %(month)s", month=f"{sheet.date_from or ''}"[:7])

    @api.depends("state", "date_to", "event_ids")
    def _compute_sums(self):
        for sheet in self:
            # a manager looks at a handful of sheets
            events = sheet._events()
            sheet.event_count = len(events)
            sheet.bonus = sum(event.amount for event in events if event.balance > 0)
            sheet.fine = sum(event.amount for event in events if event.balance < 0)
            sheet.points = sum(events.mapped("points"))
            sheet.waiting_count = (
                0 if sheet.state == "closed" else self.env["cs.merit.event"].search_count(sheet._waiting_domain())
            )

    @api.model_create_multi
    def create(self, vals_list):
        # what closing writes is not said by whoever makes a sheet
        rows = [{name: values[name] for name in ("company_id", "date_from") if name in values} for values in vals_list]
        for row in rows:
            # whichever day of the month was chosen
            if day := fields.Date.to_date(row.get("date_from")):
                row["date_from"] = day.replace(day=1)
        return super().create(rows)

    @api.ondelete(at_uninstall=False)
    def _unlink_open(self):
        if any(sheet.state == "closed" for sheet in self):
            raise UserError(self.env._("What the payroll has taken over is kept."))

    # -- what is on it ---------------------------------------------------------------------------

    def _events(self):
        """What the sheet has taken over, or would take over now."""
        self.ensure_one()
        if self.state == "closed":
            return self.event_ids
        return self.env["cs.merit.event"].search(
            [
                ("company_id", "=", self.company_id.id),
                ("state", "=", "counted"),
                ("sheet_id", "=", False),
                ("date", "<=", self.date_to),
            ]
        )

    def _waiting_domain(self) -> list:
        return [
            ("company_id", "=", self.company_id.id),
            ("state", "in", ("proposed", "shown", "appealed")),
            ("date", "<=", self.date_to),
        ]

    def _payroll_rows(self) -> list[dict]:
        """One row a person, by name: what the payroll adds and takes; the hook for payroll addons."""
        rows = []
        by_person = defaultdict(self.env["cs.merit.event"].browse)
        for event in self._events():
            by_person[event.employee_id] |= event
        for employee, events in by_person.items():
            # sudo: names of the people on the sheet
            person = employee.sudo()
            rows.append(
                {
                    "employee_id": person.id,
                    "name": person.name,
                    "department": person.department_id.name or "",
                    "rewards": sum(event.nature == "reward" for event in events),
                    "penalties": sum(event.nature == "penalty" for event in events),
                    "bonus": sum(event.amount for event in events if event.balance > 0),
                    "fine": sum(event.amount for event in events if event.balance < 0),
                    "balance": sum(events.mapped("balance")),
                    "month_pays": sum(event.consequence == "month_pay" for event in events),
                    "month_pay": sum(events.mapped("month_pay")),
                    "points": sum(events.mapped("points")),
                    "reviews": [
                        event._say_consequence()
                        for event in events
                        if event.consequence in ("transfer_review", "dismissal_review")
                    ],
                    "events": events,
                }
            )
        return sorted(rows, key=lambda row: (row["name"], row["employee_id"]))

    # -- deeds -----------------------------------------------------------------------------------

    def close_sheet(self):
        """The payroll takes it over: from now on nothing of it changes.

        :raises AccessError: for anybody but a manager.
        :raises UserError: before the month is over, or a second time.
        """
        self.check_access("read")
        if not self.env.user.has_group("cs_department.group_cs_manager"):
            raise AccessError(self.env._("Managers close the month."))
        for sheet in self.sorted("date_from"):
            # a manager closes one month at a time
            sheet.lock_for_update()
            if sheet.state == "closed":
                raise UserError(self.env._("This month was closed already."))
            if sheet.company_id._cs_today() <= sheet.date_to:
                raise UserError(self.env._("The month is not over yet."))
            # sudo: events are written by the verbs only, the right was checked
            counted = sheet._events().sudo()
            counted.window_id._hold_again()
            counted._need_state("counted")
            counted.write({"sheet_id": sheet.id})
            # sudo: nobody writes a sheet, it is closed here
            sheet.sudo().write({"state": "closed", "closed_by_id": self.env.uid, "closed_at": utcnow()})
        return True

    def action_xlsx(self):
        """The sheet as a workbook."""
        self.check_access("read")
        self.ensure_one()
        return {"type": "ir.actions.act_url", "url": f"/cs/merit/{self.id}/xlsx", "target": "download"}

    def action_open_events(self):
        """What is on the sheet."""
        self.check_access("read")
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("cs_department.cs_merit_event_action")
        return {**action, "domain": [("id", "in", self._events().ids)], "context": {}}

    def action_open_waiting(self):
        """What is not decided yet and belongs to the month."""
        self.check_access("read")
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("cs_department.cs_merit_event_action")
        return {**action, "domain": self._waiting_domain(), "context": {}}
