from odoo import Command, api, fields, models


class HrEmployee(models.Model):
    """People hold the posts of their jobs."""

    _inherit = "hr.employee"

    cs_profile_id = fields.Many2one(
        "cs.job.profile", "Job profile", compute="_compute_cs_profile_id", groups="hr.group_hr_user"
    )
    cs_started_profile_id = fields.Many2one(
        "cs.job.profile",
        "Profile begun",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
        groups="hr.group_hr_user",
        help="The profile for which the training was planned.",
    )

    @api.depends("job_id.cs_profile_id")
    def _compute_cs_profile_id(self):
        for employee in self:
            employee.cs_profile_id = employee.job_id.cs_profile_id

    def _cs_profile(self):
        """The profile of the person's job, possibly none."""
        self.ensure_one()
        # sudo: what somebody's post is is no secret; the file of the person is
        return self.sudo().job_id.cs_profile_id

    @api.model_create_multi
    def create(self, vals_list):
        employees = super().create(vals_list)
        employees._cs_start_posts()
        return employees

    def write(self, vals):
        result = super().write(vals)
        if "job_id" in vals or "current_version_id" in vals:
            self._cs_start_posts()
        return result

    def _cs_start_posts(self):
        """Who has a post that is new to him begins with it: its training is planned.

        Called when a job is given, and once a day for the jobs that begin by date.
        """
        # sudo: what follows from a job follows whoever gives it
        new = self.sudo().filtered(
            lambda one: one.job_id.cs_profile_id and one.cs_started_profile_id != one.job_id.cs_profile_id
        )
        for profile, people in new.grouped(lambda one: one.job_id.cs_profile_id).items():
            # one write for all people of a post
            people.cs_started_profile_id = profile
            profile._begin(people)

    @api.model
    def _cron_cs_start_posts(self):
        """People whose job changed by the date of a version."""
        self.search([("job_id.cs_profile_id", "!=", False)])._cs_start_posts()

    def action_cs_qualifications(self):
        """This person against what his post asks for."""
        self.ensure_one()
        check = self.env["cs.job.check"].create(
            {"profile_id": self._cs_profile().id, "employee_ids": [Command.set(self.ids)]}
        )
        return check.action_run() if check.profile_id else check._action_choose()
