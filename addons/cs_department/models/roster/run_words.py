"""What the account of a roster says, in plain words."""

from datetime import date

from babel.dates import format_skeleton
from odoo import api, models
from odoo.tools.float_utils import float_round
from odoo.tools.misc import babel_locale_parse, get_lang

from ..rulebook import words

#: rules that count in minutes and are told in hours
_IN_HOURS = frozenset({"rest", "max_minutes", "min_minutes", "max_week_minutes", "target_minutes"})
#: rules about shares of the whole period; an amount below 0 is less than the share
_SHARES = frozenset({"fair_night", "fair_weekend", "fair_holiday", "fair_unpopular"})
#: so many days are named, the others counted
_NAMED_DAYS = 6


class CsRosterFinding(models.Model):
    _inherit = "cs.roster.finding"

    def _say(self) -> str:
        """The finding as a supervisor would tell it to a colleague."""
        if self.kind == "gap":
            return self._say_gap()
        if self.kind in ("conflict", "relaxation"):
            return self._say_rule()
        return self._say_breach()

    def _say_gap(self) -> str:
        where = {"day": self._say_days(), "shift": self._say_shift(), "count": f"{self.amount:g}"}
        if self.skill:
            return self.env._("%(day)s %(shift)s: %(count)s missing with “%(skill)s”", skill=self._say_skill(), **where)
        return self.env._("%(day)s %(shift)s: %(count)s missing", **where)

    def _say_breach(self) -> str:
        parts = [self._say_amount()]
        if self.template_id:
            parts.append(self._say_shift())
        # how many nights there are too many of is said, not on which days they all are
        if self.days and self.rule not in _SHARES:
            parts.append(self._say_days())
        return " · ".join(filter(None, parts))

    def _say_rule(self) -> str:
        labels = dict(self._fields["rule"]._description_selection(self.env))
        parts = [self.employee_id.name, labels.get(self.rule)]
        if self.template_id:
            parts.append(self._say_shift())
        if self.skill:
            parts.append(self._say_skill())
        if self.days:
            parts.append(self._say_days())
        return " · ".join(filter(None, parts))

    def _say_shift(self) -> str:
        return self.template_id.name or self.env._("off")

    def _say_skill(self) -> str:
        """A skill is a record of the personnel file, told by its name."""
        if self.skill and self.skill.isdigit():
            # sudo: what a skill is called is no secret
            return self.env["hr.skill"].sudo().browse(int(self.skill)).name or self.skill
        return self.skill or ""

    def _say_days(self) -> str:
        """One day, from the first to the last where they follow each other, or some days."""
        days = [date.fromisoformat(day) for day in self.days]
        if len(days) > 1 and (days[-1] - days[0]).days == len(days) - 1:
            return f"{self._say_day(self.days[0])}–{self._say_day(self.days[-1])}"
        said = [self._say_day(day) for day in self.days[:_NAMED_DAYS]]
        if len(days) > _NAMED_DAYS:
            said.append(self.env._("%(count)s more", count=len(days) - _NAMED_DAYS))
        return words.listed(self.env, said)

    @api.model
    def _say_day(self, text) -> str:
        """A day (ISO), short and without the year."""
        return format_skeleton("MMMd", date.fromisoformat(text), locale=babel_locale_parse(get_lang(self.env).code))

    def _say_amount(self) -> str:
        """By how much a rule is broken, in its own unit."""
        amount = f"{float_round(abs(self.amount) / (60 if self.rule in _IN_HOURS else 1), 1):g}"
        if self.amount < 0 and self.rule in _SHARES:
            return self._say_below(amount)
        said = {
            "over": lambda: self.env._("%(n)s too many", n=amount),
            "surplus": lambda: self.env._("%(n)s more than needed", n=amount),
            "rest": lambda: self.env._("%(n)s h of rest missing", n=amount),
            "max_run": lambda: self.env._("%(n)s working days too many in a row", n=amount),
            "min_run": lambda: self.env._("%(n)s working days too few in a row", n=amount),
            "min_off_run": lambda: self.env._("%(n)s days off too few in a row", n=amount),
            "max_night_run": lambda: self.env._("%(n)s nights too many in a row", n=amount),
            "max_minutes": lambda: self.env._("%(n)s h above the limit", n=amount),
            "min_minutes": lambda: self.env._("%(n)s h too few", n=amount),
            "max_week_minutes": lambda: self.env._("%(n)s h above the limit of the week", n=amount),
            "target_minutes": lambda: self.env._("%(n)s h away from the contract", n=amount),
            "min_days_off": lambda: self.env._("%(n)s days off too few", n=amount),
            "week_days_off": lambda: self.env._("%(n)s days off too few in the week", n=amount),
            "max_weekends": lambda: self.env._("%(n)s weekends too many", n=amount),
            "max_of_shift": lambda: self.env._("%(n)s too many of a kind", n=amount),
            "isolated_work": lambda: self.env._("works between two days off"),
            "isolated_off": lambda: self.env._("off between two working days"),
            "pattern": lambda: self.env._("other than the rotation"),
            "change": lambda: self.env._("other than before"),
            "change_soon": lambda: self.env._("other than before, at short notice"),
            "change_off": lambda: self.env._("called in on a day off"),
            "touched": lambda: self.env._("shifts change"),
            "fair_night": lambda: self.env._("%(n)s nights above the fair share", n=amount),
            "fair_weekend": lambda: self.env._("%(n)s weekend days above the fair share", n=amount),
            "fair_holiday": lambda: self.env._("%(n)s public holidays above the fair share", n=amount),
            "fair_unpopular": lambda: self.env._("%(n)s unpopular shifts above the fair share", n=amount),
            "wish": lambda: self.env._("wish not met"),
            "cannot": lambda: self.env._("not available"),
            "pinned": lambda: self.env._("other than fixed"),
            "forbidden": lambda: self.env._("must not follow the shift before"),
        }
        return said[self.rule]() if self.rule in said else ""

    def _say_below(self, amount: str) -> str:
        """Who has less than the share of something is asked first next time."""
        said = {
            "fair_night": lambda: self.env._("%(n)s nights below the fair share", n=amount),
            "fair_weekend": lambda: self.env._("%(n)s weekend days below the fair share", n=amount),
            "fair_holiday": lambda: self.env._("%(n)s public holidays below the fair share", n=amount),
            "fair_unpopular": lambda: self.env._("%(n)s unpopular shifts below the fair share", n=amount),
        }
        return said[self.rule]()

    def _say_reason(self, reason: dict) -> str:
        """Why somebody is not on a shift that lacks people."""
        if reason["why"] == "rule":
            labels = dict(self._fields["rule"]._description_selection(self.env))
            return labels.get(reason.get("rule"), "")
        if reason["why"] == "working":
            shift = self.env["cs.shift.template"].browse(reason.get("template") or ())
            return self.env._("works %(shift)s", shift=shift.name or "")
        said = {
            "leave": lambda: self.env._("on leave"),
            "cannot": lambda: self.env._("not available"),
            "pinned": lambda: self.env._("fixed otherwise"),
            "dear": lambda: self.env._("free, at the price of other rules"),
        }
        return said[reason["why"]]() if reason["why"] in said else ""
