from odoo import api, models

from ...core import rules as core_rules
from ...core.now import utcnow
from ...core.rule_check import TooEntangled


class CsAutomationRule(models.Model):
    """The book beside the others: here every rule that fits acts, so that none stands in another's way."""

    _inherit = "cs.automation.rule"

    @api.model
    def _check_words(self, rules):
        """Only a rule after which no later one acts can hide others, and only where it always acts."""
        stoppers = [rule for rule in rules if (plan := self._plan(rule.id)).stop_here and not plan.conditions]
        # sudo: the names of rules that stand in the way are told to whoever reads the rule
        names = {rule.id: rule.display_name for rule in self.sudo().browse(rule.id for rule in rules)}
        topics, found = dict(self._rule_topic_labels()), []
        for rule in rules:
            book = self._checked_book([rule, *(other for other in stoppers if other.id != rule.id)])
            try:
                hidden = [finding for finding in book.hidden() if finding.rule_id == rule.id]
            except TooEntangled:
                continue
            found += [(rule.id, self._say_hidden(finding, names, topics)) for finding in hidden]
        return found

    @api.model
    def _explain(self, ticket) -> list[dict]:
        """Rule by rule: when it acts on the case, or what keeps it from that."""
        facts, day = ticket._rule_facts(), ticket._rule_day(utcnow())
        labels, since, topics = dict(self._rule_topic_labels()), self._last_acted(ticket), []
        rules = self._rules_of(ticket.company_id.id)
        for rule in sorted(rules, key=lambda rule: rule.precedence):
            # asked alone, a rule is kept off by what it is limited to, never by another one
            for verdict in core_rules.explain([rule], facts, day):
                (topic,) = rule.topics
                recorded = (rule.id, since[rule.id]) if rule.id in since else None
                topics.append(self._explain_topic(ticket, topic, labels[topic], [verdict], recorded))
        return topics

    @api.model
    def _last_acted(self, ticket) -> dict:
        """Rule id → when it last acted on the case."""
        # sudo: what rules did is told with the case
        runs = self.env["cs.automation.run"].sudo()
        found = runs._read_group([("ticket_id", "=", ticket.id), ("state", "=", "done")], ["rule_id"], ["done_at:max"])
        return {rule.id: at for rule, at in found}
