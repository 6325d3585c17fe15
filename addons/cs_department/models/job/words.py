from odoo import api, fields, models

from ..rulebook import words


class CsJobMeasure(models.Model):
    """An ability in the words of the rule book."""

    _inherit = "cs.job.measure"

    def _in_words(self) -> str:
        self.ensure_one()
        kinds, ways = (dict(self._fields[name]._description_selection(self.env)) for name in ("kind", "way"))
        directions = dict(self._fields["better"]._description_selection(self.env))
        parts = [
            kinds[self.kind],
            self.env._("in %(unit)s", unit=self.unit) if self.unit else "",
            directions[self.better] if self.kind == "number" else "",
            self.env._("found out %(way)s", way=ways[self.way]),
        ]
        return self.env._("%(rule)s.", rule=words.capital(words.clauses(self.env, parts)))


class CsJobProfile(models.Model):
    """A post in the words of the rule book."""

    _inherit = "cs.job.profile"

    sentence = fields.Text("In words", compute="_compute_sentence")

    @api.depends("purpose", "duty_ids.name", "qualification_ids.needed", "next_id", "role")
    @api.depends_context("lang")
    def _compute_sentence(self):
        for profile in self:
            profile.sentence = profile._in_words()

    def _in_words(self) -> str:
        self.ensure_one()
        return " ".join(filter(None, [self.purpose or "", *self._say_parts()]))

    def _say_parts(self) -> list[str]:
        duties = words.clauses(self.env, [(duty.name or "").rstrip(".。") for duty in self.duty_ids])
        needed = words.clauses(self.env, self.qualification_ids.mapped("needed"))
        roles = dict(self._fields["role"]._description_selection(self.env))
        # sudo: the name of a profile is no secret
        following = self.sudo().next_id.name
        parts = [
            self.env._("Duties: %(duties)s", duties=duties) if duties else "",
            self.env._("Asked for: %(needed)s", needed=needed) if needed else "",
            self.env._("Access rights: %(role)s", role=roles[self.role]) if self.role else "",
            self.env._("Next on the ladder: %(profile)s", profile=following) if following else "",
        ]
        return [self.env._("%(rule)s.", rule=part) for part in parts if part]
