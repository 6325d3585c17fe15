from odoo import models
from odoo.tools.translate import LazyTranslate

from ...core import draw as core_draw
from ..rulebook import words

_lt = LazyTranslate(__name__)

DAYS_AFTER = (_lt("from the next day on"), _lt("from %(count)s days after it on"))
DAYS_BEFORE = (_lt("from the day before on"), _lt("from %(count)s days before it on"))
ATTEMPTS = (_lt("one attempt is made"), _lt("up to %(count)s attempts are made"))


class CsCallbackRule(models.Model):
    """A callback rule in words."""

    _inherit = "cs.callback.rule"

    def _in_words(self):
        said = self._say_rule()
        if not said:
            return ""
        if not self.is_care:
            return self._say_for_cases(said)
        # a care call is about the customer, not about a case
        if not self.narrowness:
            return self.env._("Every customer: %(rule)s.", rule=said)
        return self.env._("Customers of %(classes)s: %(rule)s.", classes=self.scope_summary, rule=said)

    def _say_rule(self):
        if not self.event_id:
            return ""
        time = words.say_time(self.env, self.window, self.window_unit)
        said = {
            "this": self._say_event(),
            "share": self._say_share(),
            "within": self.env._("within %(time)s", time=time) if self.window else self.env._("the same day"),
            "people": self._say_caller(),
        }
        deed = {
            "phone": lambda: self.env._("after “%(this)s” %(share)s is called %(within)s, by %(people)s", **said),
            "visit": lambda: self.env._("after “%(this)s” %(share)s is visited %(within)s, by %(people)s", **said),
            "message": lambda: self.env._("after “%(this)s” %(share)s is written to %(within)s, by %(people)s", **said),
        }[self.channel or "phone"]()
        return words.clauses(self.env, [deed, self._say_offset(), self._say_attempts(), self._say_questions()])

    def _say_event(self) -> str:
        if self.event_code == "festival" and self.festival_ids:
            return words.listed(self.env, self.festival_ids.mapped("name"), "or")
        if self.event_code == "dormant":
            return self.env._("no case for %(count)s days", count=self.dormant_days)
        # sudo: the names of occasions are no secret
        return self.sudo().event_id.name

    def _say_share(self) -> str:
        if self.rate == 100:
            return self.env._("each customer")
        try:
            scheme = core_draw.scheme(self.rate, self.block_size)
        except ValueError:  # being entered
            return self.env._("%(rate)s %% of the customers", rate=f"{self.rate:g}")
        return self.env._(
            "a drawn sample of %(rate)s %% (%(count)s of each %(block)s)",
            rate=f"{self.rate:g}",
            count=scheme.drawn,
            block=scheme.size,
        )

    def _say_caller(self) -> str:
        if self.caller == "named":
            if self.role != "named":
                return words.label(self, "role")
            # sudo: the rule names colleagues, whoever reads it
            return words.listed(self.env, self.sudo().user_ids.mapped("name"))
        if self.pool_team_id:
            # sudo: the names of teams are no secret
            team = self.sudo().pool_team_id.name
            return self.env._("the team “%(team)s”, never whoever handled the case", team=team)
        return self.env._("the colleagues of the team, never whoever handled the case")

    def _say_offset(self) -> str:
        if not self.offset_days:
            return ""
        return words.say_count(self.env, abs(self.offset_days), *(DAYS_AFTER if self.offset_days > 0 else DAYS_BEFORE))

    def _say_attempts(self) -> str:
        attempts = words.say_count(self.env, self.attempts_max, *ATTEMPTS)
        if not self.give_up_days:
            return attempts
        late = words.say_time(self.env, self.give_up_days, "day")
        return self.env._("%(attempts)s, until %(late)s after the call was due", attempts=attempts, late=late)

    def _say_questions(self) -> str:
        if not self.survey_id:
            return ""
        # sudo: the names of forms are no secret
        return self.env._("asked are the questions of “%(form)s”", form=self.sudo().survey_id.title)
