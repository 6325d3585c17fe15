from odoo import api, fields, models, tools
from odoo.exceptions import ValidationError

from ...core import daily

WEEKDAYS = [
    ("0", "Monday"),
    ("1", "Tuesday"),
    ("2", "Wednesday"),
    ("3", "Thursday"),
    ("4", "Friday"),
    ("5", "Saturday"),
    ("6", "Sunday"),
]


class CsReportRule(models.Model):
    """Who hands in a day report or a weekly summary until when, to whom, and how long it is (D18)."""

    _name = "cs.report.rule"
    _description = "Report rule"
    _inherit = ["cs.book.mixin"]
    _book = "report_rules"
    _pack_row = "D18"
    _order = "sequence, id"
    _reason_needed = True

    name = fields.Char(required=True, translate=True)
    active = fields.Boolean(default=True)
    sequence = fields.Integer(default=10, help="The first rule in this order that is for somebody holds.")
    company_id = fields.Many2one("res.company", index="btree_not_null", help="Empty: every company.")
    date_from = fields.Date("In force from", help="Empty: from the day on which the rule was made.")
    date_to = fields.Date("In force until")
    report = fields.Selection(
        [("day", "day report"), ("week", "weekly summary")], "Kind of report", required=True, default="week"
    )
    team_ids = fields.Many2many(
        "cs.team", "cs_report_rule_team_rel", "rule_id", "team_id", "Teams", ondelete="restrict"
    )
    job_ids = fields.Many2many(
        "hr.job", "cs_report_rule_job_rel", "rule_id", "job_id", "Positions", ondelete="restrict"
    )
    due_days = fields.Integer("Days later", help="0: due on the day itself.")
    due_weekday = fields.Selection(WEEKDAYS, "Weekday", default="5")
    due_next_week = fields.Boolean("Of the next week")
    due_time = fields.Float("At (hour)", required=True, default=17, help="In the time zone of the team.")
    remind_hours = fields.Float("Reminded before (hours)", help="0: nobody is reminded.")
    grace_hours = fields.Float(
        "Missing after (hours)",
        required=True,
        default=24,
        help="So long after the deadline it can be late, not missing.",
    )
    min_length = fields.Integer("Characters at least", help="Spaces do not count. 0: any length.")
    needs_improvement = fields.Boolean("Names improvements", help="What is to be done better has to be said.")
    recipient = fields.Selection(
        [
            ("supervisor", "the supervisor of the team"),
            ("manager", "the manager of the team"),
            ("named", "named persons"),
        ],
        "Goes to",
        required=True,
        default="supervisor",
    )
    user_ids = fields.Many2many(
        "res.users", "cs_report_rule_user_rel", "rule_id", "user_id", "Persons", domain=[("share", "=", False)]
    )
    sentence = fields.Text("In words", compute="_compute_sentence")

    _key_uniq = models.UniqueIndex("(COALESCE(company_id, 0), key)", "Two records of a book cannot share a key.")
    _sane = models.Constraint(
        "CHECK (due_days BETWEEN 0 AND 31 AND due_time BETWEEN 0 AND 24 AND remind_hours BETWEEN 0 AND 240"
        " AND grace_hours BETWEEN 0 AND 744 AND min_length BETWEEN 0 AND 10000)",
        "These are up to 31 days, 24 o'clock, 240 hours of reminding, 744 hours of grace and 10000 characters.",
    )

    @api.constrains("date_from", "date_to")
    def _check_dates(self):
        for rule in self:
            if rule.date_from and rule.date_to and rule.date_to < rule.date_from:
                raise ValidationError(self.env._("The rule would end before it begins."))

    @api.constrains("recipient", "user_ids")
    def _check_users(self):
        for rule in self:
            # persons are no part of a pack: a rule that came with one waits for them
            if rule.recipient == "named" and not rule.user_ids and rule.active:
                raise ValidationError(self.env._("Name the persons whom the reports go to."))

    @api.depends(lambda self: tuple(sorted(self._book_fields())))
    @api.depends_context("lang")
    def _compute_sentence(self):
        for rule in self:
            rule.sentence = rule._in_words()

    def _book_names_people(self):
        return self.recipient == "named"

    # -- as plain data ---------------------------------------------------------------

    @tools.ormcache("company_id")
    @api.model
    def _rules(self, company_id: int) -> tuple[daily.Rule, ...]:
        """The rules of a company, in the manager's order."""
        # sudo: time acts by them, whoever is logged in
        rows = self._for_cache().search([("company_id", "in", (company_id, False))])
        own = {row.key for row in rows if row.company_id}
        return tuple(row._prepare_core() for row in rows if row.company_id or row.key not in own)

    def _prepare_core(self) -> daily.Rule:
        weekly = int(self.due_weekday or 0) + (7 if self.due_next_week else 0)
        zone = (self.company_id or self.env["res.company"].search([], limit=1)).resource_calendar_id.tz or "UTC"
        made_on = fields.Datetime.context_timestamp(self.with_context(tz=zone), self.create_date).date()
        starts = self.date_from or made_on
        return daily.Rule(
            id=self.id,
            report=self.report,
            team_ids=frozenset(self.team_ids.ids),
            job_ids=frozenset(self.job_ids.ids),
            days=weekly if self.report == "week" else self.due_days,
            hour=self.due_time,
            remind=self.remind_hours,
            grace=self.grace_hours,
            # a week that had begun when the rule came is asked for, too
            starts=daily.monday(starts) if self.report == "week" else starts,
            ends=self.date_to or None,
        )

    def _readers(self, team, company):
        """Whom a report of the team goes to (in sudo)."""
        self.ensure_one()
        if self.recipient == "named" and self.user_ids:
            return self.user_ids.filtered("active")
        named = team.supervisor_id if self.recipient == "supervisor" else team.manager_id
        return named.filtered("active") or self.env["cs.ticket"]._managers_of_company(company)
