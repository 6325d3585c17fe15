from odoo import models
from odoo.addons.cs_department.models.rulebook import words


class CsInspectionPlan(models.Model):
    """A plan in the words of the rule book."""

    _inherit = "cs.inspection.plan"

    def _in_words(self) -> str:
        self.ensure_one()
        parts = [
            self._say_quota(),
            self._say_what(),
            # sudo: names of checklists and estates are no secret
            self.env._("by the checklist “%(name)s”", name=self.sudo().checklist_id.name),
            self.env._("made by: %(who)s", who=self._say_who()),
            self.env._("each building apart") if self._per_building() else "",
            self.env._("the code of each spot is scanned") if self.needs_scan else "",
            self.env._("the result counts for whoever is on duty there") if self.checks_staff else "",
            self.env._("told of missed rounds: %(who)s", who=self._say_told()),
        ]
        return self.env._("%(rule)s.", rule=words.capital(words.clauses(self.env, parts)))

    def _say_quota(self) -> str:
        quota = {
            "day": self.env._("%(count)s times a day", count=self.times),
            "week": self.env._("%(count)s times a week", count=self.times),
            "month": self.env._("%(count)s times a month", count=self.times),
        }[self.period]
        hours = {"from": _clock(self.hour_from), "to": _clock(self.hour_to)}
        return self.env._("%(quota)s between %(from)s and %(to)s", quota=quota, **hours)

    def _say_what(self) -> str:
        if self.source == "category":
            return self.env._("all spots of the category “%(name)s”", name=words.label(self, "category"))
        if self.source == "vacant":
            return self.env._("all units that are vacant")
        # sudo: names of spots are no secret
        return self.env._("in this order: %(spots)s", spots=" → ".join(self.sudo().stop_ids.spot_id.mapped("name")))

    def _say_who(self) -> str:
        # sudo: names of colleagues and posts, for whoever reads the rules
        named = {"person": self.sudo().user_id.name, "post": self.sudo().post_id.name}
        return named.get(self.who) or words.inside(self.env, words.label(self, "who"))

    def _say_told(self) -> str:
        if self.tells == "named":
            # sudo: see _say_who
            return words.listed(self.env, self.sudo().tell_ids.mapped("name"))
        return words.inside(self.env, words.label(self, "tells"))


def _clock(hour: float) -> str:
    minutes = round(hour * 60)
    return f"{minutes // 60:02}:{minutes % 60:02}"
