from odoo import models

from ..rulebook import words

#: this day of a month is its last one, however long it is
LAST = 31


class CsTrainingCourse(models.Model):
    """A course in the words of the rule book."""

    _inherit = "cs.training.course"

    def _in_words(self) -> str:
        self.ensure_one()
        topics = words.listed(self.env, self.topic_ids.mapped("name"))
        # sudo: the names of categories and skills are no secret
        known = self.sudo()
        needed = words.listed(self.env, known.category_ids.mapped("complete_name"))
        parts = [
            words.label(self, "kind"),
            self.env._("topics: %(topics)s", topics=topics) if topics else "",
            self.env._("%(count)s h", count=f"{self.hours:g}") if self.hours else "",
            *self._say_exam(),
            self.env._("counts for %(count)s months", count=self.valid_months) if self.valid_months else "",
            self.env._("gives the skill “%(skill)s”", skill=known.skill_id.name) if known.skill_id else "",
            self.env._("needed for cases of %(categories)s", categories=needed) if needed else "",
        ]
        return self.env._("%(rule)s.", rule=words.capital(words.clauses(self.env, parts)))

    def _say_exam(self) -> list[str]:
        if self.exam == "none":
            return []
        way = self.env._("online") if self.exam == "online" else self.env._("on paper or in practice")
        said = self.env._("exam %(way)s, passed with %(percent)s %%", way=way, percent=f"{self.pass_mark:g}")
        again = self.env._("a re-sit within %(count)s days", count=self.resit_days)
        limit = self.env._("at most %(count)s exams", count=self.attempts) if self.attempts else ""
        return [said, again, limit]


class CsTrainingPlan(models.Model):
    """A plan in the words of the rule book."""

    _inherit = "cs.training.plan"

    def _in_words(self) -> str:
        self.ensure_one()
        said = [line._in_words() for line in self.line_ids]
        first = f"{(self.summary or '').rstrip('.。')}" if self.summary else ""
        return self.env._("%(rule)s.", rule=words.capital(words.clauses(self.env, [first, *said])))


class CsTrainingPlanLine(models.Model):
    _inherit = "cs.training.plan.line"

    def _in_words(self) -> str:
        name = self.course_id.name
        if self.timing == "monthly":
            if self.day >= LAST:
                return self.env._("“%(course)s” every month, by its last day", course=name)
            return self.env._("“%(course)s” every month, by day %(day)s", course=name, day=self.day)
        if not self.day:
            return self.env._("“%(course)s” on the first day", course=name)
        return self.env._("“%(course)s” by day %(day)s after joining", course=name, day=self.day)
