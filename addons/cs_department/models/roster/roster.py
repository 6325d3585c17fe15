from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError


class CsRoster(models.Model):
    """Who of a team works when, over some weeks."""

    _name = "cs.roster"
    _description = "Duty roster"
    _inherit = ["mail.thread", "hr.mixin"]
    _order = "date_from desc, team_id, id desc"
    _check_company_auto = True

    name = fields.Char(compute="_compute_name", store=True, readonly=False, precompute=True)
    team_id = fields.Many2one(
        "cs.team",
        required=True,
        index=True,
        check_company=True,
        default=lambda self: self.env["cs.team"].search([("company_id", "=", self.env.company.id)], limit=1),
    )
    company_id = fields.Many2one(related="team_id.company_id", store=True, index=True, precompute=True)
    tz = fields.Selection(related="team_id.tz")
    date_from = fields.Date("First day", required=True, default=lambda self: self._default_date_from())
    date_to = fields.Date(
        "Until", required=True, compute="_compute_date_to", store=True, readonly=False, precompute=True
    )
    state = fields.Selection(
        [("draft", "Being made"), ("published", "Published"), ("closed", "Closed")],
        required=True,
        readonly=True,
        default="draft",
        tracking=True,
        copy=False,
    )
    employee_ids = fields.Many2many(
        "hr.employee",
        "cs_roster_employee_rel",
        "roster_id",
        "employee_id",
        string="People",
        compute="_compute_employee_ids",
        store=True,
        readonly=False,
        check_company=True,
    )
    shift_ids = fields.One2many("cs.shift", "roster_id", string="Shifts")
    published_at = fields.Datetime(readonly=True, copy=False)

    _dates_sane = models.Constraint(
        "CHECK (date_to >= date_from AND date_to < date_from + 124)", "A roster is for one day up to four months."
    )
    # two rosters that both say who is on duty today would be none
    _no_overlap = models.Constraint(
        "EXCLUDE USING gist (int8range(team_id, team_id, '[]') WITH &&, daterange(date_from, date_to, '[]') WITH &&)",
        "The team has a roster for some of these days already.",
    )

    @api.model
    def _default_date_from(self):
        """The first day of the next month."""
        today = fields.Date.context_today(self)
        return (today.replace(day=1) + timedelta(days=32)).replace(day=1)

    @api.depends("date_from")
    def _compute_date_to(self):
        """A month, unless one says otherwise."""
        for roster in self:
            start = roster.date_from
            if not start:
                roster.date_to = False
            elif not roster.date_to or roster.date_to < start:
                roster.date_to = (start.replace(day=1) + timedelta(days=32)).replace(day=1) - timedelta(days=1)

    @api.depends("team_id", "date_from")
    def _compute_name(self):
        for roster in self:
            if roster.team_id and roster.date_from:
                roster.name = f"{roster.team_id.name} {roster.date_from:%Y-%m}"

    @api.depends("team_id")
    def _compute_employee_ids(self):
        for roster in self:
            roster.employee_ids = roster.team_id._roster_employees()

    @api.constrains("date_from", "date_to", "team_id")
    def _check_shifts_inside(self):
        for roster in self:
            # the days are few, and the check is made when a roster is moved
            outside = roster.shift_ids.filtered(
                lambda shift, within=roster: not within.date_from <= shift.date <= within.date_to
            )
            if outside:
                raise ValidationError(
                    self.env._(
                        "There are shifts outside these days: the first on %(day)s.", day=min(outside.mapped("date"))
                    )
                )

    @api.ondelete(at_uninstall=False)
    def _unlink_only_drafts(self):
        if self.filtered(lambda roster: roster.state != "draft"):
            raise UserError(self.env._("A published roster is kept: people were on duty by it. Close it instead."))


class CsTeam(models.Model):
    _name = "cs.team"
    _inherit = ["cs.team", "hr.mixin"]

    employee_ids = fields.Many2many(
        "hr.employee",
        "cs_team_employee_rel",
        "team_id",
        "employee_id",
        string="People on the roster",
        check_company=True,
        help="Empty: the employees of the team's members.",
    )

    def _roster_employees(self):
        """Who is put on the rosters of the team."""
        self.ensure_one()
        # sudo: a supervisor plans people whose personnel file he may not read
        team = self.sudo()
        people = team.employee_ids
        if not people:
            own = [("user_id", "in", team.member_ids.ids), ("company_id", "=", team.company_id.id)]
            people = team.env["hr.employee"].search(own)
        return people.with_env(self.env)
