from odoo import models
from odoo.tools.translate import LazyTranslate

from ..rulebook import words

_lt = LazyTranslate(__name__)

_HOURS = (_lt("1 hour"), _lt("%(count)s hours"))
_DAYS = (_lt("1 day later"), _lt("%(count)s days later"))


class CsReportRule(models.Model):
    """A report rule in the words of the rule book."""

    _inherit = "cs.report.rule"

    def _in_words(self) -> str:
        self.ensure_one()
        env = self.env
        # sudo: the names of teams, positions and readers are no secret to whoever reads the rule
        rule = self.sudo()
        teams, jobs, people = (
            words.listed(env, found.mapped("name")) for found in (rule.team_ids, rule.job_ids, rule.user_ids)
        )
        who = words.label(self, "recipient") if self.recipient != "named" or not people else people
        parts = [
            env._("%(report)s until %(deadline)s", report=words.label(self, "report"), deadline=self._say_deadline()),
            env._("to %(people)s", people=who),
            env._("for the teams %(teams)s", teams=teams) if teams else "",
            env._("for the positions %(positions)s", positions=jobs) if jobs else "",
            env._("at least %(count)s characters", count=self.min_length) if self.min_length else "",
            env._("with improvements") if self.needs_improvement else "",
            env._("reminded of %(time)s before", time=words.say_count(env, self.remind_hours, *_HOURS))
            if self.remind_hours
            else "",
            env._("missing %(time)s after the deadline", time=words.say_count(env, self.grace_hours, *_HOURS)),
        ]
        return env._("%(rule)s.", rule=words.capital(words.clauses(env, parts)))

    def _say_deadline(self) -> str:
        minutes = round(self.due_time * 60)
        clock = f"{minutes // 60:02d}:{minutes % 60:02d}"
        if self.report == "day":
            later = words.say_count(self.env, self.due_days, *_DAYS) if self.due_days else ""
            return self.env._("%(time)s, %(later)s", time=clock, later=later) if later else clock
        day = words.label(self, "due_weekday")
        if self.due_next_week:
            return self.env._("%(weekday)s %(time)s of the next week", weekday=day, time=clock)
        return self.env._("%(weekday)s %(time)s", weekday=day, time=clock)
