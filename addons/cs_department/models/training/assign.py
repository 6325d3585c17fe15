from odoo import api, fields, models
from odoo.exceptions import UserError


class CsTrainingAssign(models.TransientModel):
    """People are chosen: for a course, a plan or a session."""

    _name = "cs.training.assign"
    _description = "Choose people for training"
    _inherit = ["hr.mixin"]

    course_id = fields.Many2one("cs.training.course")
    plan_id = fields.Many2one("cs.training.plan", "Training plan")
    session_id = fields.Many2one("cs.training.session", ondelete="cascade")
    team_ids = fields.Many2many("cs.team", string="Teams", help="Everybody of these teams.")
    profile_ids = fields.Many2many("cs.job.profile", string="Job profiles", help="Everybody who has one of these.")
    employee_ids = fields.Many2many(
        "hr.employee", "cs_training_assign_employee_rel", "assign_id", "employee_id", "People"
    )
    due_on = fields.Date("Due", help="Of a plan its first day.")

    @api.model
    def _choose(self, context):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Choose People"),
            "res_model": self._name,
            "views": [(False, "form")],
            "target": "new",
            "context": context,
        }

    def action_apply(self):
        """Put it on the lists of the chosen people."""
        self.ensure_one()
        self.check_access("write")
        people = self.env["hr.employee"]._cs_people_of(self.team_ids, self.profile_ids) | self.employee_ids
        people = people.sudo().filtered("active")  # sudo: only who they are
        if not people:
            raise UserError(self.env._("Choose at least one person."))
        records = self.env["cs.training.record"]
        if self.session_id:
            self.session_id._check_leads()
            self.session_id._check_planned()
            if people.company_id - self.session_id.company_id:
                raise UserError(self.env._("These people are of another company."))
            self.session_id._invite(people)
        elif self.plan_id:
            records._check_people(people)
            # sudo: rows are the system's; whose training the user may plan was checked
            self.plan_id.sudo()._assign(people, self.due_on)
        elif self.course_id:
            records._check_people(people)
            day = self.due_on or self.env.company._cs_today()
            # sudo: as above
            records.sudo()._plan(
                [
                    {"employee_id": one.id, "course_id": self.course_id.id, "cause": "hand", "due_on": day}
                    for one in people
                ]
            )
        else:
            raise UserError(self.env._("Choose what the people learn."))
        return {"type": "ir.actions.act_window_close"}


class HrEmployee(models.Model):
    _inherit = "hr.employee"

    @api.model
    def _cs_people_of(self, teams, profiles):
        """Everybody of these teams or with one of these job profiles, in the companies of the user (in sudo)."""
        # sudo: who works in a team or on a post is no secret
        people = self.sudo()
        if not teams and not profiles:
            return people
        by_team = [
            "|",
            ("user_id", "in", teams.member_ids.ids),
            ("id", "in", teams.sudo().employee_ids.ids),
        ]
        by_post = [("job_id.cs_profile_id", "in", profiles.ids)]
        companies = ("company_id", "in", self.env.companies.ids)
        found = people.search([companies, *by_team]) if teams else people.browse()
        return found | (people.search([companies, *by_post]) if profiles else people.browse())
