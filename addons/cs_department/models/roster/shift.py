from odoo import api, fields, models
from odoo.exceptions import UserError

from ...core.roster import times


class CsShift(models.Model):
    """One shift of one person on one day."""

    _name = "cs.shift"
    _description = "Shift on a roster"
    _order = "date, start_at, employee_id, id"
    _check_company_auto = True

    roster_id = fields.Many2one("cs.roster", index="btree_not_null", ondelete="cascade", check_company=True)
    employee_id = fields.Many2one("hr.employee", required=True, check_company=True)
    user_id = fields.Many2one(related="employee_id.user_id", store=True, index="btree_not_null", precompute=True)
    team_id = fields.Many2one(
        "cs.team", required=True, index=True, check_company=True, compute="_compute_team_id", store=True,
        readonly=False, precompute=True,
    )  # fmt: skip
    company_id = fields.Many2one(related="team_id.company_id", store=True, precompute=True)
    template_id = fields.Many2one("cs.shift.template", "Shift", required=True, index=True, ondelete="restrict")
    date = fields.Date("Day", required=True, help="The local day on which the shift begins.")
    # what was planned stays as it was planned when a template changes later
    start_at = fields.Datetime("Begins", compute="_compute_hours", store=True, precompute=True)
    end_at = fields.Datetime("Ends", compute="_compute_hours", store=True, precompute=True)
    minutes = fields.Integer("Working time (min)", compute="_compute_hours", store=True, precompute=True)
    post_id = fields.Many2one("cs.duty.post", compute="_compute_hours", store=True, precompute=True)
    layer = fields.Selection(
        [("work", "at work"), ("on_call", "on call")], compute="_compute_hours", store=True, precompute=True
    )
    is_duty_officer = fields.Boolean("Duty officer", compute="_compute_hours", store=True, precompute=True)
    is_night = fields.Boolean("Night", compute="_compute_hours", store=True, precompute=True)
    is_unpopular = fields.Boolean("Unpopular", compute="_compute_hours", store=True, precompute=True)
    is_weekend = fields.Boolean("Weekend", compute="_compute_hours", store=True, precompute=True)
    is_holiday = fields.Boolean("Public holiday", compute="_compute_hours", store=True, precompute=True)
    span_ids = fields.One2many("cs.shift.span", "shift_id", string="Time on duty", readonly=True)
    state = fields.Selection(
        [("draft", "Being planned"), ("published", "Binding"), ("cancelled", "Taken back")],
        required=True,
        readonly=True,
        default="draft",
    )
    is_pinned = fields.Boolean("Fixed", help="Stays as it is when the roster is made or mended.")
    origin = fields.Selection(
        [
            ("generated", "generated"),
            ("rotation", "by rotation"),
            ("manual", "by hand"),
            ("swap", "swapped"),
            ("repair", "stepped in"),
            ("overtime", "overtime"),
        ],
        required=True,
        default="manual",
    )
    acknowledged_at = fields.Datetime("Acknowledged", readonly=True, copy=False)

    _one_a_day = models.UniqueIndex(
        "(roster_id, employee_id, date) WHERE state <> 'cancelled' AND roster_id IS NOT NULL",
        "Somebody has a shift of this roster on that day already.",
    )
    _person_idx = models.Index("(employee_id, date)")
    _company_idx = models.Index("(company_id, date)")

    @api.depends("employee_id", "template_id", "date")
    def _compute_display_name(self):
        for shift in self:
            shift.display_name = f"{shift.employee_id.name} · {shift.date} · {shift.template_id.display_name}"

    @api.depends("roster_id")
    def _compute_team_id(self):
        for shift in self:
            shift.team_id = shift.roster_id.team_id or shift.team_id

    # the hours of a template are no dependency on purpose: see start_at
    @api.depends("template_id", "date", "team_id")
    def _compute_hours(self):
        holidays, make_up = self._day_kinds()
        for shift in self:
            template = shift.template_id
            spans = shift._planned_spans()
            shift.start_at = spans[0][0] if spans else False
            shift.end_at = spans[-1][1] if spans else False
            shift.minutes = template.minutes
            shift.post_id = template.post_id
            shift.layer = template.layer
            shift.is_duty_officer = template.is_duty_officer
            shift.is_night = template.is_night
            shift.is_unpopular = template.is_unpopular
            day = (shift.team_id.company_id.id, shift.date)
            shift.is_holiday = day in holidays
            shift.is_weekend = bool(shift.date) and shift.date.weekday() > 4 and not {day} & (holidays | make_up)

    def _planned_spans(self) -> tuple[times.Span, ...]:
        """When the template has this shift on duty."""
        if not (self.template_id and self.date and self.team_id):
            return ()
        return times.spans_of(self.date, self.template_id._local_spans(), self.team_id.tz)

    def _day_kinds(self) -> tuple[set, set]:
        """Public holidays and make-up working days, as (company id, day)."""
        days = self.env["cs.calendar.exception"]._exception_days()
        companies = self.team_id.company_id.ids
        kinds = {}
        for day in days:
            if day.calendar_ids:
                continue  # of some working hours only
            for company_id in companies if not day.company_id else [day.company_id]:
                kinds[company_id, day.date] = day.weekday is None
        off = {key for key, is_off in kinds.items() if is_off}
        return off, kinds.keys() - off

    # -- time on duty ------------------------------------------------------------

    #: fields that the spans repeat, or that decide on them
    _OF_SPANS = frozenset({"employee_id", "template_id", "date", "team_id", "roster_id", "state"})

    @api.model_create_multi
    def create(self, vals_list):
        shifts = super().create(vals_list)
        shifts._lay_spans()
        return shifts

    def write(self, vals):
        result = super().write(vals)
        if self._OF_SPANS & vals.keys():
            self._lay_spans()
        return result

    def _lay_spans(self):
        """Make the time on duty of these shifts anew; those taken back have none."""
        # sudo: nobody edits spans, they follow the shift
        spans = self.env["cs.shift.span"].sudo()
        self.flush_recordset()
        spans.search([("shift_id", "in", self.ids)]).unlink()
        rows = [
            shift._prepare_span(start, end)
            for shift in self.filtered(lambda shift: shift.state != "cancelled")
            for start, end in shift._planned_spans()
        ]
        spans.create(rows)

    def _prepare_span(self, start, end) -> dict:
        return {
            "shift_id": self.id,
            "employee_id": self.employee_id.id,
            "user_id": self.user_id.id,
            "company_id": self.company_id.id,
            "team_id": self.team_id.id,
            "post_id": self.post_id.id,
            "layer": self.layer,
            "is_duty_officer": self.is_duty_officer,
            "start_at": start,
            "end_at": end,
            "in_force": self.state == "published",
        }

    @api.ondelete(at_uninstall=False)
    def _unlink_only_drafts(self):
        if self.filtered(lambda shift: shift.state == "published"):
            raise UserError(self.env._("A shift in force is taken back, not deleted: the roster remembers it."))
