from decimal import Decimal

from odoo import api, fields, models
from odoo.addons.cs_department.models.rulebook import words

from ...core.visit import Reason

#: what may be known of a unit, and why that brings a visit
FACTS = [
    ("new_owner", "New owner or tenant"),
    ("care", "Needs looking after"),
    ("vacancy_ended", "Vacancy ended"),
    ("complaint", "Complaint"),
    ("arrears", "Arrears"),
]


class CsVisitRule(models.Model):
    """How often stewards visit, whom first, and what they ask."""

    _name = "cs.visit.rule"
    _description = "Rule of home visits"
    _inherit = ["cs.book.mixin"]
    _order = "sequence, id"
    _book = "visit_rules"
    _pack_row = "P21"
    _reason_needed = True
    _book_lines = ("reason_ids",)

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one("res.company", index=True, help="Empty: for every company.")
    date_from = fields.Date("In force from")
    date_to = fields.Date("In force until")
    checklist_id = fields.Many2one(
        "cs.checklist", "Questions", required=True, ondelete="restrict", domain=[("subject", "=", "unit")]
    )
    per_month = fields.Integer("Visits per steward and month", default=12, help="0: a share of his units.")
    share = fields.Float("Share of his units (%)", digits=(5, 2), help="Rounded up.")
    rest_days = fields.Integer("Not again within (days)", default=90)
    waiting_share = fields.Float(
        "By waiting (%)", digits=(5, 2), default=30, help="Of the visits, for those not visited for longest."
    )
    attempts = fields.Integer(default=3, help="So often a steward rings before nobody was at home.")
    again_days = fields.Integer("Next attempt after (days)", default=3)
    asked_days = fields.Integer("Asked for: within (days)", default=7, help="Visits that somebody asks for.")
    complaint_kind_ids = fields.Many2many(
        "cs.ticket.kind", "cs_visit_rule_kind_rel", "rule_id", "kind_id", "Kinds that are complaints"
    )
    reason_ids = fields.One2many("cs.visit.reason", "rule_id", "Whom first", copy=True)
    sentence = fields.Text("In words", compute="_compute_sentence")

    _key_uniq = models.UniqueIndex("(COALESCE(company_id, 0), key)", "Two records of a book cannot share a key.")
    _figures_sane = models.Constraint(
        "CHECK (per_month BETWEEN 0 AND 500 AND share BETWEEN 0 AND 100 AND (per_month > 0 OR share > 0)"
        " AND rest_days BETWEEN 0 AND 3650 AND waiting_share BETWEEN 0 AND 100 AND attempts BETWEEN 1 AND 9"
        " AND again_days BETWEEN 0 AND 31 AND asked_days BETWEEN 0 AND 366)",
        "Say how many visits, 500 at most; shares lie between 0 and 100, attempts between 1 and 9.",
    )
    _days_sane = models.Constraint(
        "CHECK (date_to IS NULL OR date_from IS NULL OR date_to >= date_from)", "The rule ends before it begins."
    )

    @api.model
    def _rule_for(self, company, day):
        """The rule of a company on a day: its own before a shared one (in sudo)."""
        found = self.search([("company_id", "in", (company.id, False))])
        found = found.filtered(
            lambda rule: (not rule.date_from or rule.date_from <= day) and (not rule.date_to or day <= rule.date_to)
        )
        return found.sorted(lambda rule: (not rule.company_id, rule.sequence, rule.id))[:1]

    def _reasons(self) -> list[Reason]:
        """For the core."""
        return [Reason(one.fact, one.points, one.days) for one in self.reason_ids]

    def _percent(self, name) -> Decimal:
        return Decimal(str(round(self[name], 2)))

    @api.depends_context("lang")
    @api.depends(
        *("name", "checklist_id.name", "per_month", "share", "rest_days", "waiting_share", "attempts", "again_days"),
        *("reason_ids.fact", "reason_ids.points", "reason_ids.days"),
    )
    def _compute_sentence(self):
        for rule in self:
            quota = (
                self.env._("each steward makes %(count)s visits a month", count=rule.per_month)
                if rule.per_month
                else self.env._("each steward visits %(share)s %% of his units a month", share=f"{rule.share:g}")
            )
            first = words.listed(self.env, [one.display_name for one in rule.reason_ids])
            parts = [
                quota,
                # sudo: names of checklists are no secret
                self.env._("by the checklist “%(name)s”", name=rule.sudo().checklist_id.name or ""),
                self.env._("%(share)s %% go to whoever waited longest", share=f"{rule.waiting_share:g}"),
                self.env._("the others go first to: %(reasons)s", reasons=first) if first else "",
                self.env._("nobody again within %(days)s days", days=rule.rest_days) if rule.rest_days else "",
                self.env._("%(count)s attempts, %(days)s days apart", count=rule.attempts, days=rule.again_days),
            ]
            rule.sentence = f"{rule.name or ''}: {words.clauses(self.env, parts)}"


class CsVisitReason(models.Model):
    """Why a unit comes first, and how much that weighs."""

    _name = "cs.visit.reason"
    _description = "Reason for a home visit"
    _inherit = ["cs.book.line.mixin"]
    _book_parent = "rule_id"
    _book_line_key = ("fact",)
    _order = "rule_id, points desc, id"

    rule_id = fields.Many2one("cs.visit.rule", required=True, index=True, ondelete="cascade")
    fact = fields.Selection(FACTS, "Reason", required=True)
    points = fields.Integer(required=True, default=10)
    days = fields.Integer("Within (days)", help="0: as long as it is so.")

    _once = models.UniqueIndex("(rule_id, fact)", "A reason stands in a rule once.")
    _sane = models.Constraint(
        "CHECK (points BETWEEN 1 AND 1000 AND days BETWEEN 0 AND 3650)",
        "Points lie between 1 and 1000, days are not below nothing.",
    )

    @api.depends("fact", "points", "days")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for reason in self:
            name = words.label(reason, "fact")
            reason.display_name = (
                self.env._(
                    "%(name)s (%(points)s, within %(days)s days)", name=name, points=reason.points, days=reason.days
                )
                if reason.days
                else f"{name} ({reason.points})"
            )
