from odoo import api, models
from odoo.addons.cs_department.core import formula as core_formula
from odoo.addons.cs_department.models.evidence.indicator_formula import _WORDS
from odoo.addons.cs_department.models.rulebook import words
from odoo.tools import float_repr


class CsFeeRule(models.Model):
    """A fee rule in the words of the rule book."""

    _inherit = "cs.fee.rule"

    @api.depends_context("lang")
    @api.depends(
        *("item_id", "method", "area_kind", "formula", "vacancy_percent", "rounding", "use", "in_arrears"),
        *("cycle", "first_month", "due_days", "part_months", "estate_ids", "building_ids", "type_ids"),
        *("price_ids.date_from", "price_ids.price", "price_ids.step_ids.price", "price_ids.step_ids.up_to"),
    )
    def _compute_sentence(self):
        for rule in self:
            rule.sentence = rule._in_words() if rule.item_id else ""

    def _in_words(self) -> str:
        self.ensure_one()
        parts = [
            self._say_scope(),
            self._say_method(),
            self._say_when(),
            self.env._("a part of a month counts %(how)s", how=words.label(self, "part_months")),
            self.env._("while vacant %(percent)s %%", percent=f"{self.vacancy_percent:g}")
            if self.vacancy_percent < 100
            else "",
            self.env._("rounded %(how)s", how=words.label(self, "rounding")) if self.rounding != "0.01" else "",
        ]
        said = words.clauses(self.env, parts)
        return self.env._("%(fee)s: %(rule)s.", fee=self.item_id.name, rule=said)

    def _say_scope(self) -> str:
        named = [
            record.display_name for records in (self.estate_ids, self.building_ids, self.type_ids) for record in records
        ]
        if self.use:
            named.append(words.label(self, "use"))
        if not named:
            return self.env._("every unit")
        return words.listed(self.env, named, "unit")

    def _say_method(self) -> str:
        if self.method == "formula":
            try:
                return self.env._("a month costs %(formula)s", formula=self._say_formula())
            except core_formula.FormulaError as error:
                return self._say_formula_error(error)
        if self.method == "shared":
            return self.env._("a share of the pool of the period")
        prices = [price._in_words() for price in self.price_ids.sorted("date_from")]
        return words.listed(self.env, prices, "unit") if prices else words.label(self, "method")

    def _say_formula(self, known=None) -> str:
        """The formula in words, with the figures of a unit where they are known.

        :param known: name → figure.
        :raises FormulaError: what is wrong with it.
        """
        lang = self.env.lang or "en_US"
        said = {name: word._translate(lang) for name, word in _WORDS.items()}
        called = self._formula_names()
        for name, figure in (known or {}).items():
            called[name] = f"{called[name]} {figure.normalize():f}"
        return core_formula.explain(core_formula.parse(self.formula or ""), called, said)

    @api.model
    def _formula_names(self) -> dict:
        return {
            "area": self.env._("charged area"),
            "inside_area": self.env._("inside area"),
            "people": self.env._("people living here"),
            "price": self.env._("price"),
        }

    def _say_when(self) -> str:
        said = {"cycle": words.label(self, "cycle"), "days": self.due_days}
        if self.in_arrears:
            return self.env._("billed %(cycle)s when it is over, due %(days)s days later", **said)
        return self.env._("billed %(cycle)s in advance, due %(days)s days later", **said)


class CsFeePrice(models.Model):
    _inherit = "cs.fee.price"

    def _in_words(self) -> str:
        """“2.80 per m² and month from 2026-01-01”."""
        rule = self.rule_id
        said = {"price": self._figure(self.price), "day": self.date_from}
        if rule.method == "metered" and self.step_ids:
            said["price"] = words.listed(self.env, [step._in_words() for step in self.step_ids], "unit")
        first = min(rule.price_ids.mapped("date_from")) == self.date_from
        if rule.method == "area":
            text = self.env._("%(price)s per m² and month", **said)
        elif rule.method == "metered":
            text = self.env._("%(price)s per unit of usage", **said)
        else:
            text = self.env._("%(price)s a month", **said)
        return text if first else self.env._("%(price)s from %(day)s", price=text, day=self.date_from)

    @api.model
    def _figure(self, price) -> str:
        """At least two decimals, and as many as the price has."""
        return float_repr(price, 2) if round(price, 2) == price else f"{price:g}"


class CsFeeStep(models.Model):
    _inherit = "cs.fee.step"

    def _in_words(self) -> str:
        said = {"price": self.price_id._figure(self.price), "usage": f"{self.up_to:g}"}
        if self.up_to:
            return self.env._("%(price)s up to %(usage)s", **said)
        return self.env._("%(price)s beyond", **said)
