from datetime import timedelta
from typing import NamedTuple

from odoo import api, fields, models, tools
from odoo.exceptions import ValidationError

#: answers that lie together before an anonymous one is shown, at the very least
FEWEST_SHOWN = 3


class SurveyPlan(NamedTuple):
    """A rule as plain data, for those who ask by it."""

    survey_id: int
    delay: timedelta
    valid: timedelta
    reminders: int
    remind_after: timedelta
    by_mail: bool
    by_sms: bool
    by_phone: bool
    anonymous: bool
    shown_from: int
    low_below: float
    follow_up: bool
    follow_up_kind_id: int | bool
    reopen_within: timedelta


class CsSurveyRule(models.Model):
    _name = "cs.survey.rule"
    _description = "Satisfaction rule"
    _inherit = ["cs.rule.mixin"]
    _book = "satisfaction"
    _pack_row = "D9"

    event = fields.Selection(
        [("resolved", "the case is resolved"), ("closed", "the case is closed")],
        "When",
        required=True,
        default="resolved",
    )
    survey_id = fields.Many2one(
        "survey.survey",
        "Form",
        required=True,
        ondelete="restrict",
        index=True,
        domain=[("survey_type", "=", "cs_satisfaction")],
    )
    delay_hours = fields.Float("Asked after (hours)", help="Hours from that moment to the question.")
    valid_days = fields.Float(
        "Open for (days)", required=True, default=14, help="Days in which the customer can answer."
    )
    reminders = fields.Integer(help="How often a customer who did not answer is reminded.")
    remind_after_days = fields.Float("Every (days)", default=3)
    by_mail = fields.Boolean(default=True)
    by_sms = fields.Boolean("By text message", help="Where the customer has a mobile number and no mail was sent.")
    by_phone = fields.Boolean(
        "By telephone",
        help="Cases of customers who were reached by nothing else come to the list of calls; a colleague asks.",
    )
    anonymous = fields.Boolean(help="Nobody learns who answered what, managers neither.")
    shown_from = fields.Integer(
        "Shown from (answers)",
        default=5,
        help="Anonymous answers are opened together, when so many of a kind and team have come in.",
    )
    low_below = fields.Float(help="A score from 0 to 100 below this is low. 0: none is.")
    follow_up = fields.Boolean("Follow-up case", default=True, help="A low score opens a case for the supervisor.")
    follow_up_kind_id = fields.Many2one(
        "cs.ticket.kind", "Kind of the follow-up", ondelete="restrict", help="Empty: the kind of the case itself."
    )
    reopen_days = fields.Float(
        "May reopen for (days)",
        help="Days after the resolution in which the customer can open the case again on his page. 0: not there.",
    )

    _figures_sane = models.Constraint(
        "CHECK (delay_hours >= 0 AND valid_days > 0 AND reminders >= 0 AND reopen_days >= 0"
        " AND low_below >= 0 AND low_below <= 100 AND (reminders = 0 OR remind_after_days > 0))",
        "Days and hours are not negative, a score lies between 0 and 100, reminders need a distance.",
    )

    @api.constrains("survey_id")
    def _check_form(self):
        for rule in self:
            if rule.survey_id.survey_type != "cs_satisfaction":
                raise ValidationError(self.env._("“%(form)s” is not a satisfaction form.", form=rule.survey_id.title))

    @api.constrains("anonymous", "by_phone", "shown_from")
    def _check_anonymous(self):
        for rule in self.filtered("anonymous"):
            if rule.by_phone:
                raise ValidationError(
                    self.env._("Who is asked by telephone is not anonymous: switch one of the two off.")
                )
            if rule.shown_from < FEWEST_SHOWN:
                raise ValidationError(
                    self.env._("Anonymous answers are shown from %(count)s answers on at least.", count=FEWEST_SHOWN)
                )

    @api.constrains("valid_days", "reminders", "remind_after_days")
    def _check_reminders(self):
        for rule in self:
            if rule.reminders and rule.reminders * rule.remind_after_days >= rule.valid_days:
                raise ValidationError(
                    self.env._("The last reminder of “%(rule)s” would come when nobody can answer.", rule=rule.name)
                )

    def _rule_topics(self):
        return frozenset({self.event})

    @api.model
    def _rule_topic_labels(self):
        return self._fields["event"]._description_selection(self.env)

    @tools.ormcache("rule_id")
    @api.model
    def _plan(self, rule_id: int) -> SurveyPlan:
        # sudo: customers are asked the same whoever resolved their case
        rule = self._for_cache().browse(rule_id)
        return SurveyPlan(
            rule.survey_id.id,
            timedelta(hours=rule.delay_hours),
            timedelta(days=rule.valid_days),
            rule.reminders,
            timedelta(days=rule.remind_after_days),
            rule.by_mail,
            rule.by_sms,
            rule.by_phone,
            rule.anonymous,
            rule.shown_from,
            rule.low_below,
            rule.follow_up,
            rule.follow_up_kind_id.id,
            timedelta(days=rule.reopen_days),
        )

    # -- preview -------------------------------------------------------------------

    @api.model
    def _preview_measures(self):
        return [
            ("asked", self.env._("Customers asked")),
            ("form", self.env._("Form")),
            ("asked_at", self.env._("Asked on")),
            ("low", self.env._("Low scores among the answers")),
        ]

    @api.model
    def _preview_outcomes(self, tickets):
        """Whom these rules would have asked about these cases, when, and which answers would be low."""
        found = {}
        ended = tickets._first_ended()
        scores = tickets._survey_scores()
        # sudo: the names of forms are no secret
        forms = self.env["survey.survey"].sudo()
        asked = {event: self._rules_for_event(tickets, event) for event, _label in self._rule_topic_labels()}
        for ticket in tickets:
            plans = {}
            for event, rules in asked.items():
                at = ended[ticket.id].get(event)
                if rules[ticket.id] and at and ticket.partner_id:
                    plan = self._plan(rules[ticket.id])
                    # each form once
                    plans.setdefault(plan.survey_id, (plan, at + plan.delay))
            low = [
                score
                for survey_id, score in scores[ticket.id]
                if survey_id in plans and score < plans[survey_id][0].low_below
            ]
            first = min(plans.values(), key=lambda pair: pair[1], default=None)
            found[ticket.id] = {
                "asked": len(plans),
                "form": ", ".join(forms.browse(plans).mapped("title")) or False,
                "asked_at": first[1] if first else False,
                "low": len(low),
            }
        return found

    @api.model
    def _rules_for_event(self, tickets, event):
        return tickets._ask_rules(lambda company_id, facts, day: self._rule_id_for(company_id, facts, day, event))
