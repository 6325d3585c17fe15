from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ...core.roster import times
from .hours import clock


class CsShiftTemplate(models.Model):
    """A kind of shift: its hours, where it is worked and what it asks for."""

    _name = "cs.shift.template"
    _description = "Shift"
    _inherit = ["cs.roster.shared.mixin"]
    _book = "shifts"
    _book_lines = ("span_ids", "duty_ids")
    _pack_row = "D16"

    code = fields.Char(size=4, required=True, translate=True, help="Short sign in the roster, as 早 or N.")
    color = fields.Integer()
    team_ids = fields.Many2many(
        "cs.team",
        "cs_shift_template_team_rel",
        "template_id",
        "team_id",
        string="Teams",
        check_company=True,
        help="Empty: all teams.",
    )
    post_id = fields.Many2one("cs.duty.post", check_company=True)
    layer = fields.Selection(
        [("work", "at work"), ("on_call", "on call")],
        required=True,
        default="work",
        help="Somebody on call may work another shift at the same time.",
    )
    is_duty_officer = fields.Boolean(
        "Duty officer", help="Whoever has this shift acts for the supervisor: cases out of hours go to him."
    )
    span_ids = fields.One2many("cs.shift.template.span", "template_id", string="Begins and ends", copy=True)
    break_minutes = fields.Integer("Unpaid break (min)")
    counts_hours = fields.Boolean(
        "Counts as working time",
        compute="_compute_counts_hours",
        store=True,
        readonly=False,
    )
    minutes = fields.Integer("Working time (min)", compute="_compute_minutes", store=True)
    is_night = fields.Boolean("Night shift", compute="_compute_is_night", store=True, readonly=False)
    is_unpopular = fields.Boolean("Unpopular", help="Shared out fairly, as nights and weekends are.")
    skill_ids = fields.Many2many(
        "hr.skill", "cs_shift_template_skill_rel", "template_id", "skill_id", string="Skills needed"
    )
    extend_minutes = fields.Integer(
        "May be prolonged by (min)",
        help="While a customer is being served, the shift goes on for so long without being overtime.",
    )
    needs_handover = fields.Boolean(
        "Ends with a handover",
        compute="_compute_needs_handover",
        store=True,
        readonly=False,
    )
    duty_ids = fields.One2many("cs.shift.duty", "template_id", string="Duties", copy=True)
    hours = fields.Char("From and until", compute="_compute_hours")

    _break_sane = models.Constraint("CHECK (break_minutes >= 0)", "A break has no negative length.")
    _extend_sane = models.Constraint(
        "CHECK (extend_minutes BETWEEN 0 AND 720)", "A shift is prolonged by up to twelve hours."
    )

    @api.depends("name", "code")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for template in self:
            template.display_name = f"{template.code} {template.name}" if template.code else template.name or ""

    @api.depends("layer")
    def _compute_counts_hours(self):
        for template in self:
            template.counts_hours = template.layer == "work"

    @api.depends("post_id.needs_handover")
    def _compute_needs_handover(self):
        for template in self:
            template.needs_handover = template.post_id.needs_handover

    @api.depends("span_ids.start", "span_ids.end", "break_minutes", "counts_hours")
    def _compute_minutes(self):
        for template in self:
            hours = sum(map(times.length, template._local_spans()))
            template.minutes = max(0, round(hours * 60) - template.break_minutes) if template.counts_hours else 0

    @api.depends("span_ids.start", "span_ids.end", "company_id")
    def _compute_is_night(self):
        for template in self:
            begins, ends, enough = (template.company_id or self.env.company)._cs_night()
            template.is_night = times.night_hours(template._local_spans(), (begins, ends)) >= enough

    @api.depends("span_ids.start", "span_ids.end")
    def _compute_hours(self):
        for template in self:
            template.hours = " / ".join(template.span_ids.sorted("sequence").mapped("display_name"))

    @api.constrains("span_ids", "break_minutes", "counts_hours")
    def _check_spans(self):
        for template in self:
            spans = template._local_spans()
            if not spans:
                raise ValidationError(
                    self.env._("The shift “%(shift)s” has no hours: say when it begins and ends.", shift=template.name)
                )
            if sum(map(times.length, spans)) > 24:
                raise ValidationError(self.env._("The shift “%(shift)s” is longer than a day.", shift=template.name))
            if template.counts_hours and not template.minutes:
                raise ValidationError(self.env._("The break takes the whole shift “%(shift)s”.", shift=template.name))

    def _local_spans(self) -> list[times.LocalSpan]:
        """Start and end in local hours, in the order in which they are worked."""
        self.ensure_one()
        return [(span.start, span.end) for span in self.span_ids.sorted(lambda span: (span.sequence, span.id or 0))]


class CsShiftTemplateSpan(models.Model):
    _name = "cs.shift.template.span"
    _description = "Hours of a shift"
    _inherit = ["cs.book.line.mixin"]
    _book_parent = "template_id"
    _book_line_key = ("start", "end")
    _order = "sequence, id"

    template_id = fields.Many2one("cs.shift.template", required=True, index=True, ondelete="cascade")
    sequence = fields.Integer(default=10)
    start = fields.Float("Begins", required=True)
    end = fields.Float("Until", required=True, help="At or before the beginning: on the next day.")

    _hours_sane = models.Constraint(
        'CHECK (start >= 0 AND start < 24 AND "end" >= 0 AND "end" <= 24)', "Hours are between 00:00 and 24:00."
    )

    @api.depends("start", "end")
    def _compute_display_name(self):
        for span in self:
            span.display_name = f"{clock(span.start)}–{clock(span.end)}"


class CsShiftDuty(models.Model):
    """Something to be done before or after a shift, as cleaning; handovers list it."""

    _name = "cs.shift.duty"
    _description = "Duty of a shift"
    _inherit = ["cs.book.line.mixin"]
    _book_parent = "template_id"
    _order = "sequence, id"

    template_id = fields.Many2one("cs.shift.template", required=True, index=True, ondelete="cascade")
    sequence = fields.Integer(default=10)
    name = fields.Char("To do", required=True, translate=True)
    moment = fields.Selection(
        [("before", "before the shift"), ("after", "after the shift")], required=True, default="after"
    )
