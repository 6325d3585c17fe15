from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

#: what users may change of a run; the rest is the engine's
OF_USERS = frozenset({"seconds", "seed"})
#: a run that waits or works: a roster has one at a time
LIVE = ("queued", "running")
#: ended with a roster worth looking at
ENDED = ("done", "stopped", "interrupted")


class CsRosterRun(models.Model):
    """A roster being computed in the background, and what came out.

    This file holds what a run is and its buttons. ``run_queue`` starts and collects the
    process, ``run_result`` makes its result a roster and back, ``run_account`` says in
    plain words what is broken, what is missing and why.
    """

    _name = "cs.roster.run"
    _description = "Computation of a roster"
    _order = "id desc"
    _check_company_auto = True

    roster_id = fields.Many2one(
        "cs.roster", required=True, readonly=True, index=True, ondelete="cascade", check_company=True
    )
    team_id = fields.Many2one(related="roster_id.team_id", store=True, index=True)
    company_id = fields.Many2one(related="roster_id.company_id", store=True, index=True)
    user_id = fields.Many2one("res.users", "Asked by", required=True, readonly=True, default=lambda self: self.env.user)
    mode = fields.Selection(
        [("generate", "Make the roster"), ("repair", "Mend the roster")],
        required=True,
        readonly=True,
        default="generate",
    )
    state = fields.Selection(
        [
            ("queued", "Waiting its turn"),
            ("running", "Computing"),
            ("done", "Done"),
            ("stopped", "Ended early"),
            ("interrupted", "Interrupted"),
            ("infeasible", "Rules contradict"),
            ("failed", "Failed"),
        ],
        required=True,
        readonly=True,
        default="queued",
        index=True,
    )
    is_stopping = fields.Boolean(readonly=True)
    # after the solver failed when it had to be repeatable
    is_careful = fields.Boolean(readonly=True)

    # -- what is asked
    seconds = fields.Integer(
        "Time limit (s)",
        required=True,
        help="On a busy server it takes longer: the work is counted, so that the same seed gives the same roster.",
    )
    seed = fields.Integer(default=1, help="The same seed, the same people, rules and demand: the same roster again.")
    workers = fields.Integer(readonly=True)
    changes = fields.Json(readonly=True)  # rules relaxed and people absent, for this roster only
    change_words = fields.Json(readonly=True)  # the same in words, as they were agreed to

    # -- the process
    slot = fields.Integer(readonly=True)
    attempt = fields.Integer(readonly=True, default=0)
    folder = fields.Char(readonly=True)
    host = fields.Char("Server", readonly=True)
    pid = fields.Integer(readonly=True)
    progress_offset = fields.Integer(readonly=True)
    best_mark = fields.Char(readonly=True)

    # -- what came out
    started_at = fields.Datetime("Begun", readonly=True)
    ended_at = fields.Datetime("Ended", readonly=True)
    took = fields.Float("Took (s)", readonly=True, digits=(8, 1))
    curve = fields.Json(readonly=True)
    stages = fields.Json(readonly=True)
    costs = fields.Json(readonly=True)
    axes = fields.Json(readonly=True)  # whose rows and which shifts the assignment is about
    assignment = fields.Json(readonly=True)
    former = fields.Json(readonly=True)
    digest = fields.Char("Input", readonly=True, help="The same for the same people, rules and demand.")
    solver = fields.Char(readonly=True)
    is_repeatable = fields.Boolean(
        "Repeatable", readonly=True, help="The same seed, people, rules and demand give exactly this roster again."
    )
    failure = fields.Text(readonly=True)
    applied_at = fields.Datetime("Taken over", readonly=True)
    applied_by = fields.Many2one("res.users", readonly=True)
    finding_ids = fields.One2many("cs.roster.finding", "run_id", readonly=True)
    gap_count = fields.Integer("Shifts without people", readonly=True)
    soft_count = fields.Integer("Wishes and rules not met", readonly=True)
    has_roster = fields.Boolean(compute="_compute_has_roster")
    headline = fields.Char(compute="_compute_headline")

    # once only, whatever servers and scheduled actions do at the same moment
    _one_live = models.UniqueIndex(
        "(roster_id) WHERE state IN ('queued', 'running')", "This roster is being computed already."
    )
    _slot_uniq = models.UniqueIndex("(company_id, slot) WHERE state = 'running'", "Too many rosters at once.")
    _seconds_sane = models.Constraint(
        "CHECK (seconds BETWEEN 1 AND 86400)", "A roster is computed for one second up to a day."
    )

    def write(self, vals):
        if vals.keys() - OF_USERS and not self.env.su:
            raise AccessError(self.env._("A computation is started, not written."))
        return super().write(vals)

    @api.depends("roster_id", "mode")
    @api.depends_context("lang")
    def _compute_display_name(self):
        modes = dict(self._fields["mode"]._description_selection(self.env))
        for run in self:
            run.display_name = f"{modes.get(run.mode, '')} · {run.roster_id.display_name or ''}"

    @api.depends("assignment")
    def _compute_has_roster(self):
        for run in self:
            run.has_roster = bool(run.assignment)

    @api.depends("state", "stages", "gap_count", "soft_count", "applied_at", "costs")
    @api.depends_context("lang")
    def _compute_headline(self):
        for run in self:
            run.headline = run._say_headline()

    def _say_headline(self) -> str:
        """What a supervisor must know first."""
        if self.state == "queued":
            return self.env._("Begins as soon as it is its turn.")
        if self.state == "running":
            if self.is_stopping:
                return self.env._("Stopping; the best roster so far is kept.")
            return self.env._("You may leave this page: the computation goes on.")
        if self.state == "infeasible":
            return self.env._("No roster can keep all the rules that must be kept.")
        if self.state == "failed" or not self.assignment:
            return self.env._("There is no roster.")
        if self.state == "interrupted":
            return self.env._("The computation was cut off. The best roster until then is kept.")
        if self.gap_count:
            return self.env._("Not every shift has its people: %(count)s gaps.", count=self.gap_count)
        if not self.soft_count:
            return self.env._("Every shift has its people, and every rule and wish is met.")
        return self.env._(
            "Every shift has its people. Not all is met: %(count)s cases below.", count=f"{self.soft_count:,}"
        )

    # -- buttons -----------------------------------------------------------------

    @api.model
    def _ask(self, roster, mode="generate", **values):
        """Queue a computation.

        :raises UserError: where one is under way, or there is nobody to put on the roster.
        """
        roster.check_access("write")
        company = roster.company_id
        if self.search_count([("roster_id", "=", roster.id), ("state", "in", LIVE)], limit=1):
            raise UserError(self.env._("This roster is being computed already."))
        if not roster.employee_ids:
            raise UserError(self.env._("There is nobody on this roster yet."))
        defaults = {"seconds": company.cs_roster_seconds, "workers": company.cs_roster_workers}
        # sudo: what is computed is the engine's; whoever may change the roster may ask for it
        run = self.sudo().create({"roster_id": roster.id, "mode": mode, "user_id": self.env.uid} | defaults | values)
        run._wake_up()
        return run.with_env(self.env)

    def action_show(self):
        """The page of the run."""
        self.ensure_one()
        self.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "name": self.display_name,
            "res_model": self._name,
            "res_id": self.id,
            "views": [(False, "form")],
        }

    def action_stop(self):
        """End the computation; the best roster so far is the result."""
        self.ensure_one()
        self.roster_id.check_access("write")
        # sudo: see write(); whoever may change the roster may stop it
        run = self.sudo()
        run.lock_for_update()
        if run.state == "queued":
            run._end("stopped")
        elif run.state == "running":
            run.is_stopping = True
            run._folder().stop()
        return True

    def action_again(self):
        """Compute once more, from the last roster on where there is one."""
        self.ensure_one()
        self.roster_id.check_access("write")
        if self.state in LIVE:
            raise UserError(self.env._("This roster is being computed already."))
        if self.search_count([("roster_id", "=", self.roster_id.id), ("state", "in", LIVE)], limit=1):
            raise UserError(self.env._("This roster is being computed already."))
        # sudo: see write()
        run = self.sudo()
        run._requeue()
        return True

    def poll(self):
        """Take in what the process has written since; the page asks while it is open.

        :return: the state now.
        """
        self.ensure_one()
        self.check_access("read")
        # sudo: progress is the engine's to write
        self.sudo()._collect_safely()
        return self.state

    def action_findings(self):
        """All that is not met, to be grouped, filtered and counted."""
        self.ensure_one()
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id("cs_department.cs_roster_finding_action")
        return action | {"domain": [("run_id", "=", self.id)], "context": {"search_default_by_rule": 1}}


class CsRoster(models.Model):
    _inherit = "cs.roster"

    run_ids = fields.One2many("cs.roster.run", "roster_id", readonly=True)
    run_id = fields.Many2one("cs.roster.run", "Last computation", compute="_compute_run_id")

    @api.depends("run_ids")
    def _compute_run_id(self):
        last = dict(self.env["cs.roster.run"]._read_group([("roster_id", "in", self.ids)], ["roster_id"], ["id:max"]))
        for roster in self:
            roster.run_id = last.get(roster, False)

    def action_generate(self):
        """Have the roster made; what comes out is looked at before it is taken over."""
        self.ensure_one()
        if self.state == "closed":
            raise UserError(self.env._("A closed roster is kept as it was."))
        if not any(row.needed for row in self._problem()[0].cover):
            raise UserError(
                self.env._("Nobody is needed on these days yet: say first how many people each shift needs.")
            )
        return self.env["cs.roster.run"]._ask(self).action_show()

    def action_runs(self):
        """All computations of this roster."""
        self.ensure_one()
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id("cs_department.cs_roster_run_action")
        return action | {"domain": [("roster_id", "=", self.id)], "context": {}}
