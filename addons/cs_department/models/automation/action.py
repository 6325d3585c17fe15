from odoo import Command, api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError

from ...core.now import utcnow
from ..rulebook import words

#: what rules can do; each has its handler ``_act_<name>``
ACTIONS = [
    ("assign", "make responsible"),
    ("assign_team", "hand over to the team"),
    ("set_severity", "set the severity"),
    ("set_priority", "set impact and urgency"),
    ("add_tags", "add tags"),
    ("dispatch", "ask the department"),
    ("tell", "tell"),
    ("activity", "give a to-do to"),
    ("notify", "mail the customer"),
    ("notify_sms", "text the customer"),
    ("ask_approval", "ask for approval of the plan"),
    ("propose_compensation", "propose a compensation"),
    ("create_callback", "have the customer called back"),
    ("send_survey", "ask how satisfied the customer is"),
]
#: action → the fields of which it needs at least one
NEEDS = {
    "assign_team": ("team_id",),
    "set_severity": ("severity_id",),
    "set_priority": ("impact", "urgency"),
    "add_tags": ("tag_ids",),
    "dispatch": ("department_id",),
    "tell": ("by_activity", "by_mail", "by_sms", "by_screen"),
    "notify": ("template_id",),
    "notify_sms": ("sms_template_id",),
}
NEEDED = sorted({name for names in NEEDS.values() for name in names})
#: actions that name a role or persons
FOR_PEOPLE = frozenset({"assign", "tell", "activity"})
#: which steps a department is asked for
STEPS = {"do": ("do",), "verify": ("verify",), "all": ("verify", "plan", "do", "report")}


