from odoo import api, fields, models
from odoo.addons.cs_department.models.rulebook import words


class CsReleaseRule(models.Model):
    """A rule of release passes in the words of the rule book."""

    _inherit = "cs.release.rule"

    sentence = fields.Text("In words", compute="_compute_sentence")

    @api.depends_context("lang")
    @api.depends("name", "needs_consent", "checks_debts", "debts_above", "needs_permit", "on_failure", "valid_hours")
    def _compute_sentence(self):
        failures = dict(self._fields["on_failure"]._description_selection(self.env))
        for rule in self:
            said = [self.env._("holds for %(hours)s hours", hours=rule.valid_hours)]
            if rule.needs_consent:
                said.append(self.env._("an owner consents"))
            if rule.checks_debts:
                said.append(self.env._("nothing above %(amount)s is overdue", amount=f"{rule.debts_above:.2f}"))
            if rule.needs_permit:
                said.append(self.env._("a renovation is permitted"))
            if rule.checks_debts or rule.needs_permit:
                said.append(self.env._("else: %(how)s", how=failures[rule.on_failure]))
            said.append(self.env._("what must come back is due within %(days)s days", days=rule.return_days))
            rule.sentence = f"{rule.name or ''}: {words.clauses(self.env, said)}"


class CsVisitorRule(models.Model):
    """A rule of visits in the words of the rule book."""

    _inherit = "cs.visitor.rule"

    sentence = fields.Text("In words", compute="_compute_sentence")

    @api.depends_context("lang")
    @api.depends("name", "needs_host", "valid_hours", "days_ahead", "most_people", "overstay_minutes")
    def _compute_sentence(self):
        for rule in self:
            said = [
                self.env._("holds for %(hours)s hours", hours=rule.valid_hours),
                self.env._("registered %(days)s days ahead at most", days=rule.days_ahead),
                self.env._("%(most)s people at most", most=rule.most_people),
                self.env._("overstayed after %(minutes)s minutes", minutes=rule.overstay_minutes),
            ]
            if rule.needs_host:
                said.append(self.env._("the host confirms"))
            rule.sentence = f"{rule.name or ''}: {words.clauses(self.env, said)}"
