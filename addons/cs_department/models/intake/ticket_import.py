from odoo import api, fields, models
from odoo.addons.base.models.res_partner import _tz_get
from odoo.exceptions import UserError

from ...core.now import utcnow

#: phases in which the background job has something to do
BUSY = ("reading", "checking", "importing", "undoing")
#: characters of a case number or a name; an index cannot hold a whole letter
LONGEST_KEY = 200
STATES = [
    ("draft", "Choose file and columns"),
    ("reading", "Reading"),
    ("checking", "Checking"),
    ("checked", "Checked"),
    ("importing", "Importing"),
    ("done", "Imported"),
    ("undoing", "Undoing"),
    ("undone", "Undone"),
]


class CsTicketImport(models.Model):
    """Cases brought in with their history from a file, as one batch.

    This file holds what an import is and its buttons. The work is done in the
    background (``ticket_import_run``), phase by phase: read the file into staged
    cases, check them, create them, or take them back.
    """

    _name = "cs.ticket.import"
    _description = "Import of cases"
    _inherit = ["mail.thread"]
    _order = "id desc"

    name = fields.Char(required=True, default=lambda self: self.env._("New import"))
    company_id = fields.Many2one("res.company", required=True, index=True, default=lambda self: self.env.company)
    user_id = fields.Many2one(
        "res.users", "Imported by", required=True, readonly=True, default=lambda self: self.env.user
    )
    state = fields.Selection(STATES, "Phase", required=True, default="draft", readonly=True, copy=False)
    stopped = fields.Boolean(readonly=True, copy=False)
    failure = fields.Text(readonly=True, copy=False)

    file = fields.Binary(attachment=True, copy=False)
    file_name = fields.Char(copy=False)
    encoding = fields.Char(readonly=True, copy=False)
    head_rows = fields.Json(copy=False, help="[row number, cells] of the first rows")
    tz = fields.Selection(
        _tz_get,
        "Times in the file are in",
        required=True,
        default=lambda self: self._default_tz(),
    )
    date_order = fields.Selection(
        [
            ("auto", "Recognise"),
            ("dmy", "Day / month / year"),
            ("mdy", "Month / day / year"),
        ],
        "3/4/2026 is read as",
        required=True,
        default="auto",
    )
    date_order_found = fields.Selection(
        [("dmy", "Day / month / year"), ("mdy", "Month / day / year")], readonly=True, copy=False
    )
    missing_marks = fields.Char(
        "Marks for “unknown”",
        default="? - N/A NULL 无",
        help="Cells with one of these count as blank. Separate them by spaces.",
    )
    default_kind_id = fields.Many2one(
        "cs.ticket.kind",
        "Kind, where the file says none",
        required=True,
        default=lambda self: self.env["cs.ticket.kind"].search([], limit=1),
    )
    mode = fields.Selection(
        [
            ("all", "All or nothing: one bad row and no case is imported"),
            ("good", "Import the good cases and give the bad rows back as a file"),
        ],
        required=True,
        default="all",
    )
    keep_numbers = fields.Boolean(
        "Keep the numbers of the file",
        help="The cases get the numbers of the file instead of new ones.",
    )
    assign_open = fields.Boolean(
        "Assign open cases",
        default=True,
        help="Open cases for which the file names nobody are given to an agent by the rules.",
    )

    column_ids = fields.One2many("cs.ticket.import.column", "import_id", "Columns", copy=False)
    word_ids = fields.One2many("cs.ticket.import.word", "import_id", "Unknown names", copy=False)
    error_ids = fields.One2many("cs.ticket.import.error", "import_id", "Bad rows", readonly=True, copy=False)
    case_ids = fields.One2many("cs.ticket.import.case", "import_id", "Staged cases", readonly=True, copy=False)
    ticket_ids = fields.One2many("cs.ticket", "import_id", "Cases", readonly=True)
    row_count = fields.Integer("Rows", readonly=True, copy=False)
    rejected_file = fields.Binary("Bad rows as a file", attachment=True, readonly=True, copy=False)
    rejected_name = fields.Char(compute="_compute_rejected_name")
    started_at = fields.Datetime(readonly=True, copy=False)
    finished_at = fields.Datetime(readonly=True, copy=False)

    case_count = fields.Integer("Cases in the file", compute="_compute_counts")
    good_count = fields.Integer("Good", compute="_compute_counts")
    bad_count = fields.Integer("Bad", compute="_compute_counts")
    done_count = fields.Integer("Imported", compute="_compute_counts")
    kept_count = fields.Integer("Kept", compute="_compute_counts")
    progress = fields.Float(compute="_compute_counts", help="Per cent of the present phase")
    is_busy = fields.Boolean(compute="_compute_is_busy")

    # -- defaults and computes -------------------------------------------------

    def _default_tz(self):
        return self.env.company.resource_calendar_id.tz or self.env.user.tz or "UTC"

    @api.depends("state", "stopped")
    def _compute_is_busy(self):
        for batch in self:
            batch.is_busy = batch.state in BUSY and not batch.stopped

    @api.depends("file_name")
    def _compute_rejected_name(self):
        for batch in self:
            stem = (batch.file_name or batch.name or "").rsplit(".", 1)[0]
            batch.rejected_name = self.env._("%(name)s, bad rows.csv", name=stem)

    @api.depends("state", "case_ids.state")
    def _compute_counts(self):
        counts = {batch.id: {} for batch in self}
        for batch, state, count in self.env["cs.ticket.import.case"]._read_group(
            [("import_id", "in", self.ids)], ["import_id", "state"], ["__count"]
        ):
            counts[batch.id][state] = count
        for batch in self:
            own = counts.get(batch.id, {})
            total = sum(own.values())
            over = own.get("done", 0) + own.get("kept", 0)
            gone = own.get("undone", 0)
            done, whole = {
                "checking": (total - own.get("read", 0), total),
                "checked": (1, 1),
                "importing": (over, over + own.get("good", 0)),
                "done": (1, 1),
                "undoing": (gone + own.get("kept", 0), over + gone),
                "undone": (1, 1),
            }.get(batch.state, (0, 1))
            batch.case_count = total
            batch.good_count = own.get("good", 0)
            batch.bad_count = own.get("bad", 0)
            batch.done_count = over
            batch.kept_count = own.get("kept", 0)
            batch.progress = 100 * done / whole if whole else 100

    def write(self, vals):
        result = super().write(vals)
        if {"company_id", "user_id"} & vals.keys():
            # the job works as the system: nobody sends it to where he has no say
            self.check_access("write")
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_with_cases(self):
        # sudo: cases count whoever may see them
        if self.sudo().with_context(active_test=False).ticket_ids:
            raise UserError(self.env._("Cases came with this import. Undo it before you delete it."))

    # -- buttons ---------------------------------------------------------------

    def action_check(self):
        """Read and check the file in the background."""
        self.ensure_one()
        self._need_state("draft", "checked")
        self._check_columns()
        if self.state == "draft":
            self._forget_staged()
            self._begin("reading")
        else:
            self._check_again()
            self._begin("checking")

    def action_import(self):
        """Create the cases in the background."""
        self.ensure_one()
        self._need_state("checked")
        if not self.good_count:
            raise UserError(self.env._("There is no good case to import."))
        if self.mode == "all" and self.bad_count:
            raise UserError(
                self.env._(
                    "%(count)s cases are bad, so nothing is imported. Put the file right, say what "
                    "the unknown names stand for, or choose to import the good cases only.",
                    count=self.bad_count,
                )
            )
        self._begin("importing")

    def action_stop(self):
        """Stop after the batch that is being worked on."""
        self._need_state(*BUSY)
        self.stopped = True

    def action_resume(self):
        self._need_state(*BUSY)
        self.write({"stopped": False, "failure": False})
        self._wake_up()

    def action_undo(self):
        """Take everything back that this import brought and nobody touched since."""
        self.ensure_one()
        if not (self.stopped and self.state == "importing"):
            self._need_state("done", "undone")
        self._begin("undoing")

    def action_draft(self):
        """Choose another file, or other columns."""
        self.ensure_one()
        if not (self.stopped and self.state in ("reading", "checking")):
            self._need_state("checked", "draft", "undone")
        if self.kept_count:
            raise UserError(self.env._("Some of its cases were kept; start a new import instead."))
        self._forget_staged()
        self.write({"state": "draft", "stopped": False, "failure": False})

    def action_open_cases(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("cs_department.cs_ticket_action")
        return action | {"domain": [("import_id", "=", self.id)], "context": {}}

    def action_template(self):
        """Download a file to fill in."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_url",
            "target": "download",
            "url": f"/web/content/{self._name}/{self.id}/template_file/{self._template_name()}?download=true",
        }

    # -- helpers ---------------------------------------------------------------

    def _need_state(self, *states):
        labels = dict(self._fields["state"]._description_selection(self.env))
        for batch in self:
            if batch.state not in states:
                raise UserError(
                    self.env._(
                        "“%(name)s” is at “%(state)s”: that cannot be done now.",
                        name=batch.name,
                        state=labels[batch.state],
                    )
                )

    def _check_columns(self):
        """Refuse a mapping that cannot work.

        :raises UserError: without a file, for a meaning given twice, or without any
            column that tells when something happened.
        """
        if not self.file:
            raise UserError(self.env._("Choose a file first."))
        labels = dict(self.column_ids._fields["target"]._description_selection(self.env))
        targets = [column.target for column in self.column_ids if column.target]
        twice = {target for target in targets if targets.count(target) > 1}
        if twice:
            raise UserError(
                self.env._(
                    "Two columns hold the same: %(names)s.",
                    names=", ".join(labels[target] for target in sorted(twice)),
                )
            )
        if not {"registered_at", "step_at"} & set(targets):
            raise UserError(self.env._("Say which column holds the time of registration."))

    def _begin(self, state):
        self.write(
            {
                "state": state,
                "stopped": False,
                "failure": False,
                "started_at": utcnow(),
                "finished_at": False,
            }
        )
        self._wake_up()

    def _wake_up(self):
        # sudo: the job belongs to the system
        self.env.ref("cs_department.cron_import").sudo()._trigger()

    def _forget_staged(self):
        """Drop what was read of the file; what was imported stays (its batch is undone)."""
        # sudo: staged rows are written by the machinery only
        system = self.sudo()
        system.error_ids.unlink()
        system.word_ids.unlink()
        system.case_ids.unlink()
        system.write({"rejected_file": False, "row_count": 0})

    def _check_again(self):
        """Everything that was checked is to be checked anew."""
        # sudo: see _forget_staged
        system = self.sudo()
        system.error_ids.unlink()
        system.word_ids.write({"count": 0})
        system.case_ids.filtered(lambda case: case.state in ("good", "bad")).write({"state": "read"})
        system.rejected_file = False
