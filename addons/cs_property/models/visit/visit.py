from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Date

STATES = [
    ("planned", "To be visited"),
    ("done", "Visited"),
    ("absent", "Nobody at home"),
    ("refused", "Refused"),
    ("missed", "Missed visit"),
]
SUPERVISOR = "cs_department.group_cs_supervisor"
COUNTER = "cs_property.group_cs_counter"


class CsVisit(models.Model):
    """One visit that a steward owes to a unit: drawn for a month, or asked for.

    What is asked at the door is a check (``cs.check``); ``draw`` makes the visits of a month,
    ``life`` is how one goes, ``check`` what the telephone says of it.
    """

    _name = "cs.visit"
    _description = "Home visit"
    _inherit = [
        *("cs.due.mixin", "cs.system.fields.mixin", "cs.signed.mixin", "cs.tell.mixin"),
        *("mail.thread", "mail.activity.mixin"),
    ]
    _order = "month desc, points desc, id"
    _check_company_auto = True
    _allow_sudo_commands = False
    _system_fields = frozenset(
        (
            *("month", "rule_id", "is_drawn", "points", "state", "done_at", "check_id", "satisfaction", "said"),
            *("attempt_ids", "next_on", "ticket_ids", "next_action_at"),
        )
    )

    unit_id = fields.Many2one("cs.estate.unit", required=True, index=True, ondelete="restrict", check_company=True)
    estate_id = fields.Many2one(related="unit_id.estate_id", store=True, index=True)
    building_id = fields.Many2one(related="unit_id.building_id", store=True, index="btree_not_null")
    company_id = fields.Many2one(related="unit_id.company_id", store=True, index=True)
    steward_id = fields.Many2one(
        "res.users",
        required=True,
        index=True,
        domain=[("share", "=", False)],
        tracking=True,
        ondelete="restrict",
    )
    partner_id = fields.Many2one("res.partner", "Resident", index="btree_not_null", check_company=True)
    month = fields.Date(
        required=True,
        readonly=True,
        index=True,
        default=lambda self: self.env.company._cs_today().replace(day=1),
        help="Its first day.",
    )
    due_on = fields.Date("Due", required=True, index=True, help="Until then it is made, or it is missed.")
    rule_id = fields.Many2one("cs.visit.rule", readonly=True, index="btree_not_null", ondelete="restrict")
    is_drawn = fields.Boolean("By the plan", readonly=True)
    why = fields.Char("Why this unit")
    points = fields.Integer(readonly=True, aggregator=None)
    state = fields.Selection(STATES, required=True, readonly=True, default="planned", index=True, tracking=True)
    next_on = fields.Date("Next attempt", readonly=True, help="After nobody was at home.")
    done_at = fields.Datetime("Over on", readonly=True)
    check_id = fields.Many2one(
        "cs.check", "Checked items", readonly=True, index="btree_not_null", ondelete="restrict", copy=False
    )
    attempt_ids = fields.One2many("cs.visit.attempt", "visit_id", "Attempts", readonly=True)
    attempt_count = fields.Integer("Attempts made", compute="_compute_attempt_count", store=True)
    satisfaction = fields.Integer(readonly=True, aggregator="avg", help="1 to 5; 0: not asked.")
    said = fields.Text("What they said", readonly=True)
    ticket_ids = fields.One2many("cs.ticket", "visit_id", "Cases found", readonly=True)
    finding_count = fields.Integer("Number of findings", compute="_compute_finding_count", store=True)
    coverage = fields.Float(
        "Visits made (%)",
        compute="_compute_coverage",
        store=True,
        digits=(5, 1),
        aggregator="avg",
        help="100 for a visit that was made, 0 for any other.",
    )

    _once_a_month = models.UniqueIndex(
        "(unit_id, month) WHERE is_drawn IS TRUE", "This unit is in the plan of the month already."
    )
    _one_open = models.UniqueIndex("(unit_id) WHERE state = 'planned'", "A visit to this unit is planned already.")
    _month_sane = models.Constraint("CHECK (EXTRACT(day FROM month) = 1)", "A month begins with its first day.")
    _steward_idx = models.Index("(steward_id, month)")

    @api.depends("unit_id.code", "month")
    def _compute_display_name(self):
        for visit in self:
            day = f"{visit.month:%Y-%m}" if visit.month else ""
            # sudo: the unit is named to whoever may see the visit
            visit.display_name = f"{visit.sudo().unit_id.code or ''} {day}".strip()

    @api.depends("attempt_ids")
    def _compute_attempt_count(self):
        found = dict(
            self.env["cs.visit.attempt"]._read_group([("visit_id", "in", self.ids)], ["visit_id"], ["__count"])
        )
        for visit in self:
            visit.attempt_count = found.get(visit._origin, 0)

    @api.depends("ticket_ids")
    def _compute_finding_count(self):
        found = dict(self.env["cs.ticket"]._read_group([("visit_id", "in", self.ids)], ["visit_id"], ["__count"]))
        for visit in self:
            visit.finding_count = found.get(visit._origin, 0)

    @api.depends("state")
    def _compute_coverage(self):
        for visit in self:
            visit.coverage = 100 if visit.state == "done" else 0

    def _link(self):
        return f"/odoo/cs-visits/{self.id}"

    # -- asked for by hand ---------------------------------------------------------------------

    @api.onchange("unit_id")
    def _onchange_unit_id(self):
        """Propose who lives there, and who goes."""
        self.partner_id = self.unit_id.payer_id
        if self.unit_id.steward_id:
            self.steward_id = self.unit_id.steward_id

    @api.model
    def default_get(self, fields):
        values = super().default_get(fields)
        unit = self.env["cs.estate.unit"].browse(values.get("unit_id") or ()).exists()
        if unit.has_access("read"):
            proposed = {"steward_id": unit.steward_id.id, "partner_id": unit.payer_id.id}
            values |= {name: value for name, value in proposed.items() if name in fields and value}
        if "due_on" in fields and not values.get("due_on"):
            values["due_on"] = self._due_by_hand(self.env.company)
        return values

    @api.model
    def _due_by_hand(self, company):
        today = company._cs_today()
        # sudo: how many days a visit that is asked for has
        return Date.add(today, days=self.env["cs.visit.rule"].sudo()._rule_for(company, today).asked_days)

    @api.model_create_multi
    def create(self, vals_list):
        """
        :raises UserError: where no rule says what is asked.
        :raises AccessError: for a unit that the caller does not see.
        """
        if self.env.su:
            return super().create(vals_list)
        units = self.env["cs.estate.unit"].browse([vals.get("unit_id") or 0 for vals in vals_list]).exists()
        units.check_access("read")
        if not self._may_send() and any(unit.steward_id != self.env.user for unit in units):
            raise AccessError(self.env._("Stewards plan visits to the units that they look after."))
        known = {unit.id: unit for unit in units}
        visits = super().create(
            [self._asked(known.get(vals.get("unit_id"), units.browse()), vals) for vals in vals_list]
        )
        # sudo: month, rule and questions follow from the rule book
        visits.sudo()._begin_by_hand()
        return visits

    def _may_send(self) -> bool:
        """Whether the caller says who goes where."""
        return self.env.user.has_group(SUPERVISOR) or self.env.user.has_group(COUNTER)

    def _asked(self, unit, vals):
        """What is filled in where a visit is asked for."""
        return {
            "steward_id": unit.steward_id.id or self.env.uid,
            "partner_id": unit.payer_id.id,
            "due_on": self._due_by_hand(unit.company_id or self.env.company),
            **{name: value for name, value in vals.items() if value or name not in ("steward_id", "due_on")},
        }

    def _begin_by_hand(self):
        """Visits that were asked for get their rule and their questions (in sudo)."""
        for company, visits in self.grouped("company_id").items():
            # one company as a rule
            today = company._cs_today()
            rule = self.env["cs.visit.rule"]._rule_for(company, today)
            if not rule:
                raise UserError(self.env._("No rule of home visits is in force."))
            visits.write({"rule_id": rule.id, "month": today.replace(day=1)})
            visits._give_questions()

    def write(self, vals):
        """
        :raises UserError: for a visit that is over; AccessError: for a steward who gives it to another.
        """
        content = vals.keys() & {"unit_id", "steward_id", "partner_id", "due_on", "why"}
        if content and not self.env.su:
            if any(visit.state != "planned" for visit in self):
                raise UserError(self.env._("This visit is over."))
            if "unit_id" in vals:
                raise UserError(self.env._("A visit stays with its unit."))
            if "steward_id" in vals and not self._may_send():
                raise AccessError(self.env._("Supervisors and the counter say who goes."))
        result = super().write(vals)
        if vals.keys() & {"steward_id", "due_on"}:
            # sudo: what is asked at the door goes with the visit
            self.sudo()._move_questions()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("A visit stays; what was not made is missed."))
