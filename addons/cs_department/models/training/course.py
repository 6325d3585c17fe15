from odoo import api, fields, models, tools
from odoo.exceptions import ValidationError

from .exam_type import EXAM

KINDS = [
    ("induction", "For new colleagues"),
    ("monthly", "Monthly"),
    ("special", "Special"),
    ("external", "Outside"),
]
EXAMS = [("none", "none: to have attended is enough"), ("online", "online"), ("hand", "on paper or in practice")]


class CsTrainingCourse(models.Model):
    """Something that is taught: its topics, its exam, and what whoever passed may do."""

    _name = "cs.training.course"
    _description = "Course"
    _inherit = ["cs.roster.shared.mixin"]
    _named_by_shared = True
    _book = "courses"
    _book_lines = ("topic_ids",)
    _pack_row = "D19"

    kind = fields.Selection(KINDS, required=True, default="special")
    summary = fields.Text("What it is about", translate=True)
    topic_ids = fields.One2many("cs.training.topic", "course_id", "Topics", copy=True)
    hours = fields.Float("Training hours", digits=(16, 2), default=2.0)
    exam = fields.Selection(EXAMS, required=True, default="none")
    survey_id = fields.Many2one(
        "survey.survey",
        "Questions",
        domain=[("survey_type", "=", EXAM)],
        ondelete="restrict",
        copy=False,
        help="Asked in the exam. Each set of questions belongs to one course.",
    )
    pass_mark = fields.Float("Pass mark (%)", digits=(16, 2), default=80.0)
    attempts = fields.Integer("Exams at most", default=3, help="0: as many as it takes.")
    resit_days = fields.Integer(
        "Re-sit after (days)", default=7, help="Whoever fails is examined again so many days on."
    )
    attend_first = fields.Boolean("Attend first", help="The exam opens when the person has attended.")
    valid_months = fields.Integer("Valid for (months)", help="0: for good.")
    renew_days = fields.Integer("Renewal planned before (days)", default=30)
    has_certificate = fields.Boolean("Certificate", help="Whoever passes is given a certificate with a number.")
    skill_id = fields.Many2one("hr.skill", "Skill given", ondelete="restrict", index="btree_not_null")
    skill_level_id = fields.Many2one(
        "hr.skill.level",
        "At the level",
        ondelete="restrict",
        domain="[('skill_type_id', '=', skill_type_id)]",
        help="Empty: the usual level of the skill.",
    )
    skill_type_id = fields.Many2one(related="skill_id.skill_type_id")
    category_ids = fields.Many2many(
        "cs.ticket.category",
        string="Needed for",
        help="Cases of these categories, and of those under them, are given only to people who have passed.",
    )
    gate_from = fields.Date(
        "Needed from", help="Before this day cases are given to everybody: time to learn. Empty: at once."
    )
    record_count = fields.Integer("People", compute="_compute_record_count")

    _mark_sane = models.Constraint("CHECK (pass_mark BETWEEN 0 AND 100)", "A pass mark lies between 0 and 100 %.")
    _numbers_sane = models.Constraint(
        "CHECK (hours >= 0 AND attempts >= 0 AND resit_days BETWEEN 0 AND 365"
        " AND valid_months BETWEEN 0 AND 600 AND renew_days BETWEEN 0 AND 365)",
        "Hours, exams, days and months are not negative, and days are within a year.",
    )
    _survey_uniq = models.UniqueIndex(
        "(survey_id) WHERE survey_id IS NOT NULL", "These questions are asked by another course already."
    )

    @api.depends_context("uid", "allowed_company_ids")
    def _compute_record_count(self):
        counts = dict(
            self.env["cs.training.record"]._read_group([("course_id", "in", self.ids)], ["course_id"], ["__count"])
        )
        for course in self:
            course.record_count = counts.get(course._origin, 0)

    @api.constrains("exam", "survey_id")
    def _check_exam(self):
        for course in self:
            # sudo: whether there are questions, not the questions
            survey = course.sudo().survey_id
            if course.exam == "online" and not survey:
                raise ValidationError(self.env._("“%(course)s”: choose the questions of the exam.", course=course.name))
            if survey and survey.survey_type != EXAM:
                raise ValidationError(
                    self.env._("“%(course)s”: these questions belong to no exam.", course=course.name)
                )

    @api.constrains("skill_id", "skill_level_id")
    def _check_level(self):
        for course in self:
            if course.skill_level_id and course.skill_level_id.skill_type_id != course.skill_id.skill_type_id:
                raise ValidationError(
                    self.env._("“%(course)s”: this level is of another kind of skill.", course=course.name)
                )

    @api.model_create_multi
    def create(self, vals_list):
        courses = super().create(vals_list)
        courses._tell_pass_mark()
        return courses

    def write(self, vals):
        result = super().write(vals)
        if {"pass_mark", "survey_id"} & vals.keys():
            self._tell_pass_mark()
        return result

    def _tell_pass_mark(self):
        """The last page of the exam says whether it was passed."""
        for course in self.filtered("survey_id"):
            # sudo: whoever sets the pass mark sets it for the page; one course of a set of questions, see above
            course.sudo().survey_id.scoring_success_min = course.pass_mark

    # -- what the gate asks --------------------------------------------------------------

    @tools.ormcache()
    @api.model
    def _needs(self) -> tuple:
        """All that is needed: (course, category, company or none, from which day)."""
        courses = self._for_cache().search([("category_ids", "!=", False)])
        return tuple(
            (course.id, category.id, course.company_id.id, course.gate_from)
            for course in courses
            for category in course.category_ids
        )

    @api.model
    def _needed_for(self, category_id, company_id, day) -> frozenset[int]:
        """Courses that one must have passed to be given a case of a category on a day."""
        needs = self._needs()
        if not needs or not category_id:
            return frozenset()
        branch = self.env["cs.ticket.category"]._branch(category_id)
        return frozenset(
            course
            for course, category, company, since in needs
            if category in branch and company in (False, company_id) and (not since or since <= day)
        )

    # -- screens -----------------------------------------------------------------------------

    def action_records(self):
        """Who learns it, and who has passed."""
        self.ensure_one()
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id("cs_department.cs_training_record_action")
        return {**action, "domain": [("course_id", "=", self.id)], "context": {"default_course_id": self.id}}

    def action_assign(self):
        """Put the course on the list of people."""
        self.ensure_one()
        return self.env["cs.training.assign"]._choose({"default_course_id": self.id})

    def action_questions(self):
        """The questions of the exam."""
        self.ensure_one()
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id("cs_department.cs_training_exam_action")
        form = self.env.ref("cs_department.cs_training_exam_view_form")
        return {**action, "views": [(form.id, "form")], "res_id": self.survey_id.id}


class CsTrainingTopic(models.Model):
    _name = "cs.training.topic"
    _description = "Topic of a course"
    _inherit = ["cs.book.line.mixin"]
    _book_parent = "course_id"
    _order = "sequence, id"

    course_id = fields.Many2one("cs.training.course", required=True, index=True, ondelete="cascade")
    sequence = fields.Integer(default=10)
    name = fields.Char("What is taught", required=True, translate=True)


class CsTicketCategory(models.Model):
    _inherit = "cs.ticket.category"

    @tools.ormcache("category_id")
    @api.model
    def _branch(self, category_id: int) -> frozenset[int]:
        """A category and all above it."""
        # sudo: routing reads it for every registrar
        path = self._for_cache().browse(category_id).parent_path or ""
        return frozenset(int(step) for step in path.split("/") if step)
