from odoo import api, fields, models

from .rule_labels import RULE_LABELS

#: a gap names so many people; the others are counted
NAMED = 6


class CsRosterFinding(models.Model):
    """One thing that a computed roster does not meet, or that stands in its way.

    A gap is a shift without its people; a breach a rule or wish that is not met, at its
    price; a conflict one of the rules that contradict each other; a relaxation one that
    could give way.
    """

    _name = "cs.roster.finding"
    _description = "What a computed roster does not meet"
    _order = "kind_order, price desc, date, id"

    run_id = fields.Many2one("cs.roster.run", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one("res.company", required=True)
    team_id = fields.Many2one("cs.team")
    kind = fields.Selection(
        [
            ("conflict", "Contradiction"),
            ("relaxation", "Could give way"),
            ("gap", "People missing"),
            ("hard", "Rule that must be kept"),
            ("soft", "Rule or wish not met"),
        ],
        required=True,
    )
    kind_order = fields.Integer(compute="_compute_kind_order", store=True)
    rule = fields.Selection(RULE_LABELS)
    employee_id = fields.Many2one("hr.employee", "Person", ondelete="cascade")
    template_id = fields.Many2one("cs.shift.template", "Shift", ondelete="cascade")
    skill = fields.Char()
    rule_id = fields.Many2one("cs.roster.rule", "Rule on record", ondelete="set null")
    date = fields.Date("Day")
    days = fields.Json()
    amount = fields.Float(digits=(12, 2))
    price = fields.Integer()
    stage = fields.Char()
    reasons = fields.Json()
    words = fields.Char("What", compute="_compute_words")
    reason_words = fields.Char("Why", compute="_compute_reason_words")

    @api.depends("kind")
    def _compute_kind_order(self):
        kinds = [kind for kind, _label in self._fields["kind"].selection]
        for finding in self:
            finding.kind_order = kinds.index(finding.kind) if finding.kind else 0

    @api.depends("kind", "rule", "days", "amount", "skill")
    @api.depends_context("lang")
    def _compute_words(self):
        for finding in self:
            finding.words = finding._say()

    @api.depends("reasons")
    @api.depends_context("lang")
    def _compute_reason_words(self):
        people = {reason["employee"] for finding in self for reason in finding.reasons or ()}
        # sudo: colleagues are named, whatever else is known of them
        names = {one.id: one.name for one in self.env["hr.employee"].sudo().browse(people).exists()}
        for finding in self:
            finding.reason_words = finding._say_reasons(names)

    def _say_reasons(self, names) -> str | bool:
        """Who could be meant and why he is not there, those nearest to it first."""
        known = [reason for reason in self.reasons or () if reason["employee"] in names and reason["why"] != "skill"]
        if not self.reasons:
            return False
        lacking = len([reason for reason in self.reasons if reason["why"] == "skill"])
        said = [
            self.env._("%(name)s: %(why)s", name=names[reason["employee"]], why=self._say_reason(reason))
            for reason in known[:NAMED]
        ]
        if len(known) > NAMED:
            said.append(self.env._("%(count)s more", count=len(known) - NAMED))
        if lacking:
            said.append(self.env._("%(count)s have not the skill", count=lacking))
        return "; ".join(said)

    def action_open_rule(self):
        """The rule in the rule book, where managers change it with a reason."""
        self.ensure_one()
        self.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "name": self.rule_id.display_name,
            "res_model": "cs.roster.rule",
            "res_id": self.rule_id.id,
            "views": [(False, "form")],
        }

    def action_open_day(self):
        """The shifts of the person, or of the day, on the roster."""
        self.ensure_one()
        self.check_access("read")
        roster, domain = self.run_id.roster_id, [("roster_id", "=", self.run_id.roster_id.id)]
        if self.employee_id:
            domain += [("employee_id", "=", self.employee_id.id)]
        elif self.date:
            domain += [("date", "=", self.date)]
        return {
            "type": "ir.actions.act_window",
            "name": self.employee_id.name or roster.display_name,
            "res_model": "cs.shift",
            "domain": domain,
            "views": [(False, "list"), (False, "form")],
        }
