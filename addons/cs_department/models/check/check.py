from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from .checklist import KINDS

STATES = [
    ("todo", "To be checked"),
    ("doing", "Being checked"),
    ("done", "Checked"),
    ("void", "Does not count"),
]
#: still to be checked
OPEN = ("todo", "doing")
QUALITY = "cs_department.group_cs_quality"
SUPERVISOR = "cs_department.group_cs_supervisor"
MANAGER = "cs_department.group_cs_manager"
#: of an item, what its copy in a check keeps
COPIED = (
    *("sequence", "kind", "points", "top", "per_unit", "is_fatal", "needs_photo", "needs_note", "measures"),
    *("opens_case", "case_kind_id", "case_category_id", "case_severity_id"),
)


class CsCheck(models.Model):
    """A checklist gone through once: of whose work, by whom, with which result.

    This file holds what a check *is* and how it comes about; ``check_life`` is how it is
    gone through, ``check_desk`` the inspector's screen, ``finding`` what follows from it.
    Nobody writes one directly: the verbs do. Whoever rates a second time does not see the
    first rating before his own is done, nor the other way round (``blind_user_id``).
    """

    _name = "cs.check"
    _description = "Quality check"
    _inherit = ["cs.appealable.mixin", "cs.tell.mixin", "mail.thread", "mail.activity.mixin"]
    _order = "date desc, id desc"
    _check_company_auto = True
    _allow_sudo_commands = False

    checklist_id = fields.Many2one("cs.checklist", required=True, readonly=True, index=True, ondelete="restrict")
    purpose = fields.Selection(related="checklist_id.purpose", store=True, index=True)
    subject = fields.Selection(related="checklist_id.subject", store=True)
    draw_id = fields.Many2one(
        "cs.check.draw", "Sample for checks", readonly=True, index="btree_not_null", ondelete="restrict"
    )
    stratum = fields.Char("Group", readonly=True, help="Group of the sample, or why this was chosen.")
    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True)

    # whose work
    employee_id = fields.Many2one("hr.employee", "Whose work", readonly=True, index="btree_not_null")
    user_id = fields.Many2one("res.users", "User checked", readonly=True, index="btree_not_null")
    supervisor_id = fields.Many2one("res.users", readonly=True, index="btree_not_null")
    team_id = fields.Many2one("cs.team", readonly=True, index="btree_not_null", ondelete="set null")
    ticket_id = fields.Many2one("cs.ticket", "Case", readonly=True, index="btree_not_null", ondelete="cascade")
    callback_id = fields.Many2one("cs.callback", readonly=True, index="btree_not_null", ondelete="cascade")
    call_id = fields.Many2one("cs.call", "Recorded talk", readonly=True, index="btree_not_null", ondelete="cascade")
    place = fields.Char("Where", readonly=True)

    # who checks
    inspector_id = fields.Many2one("res.users", "Who checks", readonly=True, index="btree_not_null")
    blind_user_id = fields.Many2one(
        "res.users", "Hidden from", readonly=True, index="btree_not_null", help="Who rates the same a second time."
    )
    is_self = fields.Boolean("Self-check", readonly=True)
    second_of_id = fields.Many2one(
        "cs.check", "Second rating of", readonly=True, index="btree_not_null", ondelete="cascade"
    )
    second_ids = fields.One2many("cs.check", "second_of_id", "Second ratings", readonly=True)
    redo_of_id = fields.Many2one("cs.check", "Instead of", readonly=True, index="btree_not_null", ondelete="set null")

    # where it stands
    date = fields.Date("Checked on", required=True, readonly=True, index=True, help="Until then: the day it was given.")
    due = fields.Date("Check until", readonly=True)
    state = fields.Selection(STATES, required=True, default="todo", readonly=True, index=True)
    done_at = fields.Datetime("Finished on", readonly=True)
    answer_ids = fields.One2many("cs.check.answer", "check_id", "Checked items", readonly=True)
    points = fields.Float("Points reached", digits=(8, 2), readonly=True)
    points_most = fields.Float("Points possible", digits=(8, 2), readonly=True)
    score = fields.Float(digits=(5, 2), readonly=True, aggregator="avg")
    is_scored = fields.Boolean("Has a score", readonly=True)
    fatal_hit = fields.Boolean("Fatal item failed", readonly=True)
    passed = fields.Boolean(readonly=True)
    gap = fields.Float("Gap to the first rating", digits=(5, 2), readonly=True, aggregator="avg")
    note = fields.Text("Remarks", readonly=True)
    void_reason = fields.Char("Why it does not count", readonly=True)
    coaching_ids = fields.One2many("cs.coaching", "check_id", readonly=True)
    may_inspect = fields.Boolean("I may check", compute="_compute_may_inspect")
    case_ids = fields.Many2many("cs.ticket", compute="_compute_case_ids", string="Cases opened by it")

    _not_oneself = models.Constraint(
        "CHECK (is_self IS TRUE OR inspector_id IS NULL OR user_id IS NULL OR inspector_id <> user_id)",
        "Nobody checks his own work, but by a self-check.",
    )
    _once = models.UniqueIndex(
        "(draw_id, COALESCE(employee_id, 0), COALESCE(ticket_id, 0), COALESCE(callback_id, 0), COALESCE(call_id, 0))"
        " WHERE draw_id IS NOT NULL AND second_of_id IS NULL AND redo_of_id IS NULL",
        "A sample takes everything once.",
    )
    _one_second = models.UniqueIndex(
        "(second_of_id) WHERE second_of_id IS NOT NULL AND state <> 'void'", "It is rated a second time already."
    )
    _desk_idx = models.Index("(inspector_id, due, id) WHERE state IN ('todo', 'doing')")

    @api.depends("checklist_id", "employee_id", "ticket_id", "place", "call_id")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for check in self:
            # sudo: what is checked is named to whoever may see the check
            row = check.sudo()
            about = row.ticket_id.number or row.place or ""
            parts = [row.checklist_id.name, row.employee_id.name, about]
            check.display_name = " · ".join(part for part in parts if part)

    @api.depends("state", "inspector_id", "user_id")
    @api.depends_context("uid")
    def _compute_may_inspect(self):
        for check in self:
            check.may_inspect = check.state in OPEN and check._inspector_hindrance() is None

    @api.depends("answer_ids.case_id")
    def _compute_case_ids(self):
        for check in self:
            # sudo: that a case was opened is part of the result; opening it asks for the right
            cases = check.sudo().answer_ids.case_id
            check.case_ids = check.env["cs.ticket"].browse(cases.ids)

    # -- for what others say ---------------------------------------------------------------

    def _link(self):
        return f"/odoo/cs-checks/{self.id}"

    @api.model
    def _subject_fields(self) -> dict[str, str]:
        """What is checked → the field that names it."""
        return {
            "ticket": "ticket_id",
            "call": "call_id",
            "callback": "callback_id",
            "employee": "employee_id",
            "place": "place",
        }

    # -- coming about (in sudo, in batch) -----------------------------------------------------

    @api.model
    def _give(self, rows: list[dict]):
        """New checks with their questions; people and their supervisors are filled in (in sudo).

        :param rows: values with ``checklist_id``, ``company_id``, whose work and what is checked.
        """
        people = self.env["hr.employee"].browse({row["employee_id"] for row in rows if row.get("employee_id")})
        placed = self.env["cs.team"]._supervisors_of(people)
        users = {person.id: person.user_id.id for person in people}
        today = {}
        filled = []
        for row in rows:
            company = self.env["res.company"].browse(row["company_id"])
            if company not in today:
                today[company] = company._cs_today()
            team_id, supervisor_id = placed.get(row.get("employee_id"), (False, False))
            filled.append(
                {
                    "date": today[company],
                    "due": fields.Date.add(today[company], days=company.cs_check_due_days),
                    "user_id": users.get(row.get("employee_id"), False),
                    "team_id": team_id,
                    "supervisor_id": supervisor_id,
                    **row,
                }
            )
        quiet = {"mail_create_nolog": True, "mail_create_nosubscribe": True, "tracking_disable": True}
        checks = self.with_context(**quiet).create(filled)
        checks._copy_items()
        return checks

    @api.model
    def _copied(self) -> tuple[str, ...]:
        """Of an item, what its copy in a check keeps; other areas add theirs."""
        return COPIED

    def _copy_items(self):
        """The questions as they are now: a checklist that changes later changes no check."""
        rows = [
            {
                "check_id": check.id,
                "item_id": item.id,
                "section": item.section,
                "name": item.name,
                "hint": item.hint,
                **{name: item[name].id if item._fields[name].relational else item[name] for name in self._copied()},
            }
            for check in self
            for item in check.checklist_id.item_ids
        ]
        answers = self.env["cs.check.answer"].create(rows)
        answers.flush_recordset()
        if answers:
            # the words in all languages, as the ORM copies one at a time
            self.env.cr.execute(
                SQL(
                    """UPDATE cs_check_answer a SET name = i.name, section = i.section, hint = i.hint
                         FROM cs_checklist_item i WHERE i.id = a.item_id AND a.id IN %s""",
                    tuple(answers.ids),
                )
            )
            answers.invalidate_recordset(["name", "section", "hint"])

    # -- who may check ---------------------------------------------------------------------------

    def _inspector_hindrance(self) -> str | None:
        """Why the user may not go through this check, in words; ``None``: he may."""
        # sudo: asked about who he is, whatever else of it he sees
        check, user = self.sudo(), self.env.user
        if check.is_self:
            return None if check.user_id == user else self.env._("A self-check is made by the person.")
        if check.user_id == user:
            return self.env._("Nobody checks his own work.")
        if check.inspector_id:
            allowed = check.inspector_id == user
            return None if allowed else self.env._("%(name)s checks this.", name=check.inspector_id.name)
        if not (user.has_group(QUALITY) or user.has_group(MANAGER) or check.supervisor_id == user):
            return self.env._("Quality officers and the person's supervisor check.")
        other = check.second_of_id.inspector_id | check.second_ids.inspector_id | check.redo_of_id.inspector_id
        return self.env._("Somebody else gives the second rating.") if user in other else None

    @api.model
    def _inspectors_of(self, company):
        """Quality officers of a company (in sudo), in a stable order."""
        officers = self.env.ref(QUALITY).all_user_ids
        return officers.filtered(lambda user: user.active and company in user.company_ids).sorted("id")

    @api.model
    def _open_counts(self, users) -> dict[int, int]:
        """User id → checks that he still has to make, one query for all (in sudo)."""
        groups = self._read_group(
            Domain("state", "in", OPEN) & Domain("inspector_id", "in", users.ids), ["inspector_id"], ["__count"]
        )
        return {user.id: count for user, count in groups}

    def _share_out(self, users):
        """Give each of these checks to the one of the users with the fewest, never his own work (in sudo).

        A check that nobody of them may make stays open to whoever may.
        """
        load = {user.id: 0 for user in users} | self._open_counts(users)
        given = {}
        for check in self:
            # who judged the same before, and whose work it is, do not judge it
            barred = check.user_id | check.second_of_id.inspector_id | check.redo_of_id.inspector_id
            free = [user.id for user in users - barred]
            if free:
                chosen = min(free, key=lambda user_id: (load[user_id], user_id))
                load[chosen] += 1
                given.setdefault(chosen, []).append(check.id)
        for user_id, ids in given.items():
            # as many writes as there are inspectors
            self.browse(ids).write({"inspector_id": user_id})

    def _same_again(self) -> dict:
        """What another check of the same is about (in sudo): whose work, of what, by which checklist."""
        self.ensure_one()
        names = ("checklist_id", "company_id", "employee_id", "draw_id", "ticket_id", "callback_id", "call_id")
        return {**{name: self[name].id for name in names}, "place": self.place}

    def _rate_twice(self):
        """A second rating of each of these, by somebody else, neither seeing the other (in sudo)."""
        rows = [
            {**check._same_again(), "stratum": check.stratum, "due": check.due, "second_of_id": check.id}
            for check in self
        ]
        seconds = self._give(rows)
        for company, group in seconds.grouped("company_id").items():
            group._share_out(self._inspectors_of(company))
        for second in seconds:
            # of two checks each names the other's rater: no two alike
            first = second.second_of_id
            if first.state in OPEN:
                second.blind_user_id = first.inspector_id
            first.blind_user_id = second.inspector_id
        return seconds

    def _unlink_photos(self):
        # sudo: what was attached to the answers goes with them
        self.sudo().answer_ids.photo_ids.unlink()

    def unlink(self):
        self._unlink_photos()
        return super().unlink()


