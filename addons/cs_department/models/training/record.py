from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools.translate import LazyTranslate

from ...core import training

_lt = LazyTranslate(__name__)

STATES = [
    ("planned", "To learn"),
    ("attended", "Attended"),
    ("passed", "Passed"),
    ("failed", "Not passed"),
    ("absent", "Did not come"),
    ("expired", "Run out"),
    ("cancelled", "Not needed any more"),
]
CAUSES = [
    ("plan", "Training plan"),
    ("need", "Training need"),
    ("session", "Invited to a session"),
    ("resit", "Re-sit"),
    ("renewal", "Renewal"),
    ("hand", "Put on the list by hand"),
]
#: kinds of causes where somebody who has passed already need not learn it again
SPARED = ("plan", "need", "hand")


class CsTrainingRecord(models.Model):
    """One person, one course, one attempt: from the plan to the certificate."""

    _name = "cs.training.record"
    _description = "Training of a person"
    _inherit = ["cs.training.person.mixin", "cs.due.mixin"]
    _order = "is_open desc, due_on, id desc"

    course_id = fields.Many2one(
        "cs.training.course", required=True, index=True, readonly=True, ondelete="restrict", check_company=True
    )
    kind = fields.Selection(related="course_id.kind", store=True, precompute=True)
    exam = fields.Selection(related="course_id.exam")
    cause = fields.Selection(CAUSES, "Because of", required=True, readonly=True, default="hand")
    state = fields.Selection(STATES, required=True, readonly=True, default="planned", index=True)
    is_open = fields.Boolean("Still to do", readonly=True, default=True, index=True)
    due_on = fields.Date("Due", readonly=True, index=True)
    opens_on = fields.Date("Exam opens on", readonly=True)
    closes = fields.Boolean("Missed after its day", readonly=True)
    attempt = fields.Integer(readonly=True, default=1, aggregator=None)
    resit_of_id = fields.Many2one("cs.training.record", "Re-sit of", readonly=True, index="btree_not_null")
    renewal_of_id = fields.Many2one("cs.training.record", "Renewal of", readonly=True, index="btree_not_null")
    member_id = fields.Many2one("cs.training.member", readonly=True, index="btree_not_null", ondelete="set null")
    line_id = fields.Many2one(
        "cs.training.plan.line", "Line of the plan", readonly=True, index="btree_not_null", ondelete="set null"
    )
    attended_on = fields.Date("Attended on", readonly=True)
    done_on = fields.Date("Done on", readonly=True, index=True)
    hours = fields.Float("Training hours", digits=(16, 2), readonly=True)
    is_examined = fields.Boolean("Examined", readonly=True)
    score = fields.Float("Score (%)", digits=(16, 2), readonly=True, aggregator="avg")
    passed_percent = fields.Float("Pass rate (%)", digits=(16, 2), readonly=True, aggregator="avg")
    judged_by_id = fields.Many2one("res.users", "Written down by", readonly=True, index=False)
    note = fields.Char(readonly=True)
    qualifies = fields.Boolean("Passed and valid", readonly=True, help="Passed, and not run out.")
    valid_until = fields.Date("Valid until", readonly=True)
    certificate = fields.Char(readonly=True, copy=False)
    is_reminded = fields.Boolean(readonly=True)
    is_told_overdue = fields.Boolean(readonly=True)
    is_renewed = fields.Boolean(readonly=True)
    is_mine = fields.Boolean(compute="_compute_is_mine")
    is_late = fields.Boolean("Overdue", compute="_compute_is_late")

    _one_open = models.UniqueIndex(
        "(employee_id, course_id) WHERE is_open IS TRUE", "This course is on the person's list already."
    )
    _one_per_line = models.UniqueIndex(
        "(line_id, employee_id, due_on) WHERE line_id IS NOT NULL AND resit_of_id IS NULL",
        "The plan has put this course on the person's list already.",
    )
    _one_resit = models.UniqueIndex("(resit_of_id) WHERE resit_of_id IS NOT NULL", "The re-sit is planned already.")
    _one_renewal = models.UniqueIndex(
        "(renewal_of_id) WHERE renewal_of_id IS NOT NULL", "The renewal is planned already."
    )
    _certificate_uniq = models.UniqueIndex(
        "(company_id, certificate) WHERE certificate IS NOT NULL", "This number is on another certificate."
    )
    _counts_idx = models.Index("(user_id, course_id) WHERE qualifies IS TRUE")

    @api.depends("employee_id", "course_id")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for record in self:
            known = record.sudo()  # sudo: the names of the person and the course
            record.display_name = f"{known.course_id.name} · {known.employee_id.name}"

    @api.depends("user_id")
    @api.depends_context("uid")
    def _compute_is_mine(self):
        for record in self:
            record.is_mine = record.user_id == self.env.user

    @api.depends("is_open", "due_on")
    def _compute_is_late(self):
        today = self.env.company._cs_today()
        for record in self:
            record.is_late = bool(record.is_open and record.due_on and record.due_on < today)

    def _link(self):
        return f"/odoo/cs-training-records/{self.id}"

    # -- planning (in sudo) ------------------------------------------------------------------

    @api.model
    def _plan(self, rows):
        """Put courses on people's lists; what is there already, or passed already, is left out.

        :param rows: values with ``employee_id``, ``course_id``, ``cause``, ``due_on``…
        :return: the new records.
        """
        if not rows:
            return self.browse()
        people, courses = ({row[name] for row in rows} for name in ("employee_id", "course_id"))
        domain = [("employee_id", "in", list(people)), ("course_id", "in", list(courses))]
        known = self.search(
            [*domain, "|", ("is_open", "=", True), "|", ("qualifies", "=", True), ("line_id", "!=", False)]
        )
        taken = {(one.employee_id.id, one.course_id.id) for one in known if one.is_open}
        passed = {(one.employee_id.id, one.course_id.id) for one in known if one.qualifies}
        lines = {(one.employee_id.id, one.line_id.id, one.due_on) for one in known if one.line_id}
        wanted = []
        for row in rows:
            key = (row["employee_id"], row["course_id"])
            spared = key in passed and row["cause"] in SPARED and not row.get("closes")
            if key in taken or spared or (row["employee_id"], row.get("line_id"), row.get("due_on")) in lines:
                continue
            taken.add(key)
            wanted.append(row)
        records = self.create(wanted)
        records._set_next()
        records._tell({one.id: one.user_id for one in records}, _lt("New on your training list"))
        return records

    def _ask_for_sessions(self, today):
        """Where a month's training is due and no session is planned, the supervisors are asked for one."""
        owed = self.filtered(lambda record: record.closes)
        if not owed:
            return
        sessions = self.env["cs.training.session"].search(
            [
                ("course_id", "in", owed.course_id.ids),
                ("state", "=", "planned"),
                ("starts_at", ">=", today.replace(day=1)),
            ]
        )
        told = {}
        for (course, user), records in owed.grouped(lambda one: (one.course_id, one.supervisor_id)).items():
            if user and course not in sessions.course_id:
                # one to-do per course and supervisor, on one of the records
                told[records[0].id] = user
        self._tell(told, _lt("Plan a training session of this month"), by=("activity",))

    # -- deeds of people ------------------------------------------------------------------------

    def action_attended(self):
        """The supervisor writes down that the person has attended."""
        self._check_led()
        self._check_open()
        # sudo: rows are the system's; the right was checked above
        self.sudo()._attend(self.env.company._cs_today(), self.env.user)
        return True

    def action_cancel(self):
        """The supervisor takes the course off the list."""
        self._check_led()
        self._check_open()
        records = self.sudo()  # sudo: see above
        records.write({"state": "cancelled", "is_open": False, "judged_by_id": self.env.uid})
        records._set_next()
        records._end_told()
        return True

    def action_mark(self):
        """The dialog in which the supervisor writes down the points of an exam."""
        self.ensure_one()
        self._check_led()
        self._check_open()
        if self.exam != "hand":
            raise UserError(self.env._("The points of this course come from its exam."))
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Result of the exam"),
            "res_model": "cs.training.mark",
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_record_id": self.id},
        }

    def _check_open(self):
        if self.filtered(lambda record: not record.is_open):
            raise UserError(self.env._("This training has come to its end already."))

    # -- what follows (in sudo) ---------------------------------------------------------------------

    def _attend(self, day, by=None):
        """The people were there; without an exam, that is all that is needed."""
        judged = {"judged_by_id": by.id} if by else {}
        todo = self.filtered("is_open")
        todo.filtered(lambda record: record.exam == "none")._done("attended", day, judged)
        examined = todo.filtered(lambda record: record.exam != "none" and record.state == "planned")
        examined.write({"state": "attended", "attended_on": day, **judged})
        waiting = {one.id: one.user_id for one in examined if one.exam == "online"}
        self._tell(waiting, _lt("Your exam is open"))

    def _was_absent(self):
        """What was taken for attended was not; the exam waits again."""
        self.filtered(lambda record: record.is_open and record.state == "attended").write(
            {"state": "planned", "attended_on": False}
        )

    def _done(self, state, day, more):
        """The course has come to a good end: certificate, skill, needs met."""
        for course, records in self.grouped("course_id").items():
            # courses differ in how long they count
            records.write(
                {
                    "state": state,
                    "is_open": False,
                    "done_on": day,
                    "hours": course.hours,
                    "qualifies": True,
                    "valid_until": training.valid_until(day, course.valid_months),
                    **more,
                }
            )
        self.filtered(lambda record: not record.attended_on).write({"attended_on": day})
        self._supersede()
        self._certify()
        self._give_skills()
        self.env["cs.training.need"]._met_by(self)
        self._set_next()
        self._end_told()

    def _supersede(self):
        """Whoever has passed anew is not asked to renew what he passed before."""
        earlier = self.search(
            [
                ("employee_id", "in", self.employee_id.ids),
                ("course_id", "in", self.course_id.ids),
                ("qualifies", "=", True),
                ("id", "not in", self.ids),
            ]
        )
        keys = {(one.employee_id, one.course_id) for one in self}
        earlier = earlier.filtered(lambda one: (one.employee_id, one.course_id) in keys)
        earlier.is_renewed = True
        earlier._set_next()

    # -- rows are the system's --------------------------------------------------------------------------

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        if not self.env.su:
            raise AccessError(self.env._("What was learnt stays known."))

    @api.model
    def _done_courses(self, user_ids, course_ids, day) -> dict[int, frozenset[int]]:
        """User → those of the courses that he has passed and that still count on a day; one query."""
        # sudo: routing reads it for every registrar
        rows = self.sudo()._read_group(
            [
                ("user_id", "in", list(user_ids)),
                ("course_id", "in", list(course_ids)),
                ("qualifies", "=", True),
                "|",
                ("valid_until", "=", False),
                ("valid_until", ">=", day),
            ],
            ["user_id"],
            ["course_id:array_agg"],
        )
        return {user.id: frozenset(courses) for user, courses in rows}
