from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools.translate import LazyTranslate

from ...core import daily, local_days
from ...core.now import utcnow
from .figures import Scope

_lt = LazyTranslate(__name__)

STATES = [
    ("todo", "To hand in"),
    ("handed", "Handed in"),
    ("read", "Seen"),
    ("waived", "Not owed"),
]


class CsReportMixin(models.AbstractModel):
    """A report that somebody owes: it is there before it is written, so that not handing it in is a fact.

    The system makes the rows; the person writes his words until he hands them in, the
    reader answers. Whether it was late or missing is kept for good, whatever follows.
    What time does stands in ``report_due``.
    """

    _name = "cs.report.mixin"
    _description = "Report that somebody owes"
    _inherit = ["cs.due.mixin", "cs.tell.mixin", "cs.figures.mixin", "mail.thread", "mail.activity.mixin"]
    _order = "date_from desc, id desc"
    _allow_sudo_commands = False
    _check_company_auto = True
    _mail_post_access = "read"

    #: kind of report in the rules
    _report = ""
    #: path of its list
    _path = ""
    #: what the person writes himself
    _own_words: tuple[str, ...] = ("words", "plan")

    employee_id = fields.Many2one("hr.employee", "Person", required=True, index=True, readonly=True, ondelete="cascade")
    user_id = fields.Many2one("res.users", "Whose report", required=True, index=True, readonly=True)
    supervisor_id = fields.Many2one("res.users", index="btree_not_null", readonly=True)
    reader_ids = fields.Many2many("res.users", string="Goes to", readonly=True)
    team_id = fields.Many2one("cs.team", index="btree_not_null", readonly=True, ondelete="set null")
    company_id = fields.Many2one("res.company", required=True, index=True, readonly=True)
    rule_id = fields.Many2one("cs.report.rule", readonly=True, index="btree_not_null", ondelete="set null")
    date_from = fields.Date("Date", required=True, index=True, readonly=True)
    date_to = fields.Date("Last day", required=True, readonly=True)
    due_at = fields.Datetime("Due", required=True, index=True, readonly=True)
    remind_at = fields.Datetime("Reminded from", readonly=True)
    missing_at = fields.Datetime("Missing from", required=True, readonly=True)
    min_length = fields.Integer("Characters at least", readonly=True)
    needs_improvement = fields.Boolean("Names improvements", readonly=True)
    state = fields.Selection(STATES, required=True, default="todo", readonly=True, index=True)
    handed_at = fields.Datetime("Handed in on", readonly=True)
    is_late = fields.Boolean("Handed in late", readonly=True, index="btree_not_null")
    is_missing = fields.Boolean("Missing", readonly=True)
    words = fields.Text("What was done")
    plan = fields.Text("What comes next")
    characters = fields.Integer(compute="_compute_characters")
    answer = fields.Text("Answer of the reader", readonly=True)
    read_at = fields.Datetime("Read on", readonly=True)
    read_by_id = fields.Many2one("res.users", "Read by", readonly=True)
    waive_reason = fields.Char("Why it is not owed", readonly=True)
    is_mine = fields.Boolean(compute="_compute_is_mine")
    is_reader = fields.Boolean(compute="_compute_is_mine")

    _once = models.UniqueIndex("(employee_id, date_from)", "This report is there already.")

    @api.depends("user_id", "date_from")
    def _compute_display_name(self):
        for report in self:
            # sudo: names of colleagues
            report.display_name = f"{report.sudo().user_id.name or ''} {report.date_from or ''}".strip()

    @api.depends(lambda self: self._own_words)
    def _compute_characters(self):
        for report in self:
            report.characters = daily.length(*(report[name] for name in self._own_words))

    @api.depends("user_id", "reader_ids")
    @api.depends_context("uid")
    def _compute_is_mine(self):
        for report in self:
            report.is_mine = report.user_id == self.env.user
            report.is_reader = not report.is_mine and report._may_read()

    def _may_read(self) -> bool:
        """Whether the user is one whom the report goes to, or manages the department."""
        user = self.env.user
        # sudo: whom it goes to, whoever asks
        known = self.sudo()
        return user in known.reader_ids | known.supervisor_id or user.has_group("cs_department.group_cs_manager")

    # -- guard ---------------------------------------------------------------------

    def write(self, vals):
        if not self.env.su and vals.keys() - self._thread_fields():
            own = {*self._own_words}
            if vals.keys() - own or any(r.state != "todo" or r.user_id != self.env.user for r in self):
                raise AccessError(self.env._("A report is written by its person until it is handed in."))
        return super().write(vals)

    @api.model
    def _thread_fields(self) -> set[str]:
        """What the chatter and the to-dos write."""
        return {name for name in self._fields if name.startswith(("message_", "activity_"))}

    # -- for those who tell of it ------------------------------------------------------

    def _link(self) -> str:
        return f"{self.get_base_url()}/odoo/{self._path}/{self.id}"

    def _local_today(self, now):
        return local_days.day_of(now, self._zone())

    def _zone(self):
        """The time zone in which its days are counted (in sudo)."""
        return self.team_id._zone() if self.team_id else self.company_id._cs_zone()

    # -- figures -----------------------------------------------------------------------

    def _figure_scope(self):
        start, end = local_days.span(self.date_from, self.date_to, self._zone())
        return Scope(self.company_id.id, self.team_id.id, self.user_id.id, self.employee_id.id, start, end)

    def _draw(self):
        """Figures and draft as the records stand now; what the person wrote stays (in sudo)."""
        for report in self:
            # somebody looks at one report
            lang = report.user_id.lang or self.env.lang
            mine = report.with_context(lang=lang)
            figures = mine._draw_figures()
            drafted = {name: text for name, text in mine._draft(figures).items() if text and not report[name]}
            report.write({"figures": figures, "drawn_at": utcnow(), **drafted})

    def _draft(self, figures) -> dict:
        """Words to begin with, by field."""
        return {}

    def action_draw(self):
        """Draw the figures anew."""
        self.ensure_one()
        self._check_own(self.env._("Only its person draws his report anew."))
        # sudo: figures are the system's
        self.sudo()._draw()
        return True

    @api.model
    def open_mine(self):
        """The report that the user owes now, drawn anew; his list where there is none."""
        todo = [("user_id", "=", self.env.uid), ("state", "=", "todo")]
        oldest = self.search(todo, order="date_from", limit=1)
        action = self.env["ir.actions.act_window"]._for_xml_id(self._list_action)
        if not oldest:
            return action
        # sudo: figures are the system's
        oldest.sudo()._draw()
        return {**action, "views": [(False, "form")], "res_id": oldest.id, "view_mode": "form"}

    # -- handing in ------------------------------------------------------------------------

    def _check_own(self, refusal):
        """
        :raises AccessError: for anybody but the person.
        :raises UserError: once it is handed in.
        """
        self.check_access("read")
        if any(report.user_id != self.env.user for report in self):
            raise AccessError(refusal)
        if any(report.state != "todo" for report in self):
            raise UserError(self.env._("This report is handed in already."))

    def hand_in(self):
        """The person confirms his report: it goes to its readers.

        :raises UserError: while it is too short, or names no improvement where it must.
        """
        self._check_own(self.env._("Everybody hands in his own report."))
        for report in self:
            report._refuse_unfinished()
        now = utcnow()
        # sudo: state and moments are the system's
        system = self.sudo()
        system._draw()
        for late, same in system.grouped(lambda report: report.due_at < now).items():
            same.write(
                {"state": "handed", "handed_at": now, "next_action_at": False, **({"is_late": True} if late else {})}
            )
        system._end_told()
        system._after_handing_in()
        return True

    def _refuse_unfinished(self):
        self.ensure_one()
        if not daily.length(self.words):
            raise UserError(self.env._("Write what was done."))
        if self.characters < self.min_length:
            raise UserError(
                self.env._(
                    "At least %(least)s characters are asked for; there are %(count)s so far.",
                    least=self.min_length,
                    count=self.characters,
                )
            )

    def _after_handing_in(self):
        """Tell the readers (in sudo)."""
        self._tell({report.id: report.reader_ids for report in self}, _lt("Report handed in"))

    # -- reading -----------------------------------------------------------------------------

    def _check_reader(self, states):
        self.check_access("read")
        for report in self:
            if report.user_id == self.env.user or not report._may_read():
                raise AccessError(self.env._("Whoever the report goes to does this."))
            if report.state not in states:
                raise UserError(self.env._("This cannot be done with the report now."))

    def mark_read(self):
        """The reader has seen it."""
        self._check_reader(("handed",))
        # sudo: state and moments are the system's
        system = self.sudo()
        system.write({"state": "read", "read_at": utcnow(), "read_by_id": self.env.uid})
        system._end_told()
        return True

    def answer_report(self, words=""):
        """The reader answers; the person is told.

        :raises UserError: without words.
        """
        words = str(words or "").strip()
        self._check_reader(("handed", "read"))
        if not words:
            raise UserError(self.env._("Write an answer."))
        # sudo: state and moments are the system's
        system = self.sudo()
        system.write({"answer": words, "state": "read", "read_at": utcnow(), "read_by_id": self.env.uid})
        system._end_told()
        system._tell({report.id: report.user_id for report in system}, _lt("Your report was answered"))
        return True

    def action_answer(self):
        """Ask for the words."""
        return self.env["cs.handover.word"]._dialog(self, "answer_report", self.env._("Answer"))

    def waive(self, reason=""):
        """The reader says that it was not owed, and why.

        :raises UserError: without a reason.
        """
        self._check_reader(("todo",))
        reason = str(reason or "").strip()
        if not reason:
            raise UserError(self.env._("Say why the report is not owed."))
        # sudo: state and moments are the system's
        self.sudo()._waive(reason)
        return True

    def _waive(self, reason):
        """Nothing is owed, nothing is late (in sudo)."""
        self.write(
            {"state": "waived", "waive_reason": reason, "is_late": False, "is_missing": False, "next_action_at": False}
        )
        self._end_told()

    def action_waive(self):
        """Ask for the reason."""
        return self.env["cs.handover.word"]._dialog(self, "waive", self.env._("Not owed"))
