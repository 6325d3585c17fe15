from odoo import models

from ..rulebook import words


class CsChecklist(models.Model):
    """A checklist in the words of the rule book."""

    _inherit = "cs.checklist"

    def _in_words(self) -> str:
        self.ensure_one()
        items = words.listed(self.env, [item._in_words() for item in self.item_ids])
        fatal = any(item.is_fatal for item in self.item_ids)
        parts = [
            self.env._("looked at: %(items)s", items=items),
            self.env._("passed from %(percent)s of 100 points", percent=f"{self.pass_percent:g}"),
            self.env._("one failed fatal item leaves %(score)s points at most", score=f"{self.fatal_score:g}")
            if fatal
            else "",
        ]
        return self.env._("%(rule)s.", rule=words.capital(words.clauses(self.env, parts)))


class CsChecklistItem(models.Model):
    """An item of a checklist in the words of the rule book."""

    _inherit = "cs.checklist.item"

    def _in_words(self) -> str:
        self.ensure_one()
        if self.is_fatal:
            return self.env._("%(item)s (fatal)", item=self.name)
        if not self.points:
            return self.name
        return self.env._("%(item)s (%(points)s points)", item=self.name, points=f"{self.points:g}")


class CsCheckPlan(models.Model):
    """A sampling plan in the words of the rule book."""

    _inherit = "cs.check.plan"

    def _in_words(self) -> str:
        self.ensure_one()
        parts = [
            self._say_draw(),
            self._say_reasons() if self.method == "targeted" else self._say_strata(),
            # sudo: names of teams, kinds and checklists are no secret
            self.env._("by the checklist “%(name)s”", name=self.sudo().checklist_id.name),
            self.env._("checked by: %(who)s", who=words.label(self, "inspector")),
            self.env._("%(percent)s %% of them rated by a second person", percent=f"{self.second_percent:g}")
            if self.second_percent
            else "",
        ]
        return self.env._("%(rule)s.", rule=words.capital(words.clauses(self.env, parts)))

    def _say_draw(self) -> str:
        each = {
            "day": self.env._("every day"),
            "week": self.env._("every week"),
            "month": self.env._("every month"),
        }[self.period]
        what = words.inside(self.env, words.label(self, "source"))
        if self.size_kind == "percent":
            return self.env._("%(each)s %(size)s %% of: %(what)s", each=each, size=f"{self.size:g}", what=what)
        if self.size_kind == "each" and self.method == "random":
            return self.env._(
                "%(each)s %(size)s of each group of: %(what)s", each=each, size=f"{self.size:g}", what=what
            )
        return self.env._("%(each)s up to %(size)s of: %(what)s", each=each, size=f"{self.size:g}", what=what)

    def _say_strata(self) -> str:
        names = [
            words.inside(self.env, self._fields[name]._description_string(self.env))
            for name in ("by_person", "by_team", "by_kind", "by_channel")
            if self[name]
        ]
        return self.env._("drawn at random: %(groups)s", groups=words.listed(self.env, names)) if names else ""

    def _say_reasons(self) -> str:
        names = [
            self.env._("rated below %(score)s of 100", score=f"{self.bad_rating_below:g}") if self.bad_rating else "",
            self.env._("a talk above %(count)s minutes", count=f"{self.long_talk_minutes:g}") if self.long_talk else "",
            self.env._("people in their first %(count)s days", count=self.new_agent_days) if self.new_agent else "",
            self.env._("reopened") if self.reopened else "",
        ]
        return self.env._("chosen for: %(reasons)s", reasons=words.listed(self.env, [name for name in names if name]))
