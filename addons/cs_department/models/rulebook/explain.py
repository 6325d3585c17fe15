from odoo import api, fields, models

from ...core import rules as core_rules
from ...core.now import utcnow
from .rule_mixin import SCOPE_FIELDS


class CsRuleMixin(models.AbstractModel):
    """Why a rule of the book applies to a case, and every other one does not."""

    _inherit = "cs.rule.mixin"

    @api.model
    def _explain(self, ticket) -> list[dict]:
        """Topic by topic the rules that were asked, the one that applies first named.

        Topics for which no rule says anything are left out.
        """
        now, recorded = utcnow(), self._applied_to(ticket)
        day = ticket._rule_day((self._rule_moment and ticket[self._rule_moment]) or now)
        facts, rules = ticket._rule_facts(), self._rules_of(ticket.company_id.id)
        topics = []
        for topic, label in self._rule_topic_labels():
            verdicts = core_rules.explain(rules, facts, day, topic)
            if verdicts:
                topics.append(self._explain_topic(ticket, topic, label, verdicts, recorded.get(topic)))
        return topics

    @api.model
    def _applied_to(self, ticket) -> dict:
        """Topic → (rule id, since when) that a case has on record; by default nothing is."""
        return {}

    @api.model
    def _explain_topic(self, ticket, topic, label, verdicts, recorded) -> dict:
        # sudo: whoever sees the case is told its rules, also those that he may not read
        book = self.sudo().with_context(active_test=False)
        winner = next((verdict.rule.id for verdict in verdicts if verdict.applies), False)
        applied = recorded[0] if recorded else winner
        rule = book.browse(applied or ()).exists()
        others = [
            {
                "id": verdict.rule.id,
                "name": book.browse(verdict.rule.id).display_name,
                "scope": book.browse(verdict.rule.id).scope_summary,
                "why": [self._say_why(why, verdict.rule.id, ticket, winner) for why in verdict.why]
                or [self.env._("by today's book it would apply")],
            }
            for verdict in verdicts
            if verdict.rule.id != applied
        ]
        return {
            "topic": topic,
            "label": label,
            "winner_id": winner,
            "applied": rule._explain_applied(recorded and recorded[1]) if rule else False,
            "others": others,
        }

    def _explain_applied(self, since) -> dict:
        """The rule that applies, and what it said at that time."""
        version = self.env["cs.book.version"]._last_of(self, since)
        return {
            "id": self.id,
            "name": self.display_name,
            "scope": self.scope_summary,
            "since": fields.Datetime.to_string(since) if since else False,
            "version_at": fields.Datetime.to_string(version.at) if version else False,
            "version_id": version.id,
            "changed_since": bool(version and version != self.env["cs.book.version"]._last_of(self, False)),
        }

    @api.model
    def _say_why(self, why, rule_id, ticket, winner) -> str:
        """One reason in plain words."""
        book = self.sudo().with_context(active_test=False)  # sudo: see _explain_topic
        rule = book.browse(rule_id)
        if why == "not_yet":
            return self.env._("not in force before %(day)s", day=rule.date_from)
        if why == "ended":
            return self.env._("not in force after %(day)s", day=rule.date_to)
        if why == "earlier":
            return self.env._("“%(rule)s” comes first", rule=book.browse(winner).display_name)
        if why == "priority":
            levels = dict(self._selection_priority())
            return self.env._("only priority from %(priority)s", priority=levels[rule.priority_from])
        return self.env._(
            "%(side)s: only %(values)s",
            side=ticket._fields[why].get_description(self.env, ["string"])["string"],
            values=", ".join(rule[SCOPE_FIELDS[why]].mapped("display_name")),
        )
