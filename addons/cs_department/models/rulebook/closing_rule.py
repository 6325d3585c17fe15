from datetime import timedelta
from typing import NamedTuple

from odoo import api, fields, models, tools

from . import words


class ClosingPlan(NamedTuple):
    """When a resolved case is announced to close (none: not announced) and closed."""

    warn_after: timedelta | None
    close_after: timedelta


class CsClosingRule(models.Model):
    _name = "cs.closing.rule"
    _description = "Automatic closing rule"
    _inherit = ["cs.rule.mixin"]
    _book = "closing"
    _pack_row = "D7"
    _must_answer = ("",)
    _rule_moment = "resolved_at"

    close_after = fields.Float(
        "Closed after (days)",
        required=True,
        digits=(6, 2),
        help="Calendar days from the resolution to the automatic closing.",
    )
    warn_before = fields.Float(
        "Customer warned before (days)",
        digits=(6, 2),
        help="Calendar days before the closing at which the customer gets the closing notice. 0: no warning.",
    )

    _days_sane = models.Constraint(
        "CHECK (close_after > 0 AND warn_before >= 0 AND warn_before < close_after)",
        "A case is closed after some days, and the warning comes before that.",
    )

    def _say_rule(self):
        after = words.say_time(self.env, self.close_after, "day", "elapsed")
        if not self.warn_before:
            return self.env._("%(after)s after its resolution a case is closed by itself", after=after)
        return self.env._(
            "%(after)s after its resolution a case is closed by itself; the customer is told %(before)s before",
            after=after,
            before=words.say_time(self.env, self.warn_before, "day", "elapsed"),
        )

    @tools.ormcache("rule_id")
    @api.model
    def _plan(self, rule_id: int) -> ClosingPlan:
        # sudo: cases close the same whoever resolved them
        rule = self._for_cache().browse(rule_id)
        close_after = timedelta(days=rule.close_after)
        warned = rule.warn_before and close_after - timedelta(days=rule.warn_before)
        return ClosingPlan(warned or None, close_after)
