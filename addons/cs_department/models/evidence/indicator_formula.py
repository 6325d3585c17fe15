from odoo import api, models, tools
from odoo.exceptions import UserError
from odoo.tools.translate import LazyTranslate

from ...core import evidence
from ...core import formula as core_formula

_lt = LazyTranslate(__name__)

#: what is wrong with a formula, see core.formula.PROBLEMS
_WRONG = {
    "empty": _lt("There is no formula."),
    "too_long": _lt("The formula is too long."),
    "too_deep": _lt("There are too many parentheses in each other at character %(place)s."),
    "unknown_sign": _lt("“%(sign)s” at character %(place)s is no sign of a formula."),
    "number_too_long": _lt("The number at character %(place)s is too long."),
    "unfinished": _lt("The formula ends before it is complete."),
    "unexpected": _lt("“%(sign)s” at character %(place)s does not fit there."),
    "unknown_function": _lt("“%(sign)s” at character %(place)s is no function: there are if, min, max, round and abs."),
    "arguments": _lt("“%(sign)s” at character %(place)s has too few or too many values in its parentheses."),
    "not_a_condition": _lt("“if” begins with a comparison, at character %(place)s: if(a > b, a, b)."),
    "condition_elsewhere": _lt("The comparison at character %(place)s stands outside the condition of an “if”."),
    "round_digits": _lt("“round” takes a number of decimals from 0 to 6, at character %(place)s."),
    "too_large": _lt("The result is too large."),
    "unknown_name": _lt("No indicator is called “%(sign)s”, at character %(place)s."),
}
_WORDS = {
    "if": _lt("%(b)s if %(a)s, else %(c)s"),
    "min": _lt("the smaller of %(a)s and %(b)s"),
    "max": _lt("the greater of %(a)s and %(b)s"),
    "round": _lt("%(a)s, rounded to %(b)s decimals"),
    "abs": _lt("%(a)s without its sign"),
    "name": _lt("“%(a)s”"),
}


