from odoo import api, fields, models

STATES = [("todo", "To be made"), ("doing", "On the way"), ("done", "Made"), ("missed", "Missed")]
#: still to be made
OPEN = ("todo", "doing")


class CsInspectionRound(models.Model):
    """One walk that a plan asks for: due in its window, made or missed, a check for each spot.

    The plan makes it and the checks move it (``round_life``); people write nothing but who
    makes it and why it was missed.
    """

    _name = "cs.inspection.round"
    _description = "Inspection round"
    _inherit = ["cs.due.mixin", "cs.system.fields.mixin", "cs.tell.mixin", "mail.thread", "mail.activity.mixin"]
    _order = "closes_at desc, id desc"
    _check_company_auto = True
    _allow_sudo_commands = False
    _system_fields = frozenset(
        (
            *("plan_id", "estate_id", "building_id", "company_id", "period_on", "number", "day", "opens_at"),
            *("closes_at", "post_id", "state", "done_at", "is_late", "reopened", "check_ids", "next_action_at"),
        )
    )

    plan_id = fields.Many2one(
        "cs.inspection.plan", "Inspection plan", required=True, readonly=True, index=True, ondelete="restrict"
    )
    purpose = fields.Selection(related="plan_id.checklist_id.purpose", store=True, string="Purpose")
    estate_id = fields.Many2one("cs.estate", required=True, readonly=True, index=True, ondelete="restrict")
    building_id = fields.Many2one("cs.estate.building", readonly=True, index="btree_not_null", ondelete="restrict")
    steward_id = fields.Many2one(related="building_id.steward_id", store=True, index="btree_not_null")
    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True)
    period_on = fields.Date("Period from", required=True, readonly=True, help="First day of the day, week or month.")
    number = fields.Integer("Number in the period", required=True, readonly=True, aggregator=None)
    day = fields.Date(required=True, readonly=True, index=True, help="The day by whose end it is due.")
    opens_at = fields.Datetime("Not before", required=True, readonly=True)
    closes_at = fields.Datetime("Due", required=True, readonly=True, index=True)
    user_id = fields.Many2one(
        "res.users", "By whom", domain=[("share", "=", False)], index="btree_not_null", tracking=True
    )
    post_id = fields.Many2one("cs.duty.post", readonly=True, index="btree_not_null", ondelete="restrict")
    state = fields.Selection(STATES, required=True, readonly=True, default="todo", index=True, tracking=True)
    done_at = fields.Datetime("Finished on", readonly=True)
    is_late = fields.Boolean("Finished late", readonly=True)
    reopened = fields.Char("Why it was opened again", readonly=True)
    note = fields.Text("Remarks", help="Like: why it was missed.")
    check_ids = fields.One2many("cs.check", "round_id", "Checks", readonly=True)
    spot_count = fields.Integer("Spots", compute="_compute_counts", store=True)
    done_count = fields.Integer("Looked at", compute="_compute_counts", store=True)
    failed_count = fields.Integer("Not in order", compute="_compute_counts", store=True)
    coverage = fields.Float(
        "Coverage (%)",
        compute="_compute_coverage",
        store=True,
        digits=(5, 1),
        aggregator="avg",
        help="100 for a round that was made, 0 for one that was missed.",
    )

    _once = models.UniqueIndex(
        "(plan_id, estate_id, COALESCE(building_id, 0), period_on, number)", "This round of the plan is there already."
    )
    _window_sane = models.Constraint("CHECK (closes_at > opens_at)", "A round ends after it begins.")
    _open_idx = models.Index("(user_id, closes_at) WHERE state IN ('todo', 'doing')")

    @api.depends("check_ids.state", "check_ids.passed")
    def _compute_counts(self):
        """What was looked at, and what was not in order; one query for all."""
        found = self.env["cs.check"]._read_group(
            [("round_id", "in", self.ids)], ["round_id", "state", "passed"], ["__count"]
        )
        counts = {}
        for one, state, passed, count in found:
            spots, done, failed = counts.get(one.id, (0, 0, 0))
            is_done = state == "done"
            counts[one.id] = (spots + count, done + is_done * count, failed + (is_done and not passed) * count)
        for one in self:
            one.spot_count, one.done_count, one.failed_count = counts.get(one.id, (0, 0, 0))

    @api.depends("state")
    def _compute_coverage(self):
        for one in self:
            one.coverage = 100 if one.state == "done" else 0

    @api.depends("plan_id.name", "estate_id.name", "building_id.name", "day", "number")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for one in self:
            # sudo: what the round is called is said to whoever may see it
            row = one.sudo()
            where = row.building_id.display_name or row.estate_id.name or ""
            times = f" {row.number}/{row.plan_id.times}" if row.plan_id.times > 1 else ""
            one.display_name = " · ".join(filter(None, (f"{row.plan_id.name or ''}{times}", where, f"{row.day or ''}")))

    def _link(self):
        return f"/odoo/cs-inspection-rounds/{self.id}"

    def write(self, vals):
        result = super().write(vals)
        if "user_id" in vals:
            # sudo: who makes the round makes its checks
            waiting = self.sudo().check_ids.filtered(lambda check: check.state == "todo")
            waiting.write({"inspector_id": vals["user_id"]})
        return result

    def action_walk(self):
        """Open the page of the round: for the phone."""
        self.ensure_one()
        self.check_access("read")
        return {"type": "ir.actions.act_url", "url": f"/cs/rounds/{self.id}", "target": "self"}

    def action_checks(self):
        """The checks of these rounds."""
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id("cs_department.cs_check_action")
        return {**action, "domain": [("round_id", "in", self.ids)], "context": {}}
