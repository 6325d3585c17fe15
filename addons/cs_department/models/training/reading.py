from datetime import timedelta

from markupsafe import Markup
from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import is_html_empty
from odoo.tools.translate import LazyTranslate

from .exam_type import EXAM

_lt = LazyTranslate(__name__)

#: what is said to people stays as they signed it
SAID = frozenset({"name", "body", "attachment_ids", "survey_id", "sign_by"})


class CsReading(models.Model):
    """A changed rule, or a notice, that chosen people read and sign."""

    _name = "cs.reading"
    _description = "Reading to be signed"
    _inherit = ["hr.mixin", "cs.tell.mixin", "mail.thread", "mail.activity.mixin"]
    _order = "state, out_on desc, id desc"
    _check_company_auto = True

    name = fields.Char("Title", required=True)
    body = fields.Html("Text", sanitize=True)
    attachment_ids = fields.Many2many("ir.attachment", string="Files")
    author_id = fields.Many2one(
        "res.users", "Put out by", required=True, readonly=True, index=True, default=lambda self: self.env.user
    )
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, index=True, default=lambda self: self.env.company
    )
    team_ids = fields.Many2many("cs.team", string="Teams", check_company=True)
    profile_ids = fields.Many2many("cs.job.profile", string="Job profiles")
    employee_ids = fields.Many2many(
        "hr.employee", "cs_reading_employee_rel", "reading_id", "employee_id", "Further people", check_company=True
    )
    sign_by = fields.Date("Signed by", default=lambda self: self._default_sign_by())
    survey_id = fields.Many2one(
        "survey.survey", "Quiz", domain=[("survey_type", "=", EXAM)], ondelete="restrict", index="btree_not_null"
    )
    pass_mark = fields.Float("Quiz passed with (%)", digits=(16, 2), default=80.0)
    state = fields.Selection(
        [("draft", "Draft"), ("out", "To be signed"), ("closed", "Closed")],
        required=True,
        readonly=True,
        default="draft",
        index=True,
        tracking=True,
    )
    out_on = fields.Date("Put out on", readonly=True)
    version_id = fields.Many2one(
        "cs.book.version", "Change of the rule book", readonly=True, index="btree_not_null", ondelete="set null"
    )
    receipt_ids = fields.One2many("cs.reading.receipt", "reading_id", "Signatures", readonly=True)
    asked_count = fields.Integer("To be signed by", compute="_compute_counts")
    signed_count = fields.Integer("Signed", compute="_compute_counts")
    signed_percent = fields.Float("Signed (%)", compute="_compute_counts")

    _mark_sane = models.Constraint("CHECK (pass_mark BETWEEN 0 AND 100)", "A pass mark lies between 0 and 100 %.")

    @api.model
    def _default_sign_by(self):
        return self.env.company._cs_today() + timedelta(days=self.env.company.sudo().cs_reading_days)  # sudo: a setting

    @api.depends("receipt_ids.state")
    def _compute_counts(self):
        for reading in self:
            rows = reading.sudo().receipt_ids  # sudo: how many, not who
            signed = rows.filtered(lambda row: row.state == "signed")
            reading.asked_count, reading.signed_count = len(rows), len(signed)
            reading.signed_percent = 100.0 * len(signed) / len(rows) if rows else 0.0

    def _link(self):
        return f"/odoo/cs-readings/{self.id}"

    def write(self, vals):
        if SAID & vals.keys() and self.filtered(lambda reading: reading.state != "draft"):
            raise UserError(self.env._("People sign what it says now: put out a new text instead."))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_drafts_only(self):
        if self.filtered(lambda reading: reading.state != "draft"):
            raise UserError(self.env._("What was put out to be signed stays known."))

    # -- deeds ----------------------------------------------------------------------------

    def action_put_out(self):
        """The chosen people are asked to read and sign."""
        for reading in self:
            # one text is put out at a time
            reading.check_access("write")
            if reading.state == "closed":
                raise UserError(self.env._("This reading is closed."))
            if is_html_empty(reading.body) and not reading.attachment_ids:
                raise UserError(self.env._("Write what people are to read, or attach it."))
            people = self.env["hr.employee"]._cs_people_of(reading.team_ids, reading.profile_ids)
            people = (people | reading.sudo().employee_ids).filtered("user_id")  # sudo: only who they are
            if not people:
                raise UserError(self.env._("Choose people with a login: nobody else can sign."))
            if people.company_id - reading.company_id:
                raise UserError(self.env._("These people are of another company."))
            reading._ask(people)
        return True

    def _ask(self, people):
        reading = self.sudo()  # sudo: rows are the system's; who may put it out was checked
        if reading.state == "draft":
            reading.write({"state": "out", "out_on": self.company_id._cs_today()})
        new = people - reading.receipt_ids.employee_id
        rows = reading.env["cs.reading.receipt"].create([{"reading_id": self.id, "employee_id": one.id} for one in new])
        rows._set_next()
        rows._tell({row.id: row.user_id for row in rows}, _lt("To read and sign"), by=("activity", "screen"))

    def action_close(self):
        """No more signatures are asked for; who has not signed stays known."""
        self.check_access("write")
        readings = self.sudo()  # sudo: see above
        readings.filtered(lambda reading: reading.state == "out").state = "closed"
        readings.receipt_ids._set_next()
        readings.receipt_ids._end_told()
        return True

    def action_remind(self):
        """Everybody who has not signed hears of it now."""
        self.check_access("write")
        rows = self.sudo().receipt_ids.filtered(lambda row: row.state == "open")  # sudo: see above
        rows._remind()
        return True

    def action_receipts(self):
        """Who has signed, and who has not yet."""
        self.ensure_one()
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id("cs_department.cs_reading_receipt_action")
        return {**action, "domain": [("reading_id", "=", self.id)], "context": {"search_default_open": 1}}

    # -- from the rule book ---------------------------------------------------------------------

    @api.model
    def _of_version(self, version):
        """A draft that says what a change of the rule book changed."""
        if not self.env.user.has_group("cs_department.group_cs_supervisor"):
            raise AccessError(self.env._("Supervisors put changed rules out to be signed."))
        return self.create(
            {
                "name": self.env._("Changed rule: %(rule)s", rule=version.name),
                "body": self._body_of(version),
                "version_id": version.id,
            }
        )

    @api.model
    def _body_of(self, version):
        book = self.env.get(version.model)
        record = book.browse(version.res_id).exists() if book is not None else None
        # sudo: whoever puts it out reads the whole book, see book_text
        sentence = record.sudo()._in_words() if record and hasattr(record, "_in_words") else ""
        rows = Markup("").join(
            Markup("<tr><td>%s</td><td>%s</td><td>%s</td></tr>")
            % (row["label"], row.get("before") or "–", row.get("after") or "–")
            for row in version.diff or ()
        )
        head = Markup("<tr><th>%s</th><th>%s</th><th>%s</th></tr>") % (
            self.env._("Rule content"),
            self.env._("Before the change"),
            self.env._("From now on"),
        )
        parts = [
            Markup("<p>%s</p>") % sentence if sentence else "",
            Markup("<p>%s</p>") % self.env._("Reason: %(reason)s", reason=version.reason) if version.reason else "",
            Markup('<table class="table table-sm">%s%s</table>') % (head, rows) if rows else "",
        ]
        return Markup("").join(parts)
