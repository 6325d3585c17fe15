from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import ValidationError


class CsShiftWish(models.Model):
    """What somebody would like to work, or not."""

    _name = "cs.shift.wish"
    _description = "Roster wish"
    _order = "date_from desc, employee_id, id"
    _check_company_auto = True

    employee_id = fields.Many2one(
        "hr.employee",
        required=True,
        index=True,
        ondelete="cascade",
        check_company=True,
        default=lambda self: self.env.user.employee_id,
    )
    company_id = fields.Many2one(related="employee_id.company_id", store=True, index=True, precompute=True)
    date_from = fields.Date("First day", required=True, default=lambda self: self.env["cs.roster"]._default_date_from())
    date_to = fields.Date(
        "Until", required=True, compute="_compute_date_to", store=True, readonly=False, precompute=True
    )
    wish = fields.Selection(
        [
            ("off", "would like to be off"),
            ("not", "would rather not have the shift"),
            ("on", "would like to have the shift"),
            ("work", "would like to work"),
        ],
        required=True,
        default="off",
    )
    template_id = fields.Many2one("cs.shift.template", "Shift", index="btree_not_null", ondelete="cascade")
    weekday = fields.Selection(
        selection=lambda self: self.env["cs.calendar.exception"]._fields["weekday"]._description_selection(self.env),
        string="Only on",
        help="Empty: on all days in between.",
    )
    is_important = fields.Boolean("Important")
    note = fields.Char("Why")

    _dates_sane = models.Constraint(
        "CHECK (date_to >= date_from AND date_to < date_from + 366)", "A wish is for one day up to a year."
    )

    @api.depends("date_from")
    def _compute_date_to(self):
        for one in self:
            if not one.date_to or (one.date_from and one.date_to < one.date_from):
                one.date_to = one.date_from

    @api.depends("employee_id", "wish", "template_id", "date_from")
    @api.depends_context("lang")
    def _compute_display_name(self):
        labels = dict(self._fields["wish"]._description_selection(self.env))
        for one in self:
            parts = (one.employee_id.name, labels.get(one.wish), one.template_id.name)
            one.display_name = " · ".join(filter(None, parts))

    @api.constrains("wish", "template_id")
    def _check_shift(self):
        for one in self:
            if (one.wish in ("not", "on")) != bool(one.template_id):
                raise ValidationError(self.env._("Say which shift the wish is about; a wish to be off has none."))

    def _dates(self) -> list:
        """The days of the wish."""
        self.ensure_one()
        days = (self.date_from + timedelta(days=number) for number in range((self.date_to - self.date_from).days + 1))
        return [day for day in days if not self.weekday or day.weekday() == int(self.weekday)]
