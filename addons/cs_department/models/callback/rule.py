import re
from typing import NamedTuple

from odoo import api, fields, models, tools
from odoo.exceptions import ValidationError

from ...core import draw as core_draw

#: what the key of a rule that follows another from a day on ends with, see ``_key_from``
FOLLOWER = re.compile(r"_from_\d{8}(_[0-9a-f]+)?$")
#: dimension of a case → the field by which a rule keeps it apart when it draws
STRATA = {
    "kind_id": "by_kind",
    "category_id": "by_category",
    "severity_id": "by_severity",
    "customer_class_id": "by_customer_class",
    "area_id": "by_area",
    "team_id": "by_team",
}
#: outcome of an attempt → the field with the hours until the next one
RETRIES = {
    "no_answer": "retry_no_answer",
    "busy": "retry_busy",
    "wrong_number": "retry_wrong_number",
}


class CallbackPlan(NamedTuple):
    """A rule as plain data.

    :param lineage: ids of this rule and of those that it follows or is followed by.
    :param strata: the dimensions that have rows of their own.
    :param offset_days: calendar days from the event to the first call.
    :param retries: outcome → working hours until the next attempt, 0: no further one.
    :param give_up_days: working days after the due moment, 0: never.
    """

    rule_id: int
    lineage: frozenset[int]
    key: str
    event: str
    scheme: core_draw.Scheme
    strata: tuple[str, ...]
    period: str
    offset_days: int
    window: float
    window_unit: str
    caller: str
    pool_team_id: int | bool
    attempts_max: int
    retries: dict[str, float]
    give_up_days: float


class CsCallbackRule(models.Model):
    """Which customers are called back, by whom, until when, and how often it is tried."""

    _name = "cs.callback.rule"
    _description = "Callback rule"
    _inherit = ["cs.rule.mixin", "cs.recipient.mixin"]
    _book = "callbacks"
    _pack_row = "D8"

    event_id = fields.Many2one("cs.callback.event", "Occasion", required=True, ondelete="restrict", index=True)
    event_code = fields.Char(related="event_id.code", string="Code of the occasion")
    is_care = fields.Boolean(related="event_id.is_care")
    rate = fields.Float("Rate (%)", required=True, default=100.0, digits=(5, 2))
    block_size = fields.Integer(
        "Cases in a block",
        help="So many cases get exactly their share. 0: the smallest block that gives the rate.",
    )
    period = fields.Selection(
        [("month", "month"), ("quarter", "quarter"), ("year", "year")],
        "Drawn per",
        required=True,
        default="month",
        help="After each period the key of its draws is shown, so that anybody can check them.",
    )
    by_kind = fields.Boolean("Each kind apart", default=True)
    by_category = fields.Boolean("Each category apart")
    by_severity = fields.Boolean("Each severity apart")
    by_customer_class = fields.Boolean("Each customer class apart")
    by_area = fields.Boolean("Each area apart")
    by_team = fields.Boolean("Each team apart")
    offset_days = fields.Integer(
        "Days after it", help="Calendar days from the event to the call. Negative: before it, as for a festival."
    )
    window = fields.Float("Called within", required=True, default=3.0, digits=(6, 2))
    window_unit = fields.Selection(
        [("hour", "working hours"), ("day", "working days")], "Unit", required=True, default="day"
    )
    channel = fields.Selection(
        [("phone", "Telephone"), ("visit", "Visit"), ("message", "Message")], required=True, default="phone"
    )
    caller = fields.Selection(
        [("pool", "anybody of a team, never who handled the case"), ("named", "the person that the rule names")],
        "Who calls",
        required=True,
        default="pool",
    )
    pool_team_id = fields.Many2one(
        "cs.team", "Team that calls", index="btree_not_null", help="Empty: the colleagues of the case's own team."
    )
    survey_id = fields.Many2one(
        "survey.survey",
        "Questions",
        ondelete="restrict",
        index="btree_not_null",
        domain=[("survey_type", "=", "cs_callback")],
    )
    script = fields.Html(translate=True, help="What the caller says. Empty: the script of the kind of case.")
    attempts_max = fields.Integer("Attempts", required=True, default=3)
    retry_no_answer = fields.Float("Again after no answer (hours)", default=4.0, digits=(6, 2))
    retry_busy = fields.Float("Again when busy (hours)", default=0.5, digits=(6, 2))
    retry_wrong_number = fields.Float("Again after a wrong number (hours)", digits=(6, 2))
    give_up_days = fields.Float(
        "Given up (working days late)", digits=(6, 2), help="Working days after the call was due. 0: never by time."
    )
    festival_ids = fields.Many2many("cs.callback.festival", string="Festivals")
    dormant_days = fields.Integer("Silent for (days)", default=180)

    _window_sane = models.Constraint("CHECK (window_unit = 'day' OR \"window\" > 0)", "A call needs some time.")
    _window_positive = models.Constraint('CHECK ("window" >= 0)', "A call is not due before it is asked for.")
    _attempts_sane = models.Constraint("CHECK (attempts_max > 0)", "At least one attempt is made.")
    _retries_sane = models.Constraint(
        "CHECK (retry_no_answer >= 0 AND retry_busy >= 0 AND retry_wrong_number >= 0 AND give_up_days >= 0)",
        "Waiting times are not negative.",
    )
    _dormant_sane = models.Constraint("CHECK (dormant_days > 0)", "Silence lasts at least a day.")

    @api.constrains("rate", "block_size")
    def _check_rate(self):
        for rule in self:
            try:
                core_draw.scheme(rule.rate, rule.block_size)
            except ValueError as error:
                raise ValidationError(
                    self.env._(
                        "“%(rule)s”: no block of %(size)s cases gives exactly %(rate)s %%.",
                        rule=rule.name,
                        size=rule.block_size or "…",
                        rate=f"{rule.rate:g}",
                    )
                ) from error

    @api.constrains("caller", "role", "user_ids")
    def _check_named(self):
        for rule in self:
            if rule.caller == "named" and rule.role == "named" and not rule.user_ids:
                raise ValidationError(self.env._("“%(rule)s”: name the persons who call.", rule=rule.name))

    @api.model
    def _rule_topic_labels(self):
        """One question for each occasion that a case can have."""
        # sudo: the names of occasions are no secret
        events = self.env["cs.callback.event"].sudo().search([("is_care", "=", False)])
        return [(event.code, event.name) for event in events]

    def _lineage(self) -> frozenset[int]:
        """This rule in all its dated versions: they look at a case once between them."""
        everything = self.with_context(active_test=False)
        name = FOLLOWER.sub("", self.key or "")
        kin = everything.search([("key", "=like", f"{name}%"), ("is_draft", "=", False)]) if name else everything
        return frozenset({self.id, *kin.filtered(lambda rule: FOLLOWER.sub("", rule.key) == name).ids})

    def _rule_topics(self):
        return frozenset({self.event_id.code})

    @tools.ormcache("rule_id")
    @api.model
    def _plan(self, rule_id: int) -> CallbackPlan:
        # sudo: callbacks are drawn the same whoever closes a case
        rule = self._for_cache().browse(rule_id)
        return CallbackPlan(
            rule.id,
            rule._lineage(),
            rule.key or str(rule.id),
            rule.event_id.code,
            core_draw.scheme(rule.rate, rule.block_size),
            tuple(name for name, field in STRATA.items() if rule[field]),
            rule.period,
            rule.offset_days,
            rule.window,
            rule.window_unit,
            rule.caller,
            rule.pool_team_id.id,
            rule.attempts_max,
            {outcome: rule[field] for outcome, field in RETRIES.items()},
            rule.give_up_days,
        )