class CsAutomationAction(models.Model):
    """One thing that a rule (or an automated action of Odoo) does to cases, from the allow-list."""

    _name = "cs.automation.action"
    _description = "What an automatic action does"
    _inherit = ["cs.book.line.mixin", "cs.recipient.mixin"]
    _order = "sequence, id"

    rule_id = fields.Many2one("cs.automation.rule", index=True, ondelete="cascade")
    server_action_id = fields.Many2one("ir.actions.server", index="btree_not_null", ondelete="cascade")
    sequence = fields.Integer(default=10)
    action = fields.Selection(ACTIONS, "Do", required=True, default="tell")
    team_id = fields.Many2one("cs.team", ondelete="restrict")
    severity_id = fields.Many2one("cs.severity", ondelete="restrict")
    impact = fields.Selection(selection=lambda self: self.env["cs.priority.matrix"]._selection_level())
    urgency = fields.Selection(selection=lambda self: self.env["cs.priority.matrix"]._selection_level())
    tag_ids = fields.Many2many("cs.ticket.tag", string="Tags", ondelete="restrict")
    department_id = fields.Many2one("hr.department", ondelete="restrict")
    steps = fields.Selection(
        [("do", "to carry out"), ("verify", "to verify"), ("all", "to verify, plan, carry out and report back")],
        "Asked",
        required=True,
        default="do",
    )
    by_activity = fields.Boolean("To-do")
    by_mail = fields.Boolean("Mail")
    by_sms = fields.Boolean("Text message")
    by_screen = fields.Boolean("Screen", default=True)
    activity_type_id = fields.Many2one("mail.activity.type", "Kind of to-do", ondelete="restrict")
    days = fields.Integer("Due in (days)")
    amount = fields.Float(
        digits=(12, 2), help="In the currency of the company; 0: what the rule for proposals by hand offers."
    )
    words = fields.Char(translate=True, help="What is asked or said; empty: the name of the rule.")
    template_id = fields.Many2one(
        "mail.template",
        "Mail to the customer",
        ondelete="restrict",
        domain=[("model", "=", "cs.ticket")],
        index="btree_not_null",
    )
    sms_template_id = fields.Many2one(
        "sms.template",
        "Text message to the customer",
        ondelete="restrict",
        domain=[("model", "=", "cs.ticket")],
        index="btree_not_null",
    )
    sentence = fields.Char("In words", compute="_compute_sentence")

    _one_home = models.Constraint(
        "CHECK (num_nonnulls(rule_id, server_action_id) = 1)",
        "What is done belongs to one rule or to one automated action.",
    )
    _days_sane = models.Constraint("CHECK (days >= 0)", "A to-do is due today or later.")
    _amount_sane = models.Constraint("CHECK (amount >= 0)", "Nobody is paid less than nothing.")

    @api.constrains("action", "role", "user_ids", "department_id", *NEEDED)
    def _check_complete(self):
        for line in self:
            needed = NEEDS.get(line.action, ())
            nobody = line.action in FOR_PEOPLE and line.role == "named" and not line.user_ids
            if nobody or (needed and not any(line[name] for name in needed)):
                raise ValidationError(self.env._("“%(action)s” is not complete.", action=line._say_action()))

    @api.model
    def _book_fields(self):
        """What an administrator's automation does is no part of the rule book."""
        return [name for name in super()._book_fields() if name != "server_action_id"]

    # -- who may write it --------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        self._guard_server_actions(vals_list)
        return super().create(vals_list)

    def write(self, vals):
        self._guard_server_actions([vals])
        return super().write(vals)

    @api.model
    def _guard_server_actions(self, vals_list):
        """What administrators' automations do is theirs alone.

        :raises AccessError: for anybody else.
        """
        default = self.env.context.get("default_server_action_id")
        touched = any(vals.get("server_action_id", default) for vals in vals_list)
        if touched and not self.env.su and not self.env.user._is_system():
            raise AccessError(self.env._("Only administrators change automated actions."))

    def _check_access(self, operation):
        refused = super()._check_access(operation)
        if refused or operation == "read" or self.env.su or self.env.user._is_system():
            return refused
        # sudo: to whom a line belongs decides, also when it cannot be read
        foreign = self.filtered(lambda line: line.sudo().server_action_id)
        if foreign:
            return foreign, lambda: AccessError(self.env._("Only administrators change automated actions."))
        return None

    # -- in words --------------------------------------------------------------------

    def _say(self) -> str:
        return words.listed(self.env, self.mapped("sentence"))

    @api.depends("action", "role", "user_ids", "words", "days", "amount", *NEEDED)
    @api.depends_context("lang")
    def _compute_sentence(self):
        for line in self:
            line.sentence = " ".join(part for part in (line._say_action(), line._say_object()) if part)

    def _say_action(self) -> str:
        return dict(self._fields["action"]._description_selection(self.env)).get(self.action, "")

    def _say_object(self) -> str:
        """Whom or what the action is about."""
        if self.action in FOR_PEOPLE:
            return self._say_people()
        values = [self[name] for name in NEEDS.get(self.action, ())]
        if self.action == "set_priority":
            levels = dict(self._fields["impact"]._description_selection(self.env))
            return " / ".join(levels[value] for value in values if value)
        if self.action == "propose_compensation":
            return f"{self.amount:g}" if self.amount else ""
        return words.listed(self.env, [name for value in values if value for name in value.mapped("display_name")])

    def _say_people(self) -> str:
        if self.role == "named":
            return words.listed(self.env, self.user_ids.mapped("name"))
        return dict(self._fields["role"]._description_selection(self.env)).get(self.role, "")

    def _say_title(self) -> str:
        return self.words or self.rule_id.name or self.server_action_id.name or ""

    # -- acting (in sudo, in batch, as the system) -------------------------------------

    def _act(self, tickets):
        """Do it to the cases.

        :raises UserError: where it cannot be done; the caller keeps the rest alive.
        """
        for line in self:
            # a handful of actions, one after the other
            getattr(line, f"_act_{line.action}")(tickets)

    def _act_assign(self, tickets):
        by_user = {}
        for ticket_id, users in self._recipients(tickets).items():
            if not users:
                raise UserError(self.env._("Nobody could be found to be responsible."))
            by_user.setdefault(users[0], []).append(ticket_id)
        for user, ids in by_user.items():
            # one write per person
            tickets.browse(ids).write({"user_id": user.id})

    def _act_assign_team(self, tickets):
        moving = tickets.filtered(lambda ticket: ticket.team_id != self.team_id)
        moving.write({"team_id": self.team_id.id, "user_id": False})
        moving._append_events(moving._route())

    def _act_set_severity(self, tickets):
        tickets.write({"severity_id": self.severity_id.id})

    def _act_set_priority(self, tickets):
        tickets.write({name: self[name] for name in ("impact", "urgency") if self[name]})

    def _act_add_tags(self, tickets):
        tickets.write({"tag_ids": [Command.link(tag.id) for tag in self.tag_ids]})

    def _act_dispatch(self, tickets):
        tickets.dispatch(department=self.department_id, steps=STEPS[self.steps], name=self._say_title())

    def _act_tell(self, tickets):
        ways = [way for way in ("activity", "mail", "sms", "screen") if self[f"by_{way}"]]
        tickets._tell(self._recipients(tickets), self._say_title(), by=ways)

    def _act_activity(self, tickets):
        kind = self.activity_type_id or self.env.ref("mail.mail_activity_data_todo")
        model_id, now = self.env["ir.model"]._get_id(tickets._name), utcnow()
        rows = [
            {
                "res_model_id": model_id,
                "res_id": ticket.id,
                "activity_type_id": kind.id,
                "user_id": user.id,
                "summary": self._say_title(),
                "date_deadline": fields.Date.add(ticket._rule_day(now), days=self.days),
            }
            for ticket in tickets
            for user in self._recipients(ticket)[ticket.id]
        ]
        self.env["mail.activity"].create(rows)