class CsIndicator(models.Model):
    """Figures that are computed from other figures, cell by cell."""

    _inherit = "cs.indicator"

    @api.model
    def _say_formula_error(self, error: core_formula.FormulaError) -> str:
        """What is wrong with a formula, as a sentence."""
        words = _WRONG[error.problem]._translate(self.env.lang or "en_US")
        return words % {"place": error.place + 1, "sign": error.sign}

    def _tree(self) -> core_formula.Node:
        """The formula, understood.

        :raises UserError: what is wrong with it.
        """
        try:
            return core_formula.parse(self.formula or "")
        except core_formula.FormulaError as error:
            raise UserError(self._say_formula_error(error)) from error

    def _checked_formula(self):
        tree = self._tree()
        known = self._of_company(self.company_id or self.env.company)
        known[self.code] = self
        for name in sorted(core_formula.names(tree)):
            if name not in known:
                place = core_formula.place_of(tree, name)
                raise UserError(self._say_formula_error(core_formula.FormulaError("unknown_name", place, name)))
        if self.code in evidence.order(self._formula_needs(known))[1]:
            raise UserError(self.env._("It is computed from itself."))

    @api.model
    def _formula_needs(self, known) -> dict:
        """Code of a formula → codes that it needs; formulas that are not understood need nothing."""
        needs = {}
        for code, indicator in known.items():
            if indicator.source == "formula":
                try:
                    needs[code] = core_formula.names(core_formula.parse(indicator.formula or ""))
                except core_formula.FormulaError:
                    needs[code] = frozenset()
        return needs

    def _needed(self, known):
        """These indicators with all that their formulas need (in sudo)."""
        needs, codes, waiting = self._formula_needs(known), set(), set()
        asked = self.sudo()  # sudo: definitions are read for everybody
        for indicator in asked.filtered(lambda i: i.source == "formula"):
            try:
                waiting |= core_formula.names(core_formula.parse(indicator.formula or ""))
            except core_formula.FormulaError:
                continue
        while waiting:
            code = waiting.pop()
            if code in known and code not in codes:
                codes.add(code)
                waiting |= needs.get(code, frozenset())
        return asked | asked.browse([known[code].id for code in codes])

    def _counted_models(self, known) -> set[str]:
        """The models whose records these figures count, also through the figures of their formulas."""
        formulas = self.filtered(lambda indicator: indicator.source == "formula")
        counted = (self - formulas) | (formulas and formulas._needed(known))
        return {indicator.model for indicator in counted if indicator.source == "records" and indicator.model}

    def _compute_formulas(self, found, known, cells, asked):
        """Add the cells of the formulas to those of the records.

        :param found: indicator id → key → fact.
        :param known: code → indicator, see ``_of_company``.
        :param cells: keys that every indicator has, or ``None``.
        :param asked: what was asked, see ``indicator_query``.
        """
        own = {indicator.code: indicator for indicator in self.filtered(lambda i: i.source == "formula")}
        ordered, circular = evidence.order(self._formula_needs({**known, **own}))
        for code in [*ordered, *sorted(circular)]:
            indicator = own.get(code)
            if indicator:
                found[indicator.id] = indicator._formula_cells(found, {**known, **own}, cells, asked, code in circular)

    def _formula_cells(self, found, known, cells, asked, circular) -> dict:
        try:
            if circular:
                raise UserError(self.env._("It is computed from itself."))
            tree = self._tree()
            parts = {}
            for name in sorted(core_formula.names(tree)):
                if name not in known:
                    problem = core_formula.FormulaError("unknown_name", core_formula.place_of(tree, name), name)
                    raise UserError(self._say_formula_error(problem))
                parts[name] = known[name]
        except UserError as error:
            return self._failed(str(error.args[0]), cells, asked)
        keys = dict.fromkeys(cells or ())
        for part in parts.values():
            keys.update(dict.fromkeys(found[part.id]))
        return {key: self._formula_fact(tree, parts, found, key) for key in keys}

    def _formula_fact(self, tree, parts, found, key) -> evidence.Fact:
        facts = {name: found[part.id].get(key) or part._nothing() for name, part in parts.items()}
        kept = tuple((parts[name].id, fact) for name, fact in facts.items())
        wrong = next((name for name, fact in facts.items() if fact.error), None)
        if wrong:
            return evidence.Fact(
                error=self.env._("“%(name)s”: %(why)s", name=parts[wrong].name, why=facts[wrong].error), parts=kept
            )
        try:
            value = core_formula.evaluate(tree, {name: fact.value for name, fact in facts.items()})
        except core_formula.FormulaError as error:
            return evidence.Fact(error=self._say_formula_error(error), parts=kept)
        value = None if value is None else evidence.rounded(value, self.digits)
        # a share of few says little; a number of few does not: of numbers, the sample is the most that was counted
        shares = [fact.counted for name, fact in facts.items() if parts[name].aggregate not in ("count", "sum")]
        counted = min(shares) if shares else max((fact.counted for fact in facts.values()), default=0)
        return evidence.Fact(counted=counted, value=value, parts=kept)

    def _nothing(self) -> evidence.Fact:
        """The cell of an indicator that counted nothing."""
        if self.source == "formula":
            return evidence.Fact()
        return evidence.valued(self.aggregate, evidence.Fact(), self.digits)

    @tools.ormcache("company_id", "self.env.lang")
    @api.model
    def _called(self, company_id: int) -> dict[str, str]:
        """Code → name of the indicators that a company goes by, in the reader's language."""
        known = self._for_cache().with_context(lang=self.env.lang)
        found = known._of_company(self.env["res.company"].browse(company_id))
        return {code: indicator.name for code, indicator in found.items()}

    def _say_formula(self) -> str:
        """The formula in words, with the names of the indicators."""
        try:
            tree = core_formula.parse(self.formula or "")
        except core_formula.FormulaError as error:
            return self._say_formula_error(error)
        language = self.env.lang or "en_US"
        called = self._called((self.company_id or self.env.company).id)
        return core_formula.explain(tree, called, {name: word._translate(language) for name, word in _WORDS.items()})
