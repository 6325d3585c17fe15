from odoo import api, fields, models, tools

from ...core import rules as core_rules
from ...core import severity as core_severity
from ..rulebook import words

GRADES = [
    ("1", "Grade 1 (gravest)"),
    ("2", "Grade 2"),
    ("3", "Grade 3"),
    ("4", "Grade 4"),
]


class CsSeverityRule(models.Model):
    """How grave the facts of an accident make a case; a person may only rate it graver."""

    _name = "cs.severity.rule"
    _description = "Severity rule"
    _inherit = ["cs.rule.mixin"]
    _book = "severity_rules"
    _pack_row = "D3"

    deaths_from = fields.Integer("Dead, from", help="0: does not count.")
    injured_from = fields.Integer("Injured, from", help="0: does not count.")
    grade_from = fields.Selection(GRADES, "Suspected grade", help="This grade or a graver one. Empty: does not count.")
    severity_id = fields.Many2one("cs.severity", "Severity at least", required=True, ondelete="restrict", index=True)

    _speaks = models.Constraint(
        "CHECK (deaths_from >= 0 AND injured_from >= 0"
        " AND (deaths_from > 0 OR injured_from > 0 OR grade_from IS NOT NULL))",
        "Say from how many dead or injured, or from which grade on, the rule speaks.",
    )

    def _say_rule(self):
        facts = [
            self.deaths_from and self.env._("%(count)s or more dead", count=self.deaths_from),
            self.injured_from and self.env._("%(count)s or more injured", count=self.injured_from),
            self.grade_from and self.env._("suspected “%(grade)s” or graver", grade=words.label(self, "grade_from")),
        ]
        said = words.listed(self.env, [fact for fact in facts if fact], "or")
        if not (said and self.severity_id):
            return ""
        return self.env._(
            "with %(facts)s a case is at least of the severity “%(severity)s”",
            facts=said,
            severity=self.severity_id.display_name,
        )

    @tools.ormcache("rule_id")
    @api.model
    def _threshold(self, rule_id: int) -> tuple[core_severity.Threshold, int]:
        """From where one rule speaks, and the severity that it sets."""
        # sudo: a case is as grave as its facts, whoever registers it
        rule = self._for_cache().browse(rule_id)
        threshold = core_severity.Threshold(
            deaths=rule.deaths_from,
            injured=rule.injured_from,
            grade=rule.grade_from or None,
        )
        return threshold, rule.severity_id.id

    @api.model
    def _least_severity(self, company_id: int, facts: dict, day, accident: core_severity.Facts):
        """The severity that the facts of an accident demand, possibly none (in sudo).

        :param facts: dimension → value, see ``cs.ticket._rule_facts``.
        """
        # sudo: see _threshold
        severities = self.env["cs.severity"].sudo()
        if not accident:
            return severities
        reached = [rule for rule in self._rules_of(company_id) if self._threshold(rule.id)[0].reached(accident)]
        found = core_rules.pick(reached, facts, day)
        return severities.browse(self._threshold(found.id)[1]) if found else severities

    # -- preview ---------------------------------------------------------------

    @api.model
    def _preview_measures(self):
        return [("severity", self.env._("Severity by the facts of the accident"))]

    @api.model
    def _preview_outcomes(self, tickets):
        """The least severity of each case by its facts."""
        found = {}
        for ticket in tickets:
            severity = self._least_severity(
                ticket.company_id.id,
                ticket._rule_facts(),
                ticket._rule_day(),
                ticket._accident_facts(),
            )
            found[ticket.id] = {"severity": severity.display_name or False}
        return found
