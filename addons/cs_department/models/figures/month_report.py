from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import is_html_empty

from ...core.figures import period as periods
from ...core.now import utcnow
from .scope import say_month

STATES = [("draft", "Draft"), ("issued", "Issued"), ("replaced", "Replaced")]
#: written by the verbs only
SYSTEM_FIELDS = frozenset({"version", "state", "content", "issued_at", "issued_by_id"})
#: what a report is about
SUBJECT = frozenset({"company_id", "team_id", "month"})


class CsMonthReport(models.Model):
    """The monthly report of a company or a team.

    Its figures are read when it is made and once more when it is issued; from then on they
    are kept, whatever happens to the cases. Who must correct it issues a new version.
    """

    _name = "cs.month.report"
    _description = "Monthly report"
    _order = "month desc, company_id, team_id, version desc"
    _check_company_auto = True
    _allow_sudo_commands = False

    name = fields.Char("Title", compute="_compute_name", store=True)
    company_id = fields.Many2one("res.company", required=True, index=True, default=lambda self: self.env.company)
    team_id = fields.Many2one(
        "cs.team", check_company=True, index="btree_not_null", help="Empty: the whole department."
    )
    month = fields.Date(required=True, default=lambda self: self._default_month())
    version = fields.Integer(readonly=True, default=1, copy=False, aggregator=None)
    state = fields.Selection(STATES, required=True, readonly=True, default="draft", copy=False)
    comments = fields.Html("Comments of the manager", copy=False)
    content = fields.Json(readonly=True, copy=False)
    issued_at = fields.Datetime("Report issued on", readonly=True, copy=False)
    issued_by_id = fields.Many2one("res.users", "Issued by", readonly=True, copy=False)
    preview = fields.Html("The report", compute="_compute_preview", sanitize=False)

    _once = models.UniqueIndex(
        "(company_id, COALESCE(team_id, 0), month, version)", "This version of the report exists already."
    )
    _one_issued = models.UniqueIndex(
        "(company_id, COALESCE(team_id, 0), month) WHERE state = 'issued'", "One version of a report is in force."
    )
    _one_draft = models.UniqueIndex(
        "(company_id, COALESCE(team_id, 0), month) WHERE state = 'draft'",
        "There is a draft of this report already: go on with that one.",
    )

    @api.model
    def _default_month(self):
        """The month that has just ended."""
        return periods.month_start(self.env.company._cs_today(), -1)

    @api.depends("month", "team_id", "company_id", "version")
    def _compute_name(self):
        for report in self:
            # a title is kept in the language of the company: it goes out by mail
            system = report._in_company_language()
            whose = system.team_id.name or system.company_id.name or ""
            month = say_month(system.env, report.month) if report.month else ""
            title = system.env._("%(whose)s service report %(month)s", whose=whose, month=month)
            more = system.env._("(version %(number)s)", number=report.version) if report.version > 1 else ""
            report.name = f"{title} {more}".strip()

    @api.depends("content", "comments", "state")
    def _compute_preview(self):
        for report in self:
            # one report is looked at
            report.preview = report._render_body() if report.content else False

    @api.constrains("month")
    def _check_month(self):
        for report in self:
            if report.month > report.with_company(report.company_id)._default_month():
                raise UserError(report.env._("A month is reported when it is over."))

    # -- guards ------------------------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su:
            self._guard(set().union(*vals_list))
        vals_list = [self._prepare_new(vals) for vals in vals_list]
        reports = super().create(vals_list)
        reports._read_figures()
        return reports

    def _prepare_new(self, vals):
        """A report is of a whole month, and follows the versions before it."""
        vals = dict(vals)
        month = fields.Date.to_date(vals.get("month")) or self._default_month()
        company_id = vals.get("company_id") or self.env.company.id
        same = [("company_id", "=", company_id), ("team_id", "=", vals.get("team_id") or False)]
        month = periods.month_start(month)
        earlier = self.search([*same, ("month", "=", month)], order="version desc", limit=1)
        return vals | {"month": month, "company_id": company_id, "version": earlier.version + 1}

    def write(self, vals):
        if not self.env.su:
            self._guard(vals.keys())
            if self.filtered(lambda report: report.state != "draft"):
                raise UserError(self.env._("An issued report stays as it is: make a new version of it."))
            if SUBJECT & vals.keys():
                raise UserError(self.env._("Another month or team is another report."))
        return super().write(vals)

    def _guard(self, names):
        if SYSTEM_FIELDS & names:
            raise AccessError(self.env._("Figures of a report are read from the records, never written."))

    @api.ondelete(at_uninstall=False)
    def _unlink_except_issued(self):
        if any(report.state != "draft" for report in self):
            raise UserError(self.env._("An issued report is kept. Make a new version of it instead."))

    # -- verbs -------------------------------------------------------------------------------------

    def refresh(self):
        """Read the figures of drafts anew."""
        self.check_access("write")
        if self.filtered(lambda report: report.state != "draft"):
            raise UserError(self.env._("The figures of an issued report do not change: make a new version of it."))
        self._read_figures()
        return True

    def issue(self):
        """Read the figures one last time, and keep them from now on."""
        self.check_access("write")
        if self.filtered(lambda report: report.state != "draft"):
            raise UserError(self.env._("This report has been issued already."))
        self._read_figures()
        self._issue()
        return True

    def _issue(self):
        """Drafts come into force; what they replace is kept (in sudo)."""
        for report in self:
            # a handful of reports a month; the one in force steps back first
            same = [("company_id", "=", report.company_id.id), ("team_id", "=", report.team_id.id)]
            # sudo: figures and state are the system's, the right to issue was checked by the verb
            system = report.sudo()
            system.search([*same, ("month", "=", report.month), ("state", "=", "issued")]).state = "replaced"
            system.env.flush_all()
            system.write({"state": "issued", "issued_at": utcnow(), "issued_by_id": self.env.uid})

    def new_version(self):
        """Begin a new version of an issued report, with the comments of the last one."""
        self.ensure_one()
        self.check_access("write")
        if self.state == "draft":
            raise UserError(self.env._("This report is still a draft: change it as it is."))
        vals = {"company_id": self.company_id.id, "team_id": self.team_id.id, "month": self.month}
        draft = self.search([*((key, "=", value) for key, value in vals.items()), ("state", "=", "draft")])
        return (draft or self.create(vals | {"comments": self.comments}))._open_form()

    def open_dashboard(self):
        """The dashboard of the same month: there every figure opens its records."""
        self.ensure_one()
        self.check_access("read")
        first, last = periods.month_of(self.month)
        return {
            "type": "ir.actions.client",
            "tag": "cs_department.dashboard",
            "params": {"period": "custom", "date_from": str(first), "date_to": str(last), "team_id": self.team_id.id},
        }

    def sheet(self):
        """The report as a spreadsheet."""
        self.ensure_one()
        self.check_access("read")
        return {"type": "ir.actions.act_url", "url": f"/cs/month-report/{self.id}/xlsx", "target": "self"}

    def _open_form(self):
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": self.id,
            "views": [[False, "form"]],
        }

    # -- machinery ---------------------------------------------------------------------------------

    def _in_company_language(self):
        """The same records, read and written about in the language of their company (in sudo)."""
        # sudo: a report says the same whoever makes it; who may make and read it is checked before
        lang = self.company_id[:1].sudo().partner_id.lang or self.env.lang
        return self.sudo().with_context(lang=lang)

    def _read_figures(self):
        for report in self:
            # a handful of reports a month, each with figures of its own
            system = report._in_company_language().with_company(report.company_id)
            board = system.env["cs.dashboard"]
            system.content = board._report_content(system.company_id, report.month, system.team_id)

    @property
    def _has_comments(self) -> bool:
        return not is_html_empty(self.comments)
