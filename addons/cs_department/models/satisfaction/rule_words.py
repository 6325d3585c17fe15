from odoo import models
from odoo.tools.translate import LazyTranslate

from ..rulebook import words

_lt = LazyTranslate(__name__)

HOURS = (_lt("1 hour later"), _lt("%(count)s hours later"))
DAYS = (_lt("1 day"), _lt("%(count)s days"))
TIMES = (_lt("once"), _lt("%(count)s times"))


class CsSurveyRule(models.Model):
    """A satisfaction rule in words."""

    _inherit = "cs.survey.rule"

    def _say_rule(self):
        if not (self.event and self.survey_id):
            return ""
        said = {
            "this": words.label(self, "event"),
            # sudo: the names of forms are no secret
            "form": self.sudo().survey_id.title,
            "ways": self._say_ways(),
        }
        if self.delay_hours:
            said["later"] = words.say_count(self.env, self.delay_hours, *HOURS)
            asked = self.env._("when %(this)s, the customer gets the form “%(form)s” %(later)s, by %(ways)s", **said)
        else:
            asked = self.env._("when %(this)s, the customer gets the form “%(form)s” at once, by %(ways)s", **said)
        more = [self._say_answering(), self._say_anonymous(), self._say_low(), self._say_reopening()]
        return words.clauses(self.env, [asked, *more])

    def _say_ways(self) -> str:
        ways = [
            self.by_mail and self.env._("mail"),
            self.by_sms and self.env._("text message"),
            self.by_phone and self.env._("telephone"),
        ]
        return words.listed(self.env, [way for way in ways if way], "or") or self.env._("QR code or tablet")

    def _say_answering(self) -> str:
        days = words.say_count(self.env, self.valid_days, *DAYS)
        if not self.reminders:
            return self.env._("it can be answered for %(days)s", days=days)
        return self.env._(
            "it can be answered for %(days)s; who does not answer is reminded %(times)s, every %(distance)s",
            days=days,
            times=words.say_count(self.env, self.reminders, *TIMES),
            distance=words.say_count(self.env, self.remind_after_days, *DAYS),
        )

    def _say_anonymous(self) -> str:
        if not self.anonymous:
            return ""
        return self.env._("answers are anonymous and shown from %(count)s together on", count=self.shown_from)

    def _say_low(self) -> str:
        if not self.low_below:
            return ""
        score = f"{self.low_below:g}"
        if not self.follow_up:
            return self.env._("a score below %(score)s of 100 is low", score=score)
        if self.follow_up_kind_id:
            kind = self.follow_up_kind_id.display_name
            return self.env._("a score below %(score)s of 100 opens a case “%(kind)s”", score=score, kind=kind)
        return self.env._("a score below %(score)s of 100 opens a case for the supervisor", score=score)

    def _say_reopening(self) -> str:
        if not self.reopen_days:
            return ""
        days = words.say_count(self.env, self.reopen_days, *DAYS)
        return self.env._("the customer may open his case again for %(days)s", days=days)


class SurveySurvey(models.Model):
    """A question set in words."""

    _inherit = "survey.survey"

    def _in_words(self):
        questions = [question._say_question() for question in self.question_and_page_ids.sorted("sequence")]
        return "\n".join(questions)


class SurveyQuestion(models.Model):
    _inherit = "survey.question"

    def _say_question(self) -> str:
        """The question with what can be answered."""
        if self.question_type == "scale":
            return self.env._(
                "%(question)s (%(low)s to %(high)s)", question=self.title, low=self.scale_min, high=self.scale_max
            )
        choices = words.listed(self.env, self.suggested_answer_ids.mapped("value"), "or")
        return self.env._("%(question)s (%(choices)s)", question=self.title, choices=choices) if choices else self.title
