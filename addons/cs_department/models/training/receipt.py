from datetime import timedelta
from decimal import Decimal

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools.translate import LazyTranslate

from ...core import training
from ...core.now import utcnow

_lt = LazyTranslate(__name__)


class CsReadingReceipt(models.Model):
    """Somebody has to read something and sign it; the moment is kept."""

    _name = "cs.reading.receipt"
    _description = "Signature of a reading"
    _inherit = ["cs.training.person.mixin", "cs.due.mixin"]
    _order = "state, reading_id desc, id"

    reading_id = fields.Many2one(
        "cs.reading",
        "Text to be signed",
        required=True,
        index=True,
        readonly=True,
        ondelete="cascade",
        check_company=True,
    )
    author_id = fields.Many2one(related="reading_id.author_id", store=True, index=True, precompute=True)
    sign_by = fields.Date(related="reading_id.sign_by", store=True, index=True, precompute=True)
    reading_state = fields.Selection(
        related="reading_id.state", store=True, precompute=True, string="State of the reading"
    )
    state = fields.Selection(
        [("open", "Not signed yet"), ("signed", "Signed")], required=True, readonly=True, default="open", index=True
    )
    signed_at = fields.Datetime("Signed on", readonly=True)
    reminders = fields.Integer("Reminded (times)", readonly=True, aggregator="max")
    quiz_score = fields.Float("Quiz (%)", digits=(16, 2), readonly=True, aggregator="avg")
    is_quizzed = fields.Boolean("Quiz passed", readonly=True)
    is_late = fields.Boolean("Signed late", readonly=True)

    _one_each = models.UniqueIndex("(reading_id, employee_id)", "Everybody signs a reading once.")

    @api.depends("reading_id", "employee_id")
    def _compute_display_name(self):
        for row in self:
            known = row.sudo()  # sudo: the names of the reading and the person
            row.display_name = f"{known.reading_id.name} · {known.employee_id.name}"

    def _link(self):
        return "/odoo/cs-my-training"

    # -- the person -----------------------------------------------------------------------

    def sign(self):
        """I have read and understood it.

        :raises UserError: before the quiz is passed, or when it is closed.
        """
        self.ensure_one()
        self._check_mine()
        if self.state == "signed":
            return True
        if self.reading_id.state != "out":
            raise UserError(self.env._("This reading is closed."))
        row = self.sudo()  # sudo: rows are the system's; it is the reader's own
        if row.reading_id.survey_id and not self.is_quizzed:
            raise UserError(self.env._("Take the quiz first."))
        late = bool(self.sign_by and self.sign_by < self.env.company._cs_today())
        row.write({"state": "signed", "signed_at": utcnow(), "is_late": late, "next_action_at": False})
        row._end_told()
        return True

    def action_quiz(self):
        """The quiz of the reading; one who failed takes it again."""
        self.ensure_one()
        self._check_mine()
        row = self.sudo()  # sudo: the sheet is made for this person only
        survey = row.reading_id.survey_id
        if not survey or row.is_quizzed or row.state == "signed":
            raise UserError(self.env._("There is no exam to take here."))
        sheet = self.env["survey.user_input"].sudo().search(  # sudo: see above
            [("cs_receipt_id", "=", self.id), ("state", "!=", "done")], limit=1
        ) or survey._create_answer(
            user=self.env.user, check_attempts=False, cs_receipt_id=self.id, cs_company_id=row.company_id.id
        )
        return {"type": "ir.actions.act_url", "url": sheet.get_start_url(), "target": "self"}

    def _quizzed(self, score: Decimal):
        """The quiz was scored (in sudo)."""
        passed = training.has_passed(score, Decimal(str(self.reading_id.pass_mark)))
        self.write({"quiz_score": float(score), "is_quizzed": self.is_quizzed or passed})

    # -- time (in sudo) ------------------------------------------------------------------------

    def _set_next(self):
        """Who has not signed is reminded on the last day, then again and again."""
        for row in self:
            # rows of one reading share their moment
            row.next_action_at = row._next_moment()

    def _next_moment(self):
        days = self.company_id.cs_reading_remind_days
        if self.state != "open" or self.reading_id.state != "out" or not days or not self.sign_by:
            return False
        today = self.company_id._cs_today()
        day = (
            max(self.sign_by, today + timedelta(days=days)) if self.reminders or self.sign_by <= today else self.sign_by
        )
        return self.company_id._cs_midnight(day)

    def _act_on_time(self):
        self._remind()
        self._set_next()

    def _remind(self):
        today = self.env.company._cs_today()
        for row in self:
            # rows differ in how often they were reminded
            row.reminders += 1
        self._tell({row.id: row.user_id for row in self}, _lt("Still to read and sign"), by=("screen", "mail"))
        late = self.filtered(lambda row: row.sign_by and row.sign_by < today)
        self._tell({row.id: row.supervisor_id for row in late}, _lt("Not read and signed in time"))

    @api.model
    def _cron_readings(self):
        self._cron_due()

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        if not self.env.su:
            raise AccessError(self.env._("Who was asked to sign stays known."))
