from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tools.translate import LazyTranslate

_lt = LazyTranslate(__name__)

#: role in customer service → the group that gives it
ROLE_GROUPS = {
    "agent": "cs_department.group_cs_agent",
    "quality": "cs_department.group_cs_quality",
    "supervisor": "cs_department.group_cs_supervisor",
    "manager": "cs_department.group_cs_manager",
}


class CsJobProfile(models.Model):
    """A post on paper: what is to be done, what it asks for, how it is appraised and trained."""

    _name = "cs.job.profile"
    _description = "Job profile"
    _inherit = ["cs.roster.shared.mixin", "cs.tell.mixin"]
    _book = "job_profiles"
    _book_lines = ("duty_ids", "qualification_ids")
    _pack_row = "D24"

    purpose = fields.Text(translate=True)
    duty_ids = fields.One2many("cs.job.duty", "profile_id", "Duties of the job", copy=True)
    qualification_ids = fields.One2many("cs.job.qualification", "profile_id", "Qualifications", copy=True)
    role = fields.Selection(
        [("agent", "Agent"), ("quality", "Quality officer"), ("supervisor", "Supervisor"), ("manager", "Manager")],
        "Access rights",
        help="The role in customer service that the work asks for.",
    )
    next_id = fields.Many2one(
        "cs.job.profile",
        "Next on the ladder",
        index="btree_not_null",
        check_company=True,
        help="Where a promotion leads.",
    )
    job_ids = fields.Many2many(
        "hr.job", string="Jobs", compute="_compute_job_ids", inverse="_inverse_job_ids", help="Jobs of HR that this is."
    )

    @api.depends_context("allowed_company_ids")
    def _compute_job_ids(self):
        jobs = self.env["hr.job"].search([("cs_profile_id", "in", self.ids)]).grouped("cs_profile_id")
        for profile in self:
            profile.job_ids = jobs.get(profile._origin or profile, self.env["hr.job"])

    def _inverse_job_ids(self):
        if not self.env.su and not self.env.user.has_group("cs_department.group_cs_manager"):
            raise AccessError(self.env._("Only a manager of customer service says which jobs have which profile."))
        # sudo: which profile a job has is the manager's; of the job itself he changes nothing
        jobs = self.env["hr.job"].sudo()
        for profile in self:
            # a profile of its own has jobs of its own
            wanted = profile.job_ids.sudo()
            (jobs.search([("cs_profile_id", "=", profile.id)]) - wanted).cs_profile_id = False
            wanted.cs_profile_id = profile.id

    @api.constrains("next_id")
    def _check_next(self):
        if self._has_cycle("next_id"):
            raise ValidationError(self.env._("The ladder leads back to where it began."))

    def _people(self):
        """Who has the post (in sudo)."""
        return self.env["hr.employee"].search([("job_id.cs_profile_id", "in", self.ids)])

    def _begin(self, employees):
        """What is done for people who begin with the post (in sudo)."""
        self.ensure_one()
        title = _lt("You have a new job profile")
        self._tell({self.id: employees.user_id}, title, by=("screen", "mail"))

    def _link(self):
        return f"/odoo/cs-job-profiles/{self.id}"

    def action_people(self):
        """The people against what the post asks for."""
        self.ensure_one()
        self.check_access("read")
        if not self.exists():
            raise UserError(self.env._("This job profile is gone."))
        check = self.env["cs.job.check"].create({"profile_id": self.id})
        return check.action_run()


class CsJobDuty(models.Model):
    _name = "cs.job.duty"
    _description = "Duty of a job"
    _inherit = ["cs.book.line.mixin"]
    _book_parent = "profile_id"
    _order = "sequence, id"

    profile_id = fields.Many2one("cs.job.profile", required=True, index=True, ondelete="cascade")
    sequence = fields.Integer(default=10)
    name = fields.Char("What is to be done", required=True, translate=True)


