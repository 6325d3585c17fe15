from odoo import models
from odoo.tools import formatLang
from odoo.tools.translate import LazyTranslate

from ...core import ladder
from ..rulebook import words
from .rule import MONEY
from .source import HAND

_lt = LazyTranslate(__name__)

_COUNTED = {
    ladder.MONTH: _lt("counted in a calendar month"),
    ladder.QUARTER: _lt("counted in a calendar quarter"),
    ladder.YEAR: _lt("counted in a calendar year"),
    ladder.EVER: _lt("counted for good"),
}


_POINTS = (_lt("1 point"), _lt("%(count)s points"))


class CsMeritRule(models.Model):
    """A ladder in the words of the rule book."""

    _inherit = "cs.merit.rule"

    def _in_words(self) -> str:
        self.ensure_one()
        lang = self.env.lang or "en_US"
        source = "" if self.source == HAND else words.label(self, "source")
        parts = [
            words.label(self, "nature"),
            source,
            words.inside(self.env, (self.description or "").strip().rstrip(".。")),
            _COUNTED[self.window]._translate(lang) if len(self.step_ids) > 1 else "",
            *self._say_steps(),
            self.env._("shown for %(count)s days before it counts", count=self.shown_days) if self.shown_days else "",
        ]
        said = words.clauses(self.env, parts)
        return self.env._("%(rule)s.", rule=words.capital(said))

    def _say_steps(self) -> list[str]:
        """“1st time: fine of 30”, the last with “and after”."""
        steps = self._ordered_steps()
        found = ladder.outcomes(self._ladder())
        said = []
        for nth, (step, outcome) in enumerate(zip(steps, found, strict=True), 1):
            bringing = step._say(outcome)
            if len(found) == 1:
                said.append(self.env._("each time: %(what)s", what=bringing))
            elif nth == len(found):
                said.append(self.env._("time %(nth)s and after: %(what)s", nth=nth, what=bringing))
            else:
                said.append(self.env._("time %(nth)s: %(what)s", nth=nth, what=bringing))
        return said


class CsMeritStep(models.Model):
    _inherit = "cs.merit.step"

    def _say(self, outcome) -> str:
        """What the step brings, with its amount and points."""
        said = words.inside(self.env, words.label(self, "consequence"))
        if self.consequence in MONEY:
            amount = formatLang(self.env, float(outcome.amount), digits=2, dp=None)
            said = self.env._("%(what)s of %(amount)s", what=said, amount=amount.rstrip("0").rstrip("."))
        if not outcome.points:
            return said
        points = words.say_count(self.env, float(outcome.points), *_POINTS)
        if self.consequence == "points":
            return points
        return self.env._("%(what)s and %(points)s", what=said, points=points)
