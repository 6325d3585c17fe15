from odoo import api, fields, models
from odoo.tools.translate import LazyTranslate

from ..rulebook import words

_lt = LazyTranslate(__name__)

#: kind → what the rule decides, as a clause
_CLAUSES = {
    "rest": _lt("between two shifts lie at least %(value)s hours of rest"),
    "max_run": _lt("at most %(value)s working day(s) in a row"),
    "min_run": _lt("at least %(value)s working day(s) in a row"),
    "max_night_run": _lt("at most %(value)s night(s) in a row"),
    "min_off_run": _lt("at least %(value)s day(s) off in a row"),
    "week_days_off": _lt("in a week at least %(value)s day(s) off"),
    "min_days_off": _lt("in a month at least %(value)s day(s) off"),
    "max_weekends": _lt("in a month work on at most %(value)s weekend(s)"),
    "max_day_minutes": _lt("a shift has at most %(value)s working hours"),
    "max_week_minutes": _lt("in a week at most %(value)s working hours"),
    "max_minutes": _lt("in a month at most %(value)s working hours"),
    "min_minutes": _lt("in a month at least %(value)s working hours"),
    "overtime": _lt("in a month at most %(value)s hours above the contract"),
    "target_minutes": _lt("as many hours as the contract has, public holidays and leave taken off"),
    "max_of_shift": _lt("in a month at most %(value)s time(s) %(shifts)s"),
    "never": _lt("never %(shifts)s"),
    "succession": _lt("on the day after %(shifts)s there is no %(next)s"),
    "isolated_work": _lt("no single working day between two days off"),
    "isolated_off": _lt("no single day off between two working days"),
    "pattern": _lt("the days are as the rotation has them"),
    "fair_night": _lt("nights are shared out equally"),
    "fair_weekend": _lt("weekend days are shared out equally"),
    "fair_holiday": _lt("public holidays are shared out equally"),
    "fair_unpopular": _lt("unpopular shifts are shared out equally"),
    "cover": _lt("every shift has as many people as it needs"),
    "over": _lt("not more people than needed on %(shifts)s"),
    "surplus": _lt("people above what is needed are spread evenly over the days of %(shifts)s"),
    "wish": _lt("wishes are granted"),
    "wish_strong": _lt("important wishes are granted"),
    "change": _lt("a roster in force stays as it is"),
    "change_soon": _lt("nothing changes in the next %(value)s day(s)"),
    "change_off": _lt("nobody's day off is taken back"),
    "touched": _lt("when a roster is mended, few people have changes"),
}
#: the same with a number, where there may be none
_WITH_NUMBER = {
    "target_minutes": _lt(
        "as many hours as the contract has, public holidays and leave taken off; "
        "up to %(value)s hour(s) more or less do not count"
    ),
}


class CsRosterRule(models.Model):
    """A roster rule reads like the rule book: for whom, and what holds."""

    _inherit = "cs.roster.rule"

    sentence = fields.Text("The rule in words", compute="_compute_sentence")

    @api.depends(lambda self: tuple(sorted(self._book_fields())))
    @api.depends_context("lang")
    def _compute_sentence(self):
        for rule in self:
            rule.sentence = rule._in_words()

    def _in_words(self) -> str:
        self.ensure_one()
        if self.kind not in _CLAUSES:
            return ""
        clause = _WITH_NUMBER.get(self.kind) if self.value else None
        said = (clause or _CLAUSES[self.kind])._translate(self.env.lang or "en_US") % {
            "value": f"{self.value:g}",
            "shifts": self._say_shifts(),
            "next": words.listed(self.env, self.next_template_ids.mapped("name"), "or"),
        }
        if self.strength == "should":
            said = self.env._("%(rule)s, as far as possible (weight %(weight)s)", rule=said, weight=self.weight)
        whom = self._say_whom()
        if not whom:
            return self.env._("%(rule)s.", rule=words.capital(said))
        return self.env._("%(cases)s: %(rule)s.", cases=words.capital(whom), rule=said)

    def _say_shifts(self) -> str:
        if self.kind in ("succession", "max_of_shift") or self.shift_scope == "chosen":
            return words.listed(self.env, self.template_ids.mapped("name"), "or")
        return words.label(self, "shift_scope")

    def _say_whom(self) -> str:
        # sudo: the names of those a rule is for are part of the rule
        rule = self.sudo()
        scopes = (rule.team_ids.mapped("name"), rule.job_ids.mapped("name"), rule.employee_ids.mapped("name"))
        return " · ".join(words.listed(self.env, names) for names in scopes if names)