class CsJobQualification(models.Model):
    """One thing that a post asks for, measurable: a figure, a degree, years, a skill."""

    _name = "cs.job.qualification"
    _description = "Qualification for a job"
    _inherit = ["cs.book.line.mixin"]
    _book_parent = "profile_id"
    _order = "sequence, id"

    profile_id = fields.Many2one("cs.job.profile", required=True, index=True, ondelete="cascade")
    sequence = fields.Integer(default=10)
    kind = fields.Selection(
        [
            ("measure", "tested ability"),
            ("skill", "skill"),
            ("education", "degree"),
            ("experience", "years of experience"),
        ],
        "Kind of qualification",
        required=True,
        default="measure",
    )
    measure_id = fields.Many2one("cs.job.measure", "Ability", index="btree_not_null", ondelete="restrict")
    measure_kind = fields.Selection(related="measure_id.kind", string="Kind of result")
    skill_id = fields.Many2one("hr.skill", index="btree_not_null", ondelete="restrict")
    degree = fields.Selection(
        [
            ("graduate", "College diploma"),
            ("bachelor", "Bachelor's degree"),
            ("master", "Master's degree"),
            ("doctor", "Doctorate"),
        ]
    )
    minimum = fields.Float(
        "Least",
        digits=(16, 2),
        help="Of an ability its figure, of a skill the percent of its level, of experience years.",
    )
    is_wanted = fields.Boolean("Only wished for", help="Good to have; nobody is held unfit for lack of it.")
    needed = fields.Char("What the job asks", compute="_compute_needed")

    _minimum_sane = models.Constraint("CHECK (minimum >= 0)", "A least value is not negative.")

    @api.depends("kind", "measure_id", "skill_id", "degree", "minimum", "is_wanted")
    @api.depends_context("lang")
    def _compute_needed(self):
        for line in self:
            line.needed = line._in_words()

    @api.depends("kind", "measure_id", "skill_id")
    @api.depends_context("lang")
    def _compute_display_name(self):
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        for line in self:
            line.display_name = line.measure_id.name or line.skill_id.name or kinds.get(line.kind, "")

    @api.constrains("kind", "measure_id", "skill_id", "degree", "minimum")
    def _check_complete(self):
        for line in self:
            missing = {
                "measure": not line.measure_id or (line.measure_kind == "number" and not line.minimum),
                "skill": not line.skill_id,
                "education": not line.degree,
                "experience": not line.minimum,
            }[line.kind]
            if missing:
                raise ValidationError(
                    self.env._(
                        "A qualification of “%(profile)s” does not say what is needed.", profile=line.profile_id.name
                    )
                )

    def _in_words(self) -> str:
        self.ensure_one()
        figure = f"{self.minimum:g}"
        if self.kind == "measure" and self.measure_kind == "shown":
            said = self.measure_id.name
        elif self.kind == "measure":
            unit, name = self.measure_id.unit or "", self.measure_id.name
            if self.measure_id.better == "higher":
                said = self.env._("%(ability)s: at least %(figure)s %(unit)s", ability=name, figure=figure, unit=unit)
            else:
                said = self.env._("%(ability)s: at most %(figure)s %(unit)s", ability=name, figure=figure, unit=unit)
        elif self.kind == "skill":
            said = self.env._("%(skill)s: level of at least %(percent)s %%", skill=self.skill_id.name, percent=figure)
        elif self.kind == "education":
            degrees = dict(self._fields["degree"]._description_selection(self.env))
            said = self.env._("%(degree)s or higher", degree=degrees.get(self.degree, ""))
        else:
            said = self.env._("%(years)s years of experience or more", years=figure)
        said = (said or "").strip()
        return self.env._("%(qualification)s (wished for)", qualification=said) if self.is_wanted else said


class HrJob(models.Model):
    _inherit = "hr.job"

    cs_profile_id = fields.Many2one(
        "cs.job.profile", "Job profile", index="btree_not_null", ondelete="set null", check_company=True
    )

    @api.model_create_multi
    def create(self, vals_list):
        jobs = super().create(vals_list)
        jobs._cs_profile_given()
        return jobs

    def write(self, vals):
        result = super().write(vals)
        if vals.get("cs_profile_id"):
            self._cs_profile_given()
        return result

    def _cs_profile_given(self):
        """Who holds a job begins with its profile."""
        with_profile = self.filtered("cs_profile_id")
        if with_profile:
            # sudo: what follows from the profile follows whoever links it
            people = self.env["hr.employee"].sudo().search([("job_id", "in", with_profile.ids)])
            people._cs_start_posts()
