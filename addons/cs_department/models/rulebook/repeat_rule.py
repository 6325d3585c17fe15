from odoo import api, fields, models, tools

from ...core.repeat import Sameness
from . import words


class CsRepeatRule(models.Model):
    _name = "cs.repeat.rule"
    _description = "Repeat detection rule"
    _inherit = ["cs.rule.mixin"]
    _book = "repeats"
    _pack_row = "D7"
    _must_answer = ("",)
    _rule_moment = "registered_at"

    days = fields.Integer("Within (days)", required=True)
    by_customer = fields.Boolean("Same customer", default=True)
    by_place = fields.Boolean("Same unit or place", default=True)

    _days_sane = models.Constraint("CHECK (days > 0)", "Repeats are looked for over at least one day.")
    _by_something = models.Constraint(
        "CHECK (by_customer OR by_place)",
        "A repeat is recognised by the customer, by the place, or by both.",
    )

    def _say_rule(self):
        within = words.say_time(self.env, self.days, "day", "elapsed")
        if self.by_customer and self.by_place:
            return self.env._(
                "the same trouble of the same customer or at the same place within %(time)s is a repeat", time=within
            )
        if self.by_customer:
            return self.env._("the same trouble of the same customer within %(time)s is a repeat", time=within)
        return self.env._("the same trouble at the same place within %(time)s is a repeat", time=within)

    @tools.ormcache("rule_id")
    @api.model
    def _sameness(self, rule_id: int) -> Sameness:
        # sudo: repeats are found the same whoever registers
        rule = self._for_cache().browse(rule_id)
        return Sameness(rule.days, rule.by_customer, rule.by_place)
