from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from .rule import CONSEQUENCES, MONEY, NATURES

STATES = [
    ("proposed", "To be approved"),
    ("shown", "Made known"),
    ("appealed", "Appealed"),
    ("counted", "In effect"),
    ("cancelled", "Cancelled"),
]
#: it has a place in its window
LIVE = ("proposed", "shown", "appealed", "counted")
#: what a monthly sheet took over does not move any more
_FIXED = frozenset(
    {"rule_id", "employee_id", "company_id", "window_id", "date", "nth", "consequence", "amount", "balance", "points"}
    | {"state", "sheet_id", "nature"}
)


class CsMeritEvent(models.Model):
    """A reward or a penalty of a person: proposed, approved by another, shown, then counted.

    Nobody writes an event: ``_propose`` makes it, and its verbs move it.
    """

    _name = "cs.merit.event"
    _description = "Reward or penalty"
    _inherit = ["cs.appealable.mixin", "cs.due.mixin", "cs.tell.mixin", "mail.thread", "mail.activity.mixin"]
    _order = "date desc, id desc"
    _check_company_auto = True
    _allow_sudo_commands = False
    _mail_post_access = "read"

    rule_id = fields.Many2one(
        "cs.merit.rule", required=True, readonly=True, index=True, ondelete="restrict", check_company=True
    )
    nature = fields.Selection(NATURES, "Reward or penalty", required=True, readonly=True)
    employee_id = fields.Many2one(
        "hr.employee", "Person", required=True, readonly=True, index=True, ondelete="restrict"
    )
    user_id = fields.Many2one("res.users", "User of the person", readonly=True, index="btree_not_null")
    supervisor_id = fields.Many2one("res.users", readonly=True, index="btree_not_null")
    team_id = fields.Many2one("cs.team", readonly=True, index="btree_not_null")
    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    window_id = fields.Many2one("cs.merit.window", required=True, readonly=True, index=True, ondelete="restrict")
    date = fields.Date(required=True, readonly=True, index=True)
    state = fields.Selection(STATES, required=True, readonly=True, default="proposed", index=True, tracking=True)

    nth = fields.Integer("Which time", readonly=True, aggregator=None)
    consequence = fields.Selection(CONSEQUENCES, readonly=True, tracking=True)
    amount = fields.Monetary(readonly=True, tracking=True)
    balance = fields.Monetary("To be paid", readonly=True, help="Bonuses are added, fines taken.")
    result = fields.Char("What it brings", compute="_compute_result")
    points = fields.Float(readonly=True, digits=(8, 2), tracking=True, help="Added by rewards, taken by penalties.")
    by_manager = fields.Boolean("Managers approve it", readonly=True)
    month_pay = fields.Monetary(
        "A month's pay", compute="_compute_month_pay", help="Worked out for those who may read wages."
    )

    res_model = fields.Char("Kind of record", readonly=True)
    res_id = fields.Many2oneReference("Record", model_field="res_model", readonly=True)
    words = fields.Text("Course of events", readonly=True)
    attachment_ids = fields.One2many(
        "ir.attachment", "res_id", "Evidence", domain=[("res_model", "=", "cs.merit.event")], readonly=True
    )

    origin = fields.Char("Comes from", compute="_compute_origin")
    proposer_id = fields.Many2one(
        "res.users", "Proposed by", readonly=True, index="btree_not_null", help="Empty: by the facts."
    )
    approver_id = fields.Many2one("res.users", "Approved by", readonly=True)
    approved_at = fields.Datetime("Approved on", readonly=True)
    shown_at = fields.Datetime("Shown on", readonly=True, index=True)
    shown_until = fields.Date("Counts after", readonly=True)
    counted_at = fields.Datetime("Counts since", readonly=True)
    cancelled_by_id = fields.Many2one("res.users", "Cancelled by", readonly=True)
    cancelled_at = fields.Datetime("Cancelled on", readonly=True)
    cancel_reason = fields.Char("Why cancelled", readonly=True)
    sheet_id = fields.Many2one("cs.merit.sheet", "Monthly sheet", readonly=True, index="btree_not_null")
    may_approve = fields.Boolean("I may approve", compute="_compute_may")
    may_cancel = fields.Boolean("I may cancel", compute="_compute_may")

    _once = models.UniqueIndex(
        "(rule_id, employee_id, res_model, res_id) WHERE res_id IS NOT NULL AND res_id <> 0",
        "This has led to a reward or penalty already.",
    )
    _source_idx = models.Index("(res_model, res_id) WHERE res_id IS NOT NULL AND res_id <> 0")

    @api.depends("rule_id", "employee_id", "date")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for event in self:
            # sudo: names only
            known = event.sudo()
            event.display_name = f"{known.rule_id.name or ''} · {known.employee_id.name or ''} · {event.date or ''}"

    @api.depends("consequence", "amount", "points")
    @api.depends_context("lang")
    def _compute_result(self):
        for event in self:
            event.result = event._say_result()

    @api.depends("proposer_id", "rule_id")
    @api.depends_context("lang")
    def _compute_origin(self):
        sources = dict(self.env["cs.merit.rule"]._selection_source())
        for event in self:
            # sudo: who proposed it, and by which rule, belongs to the event
            known = event.sudo()
            by_facts = sources.get(known.rule_id.source, "")
            event.origin = known.proposer_id.name if known.proposer_id else by_facts

    @api.depends("consequence", "employee_id", "date")
    @api.depends_context("uid")
    def _compute_month_pay(self):
        readable = self.env.user.has_group("hr.group_hr_manager")
        for event in self:
            asked = readable and event.consequence == "month_pay"
            event.month_pay = event.employee_id._get_version(event.date).wage if asked else 0

    @api.depends("state", "sheet_id", "by_manager", "supervisor_id", "proposer_id", "user_id")
    @api.depends_context("uid")
    def _compute_may(self):
        user = self.env.user
        for event in self:
            # sudo: asked about the reader himself
            one = event.sudo()
            event.may_approve = event.state == "proposed" and one._is_approver(user)
            event.may_cancel = event.state in LIVE and not event.sheet_id and one._is_canceller(user)

    # -- who (in sudo) -------------------------------------------------------------------------

    def _is_manager(self, user) -> bool:
        return user.has_group("cs_department.group_cs_manager") and self.company_id in user.company_ids

    def _is_approver(self, user) -> bool:
        """His supervisor or a manager; neither who proposed it, nor the person himself."""
        if user in (self.proposer_id, self.user_id):
            return False
        return self._is_manager(user) or (not self.by_manager and user == self.supervisor_id)

    def _is_canceller(self, user) -> bool:
        """As those who approve; who proposed takes back what nobody has approved."""
        if user == self.user_id:
            return False
        took_back = user == self.proposer_id and self.state == "proposed"
        decides = self._is_manager(user) or (not self.by_manager and user == self.supervisor_id)
        return took_back or (decides and (user != self.proposer_id or self.state == "proposed"))

    def _approvers(self):
        """Who is asked: the supervisor, else the managers of the company."""
        supervisor = self.supervisor_id
        if supervisor and self._is_approver(supervisor):
            return supervisor
        managers = self.env.ref("cs_department.group_cs_manager").all_user_ids
        return managers.filtered(self._is_approver)

    # -- the machinery -------------------------------------------------------------------------

    def write(self, vals):
        if _FIXED & vals.keys() and any(event.sheet_id for event in self):
            raise AccessError(self.env._("What the payroll has taken over does not change any more."))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("Rewards and penalties are cancelled, not deleted."))

    def _link(self):
        return f"/odoo/cs-merit-events/{self.id}"

    # -- the screen ------------------------------------------------------------------------------

    def action_open_evidence(self):
        """The record that it comes from, for whoever may read it."""
        self.check_access("read")
        self.ensure_one()
        record = self.env[self.res_model].browse(self.res_id).exists() if self.res_model else None
        if not record:
            raise UserError(self.env._("There is no record behind it, or it is gone."))
        record.check_access("read")
        views = {"views": [(False, "form")], "res_id": record.id}
        if (
            not self.env["ir.ui.view"]
            .sudo()
            .search_count(  # sudo: whether there is a page is no secret
                [("model", "=", self.res_model), ("type", "=", "form")], limit=1
            )
        ):
            views = {"views": [(False, "list")], "domain": [("id", "=", record.id)]}
        return {"type": "ir.actions.act_window", "name": record.display_name, "res_model": self.res_model, **views}

    def _say_consequence(self) -> str:
        """The consequence with its amount, in the reader's language."""
        label = dict(self._fields["consequence"]._description_selection(self.env)).get(self.consequence, "")
        if self.consequence not in MONEY:
            return label
        return self.env._("%(what)s of %(amount)s", what=label, amount=self.currency_id.format(self.amount))

    def _say_result(self) -> str:
        """The consequence and the points together, for a line of a list."""
        said = self._say_consequence()
        if not self.points:
            return said
        # a sign says whether points are added or taken
        points = f"{self.points:+g}"
        if self.consequence == "points":
            return self.env._("%(points)s points", points=points)
        return self.env._("%(what)s, %(points)s points", what=said, points=points)
