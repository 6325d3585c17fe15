from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools.translate import LazyTranslate

from ...core import escalation as core_escalation
from ..rulebook import words
from ..rulebook.recipient import ROLES
from .escalation_rule import TOPICS, URGED, topics_of

_lt = LazyTranslate(__name__)

WHEN = [
    ("start", "at once"),
    ("before", "before it is due"),
    ("at", "when it is due"),
    ("after", "after it was due"),
    (URGED, "when urged"),
]
UNITS = [
    ("minute", "minutes"),
    ("hour", "hours"),
    ("day", "days"),
    ("percent", "% of the time"),
    ("time", "times"),
]
#: what “before” and “after” are counted in
TIMED = ("minute", "hour", "day", "percent")
#: how often the customer has urged
URGINGS = (_lt("when the customer has urged once"), _lt("when the customer has urged %(count)s times"))
#: the ways of telling, in the words of ``cs.ticket._tell``
WAYS = ("activity", "mail", "sms", "screen")
#: an agent is not made responsible by a role that is his already
OWNER_ROLES = [(role, label) for role, label in ROLES if role != "agent"]


class CsEscalationLevel(models.Model):
    """One step of a ladder: when it is reached, who is told how, what changes."""

    _name = "cs.escalation.level"
    _description = "Level of an escalation ladder"
    _inherit = ["cs.book.line.mixin", "cs.recipient.mixin"]
    _book_line_key = ("clock_type", "when", "amount", "unit", "role")
    _order = "sequence, id"

    rule_id = fields.Many2one("cs.escalation.rule", required=True, index=True, ondelete="cascade")
    sequence = fields.Integer(default=10)
    clock_type = fields.Selection(TOPICS, "Clock", required=True, default="resolution")
    when = fields.Selection(WHEN, required=True, default="at")
    amount = fields.Float("How much", digits=(8, 2), help="How long before or after; how often the customer has urged.")
    unit = fields.Selection(
        UNITS,
        help="Counted in the time of the clock; a day is a working day of its hours.",
    )
    by_activity = fields.Boolean("To-do")
    by_mail = fields.Boolean("Mail")
    by_sms = fields.Boolean("Text message")
    by_screen = fields.Boolean("Screen", default=True)
    owner_role = fields.Selection(OWNER_ROLES, "Becomes responsible")
    owner_id = fields.Many2one("res.users", "Responsible by name", domain=[("share", "=", False)])
    severity_id = fields.Many2one(
        "cs.severity",
        "Severity becomes",
        ondelete="restrict",
        help="A case is made graver, never less grave.",
    )
    words = fields.Char("Words beside it", translate=True)
    level_key = fields.Char(compute="_compute_level_key", store=True)

    _one_of_each = models.UniqueIndex("(rule_id, level_key)", "This level stands in the ladder already.")
    _amount_sane = models.Constraint(
        "CHECK (amount >= 0 AND (amount > 0 OR \"when\" NOT IN ('before', 'after', 'urged')))",
        "Say how long before or after, or how often urged.",
    )
    _urged_sane = models.Constraint(
        "CHECK ((\"when\" = 'urged') = (clock_type = 'urged'))",
        "Urging is counted, not timed: it has levels of its own.",
    )
    _share_sane = models.Constraint(
        "CHECK (\"when\" != 'before' OR unit != 'percent' OR amount <= 100)",
        "Nothing comes earlier than 100 % of the time before.",
    )

    # -- what it says ----------------------------------------------------------

    @api.depends(
        "clock_type", "when", "amount", "unit", "role", "user_ids", "owner_role", "owner_id", "severity_id",
        *(f"by_{way}" for way in WAYS),
    )  # fmt: skip
    def _compute_level_key(self):
        """What the level says as a short text: one that says the same is the same level."""
        for level in self:
            parts = [level.clock_type, level.when]
            if level._is_counted():
                parts.append(f"{level.amount:g} {level.unit}")
            if level._ways():
                parts += [level.role, ",".join(level._ways())]
                if level.role == "named":
                    parts.append(",".join(map(str, sorted(level.user_ids.ids))))
            if level.owner_role:
                parts.append(f"owner {level.owner_role} {level.owner_id.id or ''}".strip())
            if level.severity_id:
                parts.append(f"severity {level.severity_id.id}")
            level.level_key = "/".join(filter(None, parts))

    @api.depends("level_key")
    @api.depends_context("lang")
    def _compute_display_name(self):
        """A sentence as the book has it: “2 hours before … is due: the agent, by to-do”."""
        for level in self:
            level.display_name = self.env._(
                "%(point)s: %(deeds)s", point=level._say_point(), deeds=level._say_deeds() or "…"
            )

    def _say_point(self) -> str:
        """When it is reached, in words."""
        self.ensure_one()
        if self.when == URGED:
            return words.capital(self._say_moment())
        return self.env._("%(clock)s: %(moment)s", clock=words.label(self, "clock_type"), moment=self._say_moment())

    def _say_moment(self) -> str:
        """When it is reached, without the clock that it is about."""
        self.ensure_one()
        said = {"amount": f"{self.amount:g}", "unit": self._say_unit()}
        if self.when == URGED:
            return words.say_count(self.env, self.amount, *URGINGS)
        if self.when == "start":
            return self.env._("at once")
        if self.when == "at":
            return self.env._("when it is due")
        if self.when == "before" and self.unit == "percent":
            return self.env._("when %(amount)s %% of the time is used", amount=f"{100 - self.amount:g}")
        if self.when == "before":
            return self.env._("%(amount)s %(unit)s before it is due", **said)
        return self.env._("%(amount)s %(unit)s after it was due", **said)

    def _say_ladder(self) -> str:
        """Levels of one clock as a clause: the clock once, then what happens at each moment."""
        steps = [
            self.env._("%(moment)s %(deeds)s", moment=level._say_moment(), deeds=level._say_deeds()) for level in self
        ]
        if self[:1].clock_type == URGED:
            return words.capital(words.clauses(self.env, steps))
        return self.env._(
            "%(clock)s: %(steps)s", clock=words.label(self[:1], "clock_type"), steps=words.clauses(self.env, steps)
        )

    def _say_unit(self) -> str:
        one = {"minute": self.env._("minute"), "hour": self.env._("hour"), "day": self.env._("day")}
        return one[self.unit] if self.amount == 1 and self.unit in one else words.label(self, "unit")

    def _say_deeds(self) -> str:
        """Who is told how, and what changes, in words."""
        self.ensure_one()
        deeds, ways = (
            [],
            [words.inside(self.env, self._fields[f"by_{way}"]._description_string(self.env)) for way in self._ways()],
        )
        if ways:
            said = {"who": self._say_who(), "ways": words.listed(self.env, ways)}
            deeds.append(self.env._("tell %(who)s by %(ways)s", **said))
        if self.owner_role:
            # sudo: see above
            who = self.sudo().owner_id.name if self.owner_role == "named" else words.label(self, "owner_role")
            deeds.append(self.env._("make %(who)s responsible", who=who or ""))
        if self.severity_id:
            deeds.append(self.env._("set the severity to “%(severity)s”", severity=self.severity_id.display_name))
        return words.listed(self.env, deeds)

    def _say_who(self) -> str:
        """Who is told, in words."""
        if not self._ways():
            return ""
        if self.role != "named":
            return words.label(self, "role")
        # sudo: the rule names colleagues, whoever reads it
        return words.listed(self.env, self.sudo().user_ids.mapped("name"))

    @api.onchange("clock_type")
    def _onchange_clock_type(self):
        if self.clock_type == URGED:
            self.when, self.unit, self.amount = URGED, "time", self.amount or 1
        elif self.when == URGED:
            self.when, self.unit, self.amount = "at", False, 0

    @api.onchange("when")
    def _onchange_when(self):
        if self.when == URGED:
            self.clock_type, self.unit, self.amount = URGED, "time", self.amount or 1
        elif self.clock_type == URGED:
            self.clock_type = "resolution"
        if self.when in ("before", "after") and self.unit in (False, "time"):
            self.unit, self.amount = "hour", self.amount or 1

    @api.constrains(
        "when", "unit", "role", "user_ids", "owner_role", "owner_id", "severity_id", *(f"by_{w}" for w in WAYS)
    )
    def _check_makes_sense(self):
        for level in self:
            if level._is_counted() and level.unit not in (("time",) if level.when == URGED else TIMED):
                raise ValidationError(
                    self.env._("Say what “How much” counts: minutes, hours, days or a share; urging: times.")
                )
            if level._ways() and level.role == "named" and not level.user_ids:
                raise ValidationError(self.env._("Name the persons who are told."))
            if level.owner_role == "named" and not level.owner_id:
                raise ValidationError(self.env._("Name the person who becomes responsible."))
            if not (level._ways() or level.owner_role or level.severity_id):
                raise ValidationError(self.env._("A level tells somebody or changes something."))

    # -- what it does ----------------------------------------------------------

    def _is_counted(self) -> bool:
        return self.when in ("before", "after", URGED)

    def _ways(self) -> list[str]:
        return [way for way in WAYS if self[f"by_{way}"]]

    def _topics(self) -> list[str]:
        self.ensure_one()
        return topics_of(self.clock_type)

    def _core_level(self) -> core_escalation.Level:
        self.ensure_one()
        return core_escalation.Level(self.level_key, self.when, self.amount, self.unit or "minute")

    @api.model
    def _recipients_of(self, clocks):
        """Whoever the level tells, clock by clock: a late leg's department is its own.

        :return: clock id → ``res.users``.
        """
        found = self._recipients(clocks.ticket_id)
        told = {clock.id: found[clock.ticket_id.id] for clock in clocks}
        if self.role == "department_head":
            for clock in clocks.filtered("task_id"):
                head = clock.task_id.department_id.manager_id.user_id.filtered("active")
                told[clock.id] = head or told[clock.id]
        return told

    def _owners_of(self, tickets) -> dict:
        """Ticket id → who becomes responsible by this level (in sudo), possibly nobody."""
        if self.owner_role == "named":
            named = self.owner_id.filtered("active")
            companies = named.company_ids
            return {ticket.id: named if ticket.company_id in companies else named.browse() for ticket in tickets}
        return tickets._users_in_role(self.owner_role)

    # -- a ladder is changed under running clocks --------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        levels = super().create(vals_list)
        levels.rule_id._levels_changed()
        return levels

    def write(self, vals):
        before = {level.id: level.level_key for level in self}
        result = super().write(vals)
        self.filtered(lambda level: level.level_key != before[level.id]).rule_id._levels_changed()
        return result
