from odoo import models
from odoo.tools.translate import LazyTranslate

from ..rulebook import words

_lt = LazyTranslate(__name__)

#: minutes of work, as a person says them
_HOURS = (_lt("1 hour of work"), _lt("%(count)s hours of work"))


class CsDutyPost(models.Model):
    """A post in the words of the rule book."""

    _inherit = "cs.duty.post"

    def _in_words(self) -> str:
        self.ensure_one()
        # sudo: the names of teams and areas are no secret
        post = self.sudo()
        areas = words.listed(self.env, post.area_ids.mapped("name"))
        parts = [
            self.env._("of the team %(team)s", team=post.team_id.name) if post.team_id else "",
            self.env._("for %(areas)s", areas=areas) if areas else "",
            self.env._("handed over from shift to shift, signed by both") if post.needs_handover else "",
        ]
        return self._sentence(parts)

    def _sentence(self, parts) -> str:
        said = words.clauses(self.env, parts)
        return self.env._("%(rule)s.", rule=words.capital(said)) if said else ""


class CsShiftTemplate(models.Model):
    """A shift in the words of the rule book."""

    _inherit = "cs.shift.template"

    def _in_words(self) -> str:
        self.ensure_one()
        parts = [
            self.env._("%(hours)s, “%(code)s” in the roster", hours=self.hours, code=self.code),
            words.say_count(self.env, round(self.minutes / 60, 2), *_HOURS) if self.minutes else "",
            *self._say_marks(),
            *self._say_asks(),
            *(self._say_duties(moment) for moment in ("before", "after")),
        ]
        said = words.clauses(self.env, parts)
        return self.env._("%(rule)s.", rule=words.capital(said))

    def _say_marks(self) -> list[str]:
        return [
            self.env._("on call") if self.layer == "on_call" else "",
            self.env._("acts for the supervisor") if self.is_duty_officer else "",
            self.env._("a night") if self.is_night else "",
            self.env._("unpopular, so shared out fairly") if self.is_unpopular else "",
        ]

    def _say_asks(self) -> list[str]:
        # sudo: the names of posts, teams and skills are no secret
        shift = self.sudo()
        teams, skills = (words.listed(self.env, found.mapped("name")) for found in (shift.team_ids, shift.skill_ids))
        minutes = self.extend_minutes
        return [
            self.env._("at the post %(post)s", post=shift.post_id.name) if shift.post_id else "",
            self.env._("for %(teams)s", teams=teams) if teams else "",
            self.env._("skills needed: %(skills)s", skills=skills) if skills else "",
            self.env._("goes on for up to %(count)s minutes while a customer is being served", count=minutes)
            if minutes
            else "",
            self.env._("ends with a handover") if self.needs_handover else "",
        ]

    def _say_duties(self, moment) -> str:
        names = self.duty_ids.filtered(lambda duty: duty.moment == moment).mapped("name")
        if not names:
            return ""
        listed = words.listed(self.env, [words.inside(self.env, name) for name in names])
        if moment == "before":
            return self.env._("before it: %(duties)s", duties=listed)
        return self.env._("after it: %(duties)s", duties=listed)