class CsCheckAnswer(models.Model):
    """One item of a checklist in a check: what was asked then, and what was found."""

    _name = "cs.check.answer"
    _description = "Answer in a check"
    _order = "check_id, sequence, id"
    _allow_sudo_commands = False

    check_id = fields.Many2one(
        "cs.check", "Quality check", required=True, index=True, readonly=True, ondelete="cascade"
    )
    item_id = fields.Many2one(
        "cs.checklist.item", "Checked item", readonly=True, index="btree_not_null", ondelete="set null"
    )
    sequence = fields.Integer(readonly=True)
    section = fields.Char("Part", translate=True, readonly=True)
    name = fields.Char("What is looked at", translate=True, readonly=True)
    hint = fields.Char("What is right", translate=True, readonly=True)
    kind = fields.Selection(KINDS, required=True, readonly=True)
    points = fields.Float("Points of the item", digits=(6, 2), readonly=True)
    top = fields.Integer("Number of steps", readonly=True)
    per_unit = fields.Float("Points each", digits=(6, 2), readonly=True)
    is_fatal = fields.Boolean("Fatal", readonly=True)
    needs_photo = fields.Boolean("Photo", readonly=True)
    needs_note = fields.Boolean("Note when failed", readonly=True)
    measures = fields.Selection(
        selection=lambda self: self.env["cs.checklist.item"]._fields["measures"]._description_selection(self.env),
        string="Counts as",
        readonly=True,
        index="btree_not_null",
    )
    opens_case = fields.Boolean(readonly=True)
    case_kind_id = fields.Many2one("cs.ticket.kind", "Kind of the case", readonly=True, ondelete="set null")
    case_category_id = fields.Many2one("cs.ticket.category", "Category of the case", readonly=True, ondelete="set null")
    case_severity_id = fields.Many2one("cs.severity", "Severity of the case", readonly=True, ondelete="set null")

    is_answered = fields.Boolean("Answered", readonly=True)
    skipped = fields.Boolean("Does not apply", readonly=True)
    value = fields.Float("Found", digits=(8, 2), readonly=True, aggregator=None)
    words = fields.Text("Found in words", readonly=True)
    note = fields.Text("What was wrong", readonly=True)
    reached = fields.Float("Points reached", digits=(8, 2), readonly=True)
    failed = fields.Boolean("Not right", readonly=True)
    counts = fields.Boolean("Judged", readonly=True, help="Judged by somebody else, in a finished check.")
    photo_ids = fields.One2many(
        "ir.attachment", "res_id", "Photos", domain=[("res_model", "=", "cs.check.answer")], readonly=True
    )
    case_id = fields.Many2one("cs.ticket", "Case opened", readonly=True, index="btree_not_null", ondelete="set null")
    said = fields.Char("Answer", compute="_compute_said")
    # what lists and charts of answers are grouped by
    date = fields.Date(related="check_id.date", store=True)
    employee_id = fields.Many2one(related="check_id.employee_id", store=True, index=False)

    _item_once = models.UniqueIndex("(check_id, item_id)", "An item stands in a check once.")

    @api.depends("value", "is_answered", "skipped", "words", "kind")
    def _compute_said(self):
        for answer in self:
            answer.said = answer._in_words()

    def _in_words(self) -> str:
        if self.skipped:
            return self.env._("does not apply")
        if self.kind == "text":
            return self.words or ""
        if not self.is_answered:
            return ""
        if self.kind == "yes_no":
            return self.env._("Yes") if self.value else self.env._("No")
        if self.kind == "scale":
            return self.env._("%(step)s of %(top)s", step=f"{self.value:g}", top=self.top)
        return f"{self.value:g}"
