from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ...core.roster.limits import HOURLY, MONTHLY

#: kinds of rules with a number → whether it is one of days, shifts, … or (HOURLY) of hours
COUNTED = frozenset(
    {"max_run", "min_run", "min_off_run", "max_night_run", "week_days_off", "change_soon", *MONTHLY, *HOURLY}
)
#: kinds that can only be kept: they say what is impossible
ONLY_MUST = frozenset({"never", "max_day_minutes", "max_of_shift", "succession"})
#: kinds that can only be aimed at
ONLY_SHOULD = frozenset(
    {
        "target_minutes",
        "fair_night",
        "fair_weekend",
        "fair_holiday",
        "fair_unpopular",
        "over",
        "surplus",
        "wish",
        "wish_strong",
        "change",
        "change_soon",
        "change_off",
        "touched",
    }
)
#: kinds that are about certain shifts
OF_SHIFTS = frozenset({"never", "max_of_shift", "over", "surplus", "succession"})
#: kinds that hold for the roster, not for a person
OF_ROSTER = frozenset({"cover", "over", "surplus", "wish", "wish_strong", "succession"})


class CsRosterRule(models.Model):
    """What a duty roster has to keep, or is to come near to."""

    _name = "cs.roster.rule"
    _description = "Roster rule"
    _inherit = ["cs.book.mixin", "hr.mixin"]
    _book = "roster_rules"
    _pack_row = "D16"
    _order = "sequence, narrowness desc, id"
    _reason_needed = True

    name = fields.Char(required=True, translate=True)
    active = fields.Boolean(default=True)
    sequence = fields.Integer(default=10, help="Of one kind the first rule in this order that is for somebody holds.")
    company_id = fields.Many2one("res.company", index="btree_not_null", help="Empty: the rule serves every company.")
    date_from = fields.Date("In force from")
    date_to = fields.Date("In force until")
    kind = fields.Selection(
        [
            ("rest", "rest between two shifts, at least (hours)"),
            ("max_run", "working days in a row, at most"),
            ("min_run", "working days in a row, at least"),
            ("max_night_run", "nights in a row, at most"),
            ("min_off_run", "days off in a row, at least"),
            ("week_days_off", "days off in a week, at least"),
            ("min_days_off", "days off in a month, at least"),
            ("max_weekends", "weekends with work in a month, at most"),
            ("max_day_minutes", "working hours of a shift, at most"),
            ("max_week_minutes", "working hours in a week, at most"),
            ("max_minutes", "working hours in a month, at most"),
            ("min_minutes", "working hours in a month, at least"),
            ("overtime", "hours above the contract in a month, at most"),
            ("target_minutes", "the hours of the contract"),
            ("max_of_shift", "times of a shift in a month, at most"),
            ("never", "shifts that somebody never has"),
            ("succession", "shifts that do not follow each other"),
            ("isolated_work", "no single working day between days off"),
            ("isolated_off", "no single day off between working days"),
            ("pattern", "the days of the rotation"),
            ("fair_night", "nights in equal shares"),
            ("fair_weekend", "weekends in equal shares"),
            ("fair_holiday", "public holidays in equal shares"),
            ("fair_unpopular", "unpopular shifts in equal shares"),
            ("cover", "as many people as are needed"),
            ("over", "no more people than are needed"),
            ("surplus", "people above need spread evenly"),
            ("wish", "wishes"),
            ("wish_strong", "important wishes"),
            ("change", "no changes of a roster in force"),
            ("change_soon", "no changes of the next days"),
            ("change_off", "no day off taken back"),
            ("touched", "few people have changes"),
        ],
        "About",
        required=True,
        default="rest",
    )
    value = fields.Float("How many", digits=(8, 2))
    strength = fields.Selection(
        [("must", "must be kept"), ("should", "should be kept")],
        required=True,
        compute="_compute_strength",
        store=True,
        readonly=False,
        precompute=True,
    )
    weight = fields.Integer(
        default=10,
        help="What it costs to break the rule: each minute, day or time by so much. Rules are weighed against those "
        "of their stage: cover, then changes, hours, fairness, and the rest.",
    )
    team_ids = fields.Many2many(
        "cs.team", "cs_roster_rule_team_rel", "rule_id", "team_id", string="Teams", ondelete="restrict"
    )
    job_ids = fields.Many2many("hr.job", "cs_roster_rule_job_rel", "rule_id", "job_id", string="Job positions")
    employee_ids = fields.Many2many(
        "hr.employee", "cs_roster_rule_employee_rel", "rule_id", "employee_id", string="People"
    )
    shift_scope = fields.Selection(
        [("chosen", "certain shifts"), ("night", "night shifts"), ("all", "all shifts")],
        "Which shifts",
        required=True,
        default="chosen",
    )
    template_ids = fields.Many2many(
        "cs.shift.template",
        "cs_roster_rule_template_rel",
        "rule_id",
        "template_id",
        string="Shifts",
        ondelete="restrict",
    )
    next_template_ids = fields.Many2many(
        "cs.shift.template",
        "cs_roster_rule_next_template_rel",
        "rule_id",
        "template_id",
        string="Not on the next day",
        ondelete="restrict",
    )
    narrowness = fields.Integer(compute="_compute_narrowness", store=True)
    counts = fields.Boolean(compute="_compute_asks")
    asks_shifts = fields.Boolean(compute="_compute_asks")
    asks_people = fields.Boolean(compute="_compute_asks")
    may_choose = fields.Boolean(compute="_compute_asks")

    _key_uniq = models.UniqueIndex("(COALESCE(company_id, 0), key)", "Two rules of a book cannot share a key.")
    _figures_sane = models.Constraint(
        "CHECK (value >= 0 AND weight BETWEEN 1 AND 1000000)", "Numbers are not negative, and a weight is at least 1."
    )

    @api.depends("kind")
    def _compute_strength(self):
        for rule in self:
            if rule.kind in ONLY_MUST:
                rule.strength = "must"
            elif rule.kind in ONLY_SHOULD:
                rule.strength = "should"
            else:
                rule.strength = rule.strength or "must"

    @api.depends("kind")
    def _compute_asks(self):
        for rule in self:
            rule.counts = rule.kind in COUNTED
            rule.asks_shifts = rule.kind in OF_SHIFTS
            rule.asks_people = rule.kind not in OF_ROSTER
            rule.may_choose = rule.kind not in ONLY_MUST | ONLY_SHOULD

    @api.depends("team_ids", "job_ids", "employee_ids")
    def _compute_narrowness(self):
        for rule in self.with_context(active_test=False):
            rule.narrowness = sum(bool(rule[name]) for name in ("team_ids", "job_ids", "employee_ids"))

    def _book_names_people(self):
        return bool(self.employee_ids)

    @api.constrains("kind", "strength", "shift_scope", "template_ids", "next_template_ids", "job_ids", "employee_ids")
    def _check_kind(self):
        for rule in self:
            if rule.strength != "must" and rule.kind in ONLY_MUST:
                raise ValidationError(
                    self.env._("“%(rule)s” says what is impossible: it can only be a must.", rule=rule.name)
                )
            if rule.strength == "must" and rule.kind in ONLY_SHOULD:
                raise ValidationError(
                    self.env._("“%(rule)s” is aimed at: give it a weight instead of a must.", rule=rule.name)
                )
            if rule.kind in OF_ROSTER and (rule.job_ids or rule.employee_ids):
                raise ValidationError(
                    self.env._("“%(rule)s” is about the whole roster: it cannot be for some people.", rule=rule.name)
                )
            if not rule._has_its_shifts():
                raise ValidationError(self.env._("Say which shifts “%(rule)s” is about.", rule=rule.name))

    def _has_its_shifts(self) -> bool:
        if self.kind == "succession":
            return bool(self.template_ids and self.next_template_ids)
        if self.kind == "max_of_shift":
            return bool(self.template_ids)
        return self.kind not in OF_SHIFTS or self.shift_scope != "chosen" or bool(self.template_ids)

    @api.constrains("date_from", "date_to")
    def _check_dates(self):
        for rule in self:
            if rule.date_from and rule.date_to and rule.date_to < rule.date_from:
                raise ValidationError(self.env._("The rule “%(rule)s” would end before it begins.", rule=rule.name))

    # -- asking ------------------------------------------------------------------

    @api.model
    def _of_team(self, team, first, last):
        """The rules for the rosters of a team in force at some time between two days, in their order (in sudo)."""
        # sudo: a roster keeps the rules, whoever makes it
        book = self.sudo().with_context(active_test=False)
        found = book.search([("company_id", "in", (team.company_id.id, False))])
        # a company's own version takes the place of the shared rule, even where it is archived
        own = {rule.key for rule in found if rule.company_id}
        return found.filtered(
            lambda rule: (
                rule.active
                and (rule.company_id or rule.key not in own)
                and (not rule.team_ids or team in rule.team_ids)
                and (not rule.date_from or rule.date_from <= last)
                and (not rule.date_to or rule.date_to >= first)
            )
        )

    def _shifts_meant(self, templates):
        """Which of some shifts the rule is about."""
        self.ensure_one()
        if self.kind in ("succession", "max_of_shift") or self.shift_scope == "chosen":
            return templates & self.template_ids
        return templates.filtered("is_night") if self.shift_scope == "night" else templates
