from datetime import date, timedelta

from odoo import api, fields, models
from odoo.exceptions import ValidationError


class CsAppraisalPeriod(models.Model):
    """A time for which people are appraised; a month by default.

    This file holds what a period is. ``run`` makes the appraisals and computes them in
    batches, ``freeze`` closes the period for good.
    """

    _name = "cs.appraisal.period"
    _description = "Appraisal period"
    _inherit = ["hr.mixin"]
    _order = "date_from desc, id desc"
    _check_company_auto = True

    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company, readonly=True
    )
    date_from = fields.Date("First day", required=True, default=lambda self: self._last_month()[0])
    date_to = fields.Date("Last day", required=True, default=lambda self: self._last_month()[1])
    state = fields.Selection(
        [("draft", "Draft"), ("computing", "Computing"), ("open", "Being reviewed"), ("frozen", "Frozen")],
        required=True,
        readonly=True,
        default="draft",
        index=True,
        copy=False,
    )
    scheme_id = fields.Many2one(
        "cs.appraisal.scheme",
        "Scheme of the people added",
        check_company=True,
        ondelete="restrict",
        help="For people whose post has no scheme of its own.",
    )
    extra_ids = fields.Many2many(
        "hr.employee",
        "cs_appraisal_period_extra_rel",
        "period_id",
        "employee_id",
        string="People added",
        check_company=True,
        help="Beside everybody whose post has a scheme.",
    )
    left_out_ids = fields.Many2many(
        "hr.employee",
        "cs_appraisal_period_left_out_rel",
        "period_id",
        "employee_id",
        string="People left out",
        check_company=True,
    )
    appraisal_ids = fields.One2many("cs.appraisal", "period_id", "Appraisals", readonly=True)
    edition_ids = fields.One2many("cs.appraisal.edition", "period_id", "Schemes used", readonly=True)
    started_at = fields.Datetime("Run begun", readonly=True, copy=False)
    computed_at = fields.Datetime("Computed", readonly=True, copy=False)
    is_frozen = fields.Boolean(readonly=True, copy=False)
    frozen_at = fields.Datetime("Frozen on", readonly=True, copy=False)
    frozen_by_id = fields.Many2one("res.users", "Frozen by", readonly=True, copy=False)

    _days_sane = models.Constraint("CHECK (date_to >= date_from)", "A period ends after it begins.")
    _period_uniq = models.Constraint(
        "UNIQUE (company_id, date_from, date_to)", "There is a period of these days already."
    )

    @api.model
    def _last_month(self) -> tuple[date, date]:
        """First and last local day of the month before this one."""
        last = self.env.company._cs_today().replace(day=1) - timedelta(days=1)
        return last.replace(day=1), last

    def _is_month(self) -> bool:
        """Whether the period is a whole calendar month."""
        self.ensure_one()
        first, last = self.date_from, self.date_to
        return (
            bool(first and last)
            and first.day == 1
            and (last + timedelta(days=1)).day == 1
            and ((first.year, first.month) == (last.year, last.month))
        )

    @api.depends("date_from", "date_to")
    def _compute_display_name(self):
        for period in self:
            if period._is_month():
                period.display_name = f"{period.date_from:%Y-%m}"
            else:
                period.display_name = f"{period.date_from or ''} – {period.date_to or ''}"

    @api.constrains("extra_ids", "scheme_id")
    def _check_scheme(self):
        for period in self:
            if period.extra_ids and not period.scheme_id and not period._has_schemes(period.extra_ids):
                raise ValidationError(self.env._("Say by which scheme the people added are appraised."))

    def _has_schemes(self, employees) -> bool:
        """Whether each of these people has a scheme by his post."""
        return len(self._scheme_of(employees)) == len(employees)

    @api.model
    def _scheme_of(self, employees) -> dict:
        """Employee id → scheme, by the posts of people. Whoever defines posts extends it."""
        return {}

    @api.model
    def _people_with_scheme(self, company):
        """Everybody of a company whose post has a scheme (in sudo). Whoever defines posts extends it."""
        return self.env["hr.employee"]
