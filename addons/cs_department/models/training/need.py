from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools.translate import LazyTranslate

from ...core import training

_lt = LazyTranslate(__name__)

SOURCES = [
    ("appraisal", "Appraisal"),
    ("check", "Quality check"),
    ("exam", "Exam"),
    ("hand", "Seen by the supervisor"),
]


class CsTrainingNeed(models.Model):
    """Something that a person has to learn, and the fact that shows it."""

    _name = "cs.training.need"
    _description = "Training need"
    _inherit = ["cs.training.person.mixin"]
    _order = "state, id desc"

    employee_id = fields.Many2one(readonly=False)
    topic = fields.Char("What is missing", required=True)
    course_id = fields.Many2one("cs.training.course", index="btree_not_null", ondelete="restrict", check_company=True)
    words = fields.Text("How it shows")
    source = fields.Selection(SOURCES, "Seen in", required=True, readonly=True, default="hand")
    res_model = fields.Char(readonly=True)
    res_id = fields.Many2oneReference("Fact", model_field="res_model", readonly=True)
    state = fields.Selection(
        [("open", "To be planned"), ("planned", "Planned"), ("met", "Learnt"), ("dropped", "Dropped")],
        required=True,
        readonly=True,
        default="open",
        index=True,
    )
    record_id = fields.Many2one(
        "cs.training.record", "Training", readonly=True, index="btree_not_null", ondelete="set null"
    )
    due_on = fields.Date("Learnt by")

    _one_per_fact = models.UniqueIndex(
        "(employee_id, res_model, res_id, COALESCE(course_id, 0), md5(topic)) WHERE res_model IS NOT NULL",
        "This need is known already.",
    )

    @api.depends("topic", "employee_id")
    def _compute_display_name(self):
        for need in self:
            known = need.sudo()  # sudo: the name of the person
            need.display_name = f"{known.topic or ''} · {known.employee_id.name or ''}"

    def _link(self):
        return f"/odoo/cs-training-needs/{self.id}"

    @api.model_create_multi
    def create(self, vals_list):
        needs = super().create(vals_list)
        if not self.env.su:
            needs._check_people(needs.employee_id)
        return needs

    def write(self, vals):
        if not self.env.su:
            self._check_people(self.employee_id)
            if self.filtered(lambda need: need.state != "open"):
                raise UserError(self.env._("This need is dealt with already."))
        result = super().write(vals)
        if not self.env.su and "employee_id" in vals:
            self._check_people(self.employee_id)
        return result

    @api.model
    def _raise(self, rows):
        """Facts show that people have something to learn; what is known already is left out (in sudo).

        :param rows: ``employee_id``, ``topic``, ``source``, ``res_model``, ``res_id``, and perhaps
            ``course_id``, ``words``, ``due_on``. With a course that nobody has on his list, it is planned.
        """
        models_ = {row["res_model"] for row in rows}
        known = self.search([("res_model", "in", list(models_)), ("res_id", "in", [row["res_id"] for row in rows])])
        taken = {(one.employee_id.id, one.res_model, one.res_id, one.course_id.id, one.topic) for one in known}
        new = []
        for row in rows:
            key = (row["employee_id"], row["res_model"], row["res_id"], row.get("course_id") or False, row["topic"])
            if key not in taken:
                taken.add(key)
                new.append(row)
        needs = self.create(new)
        needs._tell({one.id: one.supervisor_id for one in needs}, _lt("A training need"), by=("activity", "screen"))
        return needs

    def action_plan(self):
        """Put the course on the person's list."""
        self.check_access("write")
        if self.filtered(lambda need: need.state != "open"):
            raise UserError(self.env._("This need is dealt with already."))
        if self.filtered(lambda need: not need.course_id):
            raise UserError(self.env._("Choose the course that helps."))
        self._check_people(self.employee_id)
        needs = self.sudo()  # sudo: rows are the system's; the right was checked above
        records = needs.env["cs.training.record"]
        today = self.env.company._cs_today()
        records._plan(
            [
                {
                    "employee_id": need.employee_id.id,
                    "course_id": need.course_id.id,
                    "cause": "need",
                    "due_on": need.due_on or training.add_months(today, 1),
                }
                for need in needs
            ]
        )
        open_ = records.search([("employee_id", "in", needs.employee_id.ids), ("is_open", "=", True)])
        by_key = {(one.employee_id, one.course_id): one for one in open_}
        for need in needs:
            # each need has its own record
            record = by_key.get((need.employee_id, need.course_id))
            need.write({"record_id": record.id if record else False, "state": "planned" if record else "met"})
        needs._end_told()
        return True

    def action_drop(self):
        """It is no need after all."""
        self.check_access("write")
        self._check_people(self.employee_id)
        needs = self.sudo()  # sudo: see above
        needs.state = "dropped"
        needs._end_told()
        return True

    def action_fact(self):
        """The fact that shows it."""
        self.ensure_one()
        self.check_access("read")
        if not self.res_model or self.res_model not in self.env:
            raise UserError(self.env._("The supervisor has seen it himself."))
        return {
            "type": "ir.actions.act_window",
            "res_model": self.res_model,
            "res_id": self.res_id,
            "views": [(False, "form")],
        }

    @api.model
    def _met_by(self, records):
        """Courses were passed: needs of these people that they were for are met (in sudo)."""
        waiting = self.search(
            [
                ("employee_id", "in", records.employee_id.ids),
                ("course_id", "in", records.course_id.ids),
                ("state", "in", ("open", "planned")),
            ]
        )
        keys = {(one.employee_id, one.course_id) for one in records}
        met = waiting.filtered(lambda need: (need.employee_id, need.course_id) in keys)
        met.state = "met"
        met._end_told()
