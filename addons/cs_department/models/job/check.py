from collections import defaultdict
from decimal import Decimal

from odoo import fields, models
from odoo.exceptions import AccessError, UserError

from ...core.qualification import Verdict, judge, judge_degree, years
from .profile import ROLE_GROUPS


class CsJobCheck(models.TransientModel):
    """People against what a post asks for: who holds it, or who might."""

    _name = "cs.job.check"
    _description = "Check of qualifications"
    _inherit = ["hr.mixin"]

    profile_id = fields.Many2one("cs.job.profile", "Job profile")
    employee_ids = fields.Many2many(
        "hr.employee",
        "cs_job_check_employee_rel",
        "check_id",
        "employee_id",
        "People",
        help="Empty: everybody who has the post.",
    )
    line_ids = fields.One2many("cs.job.check.line", "check_id", readonly=True)

    def action_run(self):
        """Compare, and show the result.

        :raises UserError: without a profile.
        """
        self.ensure_one()
        self.check_access("write")
        if not self.profile_id:
            raise UserError(self.env._("Say which job profile the people are checked against."))
        people = self._readable(self.employee_ids or self.profile_id.sudo()._people())  # sudo: filtered by rights
        # sudo: files of people are read for those who may know the result
        rows = people.sudo()._cs_fit(self.profile_id)
        lines = self.env["cs.job.check.line"].sudo()  # sudo: written by the comparison only
        self.sudo().line_ids.unlink()  # sudo: as above
        lines.create([{**row, "check_id": self.id} for row in rows])
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Fit for %(profile)s", profile=self.profile_id.name),
            "res_model": "cs.job.check.line",
            "views": [(False, "list")],
            "domain": [("check_id", "=", self.id)],
            "context": {"group_by": ["employee_id"], "create": False},
        }

    def _action_choose(self):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Check of qualifications"),
            "res_model": self._name,
            "res_id": self.id,
            "views": [(False, "form")],
            "target": "new",
        }

    def _readable(self, employees):
        """Those of whom the user may know it: himself, his people; everybody for managers and HR.

        :raises AccessError: when that is nobody of those who were named.
        """
        user = self.env.user
        # sudo: only the company is asked for; a profile that all companies share has people of each
        employees = employees.filtered(lambda one: one.sudo().company_id in self.env.companies)
        if user.has_group("cs_department.group_cs_manager") or user.has_group("hr.group_hr_user"):
            return employees
        supervisors = self.env["cs.team"]._supervisors_of(employees)
        # sudo: only who the person is, is asked
        mine = employees.filtered(lambda one: user in (one.sudo().user_id, user.browse(supervisors[one.id][1])))
        if employees and not mine:
            raise AccessError(self.env._("You look at the qualifications of your own people only."))
        return mine


class CsJobCheckLine(models.TransientModel):
    _name = "cs.job.check.line"
    _description = "Qualification of a person"
    _inherit = ["hr.mixin"]
    _order = "employee_id, id"

    check_id = fields.Many2one("cs.job.check", required=True, ondelete="cascade")
    employee_id = fields.Many2one("hr.employee", "Person", required=True, ondelete="cascade")
    qualification_id = fields.Many2one("cs.job.qualification", ondelete="cascade")
    measure_id = fields.Many2one(related="qualification_id.measure_id")
    needed = fields.Char("What the job asks")
    has = fields.Char("What the person has")
    state = fields.Selection(
        [("met", "Fulfilled"), ("wished", "Wished for"), ("missing", "Not met"), ("unknown", "Not known yet")],
        required=True,
    )

    def action_test(self):
        """Write a result down."""
        self.ensure_one()
        self.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Result of a test"),
            "res_model": "cs.job.result",
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_employee_id": self.employee_id.id, "default_measure_id": self.measure_id.id},
        }


class HrEmployee(models.Model):
    """What is known of people beside what a post asks for."""

    _inherit = "hr.employee"

    def _cs_fit(self, profile) -> list[dict]:
        """One row per person and qualification of a profile, as of today (in sudo); a handful of queries."""
        known = self._cs_known(profile)
        rows = []
        for person in self:
            for line in profile.qualification_ids:
                verdict, has = known(person, line)
                state = {True: "met", False: "missing", None: "unknown"}[verdict.met]
                if line.is_wanted and state != "met":
                    state = "wished"
                rows.append(
                    {
                        "employee_id": person.id,
                        "qualification_id": line.id,
                        "needed": line.needed,
                        "has": has,
                        "state": state,
                    }
                )
            rows += person._cs_fit_role(profile)
        return rows

    def _cs_fit_role(self, profile) -> list[dict]:
        """Whether the user of the person has the access rights of the post."""
        if not profile.role:
            return []
        roles = dict(profile._fields["role"]._description_selection(self.env))
        has = bool(self.user_id) and self.user_id.has_group(ROLE_GROUPS[profile.role])
        return [
            {
                "employee_id": self.id,
                "qualification_id": False,
                "needed": self.env._("Access rights: %(role)s", role=roles[profile.role]),
                "has": self.env._("given") if has else self.env._("not given"),
                "state": "met" if has else "missing",
            }
        ]

    def _cs_known(self, profile):
        """Function (person, qualification) → verdict and words, from what was read at once (in sudo)."""
        lines, today = profile.qualification_ids, self.env.company._cs_today()
        results = self.env["cs.job.result"]._latest(self, lines.measure_id)
        levels = self._cs_skill_levels(lines.skill_id, today)
        spans = self._cs_jobs_before() if "experience" in lines.mapped("kind") else {}
        degrees = dict(lines._fields["degree"]._description_selection(self.env))

        def known(person, line):
            if line.kind == "measure":
                return _fit_measure(results.get((person.id, line.measure_id.id)), line)
            if line.kind == "skill":
                level = levels.get((person.id, line.skill_id.id))
                return judge(level, Decimal(str(line.minimum))), f"{level} %" if level is not None else ""
            if line.kind == "education":
                # the degree itself stays in the file of the person
                verdict = judge_degree(person.certificate, line.degree)
                return verdict, degrees.get(line.degree, "") if verdict.met else ""
            has = years(spans.get(person.id, ()), today)
            return judge(has, Decimal(str(line.minimum))), self.env._("%(years)s years", years=f"{has:f}")

        return known

    def _cs_skill_levels(self, skills, today) -> dict:
        found = self.env["hr.employee.skill"].search(
            [
                ("employee_id", "in", self.ids),
                ("skill_id", "in", skills.ids),
                "|",
                ("valid_to", "=", False),
                ("valid_to", ">=", today),
            ]
        )
        return {(one.employee_id.id, one.skill_id.id): Decimal(one.level_progress) for one in found}

    def _cs_jobs_before(self) -> dict:
        spans = defaultdict(list)
        experience = self.env.ref("hr_skills.resume_type_experience", raise_if_not_found=False)
        domain = [
            ("employee_id", "in", self.ids),
            ("line_type_id", "in", (experience.id if experience else False, False)),
        ]
        for line in self.env["hr.resume.line"].search(domain):
            spans[line.employee_id.id].append((line.date_start, line.date_end or None))
        return spans


def _fit_measure(result, line) -> tuple[Verdict, str]:
    """What a test found, against what is needed."""
    if not result:
        return Verdict(None), ""
    if line.measure_kind == "shown":
        return Verdict(result.is_shown), result.said
    verdict = judge(Decimal(str(result.value)), Decimal(str(line.minimum)), line.measure_id.better == "higher")
    return verdict, result.said
